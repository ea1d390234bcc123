"""A project with split settings, DRF and two PostgreSQL databases: pooled where Django and the driver have a pool."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.adoption.adopted import COMMON, Environment, adopt, copy_project
from tests.environments import run
from tests.live.server import Postgres
from tests.serving import free_port, serving

DRF = "djangorestframework>=3.15"
POOL = "psycopg[binary,pool]>=3.2.10"
ENVIRONMENTS = {
    "4.2": Environment("3.11", "4.2", (DRF, "psycopg2-binary>=2.9")),
    "5.1": Environment("3.12", "5.1", (DRF, POOL)),
    "6.1": Environment("3.13", "6.1", (DRF, POOL)),
}
POOLED = {"5.1", "6.1"}
LAYOUT = {
    "manage": "manage.py",
    "settings": "config.settings.local",
    "settings_found": "manage.py:7 (setdefault)",
    "paths": ("apps",),
}
PATHS = (
    "/api/",
    "/api/books/",
    "/api/books/?page=2",
    "/api/books/1/",
    "/api/books/99/",
    "/api/books",
    "/entries/",
    "/no/",
)
ROUTES = """\
from audit.models import Entry
from shelf.models import Book

from bridge.queries import fetch, reads
from bridge.router import Router

router = Router(prefix="/-/probe")


@router.get("/fetched")
async def fetched() -> list[str]:
    return [f"{book.title} {book.pages}" for book in await fetch(Book.objects.filter(pages__gte=200))]


@router.get("/read")
@reads
def read() -> list[int]:
    return [Book.objects.count(), Entry.objects.count()]


@router.get("/thread")
def thread() -> list[int]:
    return [Book.objects.count(), Entry.objects.count()]
"""


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """Start a server."""
    server = Postgres(Environment("3.11", "5.2", COMMON).interpreter(), tmp_path_factory.mktemp("postgres"))
    yield server
    server.close()


@dataclass(frozen=True)
class Both:
    """The project alone under gunicorn, and adopted, on the same databases."""

    alone: str
    adopted: str
    folder: Path
    python: Path
    environment: dict[str, str]
    is_pooled: bool


@pytest.fixture(scope="module", params=ENVIRONMENTS)
def both(
    request: pytest.FixtureRequest, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Both]:
    """Start both in production."""
    from adopted.facts import Layout  # noqa: PLC0415

    python = ENVIRONMENTS[request.param].interpreter()
    make_databases(postgres)
    environment = {"PGHOST": postgres.url.partition("host=")[2], "SECRET_KEY": "only-for-tests"}
    folder = tmp_path_factory.mktemp("split")
    alone = copy_project("split", folder / "alone")
    env = "".join(f"{name}={value}\n" for name, value in environment.items())
    env += "DJANGO_SETTINGS_MODULE=config.settings.production\n"
    adopted = adopt("split", folder / "adopted", Layout(**LAYOUT), ROUTES, env=env)
    for database in ("default", "audit"):
        run(adopted, python, "manage.py", "migrate", "--verbosity", "0", "--database", database)
    ports = free_port(), free_port()
    with ExitStack() as stack:
        for command, where, port, variables in (
            (f"{python} -m gunicorn --bind 127.0.0.1:{ports[0]} config.wsgi", alone, ports[0], environment),
            (f"{python} asgi.py", adopted, ports[1], {"PORT": str(ports[1]), "WEB_CONCURRENCY": "2"}),
        ):
            stack.enter_context(serving(f"exec {command}", where, f"http://127.0.0.1:{port}/api/", variables, 30))
        alone_url, adopted_url = (f"http://127.0.0.1:{port}" for port in ports)
        yield Both(alone_url, adopted_url, adopted, python, environment, request.param in POOLED)


def make_databases(postgres: Postgres) -> None:
    """Make both databases, anew."""
    code = (
        "import psycopg, sys\n"
        "with psycopg.connect(sys.argv[1], autocommit=True) as connection:\n"
        "    for name in ('shelf', 'audit'):\n"
        "        connection.execute(f'DROP DATABASE IF EXISTS {name} WITH (FORCE)')\n"
        "        connection.execute(f'CREATE DATABASE {name}')\n"
    )
    run(Path.cwd(), Environment("3.11", "5.2", COMMON).interpreter(), "-c", code, postgres.url)


def ask(url: str, path: str, token: str = "") -> tuple[int, dict[str, str], str]:
    """Return what must be the same."""
    headers = {"Accept": "application/json", **({"Authorization": f"Token {token}"} if token else {})}
    response = httpx2.get(f"{url}{path}", headers=headers)
    kept = {
        name: value.replace(url, "")
        for name, value in response.headers.items()
        if name.lower() not in {"date", "server", "connection", "transfer-encoding", "content-length"}
    }
    return response.status_code, kept, response.text.replace(url, "")


@pytest.fixture(scope="module")
def token(both: Both) -> str:
    """Return the token of a user."""
    code = (
        "from django.contrib.auth.models import User; from rest_framework.authtoken.models import Token;"
        "print('token', Token.objects.get_or_create(user=User.objects.get_or_create(username='ann')[0])[0].key)"
    )
    return run(both.folder, both.python, "manage.py", "shell", "-c", code).split()[-1]


@pytest.mark.slow
@pytest.mark.parametrize("who", ["anonymous", "user"])
def test_it_answers_as_under_gunicorn(both: Both, token: str, who: str) -> None:
    for path in PATHS:
        key = token if who == "user" else ""
        assert ask(both.adopted, path, key) == ask(both.alone, path, key), path


@pytest.mark.slow
def test_what_is_written_is_in_both_databases(both: Both, token: str) -> None:
    book = {"title": "Momo", "pages": 300, "price": "7.50"}
    made = httpx2.post(f"{both.adopted}/api/books/", json=book, headers={"Authorization": f"Token {token}"})
    assert made.status_code == 201
    assert httpx2.post(f"{both.adopted}/api/books/", json=book).status_code == 401
    assert ask(both.alone, f"/api/books/{made.json()['id']}/") == ask(both.adopted, f"/api/books/{made.json()['id']}/")
    assert httpx2.get(f"{both.adopted}/entries/").json()["entries"][-1] == "ann added Momo"


@pytest.mark.slow
def test_routes_read_where_they_can(both: Both) -> None:
    expected = httpx2.get(f"{both.adopted}/-/probe/thread").json()
    for _ in range(3):
        assert httpx2.get(f"{both.adopted}/-/probe/read").json() == expected
        assert httpx2.get(f"{both.adopted}/-/probe/fetched").json()[:2] == ["Faust 200", "Ulysses 300"]


@pytest.mark.slow
def test_pools_are_where_django_has_them(both: Both) -> None:
    said = json.loads(run(both.folder, both.python, "manage.py", "adopted", "--json"))
    changes = {change["setting"]: (change["before"], change["after"]) for change in said["changes"]}
    assert said["settings"] == "config.settings.production (DJANGO_SETTINGS_MODULE)"
    assert changes["ASGI_APPLICATION"] == ("'config.asgi.application'", "'asgi.app'")
    databases = {name for name in changes if name.startswith("DATABASES")}
    if not both.is_pooled:
        assert not databases
        assert sum("has no pool" in note for note in said["notes"]) == 2
        return
    for alias in ("default", "audit"):
        assert changes[f"DATABASES['{alias}']['CONN_MAX_AGE']"] == ("300", "0")
        assert "'max_size': 15" in changes[f"DATABASES['{alias}']['OPTIONS']['pool']"][1]
        assert changes[f"DATABASES['{alias}']['READS']"][1] == "{'min_size': 1, 'max_size': 5}"
    assert len(databases) == 8 + 2 * ("DATABASES['default']['CONN_HEALTH_CHECKS']" in databases)


@pytest.mark.slow
def test_the_database_goes_away_and_comes_back(both: Both, postgres: Postgres) -> None:
    assert httpx2.get(f"{both.adopted}/api/books/1/").status_code == 200
    postgres.stop()
    try:
        for path in ("/api/books/1/", "/-/health/ready", "/-/probe/thread"):
            response = httpx2.get(f"{both.adopted}{path}", timeout=30)
            assert (response.status_code, response.headers.get("retry-after")) == (503, "5"), path
        assert httpx2.get(f"{both.adopted}/-/health/live").status_code == 200
    finally:
        postgres.start()
    # Without a pool a connection that died is noticed by whoever has it next, as under gunicorn.
    deadline = time.monotonic() + 30
    while httpx2.get(f"{both.adopted}/api/books/1/", timeout=30).status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.2)
