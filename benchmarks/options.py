"""What can be asked of a run, on the command line or by make's variables."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.template import ROOT

BUILD = ROOT / ".build" / "bench"
OUTPUT = ROOT / "docs" / "benchmarks"
CLIENTS = (1, 4, 16, 64, 256, 512)
POOLS = (1, 2, 5, 10, 20, 40)
QUICK_CLIENTS, QUICK_POOLS = (1, 16), (1, 5)
SERIES_ROUNDS = 3  # at most: a series is there for its shape
BURST = 1000


@dataclass(frozen=True)
class Options:
    """How much to measure, and where to write.

    Args:
        rounds: how often everything is measured.
        seconds: of each measurement.
        warm_up: seconds of load before it.
        connections: requests under way at once.
        peers: names of those to measure; none: all.
        works: likewise.
        clients: connections of the series.
        pools: connections to the database of the series.
        burst: upstream requests that are sent at once.
        database: URL of an empty or a seeded database; none: an embedded PostgreSQL.
        build: the folder of what is generated and installed.
        output: the folder of the report.
        profile: only say where the time of a request goes.
    """

    rounds: int
    seconds: float
    warm_up: float
    connections: int
    peers: frozenset[str]
    works: frozenset[str]
    clients: tuple[int, ...]
    pools: tuple[int, ...]
    burst: int
    database: str
    build: Path
    output: Path
    profile: bool


def parse(arguments: Sequence[str] | None = None) -> Options:
    """Read the command line; it ends the program where that is wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures peers on the same work.")
    parser.add_argument("--rounds", type=int, help="default: 5")
    parser.add_argument("--seconds", type=float, help="of each measurement; default: 3")
    parser.add_argument("--concurrency", type=int, default=16, help="requests at once; default: 16")
    parser.add_argument("--only", default="", help="peers/works, such as queries,seed/list or seed or /list,one")
    parser.add_argument("--quick", action="store_true", help="a look: one round, short measurements, short series")
    parser.add_argument("--output", type=Path, help="folder of the report; default: docs/benchmarks for a full run")
    parser.add_argument("--build", type=Path, default=BUILD, help="folder of what is generated and installed")
    parser.add_argument(
        "--burst", type=int, default=BURST, help="upstream requests that are sent at once; default: 1000"
    )
    parser.add_argument("--profile", action="store_true", help="only say where the time of a request goes")
    asked = parser.parse_args(arguments)
    peers, _, works = asked.only.partition("/")
    partial = asked.quick or bool(asked.only)
    return Options(
        rounds=asked.rounds or (1 if asked.quick else 5),
        seconds=asked.seconds or (0.5 if asked.quick else 10 if asked.profile else 3),
        warm_up=0.2 if asked.quick else 1,
        connections=asked.concurrency,
        peers=names(peers),
        works=names(works),
        clients=QUICK_CLIENTS if asked.quick else CLIENTS,
        pools=QUICK_POOLS if asked.quick else POOLS,
        burst=asked.burst,
        database=os.environ.get("DATABASE_URL", ""),
        build=asked.build.resolve(),
        # What is published is a full run.
        output=(asked.output or (asked.build / "report" if partial else OUTPUT)).resolve(),
        profile=asked.profile,
    )


def names(text: str) -> frozenset[str]:
    """Return names that are separated by commas."""
    return frozenset(filter(None, text.split(",")))
