"""Sends one request to both halves, each in a transaction of its own that is rolled back."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from types import TracebackType
from typing import Any, Self

from django.core.signals import got_request_exception
from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper
from starlette.types import Receive, Scope, Send

from bridge.testing import share_connections
from strangler.errors import ToolkitError
from strangler.exchanges.exchange import Answer, Request
from strangler.parity.asking.conditions import PRODUCTION, Conditions
from strangler.parity.asking.effects.caches import lay_over_caches
from strangler.parity.asking.effects.files import lay_over_storages
from strangler.parity.asking.effects.held import Held, patched
from strangler.parity.asking.effects.mail import hold_mail
from strangler.parity.asking.effects.network import hold_network
from strangler.parity.asking.effects.tasks import hold_tasks
from strangler.parity.asking.ground import undone
from strangler.parity.asking.login import logged_in
from strangler.parity.asking.messages import Exchanging
from strangler.parity.asking.routing import operation_of, route_of
from strangler.parity.asking.rows.databases import Databases
from strangler.parity.asking.serving import Serving, SideTooSlowError, described
from strangler.parity.asking.state import keep_process, quiet_logs
from strangler.parity.asking.virtual import Virtual
from strangler.parity.outcome import Comparison, Outcome, RowChange

SECONDS = 30.0  # that one side may take
NO_ANSWER = Answer(0)
ACTIVE = 1  # the status of a connection that executes something, in libpq's numbers
WAYS_OUT = (hold_network, hold_mail, hold_tasks, lay_over_caches, lay_over_storages)


class Sides:
    """Asks both halves, in this process. Use it as a context manager; `ask` may be called any number of times.

    Args:
        serving: the application, running; by default it is started and ended with this.
        seconds: that one side may take; then its outcome is an error.
        sequences: whether PostgreSQL's sequences are set back after each side, so that ids are the same on all, and
            the database is left as it was.
        allowed: hosts that may be sent requests, in vain or not.
        warm: whether the first request to each route is sent once in vain.
    """

    def __init__(
        self,
        serving: Serving | None = None,
        *,
        seconds: float = SECONDS,
        sequences: bool = True,
        allowed: Iterable[str] = (),
        warm: bool = True,
    ) -> None:
        self.seconds = seconds
        self.warm = warm
        self._allowed = frozenset(allowed)
        self._own = ExitStack()
        self._serving = serving
        self._databases = Databases(restores=sequences)
        self._warmed: set[tuple[str, str]] = set()

    def __enter__(self) -> Self:
        """Start the application, unless it runs.

        Raises:
            ToolkitError: it could not be started.
        """
        if self._serving is None:
            self._serving = self._own.enter_context(Serving())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._own.__exit__(kind, error, trace)
        self._own = ExitStack()

    def ask(self, request: Request, conditions: Conditions = PRODUCTION) -> Comparison:
        """Send a request to the legacy half, to the combined application, and to the legacy half again.

        Works within an open transaction of this thread, such as a test's, which goes on as it was, and without one.

        Raises:
            ToolkitError: the user to log in is not there, or the database is not.
        """
        try:
            return self._ask(request, conditions)
        except Error as error:  # of a statement of the comparison's own
            said = str(error).strip().splitlines() or [type(error).__name__]
            raise ToolkitError(f"The database does not let the halves be compared: {said[0]}") from error

    def _ask(self, request: Request, conditions: Conditions) -> Comparison:
        app = self._running().application
        with undone() as used, lay_over_caches(Held()), self._logged_in(request) as sent:
            found = Exchanging(sent, conditions, {}).scope
            operation, route = operation_of(found), route_of(app, found)
            spy = Spy(app.legacy)
            sides = [app.legacy, app, app.legacy]
            kind = (request.method, route or (operation.path if operation is not None else request.path))
            if self.warm and kind not in self._warmed:
                self._warmed.add(kind)
                sides = [app.legacy, app, *sides]
            outcomes = []
            for side in sides:
                with patched(app, "legacy", spy if side is app else app.legacy):
                    outcomes.append(self._side(side, sent, conditions, used))
        legacy, routes, again = outcomes[-3:]
        took_by = "legacy" if spy.asked else "route"
        return Comparison(request, legacy, again, routes, took_by, route, operation)

    def _running(self) -> Serving:
        if self._serving is None:
            raise RuntimeError("Use it as a context manager: `with Sides() as sides:`.")
        return self._serving

    @contextmanager
    def _logged_in(self, request: Request) -> Iterator[Request]:
        """Log in who must be; what is done about a login, such as a mail, is of no interest here."""
        held = Held()
        with ExitStack() as stack:
            with hold_network(held), hold_mail(held), hold_tasks(held), quiet_logs():
                sent = stack.enter_context(logged_in(request))
            yield sent

    def _side(
        self, application: Any, request: Request, conditions: Conditions, used: list[BaseDatabaseWrapper]
    ) -> Outcome:
        """Ask one side, and undo what it does."""
        serving = self._running()
        noted = Noted(Held(self._allowed))
        with ExitStack() as stack:
            virtuals = [
                Virtual(connection, self._databases.recorder(connection), noted.held, noted.queries)
                for connection in used
            ]
            for virtual in virtuals:
                stack.enter_context(virtual.pretend())
            stack.enter_context(share_connections(used))
            stack.enter_context(keep_process(conditions))
            effects = stack.enter_context(ExitStack())
            for hold in WAYS_OUT:
                effects.enter_context(hold(noted.held))
            got_request_exception.connect(noted.note_error)
            stack.callback(got_request_exception.disconnect, noted.note_error)
            exchanging = Exchanging(request, conditions, serving.state)
            begun = perf_counter()
            error = serving.run(exchanging.run(application), self.seconds, lambda: interrupt(used))
            seconds = perf_counter() - begun
            if isinstance(error, SideTooSlowError):
                empty(used)
            effects.close()
            rows: list[RowChange] = []
            for virtual in virtuals:
                virtual.settle()
                rows += virtual.recorder.changes()
        return Outcome(
            NO_ANSWER if isinstance(error, SideTooSlowError) else exchanging.answer(),
            tuple(rows),
            tuple(noted.held.effects),
            tuple(noted.queries),
            seconds,
            noted.error if error is None else described(error),
        )


@dataclass
class Noted:
    """What is noted of one side while it runs."""

    held: Held
    queries: list[str] = field(default_factory=list)
    error: str = ""

    def note_error(self, **_: Any) -> None:
        """Note an exception that a view has let out. A receiver of `got_request_exception`."""
        error = sys.exc_info()[1]
        if error is not None and not self.error:
            self.error = described(error)


class Spy:
    """The legacy half, and whether it was asked."""

    def __init__(self, legacy: Any) -> None:
        self.legacy = legacy
        self.asked = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the connection over (ASGI)."""
        self.asked = True
        await self.legacy(scope, receive, send)


def interrupt(used: Iterable[BaseDatabaseWrapper]) -> None:
    """End the statements that are running, where the driver can."""
    for connection in used:
        driver = connection.connection
        if connection.vendor == "sqlite":
            driver.interrupt()
        elif connection.vendor == "postgresql" and driver.info.transaction_status == ACTIVE:
            driver.cancel()


def empty(used: Iterable[BaseDatabaseWrapper]) -> None:
    """Read what a statement has left on its connection whose thread was stopped before it could."""
    for connection in used:
        driver = connection.connection
        results = getattr(driver, "pgconn", None)  # psycopg 2 has read them, or has none
        if results is not None and results.transaction_status == ACTIVE:
            driver.cancel()
            while results.get_result() is not None:
                pass
