"""What a test's client sends, as a request to both halves. Its body is read, and put back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_from_bytes

from strangler.exchanges.exchange import Request
from strangler.parity.asking.conditions import Conditions

SAFE = "/%:@!$&'()*+,;=~"  # in a path, beside letters and digits
# What the client of Django puts into an environ; the rest is the test's own.
KNOWN = {
    *("CONTENT_LENGTH", "CONTENT_TYPE", "PATH_INFO", "QUERY_STRING", "REMOTE_ADDR", "REQUEST_METHOD", "SCRIPT_NAME"),
    *("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL"),
}
PORTS = {"80", "443"}


class UnsendableError(Exception):
    """The request can't be sent to both halves; the message says why."""


@dataclass(frozen=True)
class Sent:
    """What a test's client sends.

    Args:
        request: itself.
        conditions: what a client of Django's can have arranged around it.
        reason: why it can't be sent to both halves as it is; "" where it can.
    """

    request: Request
    conditions: Conditions
    reason: str = ""


def sent_by_environ(handler: Any, environ: dict[str, Any], source: str) -> Sent:
    """Return what the client sends through its WSGI handler.

    Args:
        handler: Django's, or one derived from it.
        environ: of WSGI.
        source: which test.
    """
    body, reason = _body(environ, "wsgi.input")
    request = Request(
        method=str(environ["REQUEST_METHOD"]).upper(),
        target=_target(environ["PATH_INFO"].encode("latin-1", "replace"), str(environ.get("QUERY_STRING", ""))),
        headers=tuple(_environ_headers(environ)),
        body=body,
        source=source,
    )
    extra = sorted(name for name in environ.keys() - KNOWN if not name.startswith(("HTTP_", "wsgi.")))
    if extra or environ.get("SCRIPT_NAME"):
        reason = f"no header can carry {', '.join(extra or ['SCRIPT_NAME'])}"
    port = str(environ.get("SERVER_PORT", "80"))
    host = str(environ.get("HTTP_HOST") or environ["SERVER_NAME"] + ("" if port in PORTS else f":{port}"))
    scheme, client = str(environ["wsgi.url_scheme"]), str(environ.get("REMOTE_ADDR") or "127.0.0.1")
    return Sent(request, _conditions(handler, scheme, host, client), reason)


def sent_by_scope(handler: Any, scope: dict[str, Any], source: str) -> Sent:
    """Return what the client sends through its ASGI handler.

    Args:
        handler: Django's, or one derived from it.
        scope: of ASGI.
        source: which test.
    """
    body, reason = _body(scope, "_body_file")
    headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"])
    request = Request(
        method=str(scope["method"]).upper(),
        target=_target(scope["path"].encode("utf-8", "surrogateescape"), _text(scope.get("query_string", b""))),
        headers=tuple(pair for pair in headers if pair[0] not in {"host", "content-length"}),
        body=body,
        source=source,
    )
    host = dict(headers).get("host") or str((scope.get("server") or ["testserver"])[0])
    client = str((scope.get("client") or ["127.0.0.1"])[0])
    return Sent(request, _conditions(handler, str(scope.get("scheme") or "http"), host, client), reason)


def _conditions(handler: Any, scheme: str, host: str, client: str) -> Conditions:
    return Conditions(
        user=getattr(handler, "_force_user", None),  # of DRF's APIClient
        token=getattr(handler, "_force_token", None),
        csrf=handler.enforce_csrf_checks,
        scheme=scheme,
        host=host,
        client=client,
    )


def _body(place: dict[str, Any], name: str) -> tuple[bytes, str]:
    """Return the body, and why there is none."""
    file = place.get(name)
    if file is None:
        return b"", ""
    if type(file).__name__ != "FakePayload" or file.read_started:
        return b"", "its body is a file of the test's own"
    body = file.read()
    place[name] = type(file)(body)
    return body, ""


def _environ_headers(environ: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in environ.items():
        if name.startswith("HTTP_") and name != "HTTP_HOST":
            yield name[5:].replace("_", "-").lower(), str(value)
    if environ.get("CONTENT_TYPE"):
        yield "content-type", str(environ["CONTENT_TYPE"])


def _text(query: str | bytes) -> str:
    """Return a query string, which Django's asynchronous client has as text, unlike servers."""
    return query.decode("latin-1") if isinstance(query, bytes) else query


def _target(path: bytes, query: str) -> str:
    target = quote_from_bytes(path, safe=SAFE.replace("%", ""))
    return f"{target}?{query}" if query else target
