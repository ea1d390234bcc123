"""Lets plain functions wait on the event loop, as SQLAlchemy's asyncio extension does: each runs on a greenlet.

Django's ORM is plain functions: somewhere below `list(queryset)` the database is asked. On a greenlet that one call can
be left, the event loop goes on with other requests, and when the rows are there the function continues where it was,
on the same thread, in the same task.
"""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from django.core.exceptions import SynchronousOnlyOperation
from greenlet import getcurrent, greenlet

T = TypeVar("T")


class Waiting(greenlet):
    """A greenlet that may `wait`: its parent is the task that awaits `run`."""


async def run(function: Callable[[], T]) -> T:
    """Call a plain function in which `wait` may be used, and return what it returns."""
    waiting = Waiting(function)
    # The task's own context variables: nobody else looks at them while the task awaits this.
    waiting.gr_context = getcurrent().gr_context
    result: Any = waiting.switch()
    while not waiting.dead:
        try:
            value = await result
        except BaseException as error:  # noqa: BLE001 - the function's to handle, a cancellation too
            result = waiting.throw(error)
        else:
            result = waiting.switch(value)
    return result  # type: ignore[no-any-return]


def wait(awaitable: Awaitable[T]) -> T:
    """Let the event loop go on until `awaitable` is done, and return its result.

    Raises:
        SynchronousOnlyOperation: this was not called below `run`, but from a coroutine.
    """
    current = getcurrent()
    if not isinstance(current, Waiting):
        if inspect.iscoroutine(awaitable):
            awaitable.close()
        raise SynchronousOnlyOperation(
            "The database was asked from a coroutine, which can't wait for it: use `await fetch(queryset)` or"
            " `await reads(function)(...)` (bridge.queries), the ORM's a-methods, or sync_to_async."
        )
    return current.parent.switch(awaitable)  # type: ignore[union-attr, no-any-return]
