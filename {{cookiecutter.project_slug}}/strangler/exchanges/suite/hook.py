"""Stands between the test clients and their handlers, in a process that runs tests."""

import atexit
import functools
import os
import unittest
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from asgiref.sync import sync_to_async
from django.conf import settings
from django.test.client import AsyncClientHandler, ClientHandler
from django.utils import log

from strangler.errors import ToolkitError
from strangler.exchanges.exchange import Answer, Exchange
from strangler.exchanges.suite.databases import why_none
from strangler.exchanges.suite.notes import Notes, Seen
from strangler.exchanges.suite.plan import Plan, read_plan
from strangler.exchanges.suite.sent import Sent, sent_by_environ, sent_by_scope
from strangler.exchanges.suite.untouched import untouched
from strangler.operations.operation import Operation
from strangler.parity.asking.effects.held import patched
from strangler.parity.asking.routing import operation_of

if TYPE_CHECKING:
    from strangler.parity.asking.sides import Sides

CURRENT = "PYTEST_CURRENT_TEST"  # set by pytest: "tests/test_x.py::test_y (call)"


class Hook:
    """Sends the requests of tests to both halves first, and notes them.

    Args:
        folder: where to write.
        plan: what to do.
    """

    def __init__(self, folder: Path, plan: Plan) -> None:
        self._plan = plan
        self._notes = Notes(folder)
        self._sides: Sides | None = None
        self._process = 0
        self._busy = False
        self._urlconf = settings.ROOT_URLCONF
        self.test = ""  # of unittest's

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Stand between the clients and their handlers while the block runs."""
        with ExitStack() as stack:
            stack.enter_context(patched(ClientHandler, "__call__", self._hooked(ClientHandler.__call__)))
            hooked = self._hooked_async(AsyncClientHandler.__call__)
            stack.enter_context(patched(AsyncClientHandler, "__call__", hooked))
            stack.enter_context(patched(unittest.TestCase, "run", self._running(unittest.TestCase.run)))
            yield

    def _hooked(self, call: Any) -> Any:
        @functools.wraps(call)
        def hooked(handler: Any, environ: dict[str, Any]) -> Any:
            sent = sent_by_environ(handler, environ, self._source())
            reason = self.compare(sent)
            try:
                response = call(handler, environ)
            except Exception:
                self.see(sent, 0, reason)
                raise
            self.see(sent, response.status_code, reason)
            return response

        return hooked

    def _hooked_async(self, call: Any) -> Any:
        @functools.wraps(call)
        async def hooked(handler: Any, scope: dict[str, Any]) -> Any:
            sent = sent_by_scope(handler, scope, self._source())
            reason = await sync_to_async(self.compare)(sent)  # where Django's own client asks the database, too
            try:
                response = await call(handler, scope)
            except Exception:
                self.see(sent, 0, reason)
                raise
            self.see(sent, response.status_code, reason)
            return response

        return hooked

    def _running(self, run: Any) -> Any:
        @functools.wraps(run)
        def running(case: unittest.TestCase, result: Any = None) -> Any:
            before, self.test = self.test, case.id()
            try:
                return run(case, result)
            finally:
                self.test = before

        return running

    def compare(self, sent: Sent) -> str:
        """Ask both halves, and note what they did; return why not, or ""."""
        if not self._plan.compare:
            return "nothing was to be compared"
        if self._busy:  # a view that uses a test client
            return "it is part of another request"
        self._busy = True
        try:
            return self._why_not(sent) or self._ask(sent)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test goes on
            return f"both halves could not be asked: {_line(error)}"
        finally:
            self._busy = False

    def see(self, sent: Sent, status: int, reason: str) -> None:
        """Note a request, and what the test got."""
        operation = self._operation(sent)
        seen = Seen(operation.key if operation else "", sent.request.method, status, sent.request.source, reason)
        self._notes.see(seen, Exchange(sent.request, Answer(status) if status else None))

    def _why_not(self, sent: Sent) -> str:
        if sent.reason:
            return sent.reason
        if self._urlconf != settings.ROOT_URLCONF:
            return "the test has URLs of its own"
        operation = self._operation(sent)
        wanted = self._plan.operations
        if wanted is not None and (operation is None or operation.key not in wanted):
            return "it is of another operation"
        if reason := why_none():
            return reason
        if not self._plan.unported and not self._is_routed(sent):
            return "no route takes it"
        return ""

    def _operation(self, sent: Sent) -> Operation | None:
        return operation_of(_scope(sent)) if self._urlconf == settings.ROOT_URLCONF else None

    def _is_routed(self, sent: Sent) -> bool:
        application = self._asking()._running().application
        return application.routed({**_scope(sent), "root_path": ""}) is not None

    def _ask(self, sent: Sent) -> str:
        sides = self._asking()
        with untouched() as sequences:
            comparison = sides.ask(sent.request, sent.conditions)
        if sequences:
            return "a mock gives another result at each call"
        self._notes.compare(comparison)
        return ""

    def _asking(self) -> "Sides":
        """Return what asks both halves, in this process: a test runner may have forked."""
        # Only here: pytest wants to be the first to import `bridge.testing`, which this needs.
        from strangler.parity.asking.sides import Sides  # noqa: PLC0415

        if self._sides is None or self._process != os.getpid():
            self._process = os.getpid()
            self._sides = Sides()
            # The application's module sets Django up, and with it logging, of which a test may have taken hold.
            with untouched(), patched(log, "configure_logging", lambda *_: None):
                self._sides.__enter__()
            atexit.register(self._sides.__exit__, None, None, None)
        return self._sides

    def _source(self) -> str:
        return os.environ.get(CURRENT, "").rpartition(" ")[0] or self.test


def install(folder: Path) -> None:
    """Stand between the test clients of this process and their handlers, for as long as it lives.

    Args:
        folder: with the plan, and for what is seen.
    """
    listening = Hook(folder, read_plan(folder)).listening()
    listening.__enter__()
    atexit.register(listening.__exit__, None, None, None)  # which keeps it, too


def _scope(sent: Sent) -> dict[str, Any]:
    return {"type": "http", "method": sent.request.method, "path": unquote(sent.request.path), "headers": []}


def _line(error: Exception) -> str:
    if isinstance(error, ToolkitError):
        return str(error)
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
