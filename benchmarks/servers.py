"""Starts a peer's server, waits for its first answer, and ends it."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks import processes
from benchmarks.peers import Peer
from benchmarks.project import Project
from benchmarks.works import WORKS, Work
from tests.serving import free_port

FIRST = "list"  # all peers answer it
START = 60  # seconds until the first answer
END = 10  # seconds to end by itself
ASK_EVERY = 0.005  # seconds, which is how exactly the time of the start is known
QUIET = 0.02  # seconds of processor time within SETTLE
SETTLE = 0.2  # seconds


class BenchError(Exception):
    """What stops the benchmark, in one line."""


@dataclass(frozen=True)
class Server:
    """A running server.

    Args:
        pid: of its first process.
        port: where it listens, on 127.0.0.1.
        start_up: seconds from its start to its first answer.
        log: what it prints.
    """

    pid: int
    port: int
    start_up: float
    log: Path

    def memory(self) -> int:
        """Return the bytes of its largest process, which is a worker."""
        return max(processes.memory_bytes(pid) for pid in processes.tree(self.pid))


@contextmanager
def serving(
    project: Project, peer: Peer, *, workers: int = 1, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run a peer's server, from its first answer on, which is that to `list`.

    Args:
        project: in whose folder and environment it runs.
        peer: what to run.
        workers: processes.
        environment: variables that come before the peer's own.

    Raises:
        BenchError: it ended or answered nothing in time; the log says why.
    """
    port = free_port()
    log = project.logs / f"{peer.name}-{time.time_ns()}.log"
    values = {"python": project.python, "bin": project.python.parent, "port": port, "workers": workers}
    own = {"WEB_CONCURRENCY": str(workers), "PORT": str(port), **peer.environment, **(environment or {})}
    with log.open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            [part.format(**values) for part in peer.command],
            cwd=project.folder,
            env={**project.environment, **own},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            wait_for_answer(process, port, path_of(peer, WORKS[FIRST]), log)
            start_up = time.perf_counter() - began
            settle(process.pid)
            yield Server(process.pid, port, start_up, log)
        finally:
            end(process)


def path_of(peer: Peer, work: Work) -> str:
    """Return where a peer answers a work."""
    return peer.paths.get(work.name, work.path)


def wait_for_answer(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    """Wait until a GET is answered.

    Raises:
        BenchError: the process ended, or the time is over.
    """
    deadline = time.monotonic() + START
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START)
            connection.request("GET", path)
            connection.getresponse().read()
            connection.close()
        except (OSError, http.client.HTTPException):
            if process.poll() is not None:
                raise BenchError(f"The server ended with exit code {process.returncode}: see {log}") from None
            if time.monotonic() > deadline:
                raise BenchError(f"No answer in {START} seconds: see {log}") from None
            time.sleep(ASK_EVERY)
        else:
            return


def settle(pid: int) -> None:
    """Wait until the server has nothing more to do, such as starting its other workers."""
    deadline = time.monotonic() + START
    before = processes.cpu_seconds(processes.tree(pid))
    while time.monotonic() < deadline:
        time.sleep(SETTLE)
        after = processes.cpu_seconds(processes.tree(pid))
        if after - before <= QUIET:
            return
        before = after


def end(process: subprocess.Popen[bytes]) -> None:
    """End a server and all that it started."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, sign)
            try:
                process.wait(timeout=END)
            except subprocess.TimeoutExpired:
                continue
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # what it may have left behind


@contextmanager
def upstream(project: Project) -> Iterator[str]:
    """Run the stub that answers after 200 ms; give its address."""
    port = free_port()
    command = [str(project.python), "-m", "benchmarks.upstream", str(port)]
    process = subprocess.Popen(command, cwd=project.folder, env=project.environment, start_new_session=True)
    try:
        deadline = time.monotonic() + START
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise BenchError("The upstream stub does not start: python -m benchmarks.upstream says why")
            time.sleep(ASK_EVERY)
        yield f"http://127.0.0.1:{port}/"
    finally:
        end(process)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
