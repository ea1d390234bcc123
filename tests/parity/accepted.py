"""The differences between the service under gunicorn and the legacy half that are known, each with its reason."""

import json
import re

from tests.parity.compare import Accepted, Difference
from tests.parity.wire import Answer

INVALID = b"Invalid HTTP request received."  # uvicorn's words
ERROR_PAGE = b"<html>\n  <head>\n    <title>"  # gunicorn's, unlike Django's
LONGEST_LINE, MOST_HEADERS, LONGEST_HEADER = 4094, 100, 8190  # gunicorn's limits


def fields(difference: Difference, name: bytes) -> list[bytes]:
    """Return the values that the request has for a header."""
    return [value for key, value in difference.case.request.headers if key.lower() == name]


def refused_by_both(difference: Difference) -> bool:
    """Both servers say that this is no HTTP, each in its own words."""
    return difference.right.body == INVALID and difference.left.body.startswith(ERROR_PAGE)


def only_gunicorn_refuses(difference: Difference) -> bool:
    """Tell whether the application was asked by one server only."""
    return difference.left.body.startswith(ERROR_PAGE) and difference.right.body != INVALID


def unknown_method(difference: Difference) -> bool:
    """Tell whether uvicorn's parser refuses a method that it does not know."""
    return difference.right.body == INVALID and difference.case.request.method in {b"BREW", b"A~B"}


def beyond_limits(difference: Difference) -> bool:
    """Tell whether the request is longer than gunicorn wants it."""
    request = difference.case.request
    return only_gunicorn_refuses(difference) and (
        len(request.target) + len(request.method) + 10 > LONGEST_LINE
        or len(request.headers) > MOST_HEADERS
        or any(len(value) + len(name) + 4 > LONGEST_HEADER for name, value in request.headers)
    )


def repeated(difference: Difference) -> bool:
    """Tell whether a header that may stand there once stands there twice."""
    twice = any(len(fields(difference, name)) > 1 for name in (b"host", b"content-type"))
    return twice and only_gunicorn_refuses(difference)


def page_of_debug(difference: Difference) -> bool:
    """Tell whether the lengths of pages differ that nobody sees."""
    page = difference.left.status >= 400 and difference.left.status == difference.right.status
    return page and difference.case.request.method == b"HEAD" and difference.parts == {"headers"}


ACCEPTED: tuple[Accepted, ...] = (
    Accepted(
        "what is no HTTP",
        "400, an HTML page",
        "400, a line of text",
        "The server answers, before the application is asked.",
        refused_by_both,
    ),
    Accepted(
        "URL, header or number of headers beyond gunicorn's limits (4094 bytes, 8190 bytes, 100)",
        "400 or 431",
        "the service's answer, up to uvicorn's limit of 64 KB",
        "uvicorn has other limits; set them in the proxy.",
        beyond_limits,
    ),
    Accepted(
        "HTTP/0.9, HTTP/1.2 or HTTP/2.0 as plain text",
        "serves 1.2, refuses 0.9 and 2.0",
        "serves 0.9 and 2.0, refuses 1.2",
        "No client sends these; HTTP/2 ends at the proxy.",
        lambda difference: difference.case.request.version not in {b"HTTP/1.0", b"HTTP/1.1"},
    ),
    Accepted(
        "method that nobody has registered, such as BREW",
        "401, 403 or 405 by the service",
        "400 by the server",
        "uvicorn's parser knows the registered methods only. The service has no other.",
        unknown_method,
    ),
    Accepted(
        "request body in chunks",
        "the service sees no body",
        "the service sees the body",
        "Django under WSGI reads no further than Content-Length says; the half knows the length when it asks Django.",
        lambda difference: difference.case.request.chunks is not None,
    ),
    Accepted(
        "several Cookie headers",
        "joined by a comma, which loses all but the first",
        "joined by a semicolon",
        "As RFC 9113 has it: clients of HTTP/2 do this.",
        lambda difference: len(fields(difference, b"cookie")) > 1,
    ),
    Accepted(
        "several Host or Content-Type headers",
        "400 by the server",
        "joined by a comma: Django refuses such a host, and DRF such a type where it reads a body",
        "Such a request is wrong in both, and harmless.",
        repeated,
    ),
    Accepted(
        "Expect with something else than 100-continue",
        "417",
        "ignored",
        "RFC 9110 allows both.",
        lambda difference: only_gunicorn_refuses(difference) and bool(fields(difference, b"expect")),
    ),
    Accepted(
        "target *, which is for OPTIONS, with another method",
        "400 by the server",
        "404 by the service",
        "No client sends this.",
        lambda difference: only_gunicorn_refuses(difference) and difference.case.request.target == b"*",
    ),
    Accepted(
        "X-Forwarded-Ssl and X-Forwarded-Protocol from a trusted proxy",
        "HTTPS",
        "ignored",
        "uvicorn knows X-Forwarded-Proto only: let the proxy send that one.",
        lambda difference: bool(fields(difference, b"x-forwarded-ssl") or fields(difference, b"x-forwarded-protocol")),
    ),
    Accepted(
        "X-Forwarded-For from a trusted proxy",
        "REMOTE_ADDR is the proxy",
        "REMOTE_ADDR is the client",
        "uvicorn's default; FORWARDED_ALLOW_IPS says who is trusted.",
        lambda difference: bool(fields(difference, b"x-forwarded-for")) and "/environ" in difference.case.name,
    ),
    Accepted(
        "Script_Name from a trusted proxy",
        "becomes SCRIPT_NAME",
        "dropped, as every header with an underscore",
        "A client could send it through a proxy that doesn't drop it.",
        lambda difference: bool(fields(difference, b"script_name")),
    ),
    Accepted(
        "HEAD of an error page with DEBUG on",
        "its own length",
        "its own length",
        "The page shows the WSGI environ, and each server adds keys of its own to that.",
        page_of_debug,
    ),
)


def header(answer: Answer, name: str) -> str:
    """Return the first value of a header, or nothing."""
    return next(iter(answer.values(name)), "")


def other_order_of_methods(difference: Difference) -> bool:
    """Tell whether nothing differs but the order of an Allow header."""
    left, right = (header(answer, "allow").split(", ") for answer in (difference.left, difference.right))
    return difference.parts == {"headers"} and left != right and set(left) == set(right)


def other_representation(difference: Difference) -> bool:
    """Tell whether the first server's answer is a page of the browsable API, and the second's is JSON."""
    is_page = b"Django REST framework</title>" in difference.left.body or not difference.left.body
    kinds = [header(answer, "content-type") for answer in (difference.left, difference.right)]
    return is_page and kinds == ["text/html; charset=utf-8", "application/json"]


def without_actions(difference: Difference) -> bool:
    """Tell whether nothing is lacking but what OPTIONS tells of the serializer's fields."""
    if difference.case.request.method != b"OPTIONS" or "status" in difference.parts:
        return False
    told = json.loads(difference.left.body)
    return bool(told.pop("actions", None)) and told == json.loads(difference.right.body)


def format_suffix(difference: Difference) -> bool:
    """Tell whether the URL ends with a dot and a format, as `DefaultRouter` has them."""
    path = difference.case.request.target.partition(b"?")[0]
    return difference.right.status == 404 and re.search(rb"/\d+\.[a-z0-9]+/?$", path) is not None


# What differs in addition once the views of the ported routes are deleted.
ACCEPTED_WITHOUT_VIEWS: tuple[Accepted, ...] = (
    Accepted(
        "another representation than JSON, such as the browsable API",
        "a page",
        "JSON, or 406 if nothing else is accepted",
        "The view makes it. `Policy(renderers=…)` says what an endpoint makes itself, as that of the CSV export.",
        other_representation,
    ),
    Accepted(
        "OPTIONS by somebody who may write",
        "tells of the serializer's fields, as `actions`",
        "no `actions`",
        "The serializer is gone, too. `Policy(serializer=…, queryset=…)` keeps it for this.",
        without_actions,
    ),
    Accepted(
        "`Allow` of what was a function view",
        "methods in the order of a Python set",
        "methods in DRF's order",
        "That order is another one in each process of the service.",
        other_order_of_methods,
    ),
    Accepted(
        "a format at the end of the URL, such as /api/products/7.json",
        "the view's answer",
        "404",
        "`DefaultRouter` makes these URLs beside the others. Give those that are used a route.",
        format_suffix,
    ),
)
