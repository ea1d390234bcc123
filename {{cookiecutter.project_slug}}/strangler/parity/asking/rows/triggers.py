"""Learns from triggers what is written to PostgreSQL: exactly, also by other triggers, cascades and plain SQL.

They are made when a side first writes to a table, and are gone with the rollback: a side that only reads has none.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper

from strangler.parity.asking.rows.catalogue import Table, Tables
from strangler.parity.asking.rows.recorder import Row, as_text, net
from strangler.parity.asking.rows.snapshots import Snapshots
from strangler.parity.asking.rows.statements import first_word, tables_of
from strangler.parity.outcome import RowChange

NOTES = "CREATE TEMP TABLE parity_rows (relation bigint, before text, after text) ON COMMIT DROP"
# A trigger of a partition is a copy of that of the whole table, with its argument.
NOTE = """
CREATE FUNCTION pg_temp.parity_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pg_temp.parity_rows VALUES (TG_ARGV[0]::bigint, to_jsonb(OLD)::text, to_jsonb(NEW)::text);
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER zzz_parity AFTER INSERT OR UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION pg_temp.parity_note('{oid}')
"""
FOUND = "SELECT tgargs FROM pg_trigger WHERE tgname = 'zzz_parity'"
THERE = "SELECT to_regclass('pg_temp.parity_rows') IS NOT NULL"
TRY = "parity_try"


class Triggers:
    """A `Recorder` for PostgreSQL.

    Args:
        connection: to a database.
        find_tables: says what is known of its tables; not asked before something is written.
        restores: whether sequences are put back.
        alone: whether nobody else uses the database, as in tests.
    """

    def __init__(
        self,
        connection: BaseDatabaseWrapper,
        find_tables: Callable[[BaseDatabaseWrapper], Tables],
        *,
        restores: bool,
        alone: bool,
    ) -> None:
        self.connection = connection
        self._find_tables = find_tables
        self.restores = restores
        self.alone = alone
        self.snapshots = Snapshots(connection)  # of what may have no trigger
        self._watched: set[int] = set()
        self._without_trigger: set[int] = set()
        self._prepared = False
        self._is_known = True
        self._sequences: dict[str, tuple[int, bool]] = {}

    @property
    def tables(self) -> Tables:
        """What is known of the tables."""
        return self._find_tables(self.connection)

    def before(self, sql: str) -> set[str]:
        """Make triggers for the tables of a statement, and for those that it may lead to."""
        self._look()
        named = self.tables.reached(tables_of(sql))
        for table in named:
            if table.oid not in self._watched:
                self._watched.add(table.oid)
                self._watch(table)
            if first_word(sql) == "TRUNCATE":  # for which no trigger tells of rows
                self.snapshots.take(table.name, table.label, table.key)
        return {table.name for table in named}

    def rolled_back(self) -> None:
        """Take note that triggers may be gone."""
        self._is_known = not self._prepared

    def check_constraints(self, tables: Iterable[str]) -> None:  # noqa: ARG002 - all are looked at
        """Let deferred constraints be looked at, and be deferred again.

        Raises:
            IntegrityError: one of them is violated.
        """
        if self.tables.has_deferred:
            self._run("SET CONSTRAINTS ALL IMMEDIATE")
            self._run("SET CONSTRAINTS ALL DEFERRED")

    def changes(self) -> list[RowChange]:
        """Return what the triggers have noted."""
        self._look()
        found = self.snapshots.changes()
        if not self._prepared:
            return found
        by_oid = self.tables.by_oid
        rows = self._fetch("SELECT relation, before, after FROM pg_temp.parity_rows ORDER BY ctid")
        noted = [(by_oid[oid].label, _row(before), _row(after)) for oid, before, after in rows]
        return [*net(noted, {by_oid[oid].label: by_oid[oid].key for oid, *_ in rows}), *found]

    def restore(self) -> None:
        """Set the sequences back, which no rollback does, unless somebody else may have used them meanwhile."""
        for name, (last, called) in self._sequences.items():
            self._run(f"SAVEPOINT {TRY}")
            try:
                if self.alone or self._is_ours(name):
                    self._run(f"SELECT setval('{_literal(name)}', {last}, {called})")
            except Error:  # not allowed to set it, or nothing was taken from it
                self._run(f"ROLLBACK TO SAVEPOINT {TRY}")
            self._run(f"RELEASE SAVEPOINT {TRY}")

    def _is_ours(self, sequence: str) -> bool:
        """Return whether the last value of a sequence was taken by this connection."""
        return self._fetch(f"SELECT last_value = currval('{_literal(sequence)}') FROM {sequence}") == [(True,)]  # noqa: S608 - a name from the catalogue

    def _look(self) -> None:
        """See what is left of the preparations, if something was rolled back."""
        if not self._is_known:
            [(self._prepared,)] = self._fetch(THERE)
            self._watched = {int(bytes(found).rstrip(b"\0")) for (found,) in self._fetch(FOUND)}
            self._watched |= self._without_trigger
            self._is_known = True

    def _watch(self, table: Table) -> None:
        self._run(f"SAVEPOINT {TRY}")
        try:
            if not self._prepared:
                self._run(NOTES)
                self._run(NOTE)
            self._run(TRIGGER.format(table=table.name, oid=table.oid))
        except Error:  # not the owner of the table, or not allowed to have one of its own
            self._run(f"ROLLBACK TO SAVEPOINT {TRY}")
            self._without_trigger.add(table.oid)
            self.snapshots.take(table.name, table.label, table.key)
        else:
            self._prepared = True
        if self.restores:
            self._note_sequences(table)
        self._run(f"RELEASE SAVEPOINT {TRY}")

    def _note_sequences(self, table: Table) -> None:
        for name in set(table.sequences) - self._sequences.keys():
            try:
                [(last, called)] = self._fetch(f"SELECT last_value, is_called FROM {name}")  # noqa: S608 - as above
            except Error:  # not allowed to read it, so neither to set it
                self._run(f"ROLLBACK TO SAVEPOINT {TRY}")
            else:
                self._sequences[name] = (last, called)

    def _run(self, sql: str) -> None:
        cursor = self.connection.connection.cursor()
        try:
            with self.connection.wrap_database_errors:
                cursor.execute(sql)
        finally:
            cursor.close()

    def _fetch(self, sql: str) -> list[tuple[Any, ...]]:
        cursor = self.connection.connection.cursor()
        try:
            with self.connection.wrap_database_errors:
                cursor.execute(sql)
                return [tuple(row) for row in cursor.fetchall()]
        finally:
            cursor.close()


def _row(text: str | None) -> Row | None:
    if text is None:
        return None
    loaded = json.loads(text, parse_float=str, parse_int=str)
    return {column: as_text(value) for column, value in loaded.items()}


def _literal(name: str) -> str:
    return name.replace("'", "''")
