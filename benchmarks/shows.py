"""What is promised, and whether this run shows it: ratios of medians, with the spread of the rounds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from benchmarks.results import AT_ONCE, CONCURRENCY, WORKS, Measurement, Results, middle, rate, ratio, ratios


@dataclass(frozen=True)
class Promise:
    """So many times as fast as others, of whom the better one counts."""

    number: int
    work: str
    ours: str
    others: tuple[str, ...]
    least: float


PROMISES = (
    Promise(1, "list", "queries", ("seed",), 3.5),
    Promise(1, "list", "queries", ("gunicorn",), 5.0),
    Promise(1, "list", "queries", ("ninja-sync", "ninja-async"), 2.0),
    Promise(1, "list", "queries", ("psycopg",), 0.8),
    Promise(1, "list", "instances", ("seed",), 3.5),
    Promise(1, "list", "instances", ("gunicorn",), 5.0),
    Promise(1, "list", "instances", ("ninja-sync", "ninja-async"), 2.0),
    Promise(1, "list", "instances", ("psycopg",), 0.8),
    Promise(2, "list", "threads", ("seed",), 1.7),
    Promise(3, "legacy-list", "legacy", ("gunicorn",), 1.0),
    Promise(3, "legacy-blob", "legacy", ("gunicorn",), 1.0),
    Promise(3, "legacy-stream", "legacy", ("gunicorn",), 1.0),
)
MICROSECONDS, ROUTES, FLAT = 50.0, 1000, 1.5
AT_ONCE_SECONDS, AT_ONCE_PEER = 0.6, "queries"
CROWD, CROWD_PEER, BOUNDED = 256, "queries", 3.0
NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class Show:
    """A promise, and what was measured.

    Args:
        number: of the promise.
        what: is compared.
        target: what is promised.
        measured: what there is.
        spread: of the rounds.
        kept: whether that keeps the promise; None where it wasn't measured.
    """

    number: int
    what: str
    target: str
    measured: str = NOT_MEASURED
    spread: str = ""
    kept: bool | None = None


def shows(results: Results) -> list[Show]:
    """Return all promises."""
    compared = [_ratio(results, promise) for promise in PROMISES]
    return [*compared, _dispatch(results), _at_once(results), _crowd(results)]


def _ratio(results: Results, promise: Promise) -> Show:
    work, others = promise.work, promise.others
    these = results.find(kind=WORKS, work=work, peer=promise.ours)
    there = {name: found for name in others if (found := results.find(kind=WORKS, work=work, peer=name))}
    what, target = f"`{work}`: {promise.ours} against {' or '.join(others)}", f"at least {promise.least:g}"
    if not these or not there:
        return Show(promise.number, what, target)
    best = max(there, key=lambda name: middle(there[name], rate))
    if len(others) > 1:
        what = f"`{work}`: {promise.ours} against {best}, the better mode"
    times, spread = ratio(these, there[best]), between(ratios(these, there[best]))
    return Show(promise.number, what, target, f"{times:.2f}", spread, times >= promise.least)


def decided(results: Results) -> Iterator[tuple[str, dict[int, float]]]:
    """Yield the costs by the number of routes, for each way to decide that this service uses."""
    for table in results.dispatch:
        for index, column in enumerate(table.columns):
            if "index" in column or column == "find_legacy":
                yield f"{table.title}: {column}", {size: row[index] for size, row in table.rows.items()}


def _dispatch(results: Results) -> Show:
    what, target = f"dispatch with {ROUTES:,} routes", f"at most {MICROSECONDS:g} µs, flat"
    costs = [costs for _, costs in decided(results) if ROUTES in costs]
    if not costs:
        return Show(4, what, target)
    worst = max(cost[ROUTES] for cost in costs)
    growth = max(cost[ROUTES] / cost[min(cost)] for cost in costs)
    measured = f"{worst:.1f} µs, {growth:.2f} times that of {min(costs[0])} routes"
    return Show(4, what, target, measured, "the worst case", worst <= MICROSECONDS and growth <= FLAT)


def _at_once(results: Results) -> Show:
    found = results.find(kind=AT_ONCE, peer=AT_ONCE_PEER)
    what = "1,000 upstream calls of 200 ms at once, one worker"
    target = f"all done within {AT_ONCE_SECONDS:g} s"
    if not found:
        return Show(5, what, target)
    seconds, errors = median(one.seconds for one in found), _errors(found)
    kept = seconds <= AT_ONCE_SECONDS and not errors
    return Show(5, what, target, f"{seconds:.2f} s, {errors} errors", between(one.seconds for one in found), kept)


def _crowd(results: Results) -> Show:
    """By Little's law the mean is the crowd over the rate; a bounded p99 is no more than a few times that."""
    found = results.find(kind=CONCURRENCY, peer=CROWD_PEER, connections=CROWD)
    what = f"`list` at concurrency {CROWD}: p99 of {CROWD_PEER} over the mean"
    target = f"at most {BOUNDED:g}, no error"
    if not found:
        return Show(6, what, target)
    times = [one.p99 * one.rate / CROWD for one in found]
    p99, errors = median(one.p99 for one in found), _errors(found)
    measured = f"{median(times):.2f} ({p99 * 1000:,.0f} ms), {errors} errors"
    return Show(6, what, target, measured, between(times), median(times) <= BOUNDED and not errors)


def _errors(found: Iterable[Measurement]) -> int:
    return sum(one.errors for one in found)


def between(values: Iterable[float]) -> str:
    """Return the least and the most of some values."""
    known = list(values)
    return f"{min(known):.2f} to {max(known):.2f}" if known else ""
