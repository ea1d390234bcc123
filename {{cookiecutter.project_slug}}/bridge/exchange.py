"""One request of a FastAPI route that has Django middleware around it, and the way of its response through that."""

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Executor, Future
from typing import IO, Any, ParamSpec, Protocol, TypeVar

from asgiref.sync import AsyncToSync, ThreadSensitiveContext
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bridge.connections import connection_in_use
from bridge.django_responses import FailedResponse, send_response, to_django
from bridge.mount import has_body
from bridge.request import SCOPE_KEY, DjangoRequest
from bridge.spool import READ_SIZE, ClientGoneError, receive_body
from bridge.threads import Lease, routes_threads

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")
Call = Callable[[HttpRequest], Awaitable[HttpResponseBase]]
BARE = "http.response.start", "http.response.body"


class Chain(Protocol):
    """What `bridge.middleware.MiddlewareChain` is to this module."""

    on_thread: bool

    async def run(self, request: HttpRequest, call: Call) -> HttpResponseBase:
        """Return the response."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Return the answer to an exception of the route, if a middleware has one."""


class Detour(Executor):
    """Runs a route's calls on the thread that the middleware blocks, and on the request's executor afterwards.

    asgiref's `CurrentThreadExecutor` ends when the middleware has its response, but the context of a stream or of a
    background task would name it still.

    Args:
        blocked: the executor of the thread that waits for the route.
        later: what to use afterwards.
    """

    def __init__(self, blocked: Executor, later: Executor) -> None:
        self.blocked: Executor | None = blocked
        self.later = later

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run `fn`. Called on the event loop."""
        return (self.blocked or self.later).submit(fn, *args, **kwargs)


class KeptOpen:
    """A file that its reader can't close: Django does when it has read a body, and the route has yet to read it.

    Args:
        file: the file.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def close(self) -> None:
        """Do nothing."""


class RouteExchange:
    """Runs the application of one route as the view in the middle of a chain of middleware.

    The application runs in a task of its own, which stops in its `send` until the middleware is done with the
    response, and goes on then: with the stream, with background tasks, with the ends of its dependencies.

    Args:
        chain: the middleware.
        app: the route's application.
        match: what Django's URL resolver would say of the route.
        scope: the ASGI scope.
        receive: where the request body comes from.
    """

    def __init__(self, chain: Chain, app: ASGIApp, match: ResolverMatch, scope: Scope, receive: Receive) -> None:
        self.chain = chain
        self.app = app
        self.match = match
        self.scope = scope
        self.receive = receive
        self._body: IO[bytes]
        self._later: Executor
        self._task: asyncio.Task[None] | None = None
        self._start: Message = {}
        self._response: asyncio.Future[HttpResponseBase] = asyncio.get_running_loop().create_future()
        self._delivered = asyncio.Event()
        self._chunks: asyncio.Queue[bytes | None] = asyncio.Queue(1)
        self._streamed = False
        self._error: Exception | None = None
        self._replayed: int | None = None
        # Set within Django's async_to_sync, as in `async def` methods of a TestCase: then stay on that thread.
        self._outer = getattr(AsyncToSync.executors, "current", None)

    async def run(self, send: Send) -> None:
        """Answer the request (ASGI)."""
        try:
            self._body, length = await receive_body(self.receive) if has_body(self.scope) else (io.BytesIO(), 0)
        except ClientGoneError:
            return
        with self._body:
            try:
                request = self._request(length)
            except UnicodeDecodeError:  # a query string that is no UTF-8; `ASGIHandler.create_request` says so too
                await PlainTextResponse("Bad Request", 400)(self.scope, self.receive, send)
                return
            if self._outer is not None:
                async with ThreadSensitiveContext():
                    await self._run(request, self._outer, send)
                return
            # Not held where the endpoint takes a thread for itself: waiting for one with another in hand could
            # make all requests wait for each other.
            lease = Lease(routes_threads(), held=self.chain.on_thread, busy=connection_in_use)
            try:
                async with ThreadSensitiveContext(executor=lease):
                    await self._run(request, lease, send)
            finally:
                lease.close()

    async def _run(self, request: DjangoRequest, later: Executor, send: Send) -> None:
        self._later = later
        try:
            response = await self.chain.run(request, self._call)
            if isinstance(later, Lease):
                later.release()  # lest a slow reader keep the connection
            if isinstance(response, FailedResponse):
                await self._fail(response, send)
            elif request.route_error is not None:
                logger.error(
                    "A middleware has hidden an error of the route %s.", request.path, exc_info=request.route_error
                )
            await send_response(response, send, self.scope["method"])
            self._delivered.set()
            if self._task is not None and self._can_end():
                await self._task
        finally:
            if self._task is not None and not self._task.done():
                self._task.cancel()
                await asyncio.wait([self._task])
            request.close()  # the files that a middleware has parsed

    def _can_end(self) -> bool:
        """Return whether nothing keeps the route from its end, as a stream would that a middleware has replaced."""
        return self._response.exception() is not None or not self._response.result().streaming or self._streamed

    async def _fail(self, response: FailedResponse, send: Send) -> None:
        """Send what the middleware made of the error, and raise it, as Starlette's ServerErrorMiddleware does."""
        api = self.scope.get("app")
        handlers = getattr(api, "exception_handlers", {})
        if not getattr(api, "debug", False) and 500 not in handlers and Exception not in handlers:  # noqa: PLR2004
            await send_response(response, send, self.scope["method"])
        raise response.error

    async def _call(self, _request: HttpRequest) -> HttpResponseBase:
        """Start the route, in the context that the middleware left; return its response, or the start of a stream."""
        blocked = getattr(AsyncToSync.executors, "current", None) if self.chain.on_thread else None
        detour = Detour(blocked, self._later) if blocked is not None else None
        if detour is not None:
            AsyncToSync.executors.current = detour
        self._task = asyncio.create_task(self._run_app())
        self._task.add_done_callback(lambda task: task.cancelled() or task.exception())  # it is known from elsewhere
        if detour is not None:
            AsyncToSync.executors.current = blocked
        try:
            return await asyncio.shield(self._response)
        finally:
            if detour is not None:
                detour.blocked = None

    async def _run_app(self) -> None:
        try:
            await self.app(self.scope, self._receive, self._send)
        except Exception as error:
            if self._response.done():
                await self._end_stream(error)
                raise
            self._response.set_exception(error)
        else:
            if not self._response.done():
                self._response.set_exception(RuntimeError("The route sent no response."))

    async def _end_stream(self, error: Exception) -> None:
        if self._response.result().streaming and not self._delivered.is_set():
            self._error = error
            await self._chunks.put(None)

    async def _send(self, message: Message) -> None:
        """Take a message of the route's, in the route's own task."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] not in BARE:
            raise RuntimeError(f"A response of type {message['type']} can't pass through Django middleware.")
        body, more = bytes(message.get("body", b"")), message.get("more_body", False)
        if not self._response.done():
            self._response.set_result(self._first(body, more=more))
        if self._response.result().streaming:
            await self._pass_on(body, more=more)
        if not more:
            await self._delivered.wait()

    async def _pass_on(self, body: bytes, *, more: bool) -> None:
        if body:
            await self._chunks.put(body)
        if not more:
            await self._chunks.put(None)

    def _first(self, body: bytes, *, more: bool) -> HttpResponseBase:
        if more:
            return to_django(self._start, StreamingHttpResponse(self._stream()))
        return to_django(self._start, HttpResponse(body))

    async def _stream(self) -> AsyncIterator[bytes]:
        while (chunk := await self._chunks.get()) is not None:
            yield chunk
        self._streamed = True
        if self._error is not None:
            raise self._error

    async def _receive(self) -> Message:
        """Give the route the body that Django has, wherever in it Django's own reading is."""
        if self._replayed is None:
            return await self.receive()
        place = self._body.tell()
        self._body.seek(self._replayed)
        chunk = self._body.read(READ_SIZE)
        self._replayed = self._body.tell() if len(chunk) == READ_SIZE else None
        self._body.seek(place)
        return {"type": "http.request", "body": chunk, "more_body": self._replayed is not None}

    def _request(self, length: int) -> DjangoRequest:
        request = DjangoRequest(self.scope, KeptOpen(self._body))  # type: ignore[arg-type]
        if has_body(self.scope):
            self._replayed = 0
            request.META["CONTENT_LENGTH"] = str(length)  # also of a chunked body
        request.resolver_match = self.match
        request.process_exception = self.chain.process_exception
        # Files that are sent by their names never come by the middleware.
        extensions = {name: value for name, value in self.scope.get("extensions", {}).items() if name in BARE}
        self.scope = {**self.scope, "extensions": extensions, SCOPE_KEY: request}
        return request
