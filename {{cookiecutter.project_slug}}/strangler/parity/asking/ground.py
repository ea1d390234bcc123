"""The transactions in which both halves are asked, and which are rolled back: on each database, on one connection."""

from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import _TestState

from strangler.errors import ToolkitError
from strangler.parity.asking.virtual import run_sql

ASKING = "parity_asking"
LISTS = "execute_wrappers", "run_on_commit"
KEPT = (*LISTS, "queries_log", "force_debug_cursor")


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


def is_in_test() -> bool:
    """Return whether tests run (`setup_test_environment`), on databases that nobody else uses."""
    return hasattr(_TestState, "saved_data")


@contextmanager
def _undone(connection: BaseDatabaseWrapper) -> Iterator[None]:
    if connection.in_atomic_block:
        # A test may count its queries, and refuse them; these are not its own.
        before = {name: vars(connection)[name] for name in KEPT}
        run_sql(connection, connection.ops.savepoint_create_sql(ASKING))
        vars(connection).update({name: [] for name in LISTS}, queries_log=deque(), force_debug_cursor=False)
        try:
            yield
        finally:
            vars(connection).update(before)
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
