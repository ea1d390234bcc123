"""The transactions in which both halves are asked, and which are rolled back: on each database, on one connection."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from strangler.errors import ToolkitError
from strangler.parity.asking.virtual import run_sql

ASKING = "parity_asking"


@contextmanager
def undone() -> Iterator[list[BaseDatabaseWrapper]]:
    """Yield this thread's connections, each in a transaction; whatever happens on them is undone.

    A transaction that is open, such as a test's, goes on as it was.

    Raises:
        ToolkitError: the default database is not there.
    """
    with ExitStack() as stack:
        used = []
        for connection in connections.all():
            if is_refused(connection):
                continue
            try:
                stack.enter_context(_undone(connection))
            except Error as error:
                if connection.alias == "default":
                    said = str(error).strip().splitlines() or [type(error).__name__]
                    raise ToolkitError(f"The database is not there: {said[0]}") from error
                continue  # for whoever needs it, it will not be there either
            used.append(connection)
        yield used


def is_refused(connection: BaseDatabaseWrapper) -> bool:
    """Return whether this is a database that the running test has not asked for (`TestCase.databases`)."""
    return type(connection.connect).__name__ == "_DatabaseFailure"


def is_in_test(connection: BaseDatabaseWrapper) -> bool:
    """Return whether a connection is to the database of a test run, which nobody else uses."""
    from django.core import mail  # noqa: PLC0415 - the one thing that all test runners set up

    return hasattr(mail, "outbox")


@contextmanager
def _undone(connection: BaseDatabaseWrapper) -> Iterator[None]:
    if connection.in_atomic_block:
        run_sql(connection, connection.ops.savepoint_create_sql(ASKING))
        try:
            yield
        finally:
            run_sql(connection, connection.ops.savepoint_rollback_sql(ASKING))
            run_sql(connection, connection.ops.savepoint_commit_sql(ASKING))
        return
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    connection.in_atomic_block = True  # for those who share it between threads
    try:
        yield
    finally:
        connection.in_atomic_block = False
        connection.rollback()
        connection.set_autocommit(True)
