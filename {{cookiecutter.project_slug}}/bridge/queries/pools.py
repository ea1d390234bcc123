"""The pools of connections for reads on the event loop: one for each database whose settings have `READS`.

```python
DATABASES = {"default": {..., "OPTIONS": {"pool": {...}}, "READS": {"max_size": 5}}}
```

Each connection is set up as Django sets its own up (time zone, role, receivers of `connection_created`), and the server
lets it read only.
"""

from datetime import datetime
from functools import cached_property, partial
from typing import Any

from django.db import connections
from django.db.backends.signals import connection_created
from psycopg import AsyncClientCursor, AsyncConnection, AsyncCursor
from psycopg.adapt import AdaptersMap
from psycopg.postgres import types
from psycopg.pq import Format
from psycopg_pool import AsyncConnectionPool

from bridge.queries import greenlets
from bridge.queries.connection import OnLoop, loop_connection
from bridge.queries.cursors import Connection, LoopCursor, OneConnection, Pool, PooledSource
from bridge.queries.wrappers import use

TIMESTAMPTZ_OID = types["timestamptz"].oid
PREPARE_THRESHOLD = 5
READ_ONLY = "-c default_transaction_read_only=on"


class Reads:
    """What an event loop reads with: Django's connections, and a pool for each."""

    def __init__(self) -> None:
        self.pools: dict[str, Pool] = {}

    @cached_property
    def connections(self) -> dict[str, OnLoop]:
        """Django's connections by their aliases; made at the first read."""
        return {
            alias: loop_connection(alias, PooledSource(self._pool(alias)))
            for alias, database in connections.settings.items()
            if database.get("READS") and database["OPTIONS"].get("pool")
        }

    def _pool(self, alias: str) -> Pool:
        self.pools[alias] = LazyPool(alias)
        return self.pools[alias]

    async def close(self) -> None:
        """Close all connections."""
        for pool in self.pools.values():
            await pool.close()


class LazyPool(AsyncConnectionPool[Connection]):
    """A pool that opens at its first use, with the connection parameters of Django's own.

    Args:
        alias: the database.
    """

    def __init__(self, alias: str) -> None:
        database = connections.settings[alias]
        own = {name: value for name, value in database["OPTIONS"]["pool"].items() if name in SHARED_OPTIONS}
        super().__init__(
            connection_class=AsyncConnection,
            configure=partial(set_up, alias),
            open=False,
            name=f"reads-{alias}",
            **{**own, **database["READS"]},
        )
        self.alias = alias
        self.patience = self.timeout

    async def getconn(self, timeout: float | None = None) -> Connection:  # noqa: ASYNC109 - as in psycopg_pool
        """Return a connection, as psycopg's pool does."""
        if self.closed:
            self.kwargs = connection_parameters(self.alias)
            await self.open()
        connection = await super().getconn(timeout)
        self.timeout = self.patience  # which `pool_is_cut_off` has shortened while the database was away
        return connection


# What holds for both pools of a database; sizes are each one's own.
SHARED_OPTIONS = {"timeout", "max_waiting", "max_lifetime", "max_idle", "reconnect_timeout", "reconnect_failed"}


def connection_parameters(alias: str) -> dict[str, Any]:
    """Return what psycopg connects with: Django's parameters, for connections that only read."""
    wrapper: Any = connections.create_connection(alias)
    parameters: dict[str, Any] = wrapper.get_connection_params()
    binding = wrapper.features.uses_server_side_binding
    options = wrapper.settings_dict["OPTIONS"]
    return {
        **parameters,
        "autocommit": True,
        # For what is `@prepared`, where Django's own setting says nothing: from the sixth time on (psycopg's default).
        "prepare_threshold": options.get("prepare_threshold", PREPARE_THRESHOLD),
        "options": f"{parameters.get('options', '')} {READ_ONLY}".strip(),
        "cursor_factory": AsyncCursor if binding else AsyncClientCursor,
        "context": adapters(parameters["context"].adapters, wrapper.timezone),
    }


def adapters(django: AdaptersMap, timezone: Any) -> AdaptersMap:
    """Return Django's adapters, but for a faster one for times with a time zone."""
    own = AdaptersMap(django)
    own.register_loader("timestamptz", tz_loader(django.get_loader(TIMESTAMPTZ_OID, Format.TEXT), timezone))
    return own


def tz_loader(django: Any, timezone: Any) -> type[Any]:
    """Return a loader that gives the same datetimes as Django's, which reads them in Python.

    Args:
        django: Django's loader (`django.db.backends.postgresql.psycopg_any.BaseTzLoader`).
        timezone: the zone that Django gives its datetimes; None with USE_TZ off.
    """

    class Loader(django):  # type: ignore[misc]
        def load(self, data: Any) -> Any:
            try:
                value = datetime.fromisoformat(str(data, "ascii"))
            except ValueError:  # before Christ, infinity, or another DateStyle
                return super().load(data)
            return value.replace(tzinfo=timezone)

    return Loader


async def set_up(alias: str, connection: Connection) -> None:
    """Do what Django does with a new connection (`DatabaseWrapper._configure_connection`, `connection_created`)."""
    wrapper: Any = loop_connection(alias, OneConnection(connection))
    wrapper.connection = connection

    def configure() -> None:
        wrapper._configure_connection(Plain(connection))
        connection_created.send(sender=type(wrapper), connection=wrapper)

    use({alias: wrapper})  # in this task of the pool's
    await greenlets.run(configure)


class Plain:
    """An asynchronous connection that looks like a synchronous one, for Django's code that sets connections up."""

    def __init__(self, connection: Connection) -> None:
        self.info = connection.info
        self._source = OneConnection(connection)

    def cursor(self) -> LoopCursor:
        """Return a cursor."""
        return LoopCursor(self._source)
