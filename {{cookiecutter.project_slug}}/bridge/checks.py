"""System checks: numbers that would let one half starve the other, and routes that hide a legacy URL."""

import os
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import connections
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.module_loading import import_string

from bridge.audit import check_middleware
from bridge.decorators import check_decorators
from bridge.options import option

CONNECTIONS_ALLOWED = """
    SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
"""
Configs = Sequence[AppConfig] | None

register(Tags.urls)(check_middleware)
register(Tags.urls)(check_decorators)


@register("bridge")
def check_pool_size(app_configs: Configs, **_: Any) -> list[CheckMessage]:
    """Each thread may hold a connection, and a little is left for whatever runs on no thread of ours."""
    needed = option("LEGACY_THREADS") + option("ROUTES_THREADS") + 1
    return [
        Error(
            f"Database {alias!r} has {threads} connections for threads, but {needed} may need one each.",
            hint=f"Set DB_POOL_MAX_SIZE to {needed + reads} or more, or lower LEGACY_THREADS, ROUTES_THREADS or"
            " ROUTES_READS.",
            id="bridge.E001",
        )
        for alias, threads, reads in _pool_sizes()
        if threads < needed
    ]


@register(Tags.database)
def check_max_connections(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """PostgreSQL must have room for the pools of all processes."""
    messages: list[CheckMessage] = []
    for alias, threads, reads in _pool_sizes():
        if alias not in (databases or ()):
            continue
        size = threads + reads
        with connections[alias].cursor() as cursor:
            cursor.execute(CONNECTIONS_ALLOWED)
            (allowed,) = cursor.fetchone()
        if option("PROCESSES") * size > allowed:
            messages.append(
                CheckWarning(
                    f"{option('PROCESSES')} processes with {size} connections each are more than the {allowed} that"
                    f" the server of database {alias!r} allows.",
                    hint="Lower WEB_CONCURRENCY or DB_POOL_MAX_SIZE, or raise max_connections in PostgreSQL.",
                    id="bridge.W001",
                )
            )
    return messages


@register("bridge")
def check_async_unsafe(app_configs: Configs, **_: Any) -> list[CheckMessage]:
    """Django's own protection must stay on: without it, connections are shared between requests."""
    if "DJANGO_ALLOW_ASYNC_UNSAFE" not in os.environ:
        return []
    return [
        Error(
            "DJANGO_ALLOW_ASYNC_UNSAFE is set, so that the ORM may run on the event loop.",
            hint="Unset it. It would block every request and mix their transactions.",
            id="bridge.E002",
        )
    ]


@register(Tags.urls)
def check_documentation_urls(app_configs: Configs, **_: Any) -> list[CheckMessage]:
    """FastAPI's documentation pages must not hide a legacy URL."""
    try:
        from starlette.routing import Route  # noqa: PLC0415 - the legacy half runs without FastAPI

        api = import_string(settings.ASGI_APPLICATION).api
    except ModuleNotFoundError as error:
        if error.name in {"starlette", "fastapi"}:
            return []
        raise
    pages = [route.path for route in api.routes if isinstance(route, Route) and not route.include_in_schema]
    return [
        Error(
            f"FastAPI's documentation at {url} hides the legacy URL of that name.",
            hint="Give it another place where FastAPI() is made, in asgi.py.",
            id="bridge.E003",
        )
        for url in pages
        if _is_legacy_url(url)
    ]


def _pool_sizes() -> list[tuple[str, int, int]]:
    """Return each pooled database with its connections for threads, and those for reads without."""
    return [
        (alias, _size(options), _size(database["READS"]) if database.get("READS") else 0)
        for alias, database in connections.settings.items()
        if isinstance(options := database["OPTIONS"].get("pool"), dict)
    ]


def _size(pool: dict[str, Any]) -> int:
    # As psycopg_pool does: without a maximum the pool keeps to its minimum, by default 4.
    size: int = pool.get("max_size") or pool.get("min_size", 4)
    return size


def _is_legacy_url(path: str) -> bool:
    """Return whether the legacy half has a URL of that name; one that takes any name is not."""
    match, any_other = _resolved(path), _resolved(f"{path}-that-nobody-has")
    return match is not None and (any_other is None or match.route != any_other.route)


def _resolved(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None
