"""The peers: who is measured, how each is started, and what each answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SETTINGS = "DJANGO_SETTINGS_MODULE"
READS = frozenset({"one", "list", "catalogue", "page"})
ORM = READS | {"create", "me"}
LEGACY = frozenset({"legacy-list", "legacy-blob", "legacy-stream"})
UPSTREAM = frozenset({"upstream"})


@dataclass(frozen=True)
class Peer:
    """One way to serve the shop.

    Args:
        name: what it is called in results.
        title: what a reader is told of it.
        command: starts its server, with `{bin}`, `{python}`, `{port}` and `{workers}` to be filled in.
        works: the names of what it answers (`benchmarks.works`).
        environment: what its server needs beside what all servers get.
        note: what a reader must know of how it is set up.
        needs: a module without which it is left out.
        paths: by the name of a work, its path, where it isn't the common one.
    """

    name: str
    title: str
    command: tuple[str, ...]
    works: frozenset[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    needs: str = ""
    paths: Mapping[str, str] = field(default_factory=dict)


def uvicorn(application: str) -> tuple[str, ...]:
    """Return the command that serves an ASGI application as uvicorn's deployment page says."""
    address = ("--host", "127.0.0.1", "--port", "{port}", "--workers", "{workers}")
    speed = ("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning")
    return ("{bin}/uvicorn", application, *address, *speed)


def gunicorn(application: str) -> tuple[str, ...]:
    """Return the command that serves a WSGI application on 10 threads a process."""
    address = ("--bind", "127.0.0.1:{port}", "--workers", "{workers}")
    threads = ("--worker-class", "gthread", "--threads", "10")
    return ("{bin}/gunicorn", application, *address, *threads, "--no-control-socket", "--log-level", "warning")


QUIET = {"LOG_LEVEL": "WARNING"}  # the project's settings would log each request of httpx
OURS = {SETTINGS: "benchmarks.service.settings", **QUIET}
OTHERS = {SETTINGS: "benchmarks.service.other", **QUIET}
UNPOOLED = {SETTINGS: "benchmarks.service.unpooled", **QUIET}

PEERS = [
    Peer(
        "queries",
        "this service, reads without a thread",
        uvicorn("benchmarks.peers.queries:app"),
        ORM | UPSTREAM,
        OURS,
        note="`fetch` and `@prepared` with the generated settings: 5 of the pool's 20 connections are for reads;"
        " `create` runs on a thread",
    ),
    Peer(
        "instances",
        "the same, with model instances",
        uvicorn("benchmarks.peers.instances:app"),
        frozenset({"one", "list"}),
        OURS,
        note="`list` and `one` as the other peers with Django's ORM read them; `queries` lets the queryset give dicts,"
        " as our documentation advises where a route only lists columns",
    ),
    Peer(
        "threads",
        "this service, reads on threads",
        uvicorn("benchmarks.peers.threads:app"),
        ORM | UPSTREAM,
        OURS,
        note="with the generated settings: 4 threads for routes",
    ),
    Peer(
        "legacy",
        "this service, its legacy half (DRF)",
        uvicorn("asgi:app"),
        ORM | LEGACY,
        {**OURS, "LEGACY_THREADS": "10"},
    ),
    Peer(
        "gunicorn",
        "the same DRF service under gunicorn gthread",
        gunicorn("benchmarks.peers.wsgi:application"),
        ORM | LEGACY,
        OURS,
        note="the same settings as the legacy half: whitenoise, and a health check of each connection, included",
        needs="gunicorn",
    ),
    Peer(
        "seed",
        "the seed article's wrapper",
        uvicorn("benchmarks.peers.seed:app"),
        ORM | LEGACY | UPSTREAM,
        OTHERS,
        note="a thread for each request, Django mounted by a2wsgi",
    ),
    Peer(
        "bridge-sync",
        "django-fastapi-bridge, sync",
        uvicorn("benchmarks.peers.bridge_sync:app"),
        ORM,
        UNPOOLED,
        note="gives no connection back, so that it has none of a pool: each of AnyIO's 40 threads keeps its own",
        needs="django_fastapi",
    ),
    Peer(
        "bridge-async",
        "django-fastapi-bridge, async",
        uvicorn("benchmarks.peers.bridge_async:app"),
        ORM | UPSTREAM,
        UNPOOLED,
        note="all requests share one thread and its connection",
        needs="django_fastapi",
    ),
    Peer(
        "ninja-sync",
        "django-ninja, sync",
        gunicorn("benchmarks.peers.wsgi:application"),
        ORM,
        {**OTHERS, "BENCH_URLCONF": "benchmarks.peers.ninja_sync"},
        note="under gunicorn gthread with 10 threads",
        needs="ninja",
    ),
    Peer(
        "ninja-async",
        "django-ninja, async",
        uvicorn("benchmarks.peers.ninja_async:application"),
        ORM | UPSTREAM,
        {**OTHERS, "BENCH_URLCONF": "benchmarks.peers.ninja_async"},
        needs="ninja",
    ),
    Peer(
        "bolt",
        "django-bolt",
        ("{python}", "-m", "django", "runbolt", "--host", "127.0.0.1", "--port", "{port}", "--processes", "{workers}"),
        ORM,
        {SETTINGS: "benchmarks.service.bolt", **QUIET},
        note="a server of its own, in Rust; msgspec in the place of Pydantic; 4 threads for the ORM, its default;"
        " none of Django's middleware",
        needs="django_bolt",
    ),
    Peer(
        "psycopg",
        "FastAPI, SQL by hand, psycopg's pool",
        uvicorn("benchmarks.peers.psycopg:app"),
        ORM | UPSTREAM,
    ),
    Peer(
        "asyncpg",
        "FastAPI, SQL by hand, asyncpg's pool",
        uvicorn("benchmarks.peers.asyncpg:app"),
        ORM,
        needs="asyncpg",
    ),
]
