"""A request as the messages of ASGI that a server would make of it, and the answer put together again."""

import asyncio
from typing import Any
from urllib.parse import quote, unquote

from django.conf import settings
from starlette.types import ASGIApp, Message, Scope

from strangler.exchanges.exchange import Answer, Headers, Request
from strangler.parity.asking.conditions import Conditions

CHUNK = 64 * 1024  # bytes of a body in one message, as uvicorn reads them
WITH_LENGTH = {"POST", "PUT", "PATCH"}  # clients send the length of their bodies, even if there is none
NO_BODY = {204, 304}
# What uvicorn sends for an application that has failed before it sent anything.
FAILED = Answer(500, (("content-type", "text/plain; charset=utf-8"),), b"Internal Server Error")


class Exchanging:
    """One request under way.

    Args:
        request: what to send.
        conditions: what else there is to know.
        state: what the lifespan has left for requests.
    """

    def __init__(self, request: Request, conditions: Conditions, state: dict[str, Any]) -> None:
        self.request = request
        self.scope = scope_of(request, conditions, state)
        self._chunks = [request.body[place : place + CHUNK] for place in range(0, len(request.body), CHUNK)] or [b""]
        self._gone = asyncio.Event()
        self._start: Message | None = None
        self._body: list[bytes] = []

    async def run(self, application: ASGIApp) -> None:
        """Send the request to an application, and read its answer to the end, and until it has nothing left to do."""
        await application(self.scope, self.receive, self.send)

    async def receive(self) -> Message:
        """Give the body, and say afterwards that the client has left, once it has its answer."""
        if self._chunks:
            return {"type": "http.request", "body": self._chunks.pop(0), "more_body": bool(self._chunks)}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Take what the application sends."""
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] == "http.response.body":
            self._body.append(bytes(message.get("body", b"")))
            if not message.get("more_body", False):
                self._gone.set()

    def answer(self) -> Answer:
        """Return the answer as it would be on the wire."""
        if self._start is None:
            return FAILED
        status: int = self._start["status"]
        bodiless = self.request.method == "HEAD" or status in NO_BODY
        headers = tuple(
            (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in self._start.get("headers", ())
        )
        return Answer(status, headers, b"" if bodiless else b"".join(self._body))


def scope_of(request: Request, conditions: Conditions, state: dict[str, Any]) -> Scope:
    """Return the ASGI scope that uvicorn would make of a request."""
    path, _, query = request.target.partition("?")
    raw_path = quote(path, safe="/%:@!$&'()*+,;=~-._")
    scheme = conditions.scheme or ("https" if settings.SECURE_SSL_REDIRECT else "http")
    headers = headers_of(request, conditions)
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": scheme,
        "path": unquote(raw_path),
        "raw_path": raw_path.encode("ascii"),
        "query_string": quote(query, safe="/%:@!$&'()*+,;=~-._?[]{}|\"<>^`\\").encode("ascii"),
        "root_path": "",
        "headers": [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers],
        "client": (conditions.client, 50000),
        "server": (dict(headers)["host"].partition(":")[0], 443 if scheme == "https" else 80),
        "state": state.copy(),
        "extensions": {},
    }


def headers_of(request: Request, conditions: Conditions) -> Headers:
    """Return the headers that go over the wire: with a host, and the length of the body."""
    own = tuple(
        (name, value)
        for name, value in request.headers
        if name not in {"content-length", "transfer-encoding", "host", "connection"}
    )
    host = dict(request.headers).get("host") or conditions.host or allowed_host()
    length = ((("content-length", str(len(request.body))),)) if request.body or request.method in WITH_LENGTH else ()
    return (("host", host), *own, *length)


def allowed_host() -> str:
    """Return a host that the service answers to: that of Django's test client, where tests run."""
    hosts = [host.removeprefix("*").removeprefix(".") for host in settings.ALLOWED_HOSTS]
    if "testserver" in hosts:
        return "testserver"
    return next((host for host in hosts if host), "localhost")
