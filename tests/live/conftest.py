"""One PostgreSQL with the demo data, and the service on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.server import Postgres, Service, manage, running


@pytest.fixture(scope="session")
def postgres(project: Path, project_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """Return a PostgreSQL with the project's tables and its demo data."""
    server = Postgres(project_python, tmp_path_factory.mktemp("postgres") / "data")
    manage(project, project_python, server, "migrate", "-v", "0")
    manage(project, project_python, server, "seed_demo", DEBUG="true")
    yield server
    server.close()


@pytest.fixture(scope="session")
def small_service(
    project: Path, project_python: Path, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """Return the service with a pool of 4: one legacy thread, two for the routes."""
    with running(
        project,
        project_python,
        postgres,
        tmp_path_factory.mktemp("log") / "small-service.log",
        LEGACY_THREADS="1",
        ROUTES_THREADS="2",
        ROUTES_READS="2",
        DB_POOL_MAX_SIZE="6",
    ) as service:
        yield service


@pytest.fixture(scope="session")
def admin(project: Path, project_python: Path, postgres: Postgres) -> dict[str, str]:
    """Return the headers of requests by the demo's member of staff."""
    script = "from rest_framework.authtoken.models import Token; print(Token.objects.get(user__username='admin').key)"
    key = manage(project, project_python, postgres, "shell", "-v", "0", "-c", script).split()[-1]
    return {"Authorization": f"Token {key}"}
