"""A connection within a transaction that will be rolled back, which for Django is in none: as at a request's start.

Django's own code does the rest. `atomic` begins and commits, callbacks of a commit run when it is done, `durable` is
no error, DRF may mark the request's transaction as broken. For the database all of it happens between savepoints.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from typing import Any

from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper

from strangler.parity.asking.effects.held import Held
from strangler.parity.asking.plain import name_of, plain
from strangler.parity.asking.rows.recorder import Recorder
from strangler.parity.asking.rows.statements import first_word, is_of_transactions, is_write

SIDE = "parity_side"  # the savepoint before everything that a side does
COMMITTED = "parity_committed"  # the one after all that it has committed
MEMORY = "execute_wrappers", "savepoint_ids", "atomic_blocks", "run_on_commit"


def run_sql(connection: BaseDatabaseWrapper, sql: str) -> None:
    """Execute a statement that nobody else is to know of."""
    cursor = connection.connection.cursor()
    try:
        with connection.wrap_database_errors:
            cursor.execute(sql)
    finally:
        cursor.close()


class Virtual:
    """One connection during one side.

    Args:
        connection: one in a transaction.
        recorder: learns what is written.
        held: learns what is called at a commit.
        queries: where statements are noted.
    """

    def __init__(self, connection: BaseDatabaseWrapper, recorder: Recorder, held: Held, queries: list[str]) -> None:
        self.connection = connection
        self.recorder = recorder
        self.held = held
        self.queries = queries
        self.wrote: set[str] = set()  # tables, since the last commit
        self.is_committed = True  # whether nothing has happened since the last commit
        self.has_savepoint = False

    @contextmanager
    def pretend(self) -> Iterator[None]:
        """Let the connection be one without a transaction; afterwards, nothing has happened to it."""
        before, fresh = dict(vars(self.connection)), self._fresh()
        self.savepoint(SIDE)
        try:
            vars(self.connection).update(fresh)
            vars(self.connection).pop("set_rollback", None)  # that of connections shared around this
            yield
        finally:
            for name in fresh:
                vars(self.connection).pop(name, None)
            vars(self.connection).update(before)
            self.roll_back_to(SIDE)
            run_sql(self.connection, self.connection.ops.savepoint_commit_sql(SIDE))
            self.recorder.restore()

    def settle(self) -> None:
        """Drop what was left uncommitted, so that what the side has committed can be read."""
        self._rollback()

    def _fresh(self) -> dict[str, Any]:
        """Return the state of a connection that was just opened, and what it does for transactions."""
        connection = self.connection
        return {
            **{name: [] for name in MEMORY},
            "execute_wrappers": [self._execute],
            "queries_log": deque(maxlen=connection.queries_limit),
            "force_debug_cursor": False,
            "in_atomic_block": False,
            "autocommit": True,
            "commit_on_exit": True,
            "needs_rollback": False,
            "rollback_exc": None,
            "closed_in_transaction": False,
            "run_commit_hooks_on_set_autocommit_on": False,
            "close": _nothing,
            "close_if_unusable_or_obsolete": _nothing,
            "close_if_health_check_failed": _nothing,
            "_set_autocommit": self._set_autocommit,
            "_start_transaction_under_autocommit": self._keep,
            "_commit": self._commit,
            "_rollback": self._rollback,
            "on_commit": self._on_commit(connection.on_commit),
        }

    def _execute(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = sql if isinstance(sql, str) else sql.as_string(self.connection.connection)
        if is_of_transactions(text):
            if first_word(text) == "ROLLBACK":
                self.recorder.rolled_back()
            return execute(sql, params, many, context)
        self._keep()
        self.queries.append(text)
        writes = is_write(text)
        if writes:
            self.wrote |= self.recorder.before(text)
        in_autocommit = not self.connection.in_atomic_block
        try:
            result = execute(sql, params, many, context)
            if writes and in_autocommit:
                self._commit()
        except Exception:
            if in_autocommit:
                with suppress(Error):  # a lost connection, of which the side will hear by itself
                    self._rollback()
            raise
        return result

    def _commit(self) -> None:
        """Take what was written as committed, if the constraints allow it that are looked at now."""
        if self.wrote and self.connection.vendor in {"postgresql", "sqlite"}:
            self.recorder.check_constraints(self.wrote)
        self.wrote.clear()
        self.is_committed = True

    def _rollback(self) -> None:
        """Go back to what was committed last."""
        self.wrote.clear()
        if not self.is_committed:
            self.roll_back_to(COMMITTED)
            self.recorder.rolled_back()

    def _keep(self) -> None:
        """Before anything that may be rolled back: put a savepoint after what was committed.

        Not at the commit, when SQLite may be in the midst of an `INSERT … RETURNING`.
        """
        if not self.is_committed:
            return
        if self.has_savepoint:
            run_sql(self.connection, self.connection.ops.savepoint_commit_sql(COMMITTED))
        self.savepoint(COMMITTED)
        self.has_savepoint, self.is_committed = True, False

    def _set_autocommit(self, autocommit: bool) -> None:
        if not autocommit:  # a transaction begins
            self._keep()

    def _on_commit(self, on_commit: Callable[..., None]) -> Callable[..., None]:
        """Return Django's own, with a note of each callback when it runs."""

        def noting(func: Callable[[], Any], robust: bool = False) -> None:
            @wraps(func)
            def noted() -> Any:
                arguments, options = getattr(func, "args", ()), getattr(func, "keywords", {})
                self.held.note("commit", name_of(func), args=plain(arguments), kwargs=plain(options), robust=robust)
                return func()

            noted.__qualname__ = getattr(func, "__qualname__", repr(func))
            on_commit(noted if callable(func) else func, robust=robust)

        return noting

    def savepoint(self, name: str) -> None:
        """Begin a savepoint, in the place of an older one of that name."""
        run_sql(self.connection, self.connection.ops.savepoint_create_sql(name))

    def roll_back_to(self, name: str) -> None:
        """Go back to a savepoint, which stays."""
        run_sql(self.connection, self.connection.ops.savepoint_rollback_sql(name))


def _nothing(*_: Any, **__: Any) -> None:
    """Do nothing."""
