"""Makes a request of what a test writes down."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.serializers.json import DjangoJSONEncoder
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from strangler.exchanges.exchange import Request

FORM = "application/x-www-form-urlencoded"
NOTHING = object()


def composed(
    method: str,
    path: str,
    *,
    user: Any = None,
    params: Mapping[str, Any] | None = None,
    json_body: Any = NOTHING,
    data: Mapping[str, Any] | bytes | str | None = None,
    files: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    source: str = "",
) -> Request:
    """Return a request; see `strangler.testing.Parity.__call__` for what each argument is."""
    given = [(name.lower(), value) for name, value in (headers or {}).items()]
    content_type, body = body_of(json_body, data, files)
    if content_type and "content-type" not in dict(given):
        given.append(("content-type", content_type))
    if params:
        path += ("&" if "?" in path else "?") + urlencode(params, doseq=True)
    login = user.get_username() if hasattr(user, "get_username") else str(user or "")
    return Request(method.upper(), path, tuple(given), body, login, source)


def body_of(
    json_body: Any, data: Mapping[str, Any] | bytes | str | None, files: Mapping[str, Any] | None
) -> tuple[str, bytes]:
    """Return a body and its type: JSON, a form, a form with files, or bytes as they are, without a type."""
    if json_body is not NOTHING:
        return "application/json", json.dumps(json_body, cls=DjangoJSONEncoder).encode()
    if files:
        fields = data if isinstance(data, Mapping) else {}
        return MULTIPART_CONTENT, encode_multipart(BOUNDARY, {**fields, **files})
    if isinstance(data, Mapping):
        return FORM, urlencode(data, doseq=True).encode()
    return "", data.encode() if isinstance(data, str) else data or b""
