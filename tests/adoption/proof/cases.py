"""Makes requests of paths, and of what a project's own tests asked."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.parity.case import Case, ask

HOST = "localhost"
NOT_SENT = {"host", "cookie", "content-length", "connection", "transfer-encoding", "expect", "upgrade"}
ACCEPTS = (None, "text/html", "application/json")


def of_paths(
    paths: Sequence[str], who: Mapping[str, Mapping[str, str]], name: str, accepts: Sequence[str | None] = (None,)
) -> Iterator[Case]:
    """Yield a request of each path by nobody, and by the superuser in every way that they log in."""
    for accept in accepts:
        for way, headers in {"nobody": {}, **who}.items():
            for path in logouts_last(paths):
                yield get(path, tuple(headers.items()), f"{name} as {way}", accept)


def get(target: str, headers: Sequence[tuple[str, str]], name: str, accept: str | None = None) -> Case:
    """Return a GET request by somebody whom the name tells."""
    case = ask("GET", target, headers=headers, accept=accept, host=HOST)
    return replace(case, name=f"{name}: {target}")


def logouts_last(paths: Sequence[str]) -> list[str]:
    """Return the paths such that nobody is logged out before the others were asked."""
    return sorted(paths, key=lambda path: "logout" in path.lower() or "signout" in path.lower())


def of_record(record: Path, who: Mapping[str, Mapping[str, str]]) -> Iterator[Case]:
    """Yield the GET requests that were recorded, as they were and by the superuser, each once."""
    seen = set()
    lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
    for line in map(json.loads, lines):
        if line["method"] != "GET":
            continue
        target, sent = target_of(line), headers_of(line)
        if (target, sent) in seen or not line["path"].startswith("/"):
            continue
        seen.add((target, sent))
        yield get(target, sent, "recorded")
        known = [each for each in sent if each[0] != "Authorization"]
        for way, headers in who.items():
            yield get(target, (*known, *headers.items()), f"recorded as {way}")


def target_of(line: Mapping[str, Any]) -> str:
    """Return the path and query of a recorded request as they are sent."""
    path = quote(line["path"], safe="/:@!$&'()*+,;=~%")
    query = quote(line["query"].encode("latin-1", "replace"), safe="/:@!$&'()*+,;=~%?[]")
    return f"{path}?{query}" if query else path


def headers_of(line: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return those headers of a recorded request that can be sent."""
    return tuple(
        (name, value)
        for name, value in sorted(line["headers"].items())
        if name.lower() not in NOT_SENT and value and value.isascii() and value.isprintable()
    )


def count_recorded(record: Path) -> int:
    """Return how many requests were recorded, of whatever method."""
    return len(record.read_text(encoding="utf-8").splitlines()) if record.exists() else 0
