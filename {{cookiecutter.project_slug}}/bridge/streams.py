"""Keeps the reader of a streamed response from holding up the route that makes it."""

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bridge.spool import Outbox

T = TypeVar("T")


async def begin(pieces: AsyncIterator[T]) -> AsyncIterator[T]:
    """Return a stream whose first piece is made already.

    Until then an error still gets a response of its own. Once a stream has begun it can only break off.
    """
    nothing = object()
    first = await anext(pieces, nothing)

    async def everything() -> AsyncIterator[T]:
        if first is not nothing:
            yield first  # type: ignore[misc]  # not `nothing`, hence a piece
        async for piece in pieces:
            yield piece

    return everything()


class BufferStreams:
    """ASGI middleware: a stream runs ahead of its reader, so that it is done with the database soon.

    A route that streams a queryset holds a thread and a connection until its last row. Without the buffer a handful
    of slow readers would hold them all. Responses in one piece pass straight through.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection (ASGI)."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        stream = Stream(send)
        try:
            await self.app(scope, receive, stream.send)
            if stream.complete:  # otherwise the client has left, and nothing more will come
                await stream.drain()
        finally:
            stream.close()


class Stream:
    """The response of one request; its body goes through a buffer if it comes in more than one piece."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._outbox: Outbox | None = None
        self._pump: asyncio.Task[None] | None = None
        self.complete = False

    async def send(self, message: Message) -> None:
        """Send or buffer a message; raise what sending an earlier one raised."""
        more = message.get("more_body", False)
        self.complete = message["type"] == "http.response.body" and not more
        if self._outbox is None:
            if not more:
                await self._send(message)
                return
            self._outbox = Outbox()
            self._pump = asyncio.create_task(self._run(self._outbox))
        await self._buffer(self._outbox, message.get("body", b""), more=more)

    async def drain(self) -> None:
        """Wait until the client has read everything."""
        if self._pump is not None:
            await self._pump

    def close(self) -> None:
        """Stop sending."""
        if self._pump is not None and self._outbox is not None:
            self._pump.cancel()
            self._outbox.close()

    async def _buffer(self, outbox: Outbox, body: bytes, *, more: bool) -> None:
        if self._pump is not None and self._pump.done():
            self._pump.result()
        if body:
            await outbox.put_from_loop(body)
        if not more:
            outbox.finish()

    async def _run(self, outbox: Outbox) -> None:
        while (chunk := await outbox.get()) is not None:
            await self._send({"type": "http.response.body", "body": chunk, "more_body": True})
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})
