"""Database transactions for FastAPI routes.

A transaction belongs to a connection, and a connection to a thread; so it must begin and end on the request's Django
thread, with nothing of any other task in between. A `def` route is on that thread already: `with
django.db.transaction.atomic():` works there as in any view. An `async def` route hands a plain function over:

    @atomic
    def place_order(customer: Customer, lines: list[Line]) -> Order: ...

    order = await place_order(customer, lines)
    order = await atomic(place_order)(customer, lines)  # where the function is not yours to decorate
"""

import functools
import inspect
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import ExitStack
from typing import Any, NoReturn, ParamSpec, TypeVar, overload

from asgiref.sync import sync_to_async
from django.db import connections, transaction

from bridge.threads import Lease

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

PLAIN = "_bridge_plain"  # on a coroutine function: the plain function that it runs
HOW_TO = (
    "Put the whole transaction into one plain function and `await atomic(function)(...)` (bridge.transactions), or make"
    " the route a `def` one, where `with transaction.atomic():` works."
)


class TransactionError(RuntimeError):
    """A transaction was written in a way that can't be safe; the message says what to write instead."""


class Atomic:
    """What `atomic` returns when it is given options: a decorator, and no context manager.

    Args:
        using: the alias of the database; None is the default one.
        savepoint: whether a block within another one is a savepoint of its own.
        durable: whether it must be the outermost block.
    """

    def __init__(self, using: str | None = None, *, savepoint: bool = True, durable: bool = False) -> None:
        self.using = using
        self.savepoint = savepoint
        self.durable = durable

    def __call__(self, function: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
        """Return `function` as a coroutine function that runs it in one transaction, in one hop to the thread.

        Raises:
            TransactionError: it is no plain function.
        """
        _refuse_unless_plain(function)

        def run(*args: P.args, **kwargs: P.kwargs) -> T:
            with transaction.atomic(using=self.using, savepoint=self.savepoint, durable=self.durable):
                result = function(*args, **kwargs)
                _refuse_unfinished(result)
                return result

        # Under the function's own name and signature: FastAPI reads them where this is an endpoint.
        call = sync_to_async(functools.wraps(function)(run))

        @functools.wraps(function)
        async def call_on_thread(*args: P.args, **kwargs: P.kwargs) -> T:
            return await call(*args, **kwargs)

        setattr(call_on_thread, PLAIN, function)
        return call_on_thread

    def __enter__(self) -> NoReturn:
        raise TransactionError(f"bridge.transactions.atomic is no context manager. {HOW_TO}")

    async def __aenter__(self) -> NoReturn:
        raise TransactionError(f"A transaction must not stay open while a coroutine waits. {HOW_TO}")

    # Needed, or `with` fails for want of them before the messages above are seen.
    def __exit__(self, *_: object) -> None: ...

    async def __aexit__(self, *_: object) -> None: ...


@overload
def atomic(using: Callable[P, T], /) -> Callable[P, Coroutine[Any, Any, T]]: ...


@overload
def atomic(using: str | None = None, *, savepoint: bool = True, durable: bool = False) -> Atomic: ...


def atomic(
    using: Callable[..., Any] | str | None = None, *, savepoint: bool = True, durable: bool = False
) -> Callable[..., Any] | Atomic:
    """Make a plain function awaitable, run as one transaction on the request's Django thread.

    Takes what `django.db.transaction.atomic` takes, as a decorator or around a function: `atomic(function)`,
    `atomic("other", durable=True)(function)`. It is committed, and its `on_commit` functions have run, when the
    `await` is over, so before the response is sent. Any exception rolls it back, an `HTTPException` too. A request
    that is cancelled meanwhile doesn't interrupt it: the function runs to its end and is committed.

    Raises:
        TransactionError: the function is a coroutine function or a generator, or it returned such a thing unfinished;
            or this is used in a `with` or `async with` statement.
    """
    if callable(using):
        return Atomic(savepoint=savepoint, durable=durable)(using)
    return Atomic(using, savepoint=savepoint, durable=durable)


def atomic_requests(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Return `endpoint` in a transaction for each database with `ATOMIC_REQUESTS`, decided at each request.

    Mirrors `django.core.handlers.base.BaseHandler.make_view_atomic`, and honours
    `django.db.transaction.non_atomic_requests` on the endpoint. To be applied to a `def` endpoint before it is moved
    to the Django thread, so that all of it is one hop. What `atomic` and `bridge.queries.reads` have made awaitable is
    moved there where there is a transaction. A generator, whose values are streamed, is returned as it is: Django's
    streams are outside of the transaction as well.

    Raises:
        RuntimeError: at the request, for an `async def` endpoint: a transaction can't be held open while it waits.
    """
    function = inspect.unwrap(endpoint)
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        return endpoint

    if plain := getattr(endpoint, PLAIN, None):
        within = sync_to_async(atomic_requests(plain))

        @functools.wraps(endpoint)
        async def call_plain_or_endpoint(*args: Any, **kwargs: Any) -> Any:
            return await (within if atomic_aliases(endpoint) else endpoint)(*args, **kwargs)

        return call_plain_or_endpoint

    if inspect.iscoroutinefunction(function):

        @functools.wraps(endpoint)
        async def refuse_or_call(*args: Any, **kwargs: Any) -> Any:
            if aliases := atomic_aliases(endpoint):
                raise RuntimeError(
                    f"ATOMIC_REQUESTS of database {aliases[0]!r} can't be had in the `async def` route"
                    f" {endpoint.__qualname__}. Make it a `def` route, or decorate it with"
                    " django.db.transaction.non_atomic_requests."
                )
            return await endpoint(*args, **kwargs)

        return refuse_or_call

    @functools.wraps(endpoint)
    def call(*args: Any, **kwargs: Any) -> Any:
        with ExitStack() as stack:
            for alias in reversed(atomic_aliases(endpoint)):  # the first one innermost, as Django nests them
                stack.enter_context(transaction.atomic(using=alias))
            return endpoint(*args, **kwargs)

    return call


class GuardedLease(Lease):
    """A `Lease` that notes when a call left a transaction open, which the next `await` would let others into.

    A transaction that was open before the first call is not its own: a test's, whose connection is lent.
    """

    _before: dict[str, int] | None = None
    left_open = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run `fn` as `Lease.submit` does, and look at the thread's connections afterwards."""

        def call() -> T:
            if self._before is None:
                self._before = _depths()
            try:
                return fn(*args, **kwargs)
            finally:
                self.left_open = any(depth > self._before.get(alias, 0) for alias, depth in _depths().items())

        return super().submit(call)

    async def end(self, kind: type[BaseException] | None, *_: object) -> None:
        """Let go of the thread when the endpoint is done, with or without an error: the end of an exit stack.

        Raises:
            TransactionError: the endpoint has left a transaction open.
        """
        if kind is None:
            await self.refuse_open_transaction()
            self.release()

    async def refuse_open_transaction(self) -> None:
        """Roll back what was left open. To be awaited when the endpoint is done, before the response is sent.

        Costs nothing where no transaction was left open.

        Raises:
            TransactionError: there was such a transaction; the client must not be told that all went well.
        """
        if not self.left_open:
            return
        error = TransactionError(f"The route ended with a transaction open; it was rolled back. {HOW_TO}")
        logger.error("%s", error)
        await sync_to_async(_roll_back)(self._before or {}, error)
        raise error


def _roll_back(before: dict[str, int], error: Exception) -> None:
    """On the thread: end all atomic blocks but the first ones, as if `error` had been raised in them."""
    for connection in connections.all(initialized_only=True):
        while len(connection.atomic_blocks) > before.get(connection.alias, 0):
            connection.atomic_blocks[-1].__exit__(type(error), error, None)


def _depths() -> dict[str, int]:
    return {connection.alias: len(connection.atomic_blocks) for connection in connections.all(initialized_only=True)}


def atomic_aliases(endpoint: Callable[..., Any]) -> list[str]:
    """Return the databases with `ATOMIC_REQUESTS` that an endpoint is not exempt from."""
    exempt: set[str] = getattr(endpoint, "_non_atomic_requests", set())
    return [
        alias for alias, database in connections.settings.items() if database["ATOMIC_REQUESTS"] and alias not in exempt
    ]


def _refuse_unless_plain(function: Callable[..., Any]) -> None:
    unwrapped = inspect.unwrap(function)
    for candidate in (unwrapped, getattr(unwrapped, "func", None), getattr(unwrapped, "__call__", None)):  # noqa: B004
        if inspect.iscoroutinefunction(candidate) or inspect.isasyncgenfunction(candidate):
            raise TransactionError(f"{function!r} is `async def`: others could run in its transaction. {HOW_TO}")
        if inspect.isgeneratorfunction(candidate):
            raise TransactionError(f"{function!r} is a generator: it would run after its transaction. {HOW_TO}")


def _refuse_unfinished(result: object) -> None:
    """Raise within the transaction, so that it is rolled back, if the function's work is not done by now."""
    if inspect.iscoroutine(result) or inspect.isgenerator(result):
        result.close()
    elif not inspect.isasyncgen(result):
        return
    raise TransactionError(f"The function returned {type(result).__name__}, which would run after it. {HOW_TO}")
