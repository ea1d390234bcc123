"""What the databases need when threads are reused and their connections are pooled."""

import os
from importlib.util import find_spec
from typing import Any

import django

from adopted.environment import number
from adopted.overlay import Overlay
from adopted.server import option

# Whose connections may go from one thread to another: Django's own, and those that add only counters to it. Others keep
# something in a connection (a tenant's search path, for one), which the next user of it would find.
POOLED = {
    "django.db.backends.postgresql",
    "django.contrib.gis.db.backends.postgis",
    "django_prometheus.db.backends.postgresql",
    "django_prometheus.db.backends.postgis",
}
# Whose querysets may be read on the event loop (`bridge.queries`): not PostGIS's, which sets up each connection.
READ_ON_LOOP = {"django.db.backends.postgresql"}
POOL_SINCE = (5, 1)  # Django
# By the name that psycopg_pool has for them, as in the example's settings.
BOUNDS = {
    "timeout": ("DB_POOL_TIMEOUT", 5.0),
    "max_waiting": ("DB_POOL_MAX_WAITING", 0),
    "max_lifetime": ("DB_POOL_MAX_LIFETIME", 3600.0),
    "max_idle": ("DB_POOL_MAX_IDLE", 600.0),
    "reconnect_timeout": ("DB_POOL_RECONNECT_TIMEOUT", 1.0),
    "num_workers": ("DB_POOL_NUM_WORKERS", 3),
}


def pool_connections(overlay: Overlay) -> None:
    """Give each PostgreSQL database a pool, where Django and the driver have one, and say where they don't."""
    databases: dict[str, dict[str, Any]] = {
        alias: database for alias, database in overlay.settings.get("DATABASES", {}).items() if database.get("ENGINE")
    }
    reasons = {alias: why_no_pool(database) for alias, database in databases.items()}
    reads = 0
    if all(database["ENGINE"] in READ_ON_LOOP and not reasons[alias] for alias, database in databases.items()):
        reads = number("ROUTES_READS", 5, at_least=0)
    for alias, reason in reasons.items():
        if reason:
            overlay.note(
                f"Database {alias!r} has no pool, since {reason}: each thread that uses it has a connection, as under a"
                " WSGI server. What FastAPI routes read with bridge.queries runs on their threads."
            )
        else:
            pool(overlay, alias, reads)


def why_no_pool(database: dict[str, Any]) -> str:
    """Return why the connections of a database can't be pooled; empty when they can."""
    engine = database["ENGINE"]
    if engine not in POOLED:
        is_django = engine.startswith(("django.db.", "django.contrib."))
        return f"{engine} has none" if is_django else f"nobody knows whether {engine} may share connections"
    if django.VERSION < POOL_SINCE:
        return f"Django {django.get_version()} has none (5.1 has)"
    if find_spec("psycopg") is None:
        return "the driver is psycopg2, which has none (psycopg 3 has)"
    if find_spec("psycopg_pool") is None:
        return "psycopg_pool is not installed"
    return ""


def pool(overlay: Overlay, alias: str, reads: int) -> None:
    """Give one database a pool.

    Args:
        overlay: the settings.
        alias: the database.
        reads: how many of its connections are for reads without a thread.
    """
    from bridge.outage import pool_is_cut_off  # noqa: PLC0415 - imports Django's database layer

    needed = option(overlay, "LEGACY_THREADS") + option(overlay, "ROUTES_THREADS") + 1
    threads = number("DB_POOL_MAX_SIZE", needed + reads, at_least=1) - reads
    place = ("DATABASES", alias)
    theirs = overlay.get(*place, "OPTIONS", "pool")
    options: dict[str, Any] = {
        "min_size": min(number("DB_POOL_MIN_SIZE", 4, at_least=0), threads),
        "max_size": threads,
        **{name: number(variable, default) for name, (variable, default) in BOUNDS.items()},
        "reconnect_failed": pool_is_cut_off,
    }
    if isinstance(theirs, dict):  # their own words count, but for a size that would let requests starve
        options |= {**theirs, "max_size": max(theirs.get("max_size") or theirs.get("min_size", 4), threads)}
    overlay.set((*place, "OPTIONS", "pool"), options, "both halves share a bounded number of connections")
    overlay.set((*place, "CONN_MAX_AGE"), 0, "the pool keeps connections open, and Django wants no second keeper")
    overlay.set(
        (*place, "CONN_HEALTH_CHECKS"), False, "PROBE_CONNECTIONS does this, and mends more than one connection at once"
    )
    overlay.set(
        (*place, "PROBE_CONNECTIONS"),
        os.environ.get("DB_HEALTH_CHECKS", "true").lower() not in {"false", "0", "no", "off"},
        "a pooled connection that died is exchanged before it is used",
    )
    if reads:
        overlay.set((*place, "READS"), {"min_size": 1, "max_size": reads}, "for reads without a thread: bridge.queries")
