"""Counts the calls of each operation in access logs. Django's own resolver says which view a path is for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.urls import ResolverMatch, get_resolver, get_urlconf
from django.utils.translation import get_language_from_path, override

from bridge.urls import index_of
from strangler.errors import ToolkitError
from strangler.ledger.traffic.logs import Line, read_log
from strangler.ledger.traffic.usage import Calls
from strangler.operations.operation import Operation
from strangler.operations.routes import Route

SAME_AS = {"HEAD": "GET"}
REMEMBERED = 200_000  # paths


@dataclass
class Traffic:
    """What access logs tell.

    Args:
        calls: of each operation that was called, by its key.
        lines: how many requests there were.
        unknown: how many of them are for no operation.
        unread: how many lines tell of no request.
        first: when the first request was, where the logs say so.
        last: when the last one was.
    """

    calls: dict[str, Calls] = field(default_factory=dict)
    lines: int = 0
    unknown: int = 0
    unread: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def add(self, line: Line, key: str | None) -> None:
        """Count a request.

        Args:
            line: of the log.
            key: of the operation that it is for, or None.
        """
        self.lines += 1
        if line.at is not None:
            self.first = min(self.first or line.at, line.at)
            self.last = max(self.last or line.at, line.at)
        if key is None:
            self.unknown += 1
        else:
            self.calls.setdefault(key, Calls()).add(line.status, line.at)


def count_calls(files: Sequence[Path], operations: Sequence[Operation], retired: Sequence[Route] = ()) -> Traffic:
    """Return what access logs tell of operations.

    Args:
        files: the logs.
        operations: all of the legacy half.
        retired: routes whose legacy view is gone.

    Raises:
        ToolkitError: a file can't be read, or has lines but no requests in them.
    """
    traffic, find = Traffic(), Finder(operations, retired)
    for file in files:
        before, unread = traffic.lines, traffic.unread
        for line in read_log(file):
            if line is None:
                traffic.unread += 1
            else:
                traffic.add(line, find(line))
        if traffic.lines == before and traffic.unread > unread:
            raise ToolkitError(f"{file} has no requests in any format that is known: see docs/endpoints.md.")
    return traffic


class Finder:
    """Finds the operation that a request is for.

    Args:
        operations: all of the legacy half.
        retired: routes whose legacy view is gone.
    """

    def __init__(self, operations: Iterable[Operation], retired: Sequence[Route] = ()) -> None:
        self._retired = retired
        self._by_url: dict[tuple[int, str, str], str] = {}
        self._by_view: dict[tuple[int, str], list[Operation]] = {}
        for operation in operations:
            self._by_url[id(operation.callback), operation.pattern, operation.method] = operation.key
            self._by_view.setdefault((id(operation.callback), operation.method), []).append(operation)
        self._found: dict[tuple[str, str], str | None] = {}
        self._index = index_of(get_resolver(get_urlconf()))
        self._prefix = (settings.FORCE_SCRIPT_NAME or "").rstrip("/")

    def __call__(self, line: Line) -> str | None:
        """Return the key of the operation that a request is for, or None."""
        key = SAME_AS.get(line.method, line.method), line.path
        if key not in self._found:
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            self._found[key] = self._find(*key)
        return self._found[key]

    def _find(self, method: str, path: str) -> str | None:
        path = unquote(path).removeprefix(self._prefix)
        match = self._resolve(path)
        if match is None:
            taking = (one for one in self._retired if one.method == method and one.expression.match(path))
            return next((route.key for route in taking), None)
        view: Any = match.func
        if found := self._by_url.get((id(view), match.route, method)):
            return found
        # The URL of another language, or with a format at its end; its twin has the same view.
        twins = self._by_view.get((id(view), method), [])
        same = [one for one in twins if _common(one.pattern, match.route)]
        return max(same, key=lambda one: len(one.pattern)).key if same else (twins[0].key if twins else None)

    def _resolve(self, path: str) -> ResolverMatch | None:
        if not self._index.is_translated:
            return self._index.find(path)
        with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
            return self._index.find(path)


def _common(pattern: str, route: str) -> bool:
    """Return whether a URL is another one with a format at its end."""
    return route.startswith(pattern.rstrip("$").rstrip("/"))
