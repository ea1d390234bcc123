"""Writes the report: a page with tables, pictures, and all raw numbers.

python -m benchmarks.report docs/benchmarks     write it again from its results.json
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import results as stored
from benchmarks import tables
from benchmarks.plots import Bar, bars, curves
from benchmarks.results import AT_ONCE, CONCURRENCY, POOL, WORKERS, WORKS, Results, middle, rate
from benchmarks.shows import shows
from benchmarks.works import WORKS as ALL_WORKS

OURS = {"queries", "threads", "legacy"}
NUMBERS = "results.json"
GIGABYTE = 1024**3
INTRODUCTION = """\
# Benchmarks

Written by `make bench`, never by hand. [What is compared, and how to read it]({here}/README.md).
All raw numbers are in [results.json](results.json).

Measured on {date}: {seconds:g} s each, number of rounds: {rounds}; {connections} requests at once, one worker unless
said otherwise; every peer in turn in each round. Numbers are medians over the rounds. {cores} cores ({processor}) carry
the server, PostgreSQL and the load together.
"""


def write(results: Results, output: Path) -> None:
    """Write everything into a folder; what a former run wrote there goes."""
    output.mkdir(parents=True, exist_ok=True)
    for old in output.glob("*.svg"):
        old.unlink()
    results.save(output / NUMBERS)
    (output / "README.md").write_text("\n".join(page(results, output)), encoding="utf-8")


def page(results: Results, output: Path) -> Iterator[str]:
    """Yield the parts of the page, and draw its pictures."""
    yield INTRODUCTION.format(here=tables.HERE, **results.settings, **results.machine)
    yield tables.promises(shows(results))
    for work in ALL_WORKS.values():
        if results.find(kind=WORKS, work=work.name):
            yield f"## `{work.name}`: {work.title}\n"
            draw_rates(results, work.name, output / f"{work.name}.svg")
            yield f"![Requests per second]({work.name}.svg)\n"
            yield tables.of_work(results, work.name)
    if results.find(kind=AT_ONCE):
        yield "## `upstream`: 1,000 calls of 200 ms at once\n\nAfter as many to warm up, which open the connections.\n"
        yield tables.at_once(results)
    if results.find(kind=CONCURRENCY):
        yield "## More requests at once\n\nThe `list` of 20 rows.\n"
        draw_series(results, output)
        yield "![Requests per second](concurrency.svg)\n\n![p99](p99.svg)\n"
        yield tables.by_clients(results)
    if results.find(kind=POOL):
        yield "## More connections to the database\n\nThe `list` of 20 rows by queries, 64 requests at once.\n"
        yield tables.by_pool(results)
    if results.find(kind=WORKERS):
        yield "## More workers\n\nThe `list` of 20 rows.\n"
        yield tables.by_workers(results)
    yield from dispatch(results, output)
    if results.find(kind=WORKS):
        yield "## Start, memory, threads\n\nAt the work that needs most of it.\n"
        yield tables.at_rest(results)
    yield "## Peers\n"
    yield tables.configurations(results)
    yield from circumstances(results)


def dispatch(results: Results, output: Path) -> Iterator[str]:
    """Yield what it costs to decide who answers; the picture shows the first table."""
    if results.dispatch:
        yield "## Who answers: the cost of deciding, in microseconds\n"
        first = results.dispatch[0]
        series = {
            column: [(size, row[index]) for size, row in first.rows.items()]
            for index, column in enumerate(first.columns)
        }
        curves("Deciding, µs", series, "routes", logarithmic=True).save(output / "dispatch.svg")
        yield "![Microseconds by the number of routes](dispatch.svg)\n"
        for found in results.dispatch:
            yield f"{found.title}\n"
            yield tables.of_dispatch(found)


def circumstances(results: Results) -> Iterator[str]:
    """Yield on what it was measured."""
    machine = results.machine
    yield "## Machine and versions\n"
    yield (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory'] / GIGABYTE:,.0f} GB"
        f" of memory, {machine['system']}.\n"
    )
    yield tables.table(("", "Version"), results.versions.items(), text_columns=2)


def draw_rates(results: Results, work: str, path: Path) -> None:
    """Draw who did how much of a work."""
    rows = []
    for peer in results.peers(kind=WORKS, work=work):
        found = results.find(kind=WORKS, work=work, peer=peer)
        rates = [one.rate for one in found]
        rows.append(Bar(peer, middle(found, rate), min(rates), max(rates), peer in OURS))
    bars(f"{work}: requests per second", rows).save(path)


def draw_series(results: Results, output: Path) -> None:
    """Draw throughput and p99 by the number of requests at once."""
    rates: dict[str, list[tuple[float, float]]] = {}
    times: dict[str, list[tuple[float, float]]] = {}
    for peer in results.peers(kind=CONCURRENCY):
        for clients in sorted({one.connections for one in results.find(kind=CONCURRENCY, peer=peer)}):
            found = results.find(kind=CONCURRENCY, peer=peer, connections=clients)
            rates.setdefault(peer, []).append((clients, middle(found, rate)))
            times.setdefault(peer, []).append((clients, middle(found, lambda one: one.p99) * 1000))
    curves("list: requests per second", rates, "requests at once").save(output / "concurrency.svg")
    curves("list: p99, ms", times, "requests at once", logarithmic=True).save(output / "p99.svg")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    write(stored.load(folder / NUMBERS), folder)
