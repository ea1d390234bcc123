"""Stands around the combined application and records a sample of what passes by."""

import asyncio
from typing import Any, TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from strangler.exchanges.recorder.capture import Capture
from strangler.exchanges.recorder.choosing import Chooser
from strangler.exchanges.recorder.options import Options, recording_options
from strangler.exchanges.recorder.writer import Writer

App = TypeVar("App", bound=ASGIApp)


def recorded(app: App) -> "App | Recorder":
    """Return an application that is recorded, where the settings say so; else the same application, as it was."""
    options = recording_options()
    return app if options is None else Recorder(app, options)


class Recorder:
    """An ASGI application that hands everything on, and keeps a sample of it in a file.

    Args:
        app: what answers. Its attributes are this one's, too.
        options: how to record.
    """

    def __init__(self, app: ASGIApp, options: Options) -> None:
        self.app = app
        self._options = options
        self._chooser = Chooser(options.sample, options.per_minute)
        self._writer = Writer(options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.app, name)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the connection on (ASGI)."""
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        elif scope["type"] == "http" and not self._writer.is_off:
            await self._record(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def closing() -> Message:
            message = await receive()
            if message["type"] == "lifespan.shutdown":  # the server has answered all requests
                await asyncio.to_thread(self._writer.close)
            return message

        await self.app(scope, closing, send)

    async def _record(self, scope: Scope, receive: Receive, send: Send) -> None:
        capture = Capture(receive, send, self._options.largest_body, answers=self._options.answers)
        sent = dict(scope)  # the application may write into its own
        try:
            await self.app(scope, capture.receive, capture.send)
        except Exception:
            self._keep(capture, sent, failed=True)
            raise
        self._keep(capture, sent, failed=False)

    def _keep(self, capture: Capture, scope: Scope, *, failed: bool) -> None:
        try:
            self._choose(capture, scope, failed=failed)
        except Exception as error:  # noqa: BLE001 - whatever it is, the request is answered
            self._writer.fail(error)

    def _choose(self, capture: Capture, scope: Scope, *, failed: bool) -> None:
        chosen = self._chooser.choose(scope, capture.status)
        if chosen is None:
            return
        passed = capture.passed(scope, failed=failed)
        if passed is not None:
            passed.is_new = chosen.is_new
            self._writer.add(passed)
