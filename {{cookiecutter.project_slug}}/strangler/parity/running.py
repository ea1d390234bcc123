"""Takes requests from wherever they come, has both halves do them, and judges what they did."""

import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import TypeVar

from strangler.errors import ToolkitError
from strangler.exchanges.exchange import Request
from strangler.exchanges.made.requests import made_requests
from strangler.exchanges.sources import SCHEMA, TESTS, read_requests
from strangler.exchanges.suite.plan import Plan
from strangler.exchanges.suite.run import SuiteRun, suite_run
from strangler.operations.grades import Routes
from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Grade, Operation
from strangler.operations.routes import fastapi_routes
from strangler.parity.asking.sides import Sides
from strangler.parity.judging.naming import operations_at
from strangler.parity.judging.session import Judging, Results
from strangler.parity.outcome import Comparison

Each = TypeVar("Each")


@contextmanager
def comparisons(
    source: str, wanted: Sequence[Operation] = (), *, hosts: Sequence[str] = (), limit: int | None = None, seed: int = 0
) -> Iterator[tuple[Iterable[Comparison], list[str]]]:
    """Yield what both halves do about the requests of a source, one after the other; and what there is to say of it.

    Args:
        source: what `read_requests` knows.
        wanted: operations that are looked at; without any, all. Requests are made up for those that are ported.
        hosts: of a HAR file, which hosts are this service.
        limit: draw so many at random.
        seed: the same one draws and makes up the same ones.

    Raises:
        ToolkitError: the requests can't be read, or the halves not be asked.
    """
    if source == TESTS:
        keys = tuple(operation.key for operation in wanted) or None
        with suite_run(Plan(compare=True, operations=keys)) as run:
            compared = run.comparisons(legacy_operations(everything=True))
            yield drawn(compared, limit, seed), remarks(run)
        return
    if source == SCHEMA:
        asked = wanted or ported()
        if not asked:
            raise ToolkitError("No endpoint is ported yet, so there is nothing to compare: manage.py port begins.")
        requests: Iterable[Request] = made_requests(asked, seed=seed)
    else:
        requests = read_requests(source, wanted, hosts=hosts)
        requests = only(requests, wanted) if wanted else requests
    chosen = drawn(requests, limit, seed)
    with Sides() as sides:
        yield (sides.ask(request) for request in chosen), []


def compare_all(
    compared: Iterable[Comparison],
    judging: Judging,
    *,
    source: str = "",
    remarks: Sequence[str] = (),
    fail_fast: bool = False,
) -> Results:
    """Judge comparisons, and return what was found.

    Args:
        compared: what both halves did, request by request.
        judging: judges.
        source: where the requests come from, for reports.
        remarks: what there is to say of it.
        fail_fast: whether to stop at the first difference that is not accepted.
    """
    begun = perf_counter()
    for comparison in compared:
        judgement = judging.add(comparison)
        if fail_fast and judging.unresolved(comparison, judgement):
            break
    return judging.finish(source=source, seconds=perf_counter() - begun, remarks=remarks)


def only(requests: Iterable[Request], wanted: Sequence[Operation]) -> Iterator[Request]:
    """Yield the requests that are for certain operations; HEAD counts as GET, OPTIONS and refused methods as any."""
    keys = {operation.key for operation in wanted}
    for request in requests:
        there = operations_at(request.path)
        method = "GET" if request.method == "HEAD" else request.method
        meant = [operation for operation in there if operation.method == method] or there
        if any(operation.key in keys for operation in meant):
            yield request


def drawn(all_of_them: Iterable[Each], limit: int | None, seed: int) -> Iterable[Each]:
    """Return at most so many, drawn at random, in their order.

    Args:
        all_of_them: to choose from.
        limit: how many; None for all.
        seed: the same one draws the same ones.
    """
    if limit is None:
        return all_of_them
    kept: list[tuple[int, Each]] = []
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    for number, each in enumerate(all_of_them):
        if number < limit:
            kept.append((number, each))
        elif (place := chance.randint(0, number)) < limit:
            kept[place] = (number, each)
    return [each for _, each in sorted(kept, key=lambda pair: pair[0])]


def ported(wanted: Sequence[Operation] = ()) -> list[Operation]:
    """Return the operations that a route answers."""
    operations = legacy_operations(everything=True)
    routes = Routes(fastapi_routes(), operations)
    return [operation for operation in wanted or operations if routes.grade(operation) is not Grade.LEGACY]


def remarks(run: SuiteRun) -> list[str]:
    """Return what there is to say of a run of the tests."""
    lines = [f"{run.requests} requests of the tests, {run.compared} of them compared"]
    lines += [f"{count} not: {reason}" for reason, count in run.reasons.most_common()]
    return lines if run.code == 0 else [*lines, f"The tests themselves have failed (exit code {run.code})."]
