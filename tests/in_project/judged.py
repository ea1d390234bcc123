"""Comparisons made up for tests of what is told about them."""

import json
from typing import Any

from strangler.exchanges.exchange import Answer, Headers, Request
from strangler.parity.outcome import Comparison, Outcome

JSON: Headers = (("content-type", "application/json"),)


def outcome(body: Any = None, status: int = 200, headers: Headers = JSON, **more: Any) -> Outcome:
    """Return what a half did that answered so."""
    raw = body if isinstance(body, bytes) else json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
    return Outcome(Answer(status, headers, raw), **more)


def comparison(legacy: Outcome, routes: Outcome | None = None, again: Outcome | None = None, **more: Any) -> Comparison:
    """Return a comparison; a half that is left out did what the legacy half did."""
    route = more.setdefault("route", "GET /api/products/")
    method, _, path = route.partition(" ")
    request = more.pop("request", None) or Request(method, path.replace("{pk}", "7"), source="schema")
    return Comparison(request, legacy, again or legacy, routes or legacy, **more)
