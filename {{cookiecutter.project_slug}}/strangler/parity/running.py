"""Sends requests to both halves, one after the other, and judges what they do."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from time import perf_counter

from strangler.exchanges.exchange import Request
from strangler.operations.grades import Routes
from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Grade, Operation
from strangler.operations.routes import fastapi_routes
from strangler.parity.judging.naming import operations_at
from strangler.parity.judging.session import Judging, Results
from strangler.parity.outcome import Comparison

Ask = Callable[[Request], Comparison]


def compare_all(
    requests: Iterable[Request],
    ask: Ask,
    judging: Judging,
    *,
    source: str = "",
    fail_fast: bool = False,
) -> Results:
    """Send requests to both halves, and return what was found.

    Args:
        requests: to send.
        ask: sends one to both halves.
        judging: judges.
        source: where the requests come from, for reports.
        fail_fast: whether to stop at the first difference that is not accepted.

    Raises:
        ToolkitError: the requests can't be read, or the halves not be asked.
    """
    begun = perf_counter()
    for request in requests:
        comparison = ask(request)
        judgement = judging.add(comparison)
        if fail_fast and judging.unresolved(comparison, judgement):
            break
    return judging.finish(source=source, seconds=perf_counter() - begun)


def only(requests: Iterable[Request], wanted: Sequence[Operation]) -> Iterator[Request]:
    """Yield the requests that are for certain operations; HEAD counts as GET, OPTIONS and refused methods as any."""
    keys = {operation.key for operation in wanted}
    for request in requests:
        there = operations_at(request.path)
        method = "GET" if request.method == "HEAD" else request.method
        meant = [operation for operation in there if operation.method == method] or there
        if any(operation.key in keys for operation in meant):
            yield request


def drawn(requests: Iterable[Request], limit: int | None, seed: int) -> Iterable[Request]:
    """Return at most so many requests, drawn at random, in their order.

    Args:
        requests: to choose from.
        limit: how many; None for all.
        seed: the same one draws the same ones.
    """
    if limit is None:
        return requests
    kept: list[tuple[int, Request]] = []
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    for number, request in enumerate(requests):
        if number < limit:
            kept.append((number, request))
        elif (place := chance.randint(0, number)) < limit:
            kept[place] = (number, request)
    return [request for _, request in sorted(kept, key=lambda each: each[0])]


def ported(wanted: Sequence[Operation] = ()) -> list[str]:
    """Return the keys of operations that a route answers."""
    operations = legacy_operations(everything=True)
    routes = Routes(fastapi_routes(), operations)
    return [one.key for one in wanted or operations if routes.grade(one) is not Grade.LEGACY]
