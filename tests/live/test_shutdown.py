"""SIGTERM under load: every request that was sent is answered, and the process ends in time."""

import asyncio
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from tests.live.server import UVICORN, Postgres, Service, running

pytestmark = pytest.mark.slow

PATHS = ["/api/categories/", "/api/categories/1/", "/api/v2/feed/products", "/api/products.json", "/health/live"]
ENOUGH = 200  # answers, before the server is stopped
GRACE = 5.0
NOISE = 3.0  # seconds that a busy machine may add
PLAIN_UVICORN = ("-m", "uvicorn", "asgi:app", "--port", "{port}", "--timeout-graceful-shutdown", "5")
SERVERS: dict[str, tuple[tuple[str, ...], str]] = {
    "uvicorn asgi:app": (PLAIN_UVICORN, "1"),
    "python asgi.py": (("asgi.py",), "1"),
    "python asgi.py, two processes": (("asgi.py",), "2"),
}


@pytest.mark.parametrize("server", SERVERS)
def test_no_request_is_lost(
    project: Path, project_python: Path, postgres: Postgres, tmp_path: Path, server: str
) -> None:
    command, processes = SERVERS[server]
    environment = {"SHUTDOWN_TIMEOUT": "5", "WEB_CONCURRENCY": processes}
    with running(project, project_python, postgres, tmp_path / "log", *command, **environment) as service:
        outcomes, seconds = asyncio.run(terminate_under_load(service))

    assert not outcomes.keys() - {"200", "refused"}, outcomes
    assert outcomes["200"] >= ENOUGH, "there was hardly any load"
    assert outcomes["refused"], "the load ended before the server did"
    assert seconds < GRACE + NOISE


def test_a_request_that_never_ends_does_not_keep_the_process(
    project: Path, project_python: Path, postgres: Postgres, tmp_path: Path
) -> None:
    with (
        running(project, project_python, postgres, tmp_path / "log", *UVICORN) as service,
        ThreadPoolExecutor() as clients,
    ):
        for _ in range(3):
            clients.submit(httpx2.get, f"{service.url}/probe/sleep?seconds=100", timeout=60)
        time.sleep(1)
        start = time.monotonic()
        service.process.send_signal(signal.SIGTERM)
        service.process.wait(timeout=GRACE + NOISE)
        assert time.monotonic() - start >= GRACE - 1, "the requests had no time to end"


async def terminate_under_load(service: Service) -> tuple[Counter[str], float]:
    """Stop the service while clients of both kinds send; return what became of all requests, and the seconds."""
    outcomes: Counter[str] = Counter()
    async with asyncio.TaskGroup() as tasks:
        for path in PATHS * 4:
            for keep_alive in (True, False):
                tasks.create_task(send_until_refused(service, path, outcomes, keep_alive=keep_alive))
        deadline = time.monotonic() + 30
        while outcomes.total() < ENOUGH and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
        start = time.monotonic()
        service.process.send_signal(signal.SIGTERM)
    await asyncio.to_thread(service.process.wait, GRACE + NOISE)
    return outcomes, time.monotonic() - start


async def send_until_refused(service: Service, path: str, outcomes: Counter[str], *, keep_alive: bool) -> None:
    """Send requests one after another, on one connection as long as the server keeps it open, or on one for each."""
    headers = {} if keep_alive else {"Connection": "close"}
    async with httpx2.AsyncClient(base_url=service.url, timeout=30, headers=headers) as client:
        while True:
            try:
                answer = await client.get(path)
            except httpx2.ConnectError:
                outcomes["refused"] += 1
                return
            except httpx2.TransportError as error:
                outcomes[f"{path}: {error!r}"] += 1
                return
            outcomes[str(answer.status_code)] += 1
