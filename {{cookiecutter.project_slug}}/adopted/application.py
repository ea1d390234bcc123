"""Their ASGI application: Channels, a FastAPI or Starlette of their own, or middleware, around Django.

All that they put together there goes on as it was, with one difference: its Django is the mount that answers the
legacy half here, on a bounded set of threads. Where there is only Django, nobody is asked but the mount.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core import asgi
from django.core.exceptions import ImproperlyConfigured
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEGACY = "LEGACY_ASGI_APPLICATION"

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


class Theirs:
    """Who answers what in the adopted project.

    Args:
        django: the mount of their WSGI application.

    Raises:
        ImproperlyConfigured: their application can't be loaded.
    """

    def __init__(self, django: ASGIApp) -> None:
        self._django = django
        self._application: ASGIApp = load(django)
        self._state: dict[str, Any] = {}  # what their lifespan gives to their requests
        kinds: dict[str, ASGIApp] | None = getattr(self._application, "application_mapping", None)  # Channels
        if kinds is None:
            kinds = {} if self._application is django else dict.fromkeys(("http", "websocket", "lifespan"), self._call)
        http = kinds.get("http", django)
        self.http: ASGIApp = django if http is django else self._call
        self.websockets: ASGIApp | None = self._call if "websocket" in kinds else None
        self._begins = "lifespan" in kinds

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._state:
            scope = {**scope, "state": {**scope.get("state", {}), **self._state}}
        await self._application(scope, receive, send)

    def around(self, ours: Lifespan) -> Lifespan:
        """Return our lifespan with theirs inside of it."""

        @asynccontextmanager
        async def both(api: FastAPI) -> AsyncIterator[None]:
            async with ours(api):
                if not self._begins:
                    yield
                    return
                async with running(self._application, self._state):
                    yield

        return both


def load(django: ASGIApp) -> ASGIApp:
    """Return their ASGI application, or `django` where they have none.

    Args:
        django: what `get_asgi_application()` returns to them.

    Raises:
        ImproperlyConfigured: it can't be loaded, perhaps for it was written for an older FastAPI.
    """
    path: str = getattr(settings, LEGACY, "")
    if not path:
        return django
    try:
        with django_as(django):
            module, _, name = path.rpartition(".")
            application: ASGIApp = getattr(import_module(module), name)
    except Exception as error:
        raise ImproperlyConfigured(
            f"{path} can't be loaded ({type(error).__name__}: {error}). Mend it in legacy/, or let Django answer alone:"
            f" {LEGACY}= with nothing after it, in .env."
        ) from error
    return application


@contextmanager
def django_as(django: ASGIApp) -> Iterator[None]:
    """Let `django.core.asgi.get_asgi_application` return that application while the block runs."""
    original = asgi.get_asgi_application
    asgi.get_asgi_application = lambda: django  # type: ignore[assignment,return-value]
    try:
        yield
    finally:
        asgi.get_asgi_application = original


@asynccontextmanager
async def running(application: ASGIApp, state: dict[str, Any]) -> AsyncIterator[None]:
    """Start an application and stop it again (ASGI, "Lifespan Protocol").

    One that raises before it has answered doesn't speak that protocol, and needs neither.

    Args:
        application: theirs.
        state: where it puts what its requests get.

    Raises:
        RuntimeError: it says that it can't start, or stop.
    """
    asked: asyncio.Queue[Message] = asyncio.Queue()
    said: asyncio.Queue[Message] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": state}
    task = asyncio.ensure_future(application(scope, asked.get, said.put))
    await exchange(task, asked, said, "startup")
    yield
    if not task.done():
        await exchange(task, asked, said, "shutdown")
        await task


async def exchange(
    task: "asyncio.Future[None]", asked: asyncio.Queue[Message], said: asyncio.Queue[Message], what: str
) -> None:
    """Tell an application to start or to stop, and wait until it has.

    Raises:
        RuntimeError: it failed.
    """
    await asked.put({"type": f"lifespan.{what}"})
    answer = asyncio.ensure_future(said.get())
    waited: list[asyncio.Future[Any]] = [task, answer]
    await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
    if not answer.done():
        answer.cancel()  # it has ended without a word
    elif answer.result()["type"] == f"lifespan.{what}.failed":
        message = answer.result().get("message", "")
        raise RuntimeError(f"The {what} of {getattr(settings, LEGACY, 'their application')} failed. {message}")
