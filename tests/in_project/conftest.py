"""Fixtures for the tests that run inside a generated project's environment (see tests/test_in_project.py)."""

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from bridge.mount import LegacyMount
from bridge.testing import share_connections
from bridge.threads import Threads
from legacy.catalog.models import Category, Product

# Helpers that compare: what differs is to be seen.
pytest.register_assert_rewrite("drf_field_probes", "drf_filters", "drf_pages", "drf_schema_probes")

# What stands only around a project of one's own: from the template, behind all that the generated project has.
sys.path.append(str(Path(__file__).parents[2] / "{{cookiecutter.project_slug}}"))

Serve = Callable[..., int]


@pytest.fixture(
    params=[
        pytest.param("shared", marks=pytest.mark.django_db),
        pytest.param("own", marks=pytest.mark.django_db(transaction=True)),
    ]
)
def database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run a test within the test's transaction, as the `service` fixture does, and on the routes' own connections."""
    with share_connections() if request.param == "shared" else nullcontext():
        yield


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return a function that serves an ASGI application with uvicorn, on the port that it returns."""
    servers: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(app: Any) -> int:
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        servers.append((server, thread))
        while not server.started:
            time.sleep(0.01)
        return int(listening.getsockname()[1])

    yield start
    for server, thread in servers:
        server.should_exit = True
        thread.join(timeout=10)
        assert not thread.is_alive(), "the server does not end"


@pytest.fixture
def threads() -> Threads:
    """Return two threads, as the legacy half has them."""
    return Threads(2, name="test", timeout=0.5)


@pytest.fixture
def serve_wsgi(serve: Serve, threads: Threads) -> Serve:
    """Return a function that serves a WSGI application through the mount, on the port that it returns."""
    return lambda application: serve(LegacyMount(application, threads))


@pytest.fixture
def shelves(transactional_db: None) -> list[Category]:
    """Return categories with products; the test's rows are there for everybody to see."""
    shelves = [Category.objects.create(name=name, slug=name.lower()) for name in ("Pans", "Pots", "Cups")]
    for number in range(12):
        Product.objects.create(
            category=shelves[number % 2],
            sku=f"ABC-{number:04}",
            name=f"Pan {number}",
            price=Decimal(number),
            attributes={"n": "1"},
        )
    return shelves
