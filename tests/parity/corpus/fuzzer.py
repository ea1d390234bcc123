"""Draws requests from an OpenAPI document: `python -m tests.parity.corpus.fuzzer SEED COUNT < DOCUMENT`.

A program of its own, for the sake of the same requests each time: Hypothesis mixes in the constants that it finds in
whatever modules happen to be loaded. Each line that it prints is a request: method, target, headers and body, as JSON.
"""

import copy
import json
import re
import sys
from typing import Any, TypeAlias

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st

Document = dict[str, Any]
Drawn: TypeAlias = "schemathesis.Case[Any]"
BASE_URL = "http://shop.example"
LONGEST_TARGET, LONGEST_HEADER, LARGEST_BODY = 3_000, 2_000, 64 * 1024  # within gunicorn's limits; in bytes
NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
VALUE = re.compile(r"(?:[!-~\x80-\xff](?:[ -~\x80-\xff]*[!-~\x80-\xff])?)?")
OF_FRAMING = {"host", "connection", "content-length", "transfer-encoding", "expect"}
TARGET = re.compile(r"/[!-~]*")
BOUNDARY = re.compile(r"boundary=\"?([0-9A-Za-z]+)")

# What exists, by the name of a parameter or field, so that a good share of the requests reaches rows.
CATEGORIES, SHELVES = [1, 2, 3, 5, 9, 12], ["tents", "day-packs", "jackets", "stoves-and-pots"]
PRODUCTS, REVIEWS, ORDERS = [1, 2, 7, 8, 9, 40, 100], [1, 2, 5, 12, 40], [250, 500, 1000, 1250, 1490, 1498, 1499, 1500]
KNOWN: dict[str, list[Any]] = {
    "author": ["alice", "bob"],
    "category": SHELVES,
    "group": ["day", "month"],
    "limit": [1, 2, 100],
    "offset": [0, 1, 3],
    "ordering": ["price", "-price", "name,-price", "rating", "-created_at", "placed_at", "-total"],
    "page": [1, 2],
    "page_size": [1, 2, 3],
    "parent": CATEGORIES,
    "password": ["alice", "bob", "gone"],
    "placed_after": ["2026-10-01", "2026-10-20T00:00Z"],
    "product": PRODUCTS,
    "search": ["tent", "tarn jacket", "alice", "green"],
    "sku": ["TNT-0001", "DAY-0002"],
    "start": ["2026-10-01", "2026-09-15"],
    "end": ["2026-10-31", "2026-10-02"],
    "updated_since": ["2026-01-01T00:00:00Z"],
    "username": ["alice", "bob", "gone"],
}
IDS = {"/api/categories/": CATEGORIES, "/api/products/": PRODUCTS, "/api/reviews/": REVIEWS, "/api/orders/": ORDERS}
# What the document doesn't mention, but every client may send.
TEXT = {"type": "string", "maxLength": 40}
EVERYWHERE = [
    {"name": name, "in": place, "schema": schema}
    for place, name, schema in (
        ("header", "Accept-Language", {"anyOf": [{"enum": ["de", "en-GB,en;q=0.5", "*"]}, TEXT]}),
        ("header", "If-None-Match", {"anyOf": [{"enum": ["*", '"a"', 'W/"a", "b"']}, TEXT]}),
        ("header", "If-Modified-Since", {"anyOf": [{"enum": ["Sun, 01 Nov 2026 18:00:00 GMT"]}, TEXT]}),
        ("header", "X-Requested-With", {"anyOf": [{"enum": ["XMLHttpRequest"]}, TEXT]}),
        ("header", "X-HTTP-Method-Override", {"enum": ["GET", "PATCH", "DELETE", "nonsense"]}),
        ("cookie", "csrftoken", TEXT),
        ("cookie", "theme", TEXT),
    )
]


def as_any_client(document: Document) -> Document:
    """Return a copy of the document with the parameters that every client may send."""
    document = copy.deepcopy(document)
    for operations in document["paths"].values():
        for operation in operations.values():
            operation.setdefault("parameters", []).extend(EVERYWHERE)
    return document


def as_one_who_knows(document: Document) -> Document:
    """Return a copy of the document that wants what exists, where we know what that is."""
    document = copy.deepcopy(document)
    for path, operations in document["paths"].items():
        ids = next((ids for begin, ids in IDS.items() if path.startswith(begin)), [])
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                values = ids if parameter["in"] == "path" else KNOWN.get(parameter["name"])
                parameter["schema"] = {"enum": values} if values else parameter["schema"]
    for schema in document["components"]["schemas"].values():
        fields = schema.get("properties", {})
        fields.update({name: {"enum": KNOWN[name]} for name in fields.keys() & KNOWN.keys()})
    return document


def on_the_wire(case: Drawn) -> tuple[str, str, list[tuple[str, str]], bytes | None]:
    """Return a drawn case as method, target, headers and body; those of framing and of the client are left out.

    Raises:
        requests.RequestException, ValueError: it can't be sent; such as a header beyond Latin-1.
    """
    prepared = requests.Request(**case.as_transport_kwargs(base_url=BASE_URL)).prepare()
    drawn = {"content-type", "cookie", *(name.lower() for name in case.headers)}
    headers = [(name, latin(value)) for name, value in prepared.headers.items() if name.lower() in drawn]
    body = prepared.body.encode() if isinstance(prepared.body, str) else prepared.body
    assert body is None or isinstance(body, bytes)
    if body is not None and (boundary := BOUNDARY.search(latin(prepared.headers.get("Content-Type", "")))):
        # The same each time.
        body = body.replace(boundary[1].encode(), b"fuzzed-boundary")
        headers = [(name, value.replace(boundary[1], "fuzzed-boundary")) for name, value in headers]
    return str(prepared.method), prepared.path_url, headers, body


def latin(value: str | bytes) -> str:
    """Return a header's value as a text."""
    return value if isinstance(value, str) else value.decode("latin-1")


def is_valid(target: str, headers: list[tuple[str, str]], body: bytes | None) -> bool:
    """Tell whether both servers would take this for HTTP, and for no longer than they like it."""
    if len(target) > LONGEST_TARGET or len(body or b"") > LARGEST_BODY or not TARGET.fullmatch(target):
        return False
    return all(is_valid_header(name, value) for name, value in headers)


def is_valid_header(name: str, value: str) -> bool:
    """Tell whether a header may stand in a request, and says nothing of how that is sent."""
    written = NAME.fullmatch(name) and VALUE.fullmatch(value) and len(value) <= LONGEST_HEADER
    return bool(written) and name.lower() not in OF_FRAMING


def draw(document: Document, number: int, count: int) -> None:
    """Print as many requests: about half as the document wants them, and half not.

    Args:
        document: OpenAPI, as of the service.
        number: the seed.
        count: of requests.
    """
    plain = as_any_client(document)
    schemas = [
        schemathesis.openapi.from_dict(wanted, config=schemathesis.Config())
        for wanted in (plain, as_one_who_knows(plain))
    ]
    strategies = [
        schema.as_strategy(generation_mode=mode) for schema in schemas for mode in schemathesis.GenerationMode
    ]

    @seed(number)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(strategies))
    def write(case: Drawn) -> None:
        try:
            method, target, headers, body = on_the_wire(case)
        except (requests.RequestException, ValueError):
            assume(False)
        assume(is_valid(target, headers, body))
        text = None if body is None else body.decode("latin-1")
        print(json.dumps([method, target, headers, text]), flush=True)  # noqa: T201

    write()


if __name__ == "__main__":
    draw(json.load(sys.stdin), int(sys.argv[1]), int(sys.argv[2]))
