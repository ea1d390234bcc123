"""Headers as data, and which of them matter.

Three sets. Ignored are those of a server or of one request. Known ones must be there with the same value, and no other
of them may be. Of all others a client may be told more than before: one that is new is information, one that is lost
or says something else is a difference.
"""

from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Any

from strangler.exchanges.exchange import Headers


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


IGNORED = _names("""
    date server connection keep-alive transfer-encoding content-length age via x-powered-by x-request-id
    x-correlation-id request-id x-amzn-trace-id traceparent tracestate x-trace-id x-process-time x-runtime
    x-response-time server-timing
""")
KNOWN = _names("""
    accept-patch accept-post accept-ranges allow cache-control content-disposition content-encoding
    content-language content-location content-range content-security-policy
    content-security-policy-report-only content-type cross-origin-opener-policy cross-origin-resource-policy
    cross-origin-embedder-policy deprecation etag expires last-modified link location permissions-policy
    referrer-policy refresh retry-after set-cookie strict-transport-security sunset vary warning
    www-authenticate x-content-type-options x-frame-options access-control-allow-origin
    access-control-allow-credentials access-control-allow-headers access-control-allow-methods
    access-control-expose-headers access-control-max-age
""")
# Lists in which the order means nothing, and capitals neither, except for methods.
SETS = _names("""
    allow vary accept-patch accept-post cache-control access-control-allow-headers
    access-control-allow-methods access-control-expose-headers
""")
KEEP_CAPITALS = frozenset({"allow", "access-control-allow-methods"})
COOKIE_FLAGS = ("secure", "httponly")


def headers_as_data(headers: Headers) -> dict[str, Any]:
    """Return the headers that are compared, by name: a text, or what the text means where its form is free."""
    values: dict[str, list[str]] = {}
    for name, value in headers:
        if name.lower() not in IGNORED:
            values.setdefault(name.lower(), []).append(value)
    return {name: _meaning(name, values[name]) for name in sorted(values)}


def is_information(name: str, *, extra: bool) -> bool:
    """Tell whether a difference in a header is only worth knowing."""
    return extra and name not in KNOWN


def value_of(headers: Headers, name: str) -> str:
    """Return the value of a header, the first where there are several; "" for none."""
    return next((value for key, value in headers if key.lower() == name), "")


def _meaning(name: str, values: list[str]) -> Any:
    if name == "set-cookie":
        return _cookies(values)
    if name in SETS:
        members = [member.strip() for value in values for member in value.split(",") if member.strip()]
        return members if name in KEEP_CAPITALS else [member.lower() for member in members]
    if name == "content-type":
        return _media_type(values[-1])
    return values[0] if len(values) == 1 else values


def _media_type(value: str) -> dict[str, str]:
    """Return a type and its parameters; their spaces and capitals mean nothing."""
    media_type, *parameters = (part.strip() for part in value.split(";"))
    found = {"type": media_type.lower()}
    for parameter in parameters:
        name, _, text = parameter.partition("=")
        if name:
            found[name.strip().lower()] = text.strip().strip('"').lower()
    return found


def _cookies(values: Iterable[str]) -> dict[str, Any]:
    """Return cookies by name, each with its value and what it says about itself."""
    found: dict[str, Any] = {}
    for text in values:
        try:
            cookies: SimpleCookie = SimpleCookie(text)
        except CookieError:
            cookies = SimpleCookie()
        if not cookies:
            found[text] = {}
        for name, morsel in cookies.items():
            flags = {key: True if key in COOKIE_FLAGS else str(value) for key, value in morsel.items() if value}
            found[name] = {"value": morsel.value, **flags}
    return found
