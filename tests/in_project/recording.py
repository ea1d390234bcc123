"""A recorder in memory, and what asks the application that it stands around."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from strangler.exchanges.exchange import Exchange
from strangler.exchanges.recorder.options import Options
from strangler.exchanges.recorder.recorder import Recorder
from strangler.exchanges.sources import read_recorded


def options(folder: Path, **more: Any) -> Options:
    return Options(**{"path": folder / "traffic.jsonl", "sample": 1.0, **more})


def exchanges(folder: Path) -> list[Exchange]:
    return list(read_recorded(str(folder / "traffic.jsonl")))


def settle(recorder: Recorder) -> None:
    recorder._writer.close()


def scope(path: str = "/a/", method: str = "GET", query: bytes = b"", *headers: tuple[bytes, bytes]) -> Scope:
    return {"type": "http", "method": method, "path": path, "query_string": query, "headers": list(headers)}


def ask(app: Any, sent: Scope, *messages: Message) -> list[Message]:
    """Ask an ASGI application, and return what it sends."""
    answered: list[Message] = []
    waiting = list(messages) or [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        answered.append(message)

    asyncio.run(app(sent, receive, send))
    return answered


def answering(status: int = 200, body: bytes = b"fine", **headers: str) -> Callable[..., Awaitable[None]]:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        await Response(body, status, headers)(scope, receive, send)

    return app
