"""Runs the generated service under uvicorn, and the PostgreSQL behind it."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from tests.environments import CLEAN_ENVIRONMENT, run
from tests.serving import free_port

HERE = Path(__file__).parent
# With the probe's routes.
UVICORN = ("-m", "uvicorn", "probe_asgi:app", "--port", "{port}", "--timeout-graceful-shutdown", "5")
# As in production, but for HTTPS, which a proxy would take care of.
PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": "a-key-for-tests-of-more-than-fifty-characters-0123456789",
    "ALLOWED_HOSTS": "127.0.0.1",
    "SECURE_SSL_REDIRECT": "false",
}


class Postgres:
    """A server of the tests' own."""

    def __init__(self, python: Path, data: Path) -> None:
        self._process = subprocess.Popen(
            [python, HERE / "postgres_process.py", data],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        folder = self._read()
        self.url = f"postgresql://postgres:@/postgres?host={folder}"

    def stop(self) -> None:
        """Stop the server; its clients are cut off."""
        self._tell("stop")

    def start(self) -> None:
        """Start the server again."""
        self._tell("start")

    def close(self) -> None:
        """End it for good."""
        self._process.communicate(timeout=30)

    def _tell(self, command: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        assert self._read() == "done"

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@dataclass
class Service:
    """A running service."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        """Return the address of its root."""
        return f"http://127.0.0.1:{self.port}"

    def state(self) -> dict[str, Any]:
        """Return what `probe_asgi` tells of the pool and the threads."""
        state: dict[str, Any] = httpx2.get(f"{self.url}/probe/state").json()
        return state

    def printed(self) -> str:
        """Return what it has printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def all_connections_are_back(self, seconds: float = 10) -> bool:
        """Tell whether the pools get all their connections back in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            state = self.state()
            pools = [state["pool"], *state["reads"]]
            if all(pool["pool_available"] == pool["pool_size"] and not pool["requests_waiting"] for pool in pools):
                return True
            time.sleep(0.1)
        return False


@contextmanager
def running(
    project: Path, python: Path, postgres: Postgres, log: Path, *command: str, **environment: str
) -> Iterator[Service]:
    """Run the service until the block ends; `{port}` in the command, by default uvicorn's, is a free port."""
    port = free_port()
    arguments = [part.format(port=port) for part in command or UVICORN]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [python, *arguments],
            cwd=project,
            env=service_environment(postgres, PORT=str(port), **environment),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    service = Service(process, port, log)
    try:
        wait_until_live(service)
        yield service
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=30)
            finally:
                process.kill()


def service_environment(postgres: Postgres, **more: str) -> dict[str, str]:
    """Return the environment of a production-like service on that PostgreSQL."""
    return {**CLEAN_ENVIRONMENT, **PRODUCTION, "DATABASE_URL": postgres.url, "PYTHONPATH": str(HERE), **more}


def wait_until_live(service: Service, seconds: float = 60) -> None:
    """Wait for the first answer."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert service.process.poll() is None, service.printed()
        try:
            httpx2.get(f"{service.url}/health/live", timeout=5)
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"No answer in {seconds} seconds:\n{service.printed()}")


def manage(project: Path, python: Path, postgres: Postgres, *arguments: str, **environment: str) -> str:
    """Run a command of manage.py on that PostgreSQL."""
    return run(project, python, "manage.py", *arguments, environment=service_environment(postgres, **environment))


def thread_count(pid: int) -> int:
    """Return how many threads a process has (Linux), or 0 where that can't be told."""
    tasks = Path(f"/proc/{pid}/task")
    return len(list(tasks.iterdir())) if tasks.exists() else 0
