"""Holds back requests to other services, and any other connection that Python code would open.

Each client library is held where a request leaves it, with the error that it has for a service that is not there. What
a test has put in the place of that function (`responses`, `respx`, `aioresponses`, a mock) stays: it lets nothing out.
Below all of them, sockets connect to nothing. Drivers written in C, such as psycopg's, don't come by here.
"""

import http.client
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from strangler.parity.asking.effects.held import Held, HeldBackError, patched

MESSAGE = "The comparison lets nothing out of the process."
# Set where the comparison itself asks what the project asks too, such as its cache server.
passing: ContextVar[bool] = ContextVar("parity_passing", default=False)

Method = Callable[..., Any]


@contextmanager
def hold_network(held: Held) -> Iterator[None]:
    """Note requests in the place of sending them, and fail as if nobody had answered."""
    with ExitStack() as stack:
        hold_sockets(held, stack)
        hold(http.client.HTTPConnection, "request", of_http_client(held), stack)
        for library, (module, hold_library) in LIBRARIES.items():
            if library in sys.modules:
                hold_library(held, import_module(module), stack)
        yield


def hold(owner: Any, name: str, make: Callable[[Method], Method], stack: ExitStack) -> None:
    """Put what `make` returns in the place of a method, unless somebody has put something there already."""
    original = getattr(owner, name, None)
    if original is not None and original.__module__.partition(".")[0] == owner.__module__.partition(".")[0]:
        stack.enter_context(patched(owner, name, make(original)))


def note_request(held: Held, method: str, url: str, body: Any = None) -> bool:
    """Note a request and return False, unless its host is an allowed one."""
    if (urlsplit(url).hostname or "") in held.allowed:
        return True
    held.note("http", f"{method.upper()} {url}", body=body)
    return False


def of_http_client(held: Held) -> Callable[[Method], Method]:
    """Hold the standard library's requests, `urllib.request`'s among them."""

    def make(request: Method) -> Method:
        def held_request(connection: Any, method: str, url: str, body: Any = None, *rest: Any, **options: Any) -> Any:
            secure = isinstance(connection, http.client.HTTPSConnection)
            host = connection.host if ":" not in connection.host else f"[{connection.host}]"
            port = "" if connection.port == connection.default_port else f":{connection.port}"
            absolute = url if "://" in url else f"http{'s' if secure else ''}://{host}{port}{url}"
            if note_request(held, method, absolute, body):
                return request(connection, method, url, body, *rest, **options)
            raise HeldBackError(MESSAGE)

        return held_request

    return make


def hold_urllib3(held: Held, urllib3: Any, stack: ExitStack) -> None:
    """Hold the requests of urllib3, and of all that is built on it: requests, boto, Elasticsearch, Stripe."""
    pool = urllib3.connectionpool.HTTPConnectionPool
    if pool.ConnectionCls.__module__.startswith("vcr"):
        return

    def make(urlopen: Method) -> Method:
        def held_urlopen(pool: Any, method: str, url: str, body: Any = None, *rest: Any, **options: Any) -> Any:
            port = "" if pool.port in {None, 80, 443} else f":{pool.port}"
            absolute = url if "://" in url else f"{pool.scheme}://{pool.host}{port}{url}"
            if note_request(held, method, absolute, body):
                return urlopen(pool, method, url, body, *rest, **options)
            reason = urllib3.exceptions.NewConnectionError(pool, MESSAGE)
            raise urllib3.exceptions.MaxRetryError(pool, url, reason)

        return held_urlopen

    hold(pool, "urlopen", make, stack)


def hold_httpcore(held: Held, httpcore: Any, stack: ExitStack) -> None:
    """Hold the requests of httpx, which httpcore makes."""

    def allowed(request: Any) -> bool:
        url = request.url
        port = "" if url.port in {None, 80, 443} else f":{url.port}"
        absolute = f"{url.scheme.decode()}://{url.host.decode()}{port}{url.target.decode()}"
        if url.host.decode() in held.allowed:
            return True
        parts = list(request.stream) if hasattr(request.stream, "__iter__") else []
        return note_request(held, request.method.decode(), absolute, b"".join(parts))

    def make(handle: Method) -> Method:
        def held_handle(pool: Any, request: Any) -> Any:
            if allowed(request):
                return handle(pool, request)
            raise httpcore.ConnectError(MESSAGE)

        return held_handle

    def make_async(handle: Method) -> Method:
        async def held_handle(pool: Any, request: Any) -> Any:
            if allowed(request):
                return await handle(pool, request)
            raise httpcore.ConnectError(MESSAGE)

        return held_handle

    hold(httpcore.ConnectionPool, "handle_request", make, stack)
    hold(httpcore.AsyncConnectionPool, "handle_async_request", make_async, stack)


def hold_aiohttp(held: Held, aiohttp: Any, stack: ExitStack) -> None:
    """Hold the requests of aiohttp's client."""

    def make(request: Method) -> Method:
        async def held_request(session: Any, method: str, url: Any, **options: Any) -> Any:
            base = getattr(session, "_base_url", None)
            absolute = str(url) if base is None else str(base.join(type(base)(str(url))))
            if note_request(held, method, absolute, options.get("json", options.get("data"))):
                return await request(session, method, url, **options)
            raise aiohttp.ClientConnectionError(MESSAGE)

        return held_request

    hold(aiohttp.ClientSession, "_request", make, stack)


def hold_sockets(held: Held, stack: ExitStack) -> None:
    """Hold every other connection, and the questions for addresses that go before."""

    def make(call: Method, kind: str) -> Method:
        def held_call(*arguments: Any, **options: Any) -> Any:
            address = arguments[1] if kind == "connect" else (arguments or (options.get("host"),))
            host = _host(address)
            if passing.get() or host in held.allowed:
                return call(*arguments, **options)
            held.note("network", host)
            raise HeldBackError(MESSAGE)

        return held_call

    for name in ("connect", "connect_ex"):
        stack.enter_context(patched(socket.socket, name, make(getattr(socket.socket, name), "connect")))
    stack.enter_context(patched(socket, "getaddrinfo", make(socket.getaddrinfo, "address")))


def _host(address: Any) -> str:
    host = address[0] if isinstance(address, tuple) else address
    return host.decode("utf-8", "replace") if isinstance(host, bytes) else str(host)


# Where the library is loaded, the module that makes its requests is held; httpx loads its own when it makes one.
LIBRARIES: dict[str, tuple[str, Callable[[Held, Any, ExitStack], None]]] = {
    "urllib3": ("urllib3", hold_urllib3),
    "httpx": ("httpcore", hold_httpcore),
    "httpx2": ("httpcore2", hold_httpcore),
    "aiohttp": ("aiohttp", hold_aiohttp),
}
