"""pytest fixtures: a client of both halves, whose requests take part in the test's own transaction."""

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.module_loading import import_string

from bridge.guard import MESSAGE, ORMOnWrongThreadError, is_anyio_thread
from bridge.queries.run import Place
from bridge.querycount import share_query_logs
from bridge.threads import Threads

if TYPE_CHECKING:
    from starlette.testclient import TestClient


@pytest.fixture
def service(db: None) -> "Iterator[TestClient]":
    """Return an HTTP client of the combined application.

    Both halves see what the test has written, the test sees what they write, and all of it is rolled back. With
    `@pytest.mark.django_db(transaction=True)` they run as in production, on connections of their own.
    """
    from starlette.testclient import TestClient  # noqa: PLC0415 - the legacy half has tests without FastAPI

    with share_connections(), share_query_logs():
        yield TestClient(import_string(settings.ASGI_APPLICATION))


@pytest.fixture
def legacy(service: "TestClient") -> "TestClient":
    """Return an HTTP client of the legacy half alone, to compare a ported route with what it replaces."""
    from starlette.testclient import TestClient  # noqa: PLC0415 - the legacy half has tests without FastAPI

    return TestClient(import_string(settings.ASGI_APPLICATION).legacy)


@contextmanager
def share_connections(also: Collection[BaseDatabaseWrapper] = ()) -> Iterator[None]:
    """Let every thread use this thread's connections that are in a transaction, as Django's LiveServerThread does.

    And those to an SQLite database in memory, of which each thread would find the tables locked by the others.

    One call at a time uses them, or the savepoints of two requests would interleave. May be used within itself.

    Args:
        also: other connections of this thread that all are to use.
    """
    lent = {
        each.alias: each for each in connections.all() if each.in_atomic_block or is_in_memory(each) or each in also
    }
    if not lent:
        yield
        return
    own = connections._connections  # type: ignore[attr-defined]
    with ExitStack() as stack:
        for connection in lent.values():
            connection.inc_thread_sharing()
            stack.callback(connection.dec_thread_sharing)
            stack.enter_context(connection.execute_wrapper(_refuse_anyio_threads))
            stack.enter_context(_keep_usable(connection))
        connections._connections = SimpleNamespace(**lent)  # type: ignore[attr-defined]
        stack.callback(setattr, connections, "_connections", own)
        for signal in (request_started, request_finished):
            if signal.disconnect(close_old_connections):  # as Django's own test client does
                stack.callback(signal.connect, close_old_connections)
        stack.callback(setattr, Place, "on_threads", Place.on_threads)
        Place.on_threads = True
        stack.callback(setattr, Threads, "turn", Threads.turn)
        Threads.turn = threading.RLock()
        yield


def is_in_memory(connection: BaseDatabaseWrapper) -> bool:
    """Return whether a database is SQLite's and lives in memory."""
    return connection.vendor == "sqlite" and connection.is_in_memory_db()  # type: ignore[attr-defined]


@contextmanager
def _keep_usable(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let nobody mark the test's own transaction as broken, in which production would have none.

    With ATOMIC_REQUESTS, DRF marks the transaction that is open when it answers an error; that of the route is over.
    """
    depth, set_rollback = len(connection.atomic_blocks), connection.set_rollback

    def set_rollback_of_route(rollback: bool) -> None:
        if not rollback or len(connection.atomic_blocks) > depth:
            set_rollback(rollback)

    outer = vars(connection).get("set_rollback")
    connection.set_rollback = set_rollback_of_route  # type: ignore[method-assign]
    try:
        yield
    finally:
        del connection.set_rollback
        if outer is not None:
            connection.set_rollback = outer  # type: ignore[method-assign]


def _refuse_anyio_threads(execute: Callable[..., Any], *arguments: Any) -> Any:
    """Fail as in production, where a new connection would be refused. A wrapper of database calls."""
    if is_anyio_thread():
        raise ORMOnWrongThreadError(MESSAGE)
    return execute(*arguments)
