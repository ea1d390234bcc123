"""Lets plain functions wait on the event loop, as SQLAlchemy's asyncio extension does: each runs on a greenlet.

Django's ORM is plain functions: somewhere below `list(queryset)` the database is asked. On a greenlet that one call can
be left, the event loop goes on with other requests, and when the rows are there the function continues where it was,
on the same thread, in the same task.
"""

import inspect
import threading
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from django.core.exceptions import SynchronousOnlyOperation
from greenlet import GreenletExit, getcurrent, greenlet

T = TypeVar("T")


class Waiting(greenlet):
    """A greenlet that may `wait`. Its parent is the task that awaits `run`, and it calls one function after the other.

    Making one costs as much as a small query's hydration, so those that are done are kept for whoever comes next.
    """

    value: Any = None
    failure: BaseException | None = None

    def run(self) -> None:
        """Call each function that is sent here, and leave what it returned or raised in `value` and `failure`."""
        while True:
            function = self._parent().switch(DONE)
            try:
                self.value = function()
            except GreenletExit:  # nobody refers to this any more
                raise
            except BaseException as error:  # noqa: BLE001 - raised where `run` is awaited
                self.failure = error
            del function

    def _parent(self) -> greenlet:
        assert self.parent is not None, "only a thread's first greenlet has none"  # noqa: S101
        return self.parent

    def outcome(self) -> Any:
        """Return what the function returned, or raise what it raised; keep neither."""
        value, error = self.value, self.failure
        self.value = self.failure = None
        if error is None:
            return value
        try:
            raise error
        finally:
            del error  # its traceback refers to this frame


DONE = object()
_idle = threading.local()


async def run(function: Callable[[], T]) -> T:
    """Call a plain function in which `wait` may be used, and return what it returns."""
    waiting, current = _one(), getcurrent()
    waiting.parent = current
    # The task's own context variables: nobody else looks at them while the task awaits this.
    waiting.gr_context = current.gr_context
    result: Any = waiting.switch(function)
    while result is not DONE:
        try:
            value = await result
        except BaseException as error:  # noqa: BLE001 - the function's to handle, a cancellation too
            result = waiting.throw(error)
        else:
            result = waiting.switch(value)
    waiting.gr_context = None
    _idle.greenlets.append(waiting)
    return waiting.outcome()  # type: ignore[no-any-return]


def _one() -> Waiting:
    """Return a greenlet that waits for a function; there are as many as have ever been in use at once."""
    idle: list[Waiting] | None = getattr(_idle, "greenlets", None)
    if idle is None:
        idle = _idle.greenlets = []
    if idle:
        return idle.pop()
    waiting = Waiting()
    waiting.switch()
    return waiting


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
    return current._parent().switch(awaitable)  # type: ignore[no-any-return]
