"""Cursors in the form that Django's ORM knows (PEP 249), on psycopg's asynchronous connections.

Both are used on a greenlet (`bridge.queries.greenlets`), where waiting for the server leaves the event loop free.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Protocol

import psycopg
from psycopg import AsyncConnection, AsyncCursor, AsyncServerCursor
from psycopg.client_cursor import ClientCursorMixin
from psycopg_pool import AsyncConnectionPool, PoolTimeout, TooManyRequests

from bridge.queries.errors import ReadsOnlyError
from bridge.queries.greenlets import wait
from bridge.queries.statements import Statement

Row = tuple[Any, ...]
Connection = AsyncConnection[Row]
Pool = AsyncConnectionPool[Connection]


class Source(Protocol):
    """Where a cursor gets its connection from."""

    async def take(self) -> Connection:
        """Return a connection."""

    async def give(self, connection: Connection) -> None:
        """Take it back."""


class PooledSource:
    """Connections of a pool, with a queue before it that costs less than the pool's own, which makes tasks.

    Args:
        pool: the pool.
    """

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._free = asyncio.Semaphore(pool.max_size)
        self._waiting = 0

    async def take(self) -> Connection:
        """Return a connection.

        Raises:
            PoolTimeout: none became free in time.
            TooManyRequests: too many wait for one.
        """
        if self._free.locked():
            await self._wait()
        else:
            await self._free.acquire()
        try:
            return await self.pool.getconn()
        except BaseException:
            self._free.release()
            raise

    async def _wait(self) -> None:
        if 0 < self.pool.max_waiting <= self._waiting:
            raise TooManyRequests(f"{self._waiting} requests wait for a connection already")
        self._waiting += 1
        try:
            async with asyncio.timeout(self.pool.timeout):
                await self._free.acquire()
        except TimeoutError:
            raise PoolTimeout(f"couldn't get a connection after {self.pool.timeout:.2f} sec") from None
        finally:
            self._waiting -= 1

    async def give(self, connection: Connection) -> None:
        """Give it back to the pool, which makes another one in the place of a dead one."""
        try:
            await self.pool.putconn(connection)
        finally:
            self._free.release()


class OneConnection:
    """One connection, for whoever sets it up.

    Args:
        connection: the connection.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def take(self) -> Connection:
        """Return it."""
        return self.connection

    async def give(self, connection: Connection) -> None:
        """Do nothing."""


class LoopCursor:
    """A cursor that holds a connection only while the server works: all rows arrive at once, as with Django's own.

    Args:
        source: where its connection comes from.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.rowcount = -1
        self._query: Any = None  # where Django's logging of queries finds what was sent
        self._cursor: Any = None  # psycopg's
        self._rows: list[Row] = []
        self._next = 0

    @property
    def connection(self) -> Connection:
        """A connection such as the cursor's, for Django code that wants to know how values are printed."""
        return wait(self._any_connection())

    async def _any_connection(self) -> Connection:
        connection = await self.source.take()
        await self.source.give(connection)
        return connection

    def execute(self, sql: Any, params: Any = None) -> "LoopCursor":
        """Run a statement.

        Raises:
            psycopg.Error: what the server says, or that it can't be reached.
        """
        cursor, self._rows = wait(execute(self.source, sql, params))
        self._cursor, self.rowcount, self._query = cursor, cursor.rowcount, cursor._query
        self._next = 0
        return self

    @property
    def description(self) -> Sequence[Any] | None:
        """The columns; the ORM knows them, and only raw SQL asks."""
        description: Sequence[Any] | None = self._cursor and self._cursor.description
        return description

    def fetchone(self) -> Row | None:
        """Return the next row, or None."""
        rows = self.fetchmany(1)
        return rows[0] if rows else None

    def fetchmany(self, size: int = 1) -> list[Row]:
        """Return the next rows."""
        if not self._next and len(self._rows) <= size:
            self._next = len(self._rows)
            return self._rows
        start, self._next = self._next, min(self._next + size, len(self._rows))
        return self._rows[start : self._next]

    def fetchall(self) -> list[Row]:
        """Return the rows that are left."""
        return self.fetchmany(len(self._rows))

    def __iter__(self) -> Iterator[Row]:
        return iter(self.fetchall())

    def close(self) -> None:
        """Forget the rows."""
        self._rows = []

    def __enter__(self) -> "LoopCursor":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


async def execute(source: Source, sql: Any, params: Any) -> tuple[Any, list[Row]]:
    """Run a statement on one connection of `source`; return psycopg's cursor, and all rows."""
    if isinstance(sql, Statement):
        try:
            cursor = await on_live_connection(source, AsyncCursor, sql.apart, params)
        except (psycopg.ProgrammingError, psycopg.DataError, psycopg.NotSupportedError):
            # The server can't tell a value's type from where it stands, or the table is another since the statement was
            # planned. With the values in it, as Django sends it, it works; or the error is the one that Django gets.
            cursor = await on_live_connection(source, AsyncConnection.cursor, str(sql), params)
    else:
        cursor = await on_live_connection(source, AsyncConnection.cursor, sql, params)
    try:
        has_rows = cursor.pgresult is not None and cursor.pgresult.nfields
        return cursor, await cursor.fetchall() if has_rows else []
    finally:
        await source.give(cursor.connection)


async def on_live_connection(source: Source, make: Callable[[Connection], Any], sql: Any, params: Any) -> Any:
    """Return a cursor that has run a statement, and holds its connection.

    A pooled connection may have died since it was used last. What is done here only reads, so it is done again on
    another one; when no server is left to connect to, the pool says so.

    Raises:
        ReadsOnlyError: the statement writes.
        psycopg.Error: what the server says, or that it can't be reached.
    """
    while True:
        connection = await source.take()
        cursor = make(connection)
        try:
            await cursor.execute(sql, params)
        except BaseException as error:
            with suppress(psycopg.Error):
                await cursor.close()
                if isinstance(error, psycopg.NotSupportedError):
                    await connection.close()  # it may have outdated plans
            await source.give(connection)
            if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
                raise ReadsOnlyError(str(error).removeprefix("cannot execute ").split(" in a ")[0]) from error
            died = isinstance(error, psycopg.OperationalError) and connection.broken
            if not died or isinstance(source, OneConnection):
                raise
        else:
            return cursor


class ClientBoundServerCursor(ClientCursorMixin[Connection, Row], AsyncServerCursor[Row]):
    """A cursor on the server whose statement is complete when it is sent, as Django's own (`ServerSideCursor`)."""


class ServerCursor:
    """A cursor on the server, for results that are too large to be held at once. Holds a connection until it is closed.

    Args:
        source: where its connection comes from.
        name: the cursor's name, in its session.
        server_side_binding: whether values are sent apart from the statement.
    """

    description: Sequence[Any] | None = None
    rowcount = -1
    _query: Any = None

    def __init__(self, source: Source, name: str, *, server_side_binding: bool) -> None:
        self.source = source
        self.name = name
        self.kind = AsyncServerCursor if server_side_binding else ClientBoundServerCursor
        self._cursor: AsyncServerCursor[Row] | None = None

    def execute(self, sql: Any, params: Any = None) -> "ServerCursor":
        """Open the cursor for a statement."""
        wait(self._open(sql, params))
        return self

    async def _open(self, sql: Any, params: Any) -> None:
        # Holdable, for there is no transaction around it.
        make = partial(self.kind, name=self.name, scrollable=False, withhold=True)
        cursor = self._cursor = await on_live_connection(self.source, make, sql, params)
        self.description, self._query = cursor.description, cursor._query

    def fetchmany(self, size: int) -> list[Row]:
        """Return the next rows."""
        assert self._cursor is not None, "execute() comes first"  # noqa: S101
        return wait(self._cursor.fetchmany(size))

    def close(self) -> None:
        """Close the cursor on the server, and give the connection back."""
        cursor, self._cursor = self._cursor, None
        if cursor is not None:
            wait(self._close(cursor))

    async def _close(self, cursor: AsyncServerCursor[Row]) -> None:
        try:
            if not cursor.connection.broken:
                await cursor.close()
        finally:
            await self.source.give(cursor.connection)
