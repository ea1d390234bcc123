"""Differences that the team has accepted: a file under version control, each with a reason and a day it ends on.

    version = 1

    [[accept]]
    operation = "GET /api/products/*"
    path = "body.results[*].rating"
    kind = "lexical"
    reason = "Our clients read 4 and 4.0 alike; asked all three teams."
    expires = 2027-03-01

A star stands for anything. `kind` may be left out, and `legacy` and `routes` may narrow it to values.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from strangler.errors import ToolkitError
from strangler.parity.judging.difference import Difference, Kind

FILE = "parity.toml"
VERSION = 1
NEEDED = ("operation", "path", "reason", "expires")
ALLOWED = (*NEEDED, "kind", "legacy", "routes")


@dataclass(frozen=True)
class Accepted:
    """A difference that is known and may stay for a while.

    Args:
        operation: `GET /api/products/{pk}/`; a star stands for anything.
        path: where, as reports write it, for one or all members of lists: `body.results[*].rating`.
        reason: why it may stay.
        expires: the last day on which it may.
        kind: in what way it differs; a star for any.
        legacy: what the legacy half has there, as reports show it; a star for anything.
        routes: what the route has there.
        number: which entry of the file it is.
    """

    operation: str
    path: str
    reason: str
    expires: date
    kind: str = "*"
    legacy: str = "*"
    routes: str = "*"
    number: int = 0

    def covers(self, operation: str, difference: Difference) -> bool:
        """Tell whether it is this difference that was accepted."""
        return (
            self._operation.fullmatch(operation) is not None
            and any(self._path.fullmatch(path) for path in (difference.path, difference.pattern))
            and self.kind in {"*", difference.kind}
            and _like(self.legacy).fullmatch(difference.legacy) is not None
            and _like(self.routes).fullmatch(difference.routes) is not None
        )

    def is_over(self, today: date) -> bool:
        """Tell whether its last day has gone by."""
        return self.expires < today

    @cached_property
    def _operation(self) -> re.Pattern[str]:
        return _like(self.operation)

    @cached_property
    def _path(self) -> re.Pattern[str]:
        return _like(self.path)

    def __str__(self) -> str:
        """Return it as a line."""
        kind = "" if self.kind == "*" else f" ({self.kind})"
        return f"{self.operation}, {self.path}{kind}: {self.reason} Until {self.expires}."


class Acceptance:
    """All accepted differences, and which of them have been met.

    Args:
        entries: of the file.
        today: the day on which expired ones count no more.
    """

    def __init__(self, entries: Iterable[Accepted] = (), today: date | None = None) -> None:
        self.entries = list(entries)
        self.today = today or date.today()  # noqa: DTZ011 - a day of the file is one of the people who read it
        self._met: set[int] = set()

    def find(self, operation: str, difference: Difference) -> Accepted | None:
        """Return the entry that accepts a difference, and is not over."""
        for index, entry in enumerate(self.entries):
            if entry.covers(operation, difference):
                self._met.add(index)
                if not entry.is_over(self.today):
                    return entry
        return None

    @property
    def unused(self) -> list[Accepted]:
        """The entries that accepted nothing, and are not over: they can go."""
        missed = [entry for index, entry in enumerate(self.entries) if index not in self._met]
        return [entry for entry in missed if not entry.is_over(self.today)]

    @property
    def expired(self) -> list[Accepted]:
        """The entries whose last day has gone by."""
        return [entry for entry in self.entries if entry.is_over(self.today)]


def read_accepted(path: Path) -> list[Accepted]:
    """Return the accepted differences of a file.

    Raises:
        ToolkitError: it can't be read, or an entry is incomplete.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ToolkitError(f"There is no file {path} of accepted differences.") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ToolkitError(f"Can't read the accepted differences in {path}: {error}.") from error
    if document.get("version") != VERSION:
        raise ToolkitError(f"{path} should begin with: version = {VERSION}")
    if others := document.keys() - {"version", "accept"}:
        raise ToolkitError(f"{path}: there is no {min(others)!r} here, only [[accept]].")
    entries = document.get("accept", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ToolkitError(f"{path}: each accepted difference is an [[accept]] of its own.")
    return [_entry(entry, f"{path}, accepted difference {number}", number) for number, entry in enumerate(entries, 1)]


def example_of(operation: str, difference: Difference, expires: date) -> str:
    """Return what to write into the file to accept a difference."""
    fields = {"operation": operation, "path": difference.pattern, "kind": difference.kind.value}
    lines = [f"{name} = {_quoted(text)}" for name, text in fields.items()]
    return "\n".join(["[[accept]]", *lines, 'reason = ""', f"expires = {expires}"])


def _entry(entry: dict[str, Any], where: str, number: int) -> Accepted:
    if missing := [name for name in NEEDED if not entry.get(name)]:
        raise ToolkitError(f"{where} has no {missing[0]}.")
    if unknown := sorted(entry.keys() - set(ALLOWED)):
        raise ToolkitError(f"{where}: {unknown[0]!r} is none of {', '.join(ALLOWED)}.")
    expires = entry["expires"]
    if isinstance(expires, datetime) or not isinstance(expires, date):
        raise ToolkitError(f"{where}: expires should be a day, such as 2027-03-01, without quotes.")
    texts = {name: entry[name] for name in ALLOWED if name in entry and name != "expires"}
    if wrong := [name for name, value in texts.items() if not isinstance(value, str)]:
        raise ToolkitError(f"{where}: {wrong[0]} should be text.")
    if texts.get("kind", "*") not in {"*", *Kind}:
        raise ToolkitError(f"{where}: kind should be one of {', '.join(Kind)}.")
    return Accepted(**texts, expires=expires, number=number)


def _like(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
