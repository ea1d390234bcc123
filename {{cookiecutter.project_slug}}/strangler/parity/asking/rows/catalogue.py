"""What PostgreSQL knows of its tables: keys, sequences, and what a change of one does to others."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from strangler.parity.asking.rows.statements import unquoted

TABLES = """
SELECT c.oid, c.oid::regclass::text, c.relname,
    ARRAY(SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
        WHERE i.indrelid = c.oid AND i.indisprimary),
    ARRAY(SELECT d.objid::regclass::text FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
        WHERE d.refobjid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')),
    ARRAY(SELECT f.conrelid::bigint FROM pg_constraint f WHERE f.confrelid = c.oid AND f.contype = 'f'
        AND (f.confdeltype IN ('c', 'n', 'd') OR f.confupdtype IN ('c', 'n', 'd'))),
    EXISTS(SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
"""
DEFERRED = "SELECT EXISTS(SELECT FROM pg_constraint WHERE condeferred)"


@dataclass(frozen=True)
class Table:
    """One table.

    Args:
        oid: what the database calls it.
        name: as SQL wants it, with a schema where it needs one, in quotes where it needs them.
        label: without either.
        key: the columns of its primary key.
        sequences: that its columns take their values from.
        cascades: the tables whose rows go or change when one of it does.
        triggers: whether it has triggers of the project's.
    """

    oid: int
    name: str
    label: str
    key: tuple[str, ...]
    sequences: tuple[str, ...]
    cascades: tuple[int, ...]
    triggers: bool


class Tables:
    """The tables that a connection's search path leads to; read again where one is missing."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.by_oid: dict[int, Table] = {}
        self.has_deferred = False
        self._by_name: dict[str, Table] = {}
        self.read()

    def read(self) -> None:
        """Read the catalogue."""
        cursor = self.connection.connection.cursor()
        try:
            cursor.execute(TABLES)
            rows: list[Any] = cursor.fetchall()
            cursor.execute(DEFERRED)
            [(self.has_deferred,)] = cursor.fetchall()
        finally:
            cursor.close()
        self.by_oid = {
            oid: Table(oid, name, label, tuple(key), tuple(sequences), tuple(cascades), triggers)
            for oid, name, label, key, sequences, cascades, triggers in rows
        }
        self._by_name = {table.name.replace('"', ""): table for table in self.by_oid.values()}

    def find(self, written: str) -> Table | None:
        """Return the table that a statement means by a name."""
        plain = written.replace('"', "").replace(" ", "")
        return self._by_name.get(plain) or self._by_name.get(unquoted(written))

    def reached(self, names: Iterable[str]) -> list[Table]:
        """Return the tables of these names and those that change with them; all where none is known."""
        names = list(names)
        if None in [self.find(name) for name in names]:
            self.read()
        waiting = [table for name in names if (table := self.find(name)) is not None]
        if not waiting:  # a procedure, or a view
            return list(self.by_oid.values())
        reached: dict[int, Table] = {}
        while waiting:
            table = waiting.pop()
            if table.triggers:  # which may do anything
                return list(self.by_oid.values())
            if table.oid not in reached:
                reached[table.oid] = table
                waiting += [self.by_oid[oid] for oid in table.cascades if oid in self.by_oid]
        return list(reached.values())
