"""The rounds: every peer in turn, again and again, in another order each time."""

import json
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.agree import plan_for
from benchmarks.options import SERIES_ROUNDS, Options
from benchmarks.peers import Peer
from benchmarks.project import Project
from benchmarks.results import AT_ONCE, CONCURRENCY, POOL, WORKERS, WORKS, Measurement, Results
from benchmarks.servers import BenchError, Server, serving
from benchmarks.works import Work

SERIES_WORK = "list"
UPSTREAM = "upstream"
CLIENTS_PEERS = ("queries", "threads", "gunicorn", "psycopg")
WORKERS_PEERS = ("queries", "legacy", "gunicorn", "psycopg")
POOL_PEERS = ("queries",)
POOL_CONNECTIONS = 64
PATIENCE = 60  # seconds for what is still under way at the end
HTTPX_ALONE = "httpx alone"


@dataclass(frozen=True)
class Run:
    """A run of the benchmark.

    Args:
        project: what is served.
        options: how much to measure.
        peers: those that are there.
        works: those that are asked for.
        environment: variables for every server.
        results: where measurements go.
    """

    project: Project
    options: Options
    peers: list[Peer]
    works: list[Work]
    environment: Mapping[str, str]
    results: Results

    def round(self, number: int) -> None:
        """Measure everything once."""
        for turn, work in enumerate(self.works):
            self.project.tidy()
            for peer in rotated([peer for peer in self.peers if work.name in peer.works], number + turn):
                if work.name == UPSTREAM:
                    self._all_at_once(number, peer, work)
                else:
                    self._measure(WORKS, number, peer, work)
        if UPSTREAM in {work.name for work in self.works}:
            self._httpx_alone(number)
        if number <= SERIES_ROUNDS:
            self._series(number)

    def _series(self, number: int) -> None:
        """Measure what changes with the number of clients, of connections to the database, of processes."""
        for peer, work in self._of_series(CLIENTS_PEERS, number):
            with self._serving(peer) as server:
                for clients in self.options.clients:
                    self._load(server, peer, work, kind=CONCURRENCY, number=number, clients=clients)
        for peer, work in self._of_series(POOL_PEERS, number):
            for pool in self.options.pools:
                with self._serving(peer, environment=pool_of(pool)) as server:
                    self._load(server, peer, work, kind=POOL, number=number, clients=POOL_CONNECTIONS, pool=pool)
        for peer, work in self._of_series(WORKERS_PEERS, number):
            for workers in (1, 2):
                self._measure(WORKERS, number, peer, work, workers=workers)

    def _of_series(self, names: Sequence[str], number: int) -> Iterator[tuple[Peer, Work]]:
        """Yield those of the peers that answer the work of the series."""
        for work in self.works:
            if work.name == SERIES_WORK:
                chosen = [peer for peer in self.peers if peer.name in names and work.name in peer.works]
                yield from ((peer, work) for peer in rotated(chosen, number))

    def _serving(self, peer: Peer, *, workers: int = 1, environment: Mapping[str, str] | None = None) -> Any:
        own = {**self.environment, **(environment or {})}
        return serving(self.project, peer, workers=workers, environment=own)

    def _measure(self, kind: str, number: int, peer: Peer, work: Work, *, workers: int = 1) -> None:
        """Measure a server that was started for it, so that nothing is left of another work."""
        with self._serving(peer, workers=workers) as server:
            clients = self.options.connections
            self._load(server, peer, work, kind=kind, number=number, clients=clients, workers=workers)

    def _load(
        self, server: Server, peer: Peer, work: Work, *, kind: str, number: int, clients: int, **varied: Any
    ) -> None:
        """Measure one server under one load."""
        plan = {"connections": clients, "seconds": self.options.seconds, "warm_up": self.options.warm_up}
        measured = generate_load(self.project, {**plan_for(peer, work), **plan, **of_server(server)})
        self._note(
            Measurement(
                kind,
                work.name,
                peer.name,
                number,
                clients,
                memory=server.memory(),
                start_up=server.start_up,
                **varied,
                **measured,
            )
        )

    def _all_at_once(self, number: int, peer: Peer, work: Work) -> None:
        """Send many requests at the same moment, after as many to warm up."""
        plan = {"connections": self.options.burst, "seconds": 0, "warm_up": 1}
        with self._serving(peer) as server:
            measured = generate_load(self.project, {**plan_for(peer, work), **plan, **of_server(server)})
            own = {"memory": server.memory(), "start_up": server.start_up}
        self._note(Measurement(AT_ONCE, work.name, peer.name, number, self.options.burst, **own, **measured))

    def _httpx_alone(self, number: int) -> None:
        """Let httpx send as many requests straight to the stub."""
        printed = self.project.run("-m", "benchmarks.httpx_alone", str(self.options.burst), **self.environment)
        self._note(Measurement(AT_ONCE, UPSTREAM, HTTPX_ALONE, number, self.options.burst, **json.loads(printed)))

    def _note(self, measured: Measurement) -> None:
        """Keep a measurement, and say what it is."""
        self.results.measurements.append(measured)
        varied = f"{measured.workers} workers" if measured.kind == WORKERS else f"{measured.connections} at once"
        if measured.kind == POOL:
            varied = f"pool of {measured.pool}"
        speed = f"{measured.seconds:.2f} s" if measured.kind == AT_ONCE else f"{measured.rate:8,.0f} /s"
        errors = f"  {measured.errors} errors: {measured.statuses}" if measured.errors else ""
        print(
            f"{measured.round}/{self.options.rounds}  {measured.work:14}{measured.peer:14}{varied:>14}  {speed}"
            f"  p99 {measured.p99 * 1000:,.0f} ms{errors}",
            flush=True,
        )


def rotated(peers: list[Peer], by: int) -> list[Peer]:
    """Return the peers in another order for each number: none profits from its place each time."""
    start = by % len(peers) if peers else 0
    return peers[start:] + peers[:start]


def pool_of(size: int) -> dict[str, str]:
    """Return the settings for so many connections to read without threads, and few for all else."""
    threads = {"LEGACY_THREADS": "1", "ROUTES_THREADS": "1"}
    return {"ROUTES_READS": str(size), "DB_POOL_MAX_SIZE": str(size + 3), "DB_POOL_MIN_SIZE": "1", **threads}


def of_server(server: Server) -> dict[str, int]:
    """Return what a plan says of the server. No two measurements share numbers, for what has to be new each time."""
    return {"port": server.port, "pid": server.pid, "first": time.time_ns() // 1000}


def generate_load(project: Project, plan: Mapping[str, object]) -> dict[str, Any]:
    """Run the load generator.

    Raises:
        BenchError: it failed.
    """
    done = subprocess.run(
        [project.python, "-m", "benchmarks.load"],
        cwd=project.folder,
        env=project.environment,
        input=json.dumps({"patience": PATIENCE, **plan}),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise BenchError(f"The load generator failed: {(done.stderr.strip().splitlines() or ['silently'])[-1]}")
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured
