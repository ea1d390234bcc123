"""Learns what is written to a table by reading it before and afterwards: for every database, and for small tables."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from strangler.parity.asking.rows.recorder import Row, as_text, identity, kind_of
from strangler.parity.asking.rows.statements import tables_of, unquoted
from strangler.parity.outcome import RowChange

LIMIT = 20_000  # rows that a table may have to be read whole


class Snapshots:
    """A `Recorder` for any database. Of a table with more rows than `LIMIT` it says only that it was written to.

    Args:
        connection: to a database.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self._taken: dict[str, tuple[str, tuple[str, ...], list[Row] | None]] = {}

    def before(self, sql: str) -> set[str]:
        """Read the tables that a statement writes to, and those that the database would change along with them."""
        named = {unquoted(table) for table in tables_of(sql)}
        for table in named:
            if table not in self._taken:
                self.take(self.connection.ops.quote_name(table), table, self._key(table))
        return named

    def take(self, name: str, label: str, key: tuple[str, ...]) -> None:
        """Read a table.

        Args:
            name: as SQL wants it.
            label: what it is called.
            key: the columns of its primary key.
        """
        if label not in self._taken:
            self._taken[label] = (name, key, self._read(name))

    def rolled_back(self) -> None:
        """Do nothing: what was read is known."""

    def check_constraints(self, tables: Iterable[str]) -> None:
        """Look at foreign keys, which SQLite does at the commit.

        Raises:
            IntegrityError: one of them leads nowhere.
        """
        wrappers, self.connection.execute_wrappers = self.connection.execute_wrappers, []
        try:
            self.connection.check_constraints(table_names=sorted(tables))
        finally:
            self.connection.execute_wrappers = wrappers

    def changes(self) -> list[RowChange]:
        """Return how the tables differ from before."""
        found = []
        for label, (name, key, before) in self._taken.items():
            after = self._read(name)
            if before is None or after is None:
                found.append(RowChange(label, "update"))
                continue
            found += [RowChange(label, kind, values) for kind, values in differences(label, key, before, after)]
        return found

    def restore(self) -> None:
        """Leave all as it is: there are no sequences, or they can't be set back within a transaction (MySQL)."""

    def _key(self, table: str) -> tuple[str, ...]:
        wrappers, self.connection.execute_wrappers = self.connection.execute_wrappers, []
        try:
            with self.connection.cursor() as cursor:
                return tuple(self.connection.introspection.get_primary_key_columns(cursor, table) or ())
        finally:
            self.connection.execute_wrappers = wrappers

    def _read(self, name: str) -> list[Row] | None:
        cursor = self.connection.connection.cursor()
        try:
            with self.connection.wrap_database_errors:
                cursor.execute(f"SELECT * FROM {name}")  # noqa: S608 - a table's name
                columns = [column[0] for column in cursor.description]
                rows = cursor.fetchmany(LIMIT + 1)
        finally:
            cursor.close()
        if len(rows) > LIMIT:
            return None
        return [dict(zip(columns, map(as_text, row), strict=True)) for row in rows]


def differences(label: str, key: tuple[str, ...], before: list[Row], after: list[Row]) -> list[tuple[str, Row]]:
    """Return the kinds of changes and the rows."""
    old, new = _keyed(label, key, before), _keyed(label, key, after)
    found: list[tuple[str, Row]] = []
    for which, row in new.items():
        if row != old.get(which):
            found.append((kind_of(old.get(which), row), row))
    found += [("delete", row) for which, row in old.items() if which not in new]
    return found


def _keyed(label: str, key: tuple[str, ...], rows: list[Row]) -> dict[Any, Row]:
    if key:
        return {identity(label, row, key): row for row in rows}
    counts: dict[Any, int] = {}
    keyed: dict[Any, Row] = {}
    for row in rows:
        content = tuple(row.items())
        counts[content] = counts.get(content, 0) + 1
        keyed[content, counts[content]] = row
    return keyed
