"""Which recorder a database gets."""

from django.db.backends.base.base import BaseDatabaseWrapper

from strangler.parity.asking.ground import is_in_test
from strangler.parity.asking.rows.catalogue import Tables
from strangler.parity.asking.rows.recorder import Recorder
from strangler.parity.asking.rows.snapshots import Snapshots
from strangler.parity.asking.rows.triggers import Triggers


class Databases:
    """Makes recorders, and keeps what it has read about the tables of each database.

    Args:
        restores: whether sequences are to be set back.
    """

    def __init__(self, *, restores: bool) -> None:
        self.restores = restores
        self._tables: dict[str, Tables] = {}

    def recorder(self, connection: BaseDatabaseWrapper) -> Recorder:
        """Return what learns about the rows that one side writes."""
        if connection.vendor != "postgresql":
            return Snapshots(connection)
        return Triggers(connection, self.tables, restores=self.restores, alone=is_in_test())

    def tables(self, connection: BaseDatabaseWrapper) -> Tables:
        """Return what is known of a database's tables."""
        schema = getattr(connection, "schema_name", "")  # django-tenants', by which names are found
        key = f"{connection.alias} {connection.settings_dict['NAME']} {schema}"
        if key not in self._tables:
            self._tables[key] = Tables(connection)
        return self._tables[key]
