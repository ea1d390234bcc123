"""A case: a request with a name, and short ways to write one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.parity.wire import HOST, Headers, Request

BOUNDARY = b"parity-boundary"
CSRF = "c" * 32  # as good a secret as any, as long as cookie and header agree
COOKIE = f"csrftoken={CSRF}"
# Who asks, as headers.
WHO: dict[str, tuple[tuple[str, str], ...]] = {
    "nobody": (),
    "admin": (("Authorization", "Token demo-token-of-admin"),),
    "alice": (("Authorization", "Token demo-token-of-alice"),),
    "bob": (("Authorization", "Token demo-token-of-bob"),),
    "inactive user": (("Authorization", "Token demo-token-of-gone"),),
    "bad token": (("Authorization", "Token no-such-token"),),
    "token without a key": (("Authorization", "Token"),),
    "token with spaces": (("Authorization", "Token a b"),),
    "token beyond ASCII": (("Authorization", "Token \xe9\xff"),),
    "lower-case scheme": (("Authorization", "token demo-token-of-alice"),),
    "basic": (("Authorization", "Basic YWxpY2U6YWxpY2U="),),
    "bearer": (("Authorization", "Bearer demo-token-of-alice"),),
    "empty header": (("Authorization", ""),),
    "two headers": (("Authorization", "Token demo-token-of-alice"), ("Authorization", "Token demo-token-of-admin")),
    "session without CSRF": (("Cookie", "sessionid=sessionofalice"),),
    "session with CSRF": (("Cookie", f"sessionid=sessionofalice; {COOKIE}"), ("X-CSRFToken", CSRF)),
    "session with another CSRF": (("Cookie", f"sessionid=sessionofalice; {COOKIE}"), ("X-CSRFToken", "d" * 32)),
    "session of admin": (("Cookie", f"sessionid=sessionofadmin; {COOKIE}"), ("X-CSRFToken", CSRF)),
    "expired session": (("Cookie", f"sessionid=sessionthatexpired; {COOKIE}"), ("X-CSRFToken", CSRF)),
    "unknown session": (("Cookie", f"sessionid=nosuchsession; {COOKIE}"), ("X-CSRFToken", CSRF)),
    "session and bad token": (("Cookie", "sessionid=sessionofalice"), ("Authorization", "Token no-such-token")),
}
# Those whom the service knows by that.
KNOWN = {
    "admin",
    "alice",
    "bob",
    "lower-case scheme",
    "session without CSRF",
    "session with CSRF",
    "session with another CSRF",
    "session of admin",
}


@dataclass(frozen=True)
class Case:
    """One question to both servers.

    Args:
        name: what it is about.
        request: what is sent; `{csrf}` in it stands for the CSRF cookie got so far.
        keeps_cookies: send the cookies that earlier cases got, and keep those of this one.
    """

    name: str
    request: Request
    keeps_cookies: bool = False


@dataclass(frozen=True)
class Body:
    """A request's body and what it says it is."""

    content: bytes
    content_type: str | None


def as_json(value: Any) -> Body:
    """Return a body of JSON."""
    return Body(json.dumps(value).encode(), "application/json")


def as_form(fields: Mapping[str, Any] | Sequence[tuple[str, Any]]) -> Body:
    """Return the body of an HTML form."""
    return Body(urlencode(fields, doseq=True).encode(), "application/x-www-form-urlencoded")


def as_multipart(
    fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes, str]] | None = None, boundary: bytes = BOUNDARY
) -> Body:
    """Return a form with files, each `(filename, content, content type)`."""
    parts = [
        b'Content-Disposition: form-data; name="%b"\r\n\r\n%b' % (name.encode(), value.encode())
        for name, value in fields.items()
    ]
    for name, (filename, content, content_type) in (files or {}).items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: {content_type}'
        parts.append(head.encode() + b"\r\n\r\n" + content)
    content = b"".join(b"--%b\r\n%b\r\n" % (boundary, part) for part in parts) + b"--%b--\r\n" % boundary
    return Body(content, f"multipart/form-data; boundary={boundary.decode()}")


def ask(
    method: str,
    target: str,
    body: Body | None = None,
    *,
    who: str = "nobody",
    headers: Sequence[tuple[str, str]] = (),
    accept: str | None = None,
    name: str = "",
    keeps_cookies: bool = False,
    host: str | None = None,
    **how: Any,
) -> Case:
    """Return a case; texts become bytes as in Latin-1, and `how` are further fields of the request."""
    fields: list[tuple[str, str]] = [*WHO[who], *headers]
    if accept is not None:
        fields.append(("Accept", accept))
    if body is not None and body.content_type is not None:
        fields.append(("Content-Type", body.content_type))
    encoded: Headers = tuple((key.encode("latin-1"), value.encode("latin-1")) for key, value in fields)
    first = HOST if host is None else (b"Host", host.encode("latin-1"))
    how.setdefault("body", None if body is None else body.content)
    request = Request(method.encode("latin-1"), target.encode("latin-1"), (first, *encoded), **how)
    label = f"{name or 'plain'}: {method} {target[:90]} as {who}"
    return Case(label, request, keeps_cookies)
