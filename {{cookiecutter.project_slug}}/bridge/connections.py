"""Gives back what a request took from the database, in the place of Django's request handler."""

import select
from typing import Any

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

OPEN_CURSORS = "SELECT EXISTS (SELECT FROM pg_cursors WHERE is_holdable)"


def close_connections() -> None:
    """Give back what this thread has of the database, so that the next request on it finds nothing of the last one.

    A pooled connection goes back to its pool; another one is closed when its `CONN_MAX_AGE` is over, as Django does
    between two requests (`django.db.close_old_connections`). Besides, this mends what would harm the next user of a
    reused thread or connection: an open server-side cursor, and a transaction that nobody ended.
    """
    for connection in connections.all(initialized_only=True):
        if connection.allow_thread_sharing:  # a test has lent us its connection
            continue
        is_abandoned = has_open_cursor(connection)  # a stream's; a new session takes the place of this one
        if is_abandoned:
            connection.connection.close()
            _forget_cursors(connection)
        if is_abandoned or connection.in_atomic_block or connection.settings_dict["OPTIONS"].get("pool"):
            connection.close()
        else:
            connection.close_if_unusable_or_obsolete()
        connection.queries_log.clear()
        if connection.in_atomic_block:
            # Django marks such a wrapper as unusable until its block ends, which it never will.
            del connections[connection.alias]


def refresh_connections() -> None:
    """Close what has become too old since this thread was used last: the half of `close_old_connections` before."""
    for connection in connections.all(initialized_only=True):
        if not connection.allow_thread_sharing:
            connection.close_if_unusable_or_obsolete()


def connections_persist() -> bool:
    """Return whether some database's connections stay open between two requests (`CONN_MAX_AGE`)."""
    return any(database["CONN_MAX_AGE"] != 0 for database in connections.settings.values())


def connection_in_use() -> bool:
    """Return whether a connection of this thread has a server-side cursor or a transaction open."""
    return any(
        not connection.allow_thread_sharing and (connection.in_atomic_block or has_open_cursor(connection))
        for connection in connections.all(initialized_only=True)
    )


def has_open_cursor(connection: BaseDatabaseWrapper) -> bool:
    """Return whether `QuerySet.iterator()` holds a cursor on the server; asks the server only if one was made."""
    if not getattr(connection, "_named_cursor_idx", 0) or connection.connection is None:
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute(OPEN_CURSORS)
            (is_open,) = cursor.fetchone()
    except Error:  # cut off, or in a failed transaction, which takes its cursors along
        return False
    if not is_open:
        _forget_cursors(connection)
    return bool(is_open)


def probe_connection(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Exchange a pooled connection that is dead for one that answers. A receiver of `connection_created`.

    psycopg_pool has a check of its own, but waits longer and longer between two dead connections: after a restart of
    the database, which kills all of them, longer than a request may take.
    """
    pool = getattr(connection, "pool", None)
    if pool is None:
        return
    while connection.settings_dict.get("PROBE_CONNECTIONS") and not _answers(connection.connection):
        dead, connection.connection = connection.connection, None
        pool.putconn(dead)
        connection.connection = pool.getconn()


def _answers(connection: Any) -> bool:
    """Return whether a connection is alive.

    PostgreSQL says goodbye to whom it disconnects. Where nothing has come since the connection was used last, that is
    known without a round trip; what has come may be harmless, and then the server is asked.
    """
    import psycopg  # noqa: PLC0415 - installed where there is a pool
    from psycopg_pool import ConnectionPool  # noqa: PLC0415

    came = select.poll()
    came.register(connection.fileno(), select.POLLIN)
    if not came.poll(0):
        return True
    try:
        ConnectionPool.check_connection(connection)
    except psycopg.Error:
        return False
    return True


def _forget_cursors(connection: BaseDatabaseWrapper) -> None:
    # Django numbers the cursors of a connection for their names alone, so the count may start again.
    connection._named_cursor_idx = 0  # type: ignore[attr-defined]
