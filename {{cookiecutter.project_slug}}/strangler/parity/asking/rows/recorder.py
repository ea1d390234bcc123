"""What all ways to learn what was written have in common."""

import json
from collections.abc import Iterable
from typing import Any, Protocol

from strangler.parity.outcome import RowChange

Row = dict[str, Any]


class Recorder(Protocol):
    """Learns what one side writes to one database."""

    def before(self, sql: str) -> set[str]:
        """Get ready for a statement that writes; return the tables that it may write to."""

    def rolled_back(self) -> None:
        """Take note that something was rolled back, perhaps the recorder's own preparations with it."""

    def check_constraints(self, tables: Iterable[str]) -> None:
        """Raise what the database would raise at a commit."""

    def changes(self) -> list[RowChange]:
        """Return what was written, and not undone by the side itself. Called before the rollback."""

    def restore(self) -> None:
        """Put back what a rollback leaves, such as sequences. Called after it."""


def net(changes: Iterable[tuple[str, Row | None, Row | None]], keys: dict[str, tuple[str, ...]]) -> list[RowChange]:
    """Return what is left of changes in their order: a row that was updated thrice has changed once.

    Args:
        changes: table, the row before, and the row afterwards.
        keys: the columns of each table's primary key; without one, each change stands for itself.
    """
    rows: dict[Any, tuple[str, Row | None, Row | None]] = {}
    for number, (table, before, after) in enumerate(changes):
        key = identity(table, before or after, keys.get(table, ())) or (table, number)
        first = rows.pop(key)[1] if key in rows else before
        rows[identity(table, after, keys.get(table, ())) or key] = (table, first, after)
    return [
        RowChange(table, kind_of(before, after), dict(after or before or {}))
        for table, before, after in rows.values()
        if before != after
    ]


def kind_of(before: Row | None, after: Row | None) -> str:
    """Return what has happened to a row."""
    if before is None:
        return "insert"
    return "update" if after is not None else "delete"


def identity(table: str, row: Row | None, key: tuple[str, ...]) -> tuple[Any, ...] | None:
    """Return what tells a row from the others of its table, or None."""
    if row is None or not key:
        return None
    return (table, *(row.get(column) for column in key))


def as_text(value: Any) -> str | None:
    """Return a value of a row as the database would print it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    if isinstance(value, bytes | bytearray | memoryview):
        return "\\x" + bytes(value).hex()
    return str(value)
