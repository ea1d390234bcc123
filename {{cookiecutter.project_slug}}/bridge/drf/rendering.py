"""Prints JSON as Django REST Framework does: the same bytes."""

import json
from typing import Any

from django.http import HttpResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response as NativeResponse
from rest_framework.settings import api_settings
from rest_framework.utils.encoders import JSONEncoder
from starlette.responses import JSONResponse, Response

from bridge.django_responses import cookies_of
from bridge.request import from_django

# What JavaScript takes for the end of a line.
LINE_ENDS = {0x2028: "\\u2028", 0x2029: "\\u2029"}


class DRFResponse(JSONResponse):
    """JSON as `rest_framework.renderers.JSONRenderer` prints it: compact, UTF-8, line separators escaped."""

    def render(self, content: Any) -> bytes:
        """Return the bytes; none at all for None, as in DRF's `Response()`."""
        return b"" if content is None else to_json(content)


def from_drf(response: HttpResponse) -> Response:
    """Return the response of a view's method, which is not finalized yet, as Starlette's."""
    if not isinstance(response, NativeResponse):
        return from_django(response)
    headers = {name: value for name, value in response.items() if name != "Content-Type"}  # which is not JSON's yet
    converted = DRFResponse(response.data, response.status_code, headers)
    converted.raw_headers += cookies_of(response)
    return converted


def to_json(content: Any, indent: int | None = None) -> bytes:
    """Return data as DRF prints them: a Decimal is a string, a duration is in seconds, and so on.

    Raises:
        ValueError: a number is infinite or not a number, and `STRICT_JSON` is set, as it is by default.
    """
    compact = (",", ":") if api_settings.COMPACT_JSON else (", ", ": ")
    text = json.dumps(
        content,
        cls=JSONEncoder,
        indent=indent,
        ensure_ascii=not api_settings.UNICODE_JSON,
        allow_nan=not api_settings.STRICT_JSON,
        separators=compact if indent is None else (",", ": "),
    )
    return text.translate(LINE_ENDS).encode()


def indentation(accepted_media_type: str | None) -> int | None:
    """Return the indentation that a client asks for: `Accept: application/json; indent=4`."""
    if not accepted_media_type or "indent" not in accepted_media_type:
        return None
    indent: int | None = JSONRenderer().get_indent(accepted_media_type, {})
    return indent


def reindent(response: Response, indent: int) -> None:
    """Indent the body of a response that holds JSON in one piece."""
    body = bytes(getattr(response, "body", b""))
    if response.headers.get("content-type") == "application/json" and body:
        response.body = to_json(json.loads(body), indent)
        response.headers["content-length"] = str(len(response.body))
