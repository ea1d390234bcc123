"""PostgreSQL goes away and comes back under a service that is not restarted."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.live.server import Postgres, Service, manage, running

pytestmark = pytest.mark.slow

LEGACY = "/api/products.json?page_size=2"
ROUTES = ["/api/categories/", "/api/categories/1/", "/api/v2/feed/products", "/health/ready"]
DETAIL = {"detail": "Service temporarily unavailable, try again later."}
POOL_TIMEOUT = 5.0
NOISE = 2.0  # seconds that a busy machine may add


@pytest.fixture
def own_postgres(project: Path, project_python: Path, tmp_path: Path) -> Iterator[Postgres]:
    """Return a PostgreSQL that this test may stop."""
    server = Postgres(project_python, tmp_path / "data")
    manage(project, project_python, server, "migrate", "-v", "0")
    manage(project, project_python, server, "seed_demo", DEBUG="true")
    yield server
    server.close()


def test_503_until_the_database_is_back(
    project: Path, project_python: Path, own_postgres: Postgres, tmp_path: Path
) -> None:
    with running(project, project_python, own_postgres, tmp_path / "log") as service:
        assert {answer.status_code for answer, _ in ask(service, [LEGACY, *ROUTES])} == {200}

        own_postgres.stop()
        answers = ask(service, [LEGACY, *ROUTES] * 8)
        for answer, seconds in answers:
            assert answer.status_code == 503, (answer.url, answer.text)
            assert int(answer.headers["Retry-After"]) > 0
            assert answer.json() == DETAIL
            assert seconds < POOL_TIMEOUT + NOISE, answer.url
        page = httpx2.get(f"{service.url}/api/products/", headers={"Accept": "text/html"}, timeout=30)
        assert (page.status_code, page.headers["Content-Type"]) == (503, "text/html; charset=utf-8")
        assert httpx2.get(f"{service.url}/health/live").status_code == 200

        own_postgres.start()
        wait_for(service, LEGACY)
        assert {answer.status_code for answer, _ in ask(service, [LEGACY, *ROUTES] * 8)} == {200}
        assert service.all_connections_are_back()


def test_the_service_starts_without_its_database(
    project: Path, project_python: Path, own_postgres: Postgres, tmp_path: Path
) -> None:
    own_postgres.stop()
    with running(project, project_python, own_postgres, tmp_path / "log") as service:
        assert {answer.status_code for answer, _ in ask(service, [LEGACY, *ROUTES])} == {503}
        own_postgres.start()
        wait_for(service, LEGACY)
        assert {answer.status_code for answer, _ in ask(service, [LEGACY, *ROUTES])} == {200}


def ask(service: Service, paths: list[str]) -> list[tuple[httpx2.Response, float]]:
    """Ask for all the paths at once; return each answer and the seconds that it took."""

    async def get(client: httpx2.AsyncClient, path: str) -> tuple[httpx2.Response, float]:
        start = time.perf_counter()
        answer = await client.get(path)
        return answer, time.perf_counter() - start

    async def get_all() -> list[tuple[httpx2.Response, float]]:
        async with httpx2.AsyncClient(base_url=service.url, timeout=60) as client:
            return await asyncio.gather(*(get(client, path) for path in paths))

    return asyncio.run(get_all())


def wait_for(service: Service, path: str, seconds: float = 10) -> None:
    """Wait until the path is answered with success."""
    deadline = time.monotonic() + seconds
    while httpx2.get(service.url + path, timeout=30).status_code != 200:
        assert time.monotonic() < deadline, "the service is not back"
        time.sleep(0.1)
