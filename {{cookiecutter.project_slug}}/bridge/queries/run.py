"""Runs functions that read from the database, on the event loop where that is possible.

```python
@router.get("/{pk:int}/")
@reads
def get_product(pk: int) -> ProductOut:
    return ProductOut.model_validate(get_object_or_404(Product, pk=pk))
```

The function is plain Django code. No thread runs it: while PostgreSQL works, the event loop answers others. It may
neither write nor begin a transaction, and it should not wait for anything but the database.
"""

import functools
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from typing import Any, ClassVar, ParamSpec, TypeVar

from asgiref.sync import AsyncToSync, sync_to_async
from django.db import connections

from bridge.queries import greenlets
from bridge.queries.errors import ReadsOnlyError
from bridge.queries.loops import connections_of_loop
from bridge.queries.wrappers import use
from bridge.threads import current_lease
from bridge.transactions import PLAIN

IS_READ = "_bridge_is_read"
P = ParamSpec("P")
T = TypeVar("T")


class Place:
    """Where reads run."""

    # Tests that share one connection between threads set this: what they have written is seen by it alone.
    on_threads: ClassVar[bool] = False


def reads(function: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Make a plain function that only reads from the database awaitable, without a thread.

    For endpoints (below the router's decorator) and for anything else: `await reads(function)(...)`. Where the event
    loop has no connections of its own, it runs on the request's Django thread and is held to the same rules: in tests
    whose transaction nobody else sees, below `async_to_sync`, with another database than PostgreSQL, in scripts.

    Raises:
        ReadsOnlyError: when it is called, if it writes, locks rows, begins a transaction, or could not see what a
            transaction that is open on the request's thread has written.
    """

    @functools.wraps(function)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        return await read(functools.partial(function, *args, **kwargs))

    setattr(run, PLAIN, function)
    setattr(run, IS_READ, True)
    return run


def is_read(function: Callable[..., Any]) -> bool:
    """Return whether a function was decorated with `reads`."""
    return getattr(function, IS_READ, False)


async def read(function: Callable[[], T]) -> T:
    """Call a function that only reads from the database, and return what it returns. See `reads`."""
    wrappers = {} if runs_on_thread() else connections_of_loop()
    if not wrappers:
        return await sync_to_async(refusing_writes)(function)
    refuse_open_transaction()
    use(wrappers)
    return await greenlets.run(function)


def runs_on_thread() -> bool:
    """Return whether the rows to be read may be visible to a connection of a thread's only."""
    # Below async_to_sync a plain function waits, maybe in a transaction: sync_to_async takes us to its thread.
    return Place.on_threads or getattr(AsyncToSync.executors, "current", None) is not None


def refuse_open_transaction() -> None:
    """Raise if the request has left a transaction open on its Django thread.

    Raises:
        ReadsOnlyError: it has.
    """
    if getattr(current_lease(), "left_open", False):
        raise ReadsOnlyError("Reading what an open transaction has written")


def refusing_writes(function: Callable[[], T]) -> T:
    """Call a function on a Django thread under the same rules as without one."""
    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(connections[alias].execute_wrapper(refuse_write))
        return function()


READING = ("SELECT", "WITH", "VALUES", "TABLE", "SHOW", "EXPLAIN", "FETCH", "CLOSE", "DECLARE")


def refuse_write(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """Refuse what the connections without a thread can't do. A wrapper of database calls (`execute_wrapper`).

    Raises:
        ReadsOnlyError: the statement doesn't begin as one that reads.
    """
    # Composed statements are psycopg's, and psycopg2 wants to know the connection.
    statement = sql if isinstance(sql, str) else sql.as_string(context["connection"].connection)
    if not statement.lstrip(" \t\n(").upper().startswith(READING):
        raise ReadsOnlyError(statement.split()[0].upper())
    return execute(sql, params, many, context)
