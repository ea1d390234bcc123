"""Responses on their way from ASGI to Django, where middleware sees them, and from Django to ASGI."""

from http.cookies import CookieError, SimpleCookie
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpResponseServerError, StreamingHttpResponse
from django.http.response import HttpResponseBase
from starlette.types import Message, Send


class FailedResponse(HttpResponseServerError):  # noqa: N818 - a response, no exception
    """What middleware sees where a route raised an exception that nothing turned into a response.

    Args:
        error: the exception, which is raised on when the response is sent.
    """

    def __init__(self, error: Exception) -> None:
        super().__init__("Internal Server Error", content_type="text/plain; charset=utf-8")
        self.error = error


def to_django(start: Message, response: HttpResponseBase) -> HttpResponseBase:
    """Return `response` with the status, headers and cookies of an ASGI message, which is kept for `headers_of`."""
    response.status_code = start["status"]
    del response["Content-Type"]
    raw: dict[str, list[bytes]] = {}
    for name, value in start.get("headers", ()):
        raw.setdefault(name.decode("latin-1").lower(), []).append(value)
    cookies = raw.pop("set-cookie", [])
    for name, values in raw.items():
        response[name] = b", ".join(values).decode("latin-1")
    original: Any = response
    original.raw_headers = {name: (response[name], values) for name, values in raw.items()}
    original.raw_cookies = [(cookie, _load(cookie, response.cookies)) for cookie in cookies]
    return response


def headers_of(response: HttpResponseBase) -> list[tuple[bytes, bytes]]:
    """Return the headers of a response; those that no middleware has changed byte for byte as the route sent them."""
    raw_headers = getattr(response, "raw_headers", {})
    headers: list[tuple[bytes, bytes]] = []
    for name, value in response.items():
        unchanged, values = raw_headers.get(name.lower(), (None, []))
        values = values if value == unchanged else [value.encode("latin-1")]
        headers += [(name.lower().encode("latin-1"), each) for each in values]
    return headers + cookies_of(response)


def cookies_of(response: HttpResponseBase) -> list[tuple[bytes, bytes]]:
    """Return the Set-Cookie headers of a response, likewise."""
    headers: list[tuple[bytes, bytes]] = []
    kept: set[str] = set()
    for raw, loaded in getattr(response, "raw_cookies", []):
        if loaded is None:  # Django can't read it, so no middleware has seen it
            headers.append((b"set-cookie", raw))
            continue
        name, text = loaded
        if name in response.cookies and response.cookies[name].OutputString() == text:
            headers.append((b"set-cookie", raw))
            kept.add(name)
    headers += [
        (b"set-cookie", cookie.OutputString().encode("latin-1"))
        for name, cookie in response.cookies.items()
        if name not in kept
    ]
    return headers


async def send_response(response: HttpResponseBase, send: Send, method: str) -> None:
    """Send a Django response, as `django.core.handlers.asgi.ASGIHandler.send_response` does.

    Closes the files in it, but doesn't send the signal `request_finished`, as `HttpResponse.close` would: it has
    no `request_started` before it.
    """
    try:
        if isinstance(response, StreamingHttpResponse):
            await send({"type": "http.response.start", "status": response.status_code, "headers": headers_of(response)})
            async for chunk in aiter(response):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        content = getattr(response, "content", b"")
        if "Content-Length" in response and (content or method != "HEAD"):
            response["Content-Length"] = str(len(content))
        await send({"type": "http.response.start", "status": response.status_code, "headers": headers_of(response)})
        await send({"type": "http.response.body", "body": content, "more_body": False})
    finally:
        for close in response._resource_closers:  # type: ignore[attr-defined]
            await sync_to_async(close)()


def _load(raw: bytes, cookies: "SimpleCookie") -> tuple[str, str] | None:
    """Add a Set-Cookie header to Django's cookies; return its name there, and how Django would write it."""
    try:
        parsed = SimpleCookie(raw.decode("latin-1"))
    except CookieError:
        return None
    for name, morsel in parsed.items():
        dict.__setitem__(cookies, name, morsel)
        return name, morsel.OutputString()
    return None
