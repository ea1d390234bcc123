"""The tables of the report, in Markdown."""

from collections.abc import Iterable, Sequence
from statistics import median

from benchmarks.peers import PEERS
from benchmarks.results import (
    AT_ONCE,
    CONCURRENCY,
    POOL,
    WORKERS,
    WORKS,
    DispatchTable,
    Measurement,
    Results,
    middle,
    ratio,
)
from benchmarks.shows import Show
from tests.template import ROOT

REFERENCE = "queries"
VERDICTS = {True: "yes", False: "**no**", None: ""}
HERE = "../../benchmarks"  # from docs/benchmarks
MEGABYTE = 1024 * 1024


def table(head: Sequence[str], rows: Iterable[Sequence[str]], text_columns: int = 1) -> str:
    """Return a table; after the first columns, which are text, numbers stand at the right."""
    rule = [" --- " if column < text_columns else " ---: " for column in range(len(head))]
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join(rule)}|", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines) + "\n"


def promises(rows: Sequence[Show]) -> str:
    """Return what is promised and what was measured."""
    head = ("", "What", "Target", "Measured", "Spread of the rounds", "Shown")
    cells = ((str(row.number), row.what, row.target, row.measured, row.spread, VERDICTS[row.kept]) for row in rows)
    return table(head, cells, text_columns=len(head))


def of_work(results: Results, work: str) -> str:
    """Return who did how much of a work, the fastest first."""
    reference = results.find(kind=WORKS, work=work, peer=REFERENCE)
    head = ("Peer", "Requests/s", "Least to most", f"To {REFERENCE}", "p50, ms", "p99, ms", "CPU, µs", "Errors")
    rows = []
    for peer in results.peers(kind=WORKS, work=work):
        found = results.find(kind=WORKS, work=work, peer=peer)
        times_reference = f"{ratio(found, reference):.2f}" if reference else ""
        cpu = f"{middle(found, lambda one: one.cpu_per_request) * 1e6:,.0f}"
        rows.append((peer, *speed(found), times_reference, *times(found), cpu, errors(found)))
    return table(head, rows)


def at_once(results: Results) -> str:
    """Return how long many upstream requests took that were sent at once."""
    head = ("Peer", "All done, s", "Least to most", "p50, ms", "p99, ms", "CPU, s", "Threads", "Errors")
    rows = []
    for peer in results.peers(kind=AT_ONCE):
        found = results.find(kind=AT_ONCE, peer=peer)
        seconds = [one.seconds for one in found]
        cpu, threads = f"{middle(found, lambda one: one.cpu):.2f}", str(max(one.threads for one in found))
        spread = f"{min(seconds):.2f} to {max(seconds):.2f}"
        rows.append((peer, f"{median(seconds):.2f}", spread, *times(found), cpu, threads, errors(found)))
    return table(head, rows)


def by_clients(results: Results) -> str:
    """Return throughput, p50 and p99 by the number of requests at once."""
    head = ("Peer", "At once", "Requests/s", "Least to most", "p50, ms", "p99, ms", "Longest, ms", "Threads", "Errors")
    rows = []
    for peer in results.peers(kind=CONCURRENCY):
        for clients in dict.fromkeys(one.connections for one in results.find(kind=CONCURRENCY, peer=peer)):
            found = results.find(kind=CONCURRENCY, peer=peer, connections=clients)
            longest, threads = max(one.longest for one in found), max(one.threads for one in found)
            ends = (f"{longest * 1000:,.0f}", str(threads), errors(found))
            rows.append((peer, str(clients), *speed(found), *times(found), *ends))
    return table(head, rows)


def by_pool(results: Results) -> str:
    """Return throughput by the number of connections to the database."""
    head = ("Connections", "Requests/s", "Least to most", "p50, ms", "p99, ms", "Errors")
    rows = []
    for pool in dict.fromkeys(one.pool for one in results.find(kind=POOL)):
        found = results.find(kind=POOL, pool=pool)
        rows.append((str(pool), *speed(found), *times(found), errors(found)))
    return table(head, rows, text_columns=0)


def by_workers(results: Results) -> str:
    """Return throughput with one process and with two."""
    head = ("Peer", "Workers", "Requests/s", "Least to most", "To one worker", "p99, ms", "Errors")
    rows = []
    for peer in results.peers(kind=WORKERS):
        one_worker = results.find(kind=WORKERS, peer=peer, workers=1)
        for workers in (1, 2):
            found = results.find(kind=WORKERS, peer=peer, workers=workers)
            times_one = f"{ratio(found, one_worker):.2f}"
            rows.append((peer, str(workers), *speed(found), times_one, times(found)[1], errors(found)))
    return table(head, rows)


def at_rest(results: Results) -> str:
    """Return start-up time, memory and threads; of the works, the one that needs most counts."""
    head = ("Peer", "First answer, s", "Memory per worker, MB", "Threads at peak")
    rows = []
    for peer in results.peers(kind=WORKS):
        found = results.find(kind=WORKS, peer=peer)
        memory = f"{max(one.memory for one in found) / MEGABYTE:,.0f}"
        start_up = f"{middle(found, lambda one: one.start_up):.2f}"
        rows.append((peer, start_up, memory, str(max(one.threads for one in found))))
    return table(head, rows)


def of_dispatch(found: DispatchTable) -> str:
    """Return what deciding costs by the number of routes."""
    rows = ((f"{size:,}", *(f"{cost:,.1f}" for cost in row)) for size, row in found.rows.items())
    return table(("Routes", *found.columns), rows, text_columns=0)


def configurations(results: Results) -> str:
    """Return who the peers are, how each is started, and where its code is."""
    rows = []
    for peer in PEERS:
        note = "; ".join(
            filter(
                None, (peer.note, results.left_out.get(peer.name, "") and "left out: " + results.left_out[peer.name])
            )
        )
        settings = " ".join(f"{name}={value}" for name, value in peer.environment.items())
        command = " ".join(filter(None, (settings, " ".join(peer.command)))).replace("{bin}/", "")
        rows.append((f"[{peer.name}]({HERE}/peers/{file_of(peer.name)})", peer.title, f"`{command}`", note))
    return table(("Peer", "What it is", "Started by", "Note"), rows, text_columns=4)


def file_of(name: str) -> str:
    """Return the file of a peer's code; those that have none are only configured."""
    file = f"{name.replace('-', '_')}.py"
    return file if (ROOT / "benchmarks" / "peers" / file).exists() else "__init__.py"


def speed(found: Sequence[Measurement]) -> tuple[str, str]:
    """Return the median of the requests per second, and the least and the most."""
    rates = [one.rate for one in found]
    return f"{median(rates):,.0f}", f"{min(rates):,.0f} to {max(rates):,.0f}"


def times(found: Sequence[Measurement]) -> tuple[str, str]:
    """Return p50 and p99 in milliseconds."""
    return f"{middle(found, lambda one: one.p50) * 1000:,.1f}", f"{middle(found, lambda one: one.p99) * 1000:,.1f}"


def errors(found: Sequence[Measurement]) -> str:
    """Return how many answers were wrong or didn't come."""
    return str(sum(one.errors for one in found))
