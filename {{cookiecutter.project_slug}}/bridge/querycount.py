"""Lets Django's query counters see the queries of FastAPI routes.

Django logs queries per connection, and `assertNumQueries`, `CaptureQueriesContext` and pytest-django's
`django_assert_num_queries` read the log of the test's own connection. Where routes share that connection (the
`service` fixture) there is nothing to do. Where they have their own (`@pytest.mark.django_db(transaction=True)`,
`TransactionTestCase`), `share_query_logs` passes their queries on. In `async def` tests of Django's `TestCase`, where
`assertNumQueries` may not touch a connection, `capture_queries` does it on the right thread.
"""

from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from asgiref.sync import sync_to_async
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test.utils import CaptureQueriesContext

Queries = list[dict[str, str]]


class ForwardedLog(deque[dict[str, str]]):
    """A query log that keeps nothing, and passes everything on to another one.

    Args:
        log: the other one, of the test's connection.
    """

    def __init__(self, log: "deque[dict[str, str]]") -> None:
        super().__init__(maxlen=log.maxlen)
        self.log = log

    def append(self, query: dict[str, str], /) -> None:
        """Note a query in the other log."""
        self.log.append(query)


@contextmanager
def share_query_logs() -> Iterator[None]:
    """Count the queries of all threads with those of this one, for each database, while a counter is active here.

    A connection is looked at when it is opened, which the bridge's threads do for each request.
    """
    counted = {connection.alias: connection for connection in connections.all()}
    others: list[BaseDatabaseWrapper] = []

    def forward(connection: BaseDatabaseWrapper, **_: Any) -> None:
        own = counted[connection.alias]
        if connection is own:
            return
        if not isinstance(connection.queries_log, ForwardedLog) or connection.queries_log.log is not own.queries_log:
            connection.queries_log = ForwardedLog(own.queries_log)
            others.append(connection)
        connection.force_debug_cursor = own.force_debug_cursor

    connection_created.connect(forward, weak=False)
    try:
        yield
    finally:
        connection_created.disconnect(forward)
        for connection in others:
            connection.queries_log = deque(maxlen=connection.queries_limit)
            connection.force_debug_cursor = False


@asynccontextmanager
async def capture_queries(using: str = DEFAULT_DB_ALIAS, *, expect: int | None = None) -> AsyncIterator[Queries]:
    """Yield a list that holds the queries made in an `async with` block, once the block is over.

    For `async def` tests, where Django's own counters raise `SynchronousOnlyOperation`.

    Args:
        using: the database.
        expect: how many there should be; None leaves the counting to the caller.

    Raises:
        AssertionError: there were more or fewer; the message lists them.
    """
    queries: Queries = []
    context = await sync_to_async(_start)(using)
    try:
        yield queries
    finally:
        await sync_to_async(_stop)(context, queries)
    if expect is not None and len(queries) != expect:
        listed = "\n".join(f"{number}. {query['sql']}" for number, query in enumerate(queries, start=1))
        raise AssertionError(f"{len(queries)} queries executed, {expect} expected. Captured queries were:\n{listed}")


def _start(using: str) -> CaptureQueriesContext:
    return CaptureQueriesContext(connections[using]).__enter__()


def _stop(context: CaptureQueriesContext, queries: Queries) -> None:
    context.__exit__(None, None, None)
    queries.extend(context.captured_queries)
