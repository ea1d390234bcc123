"""The legacy half as an ASGI application: Django's WSGI handler on a2wsgi's environ, hardened for slow clients.

a2wsgi starts a thread with the first byte of a request and keeps it until the last byte of the response is read. Here
both are buffered (`bridge/spool.py`), so that a thread works only while Django does. Besides, chunked bodies arrive,
headers that could pass for others are dropped, and a client that leaves ends the work that was done for it.
"""

import asyncio
import contextvars
import io
import sys
from collections.abc import Callable, Iterable
from http import HTTPStatus
from types import TracebackType
from typing import IO, Any
from urllib.parse import unquote_to_bytes
from wsgiref.util import FileWrapper

from a2wsgi.wsgi import build_environ
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from bridge.outage import RETRY_AFTER, unavailable
from bridge.spool import ClientGoneError, Outbox, receive_body
from bridge.threads import Lease, Threads, ThreadsBusyError

Headers = list[tuple[bytes, bytes]]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType]
WSGIApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
FILE_BLOCK = 64 * 1024


class LegacyMount:
    """Runs a WSGI application under ASGI (PEP 3333 under the ASGI HTTP specification).

    Args:
        application: Django's WSGI handler.
        threads: where its requests run; when all are busy for too long, the answer is 503.
    """

    def __init__(self, application: WSGIApp, threads: Threads) -> None:
        self.application = application
        self.threads = threads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection (ASGI)."""
        if scope["type"] != "http":
            raise RuntimeError(f"The legacy half speaks HTTP only, not {scope['type']}.")
        try:
            body, length = await receive_body(receive) if has_body(scope) else (io.BytesIO(), 0)
        except ClientGoneError:
            return
        with body:
            environ = legacy_environ(scope, body, length)
            await Exchange(self.application, environ, Lease(self.threads, held=False)).run(scope, receive, send)


class Exchange:
    """One request of the legacy half and its response."""

    def __init__(self, application: WSGIApp, environ: dict[str, Any], lease: Lease) -> None:
        self.application = application
        self.environ = environ
        self.lease = lease
        self.outbox = Outbox()
        self.start: Message | None = None
        self.started = False

    async def run(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application on a thread, and send what it makes at the pace of the client."""
        loop = asyncio.get_running_loop()
        watcher = loop.create_task(self._watch(receive))
        # An empty context: the thread must not inherit asgiref's or anybody else's state of the event loop.
        try:
            work = loop.run_in_executor(self.lease, contextvars.Context().run, self._work)
            await self._respond(send, work)
        except ThreadsBusyError:
            body, content_type = unavailable(self.environ.get("HTTP_ACCEPT", ""))
            await Response(body, 503, {"Retry-After": RETRY_AFTER}, content_type)(scope, receive, send)
        finally:
            watcher.cancel()
            self.outbox.close()
            self.lease.close()

    async def _respond(self, send: Send, work: "asyncio.Future[None]") -> None:
        work.add_done_callback(self._finish)
        try:
            while (chunk := await self.outbox.get()) is not None:
                if self.outbox.is_whole:  # the end goes with it
                    await work
                    await self._send(send, chunk, more=False)
                    return
                await self._send(send, chunk, more=True)
            await work
        except ClientGoneError:
            return
        finally:
            work.cancel()  # in case it still waits for a thread
        await self._send(send, b"", more=False)

    def _finish(self, work: "asyncio.Future[None]") -> None:
        if not work.cancelled():
            work.exception()  # seen, so that asyncio doesn't log it a second time
        self.outbox.finish()

    async def _send(self, send: Send, chunk: bytes, *, more: bool) -> None:
        if not self.started:
            self.started = True
            assert self.start is not None, "the application returned without calling start_response"  # noqa: S101
            await send(self.start)
        await send({"type": "http.response.body", "body": chunk, "more_body": more})

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.outbox.abandon()

    def _work(self) -> None:
        """On the thread: call the application, and pass its response on chunk by chunk."""
        chunks = self.application(self.environ, self._start_response)
        try:
            if getattr(chunks, "streaming", True):
                for chunk in chunks:
                    if chunk:
                        self.outbox.put(chunk)
            elif body := b"".join(chunks):  # Django's HttpResponse has it all by now
                self.outbox.put_whole(body)
        finally:
            if close := getattr(chunks, "close", None):
                close()

    def _start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None
    ) -> Callable[[bytes], None]:
        if exc_info is not None and self.started:
            raise exc_info[1].with_traceback(exc_info[2])
        code = int(status[:3])
        # Django's CommonMiddleware gives a 204 a length too, which it must not have (RFC 9110, section 8.6).
        left_out = {"content-length"} if code == HTTPStatus.NO_CONTENT else set()
        self.start = {
            "type": "http.response.start",
            "status": code,
            "headers": [
                (name.lower().encode("latin-1"), value.encode("latin-1"))
                for name, value in headers
                if name.lower() not in left_out
            ],
        }
        return self.outbox.put


def has_body(scope: Scope) -> bool:
    """Return whether a request announces a body (RFC 9112, section 6)."""
    return any(name in {b"content-length", b"transfer-encoding"} for name, _ in scope["headers"])


def legacy_environ(scope: Scope, body: IO[bytes], length: int) -> dict[str, Any]:
    """Return the WSGI environ of a request whose body is complete.

    It is a2wsgi's, but for what servers in front of WSGI applications are careful about.

    Args:
        scope: the ASGI scope.
        body: the request body.
        length: bytes in `body`.
    """
    announced = has_body(scope)
    headers = safe_headers(scope["headers"])
    if announced:  # a chunked body has a length by now
        headers.append((b"content-length", str(length).encode()))
    wsgi_scope: Any = {**scope, "headers": headers, "query_string": b""}
    environ: dict[str, Any] = {**build_environ(wsgi_scope, body)}  # type: ignore[arg-type]
    environ["QUERY_STRING"] = scope["query_string"].decode("latin-1")
    environ["PATH_INFO"] = path_info(scope)
    # uvicorn takes any X-Forwarded-Proto for the scheme, and absolute URLs would begin with it.
    environ["wsgi.url_scheme"] = "https" if scope["scheme"] == "https" else "http"
    environ.setdefault("REMOTE_ADDR", "")  # a client on a UNIX socket has none
    if environ["SERVER_PORT"] == "0":  # the server listens on a UNIX socket
        environ["SERVER_NAME"], environ["SERVER_PORT"] = "localhost", "80"
    environ["wsgi.errors"] = sys.stderr
    environ["wsgi.input_terminated"] = True
    environ["wsgi.file_wrapper"] = file_wrapper
    return environ


def safe_headers(headers: Headers) -> Headers:
    """Return the headers that may reach Django.

    Names with an underscore are dropped, as Django's ASGI handler does: in an environ `X_Forwarded_For` can't be
    told from `X-Forwarded-For`. Several Cookie headers, as HTTP/2 clients send them, are joined by a semicolon
    (RFC 9113, section 8.2.3). The lengths are dropped, for the body is no longer framed as it was sent.
    """
    # White space around a value is no part of it (RFC 9110, section 5.5).
    stripped = [(name, value.strip(b" \t")) for name, value in headers]
    kept = [
        (name, value)
        for name, value in stripped
        if b"_" not in name and name not in {b"content-length", b"transfer-encoding", b"cookie"}
    ]
    if cookies := [value for name, value in stripped if name == b"cookie"]:
        kept.append((b"cookie", b"; ".join(cookies)))
    return kept


def path_info(scope: Scope) -> str:
    """Return the path as WSGI wants it: each byte a character, also bytes that are no UTF-8."""
    raw = scope.get("raw_path") or scope["path"].encode()
    path = unquote_to_bytes(raw)
    prefix = scope.get("root_path", "").encode()
    if prefix and path.startswith(prefix):
        path = path[len(prefix) :]
    return path.decode("latin-1")


def file_wrapper(file: IO[bytes], _block_size: int = FILE_BLOCK) -> FileWrapper:
    """Return the chunks of a file (PEP 3333, "Optional Platform-Specific File Handling"), in blocks of our own size."""
    return FileWrapper(file, FILE_BLOCK)
