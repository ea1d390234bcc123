"""What was measured, as it is kept in results.json, and what follows from it by counting."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

WORKS, CONCURRENCY, POOL, WORKERS, AT_ONCE = "works", "concurrency", "pool", "workers", "at once"


@dataclass(frozen=True)
class Measurement:
    """One peer under one load. Times are in seconds, memory in bytes.

    Args:
        kind: which part of the benchmark it belongs to.
        work: what was asked for.
        peer: who answered.
        round: from 1.
        connections: requests under way at once.
        workers: processes of the server.
        pool: connections to the database, where that is what varies, else 0.
        seconds: how long it took.
        requests: right answers within.
        errors: wrong answers and lost connections.
        statuses: how many answers had each status, and how many requests failed otherwise.
        bytes: of the answers' bodies.
        p50: half of the answers came within.
        p99: 99 of 100 answers came within.
        longest: the last of them.
        cpu: processor time of the server's processes.
        threads: of all of the server's processes, at most.
        memory: of the server's largest process, after the load.
        start_up: from the server's start to its first answer.
    """

    kind: str
    work: str
    peer: str
    round: int
    connections: int
    seconds: float
    requests: int
    errors: int
    statuses: dict[str, int]
    bytes: int
    p50: float
    p99: float
    longest: float
    cpu: float
    threads: int
    workers: int = 1
    pool: int = 0
    memory: int = 0
    start_up: float = 0.0

    @property
    def rate(self) -> float:
        """Right answers per second."""
        return self.requests / self.seconds

    @property
    def cpu_per_request(self) -> float:
        """Seconds of processor time for each of them."""
        return self.cpu / self.requests if self.requests else 0.0


@dataclass(frozen=True)
class DispatchTable:
    """What deciding costs, in microseconds: a row for each number of routes."""

    title: str
    columns: list[str]
    rows: dict[int, list[float]]


@dataclass
class Results:
    """All of a run.

    Args:
        settings: rounds, seconds and the like.
        machine: processor, cores, memory, system.
        versions: of Python, PostgreSQL and the packages that matter.
        left_out: why a peer wasn't measured.
    """

    settings: dict[str, Any]
    machine: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    measurements: list[Measurement] = field(default_factory=list)
    dispatch: list[DispatchTable] = field(default_factory=list)

    def find(self, **fields: object) -> list[Measurement]:
        """Return the measurements with these values."""
        return [
            found for found in self.measurements if all(getattr(found, name) == value for name, value in fields.items())
        ]

    def peers(self, **fields: object) -> list[str]:
        """Return the names of the peers of such measurements, the fastest first."""
        names = dict.fromkeys(found.peer for found in self.find(**fields))
        return sorted(names, key=lambda name: -middle(self.find(**fields, peer=name), rate))

    def save(self, path: Path) -> None:
        """Write everything as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def load(path: Path) -> Results:
    """Read what `Results.save` wrote."""
    data = json.loads(path.read_text(encoding="utf-8"))
    data["measurements"] = [Measurement(**found) for found in data["measurements"]]
    data["dispatch"] = [
        DispatchTable(table["title"], table["columns"], {int(size): row for size, row in table["rows"].items()})
        for table in data["dispatch"]
    ]
    return Results(**data)


def rate(found: Measurement) -> float:
    """Return the answers per second, for `middle`."""
    return found.rate


def middle(found: Iterable[Measurement], value: Callable[[Measurement], float]) -> float:
    """Return the median of a value over the rounds."""
    return median(value(one) for one in found)


def ratio(these: list[Measurement], those: list[Measurement]) -> float:
    """Return how many times as fast these are as those, by their medians."""
    those_rate = middle(those, rate)
    return middle(these, rate) / those_rate if those_rate else float("nan")


def ratios(these: list[Measurement], those: list[Measurement]) -> list[float]:
    """Return how many times as fast these are as those: a ratio for each round that both have."""
    rates = {one.round: one.rate for one in those if one.rate}
    return [one.rate / rates[one.round] for one in these if one.round in rates]
