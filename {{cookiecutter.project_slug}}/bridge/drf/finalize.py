"""A view's own `finalize_response`, run on the response of a FastAPI endpoint."""

import copy
import json
from typing import Any

from django.http import HttpResponse
from rest_framework.response import Response as NativeResponse
from rest_framework.views import APIView
from starlette.responses import Response

from bridge.django_responses import cookies_of
from bridge.drf.rendering import DRFResponse
from bridge.request import from_django

OWN_HEADERS = {"content-type", "content-length", "set-cookie"}  # which stay as FastAPI has made them


def finalize(view: APIView, response: Response) -> Response:
    """Return the response as the view's `finalize_response` leaves it: status, headers, cookies and data.

    The view sees data only where FastAPI's response is JSON in one piece. Call it on the request's Django thread.
    """
    data = data_of(response)
    native = NativeResponse(copy.deepcopy(data), response.status_code)
    for name, value in response.headers.items():
        if name not in OWN_HEADERS:
            native[name] = value
    final: HttpResponse = view.finalize_response(view.request, native, **view.kwargs)
    if final is not native:
        return replaced(response, from_django(rendered(final)))
    if native.data != data:
        response = replaced(response, DRFResponse(native.data, native.status_code))
    for name in [*response.headers]:
        if name not in OWN_HEADERS and not final.has_header(name):
            del response.headers[name]
    for name, value in final.items():
        if name != "Content-Type":  # DRF's is not set before it renders
            response.headers[name] = value
    response.raw_headers += cookies_of(final)
    response.status_code = final.status_code
    return response


def data_of(response: Response) -> Any:
    """Return the data that a response has printed as JSON, or None."""
    body = bytes(getattr(response, "body", b""))
    return json.loads(body) if body and response.headers.get("content-type") == "application/json" else None


def replaced(old: Response, new: Response) -> Response:
    """Return the new response with what the old one was to do after it."""
    new.background = old.background
    for value in old.headers.getlist("set-cookie"):
        new.headers.append("set-cookie", value)
    return new


def rendered(response: HttpResponse) -> HttpResponse:
    """Return a response, rendered if it is one that waits for that."""
    render = getattr(response, "render", None)
    finished: HttpResponse = render() if callable(render) else response
    return finished
