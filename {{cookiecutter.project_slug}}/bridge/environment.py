"""Reads settings from the environment, and says in one line what is wrong with them."""

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from bridge.outage import pool_is_cut_off

INSECURE_SECRET_KEY = "insecure-key-for-development-only"  # noqa: S105
POSTGRESQL = "django.db.backends.postgresql"


def read_environment(path: Path) -> Env:
    """Return the process environment, completed by the file at `path` where there is one.

    Raises:
        ImproperlyConfigured: the file is there and can't be read.
    """
    env = Env()
    try:
        if path.exists():
            path.read_text(encoding="utf-8")
            env.read_env(str(path), recurse=False)
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"Can't read {path}: {error}. Copy .env.example over it to start anew.") from error
    return env


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


def database(url: str, *, embedded: Path | None, health_checks: bool, pool: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of a pooled PostgreSQL database.

    Args:
        url: `postgresql://user:password@host:port/name?sslmode=require`, or empty for the embedded server.
        embedded: folder of the embedded development server's data, or None where a URL is required.
        health_checks: whether a pooled connection is tried before it is used (one round trip).
        pool: keyword arguments of `psycopg_pool.ConnectionPool`.

    Raises:
        ImproperlyConfigured: the URL is missing or is not that of a PostgreSQL database.
    """
    if url:
        settings = parse_database_url(url)
    elif embedded is not None:
        settings = {"ENGINE": "bridge.embedded", "NAME": "postgres", "USER": "postgres", "EMBEDDED_DATA": embedded}
    else:
        raise ImproperlyConfigured(
            "DATABASE_URL is missing. Set it to postgresql://user:password@host:5432/name,"
            " or DEBUG=true to develop on an embedded PostgreSQL."
        )
    options = {**settings.get("OPTIONS", {}), "pool": {**pool, "reconnect_failed": pool_is_cut_off}}
    return {**settings, "CONN_HEALTH_CHECKS": health_checks, "OPTIONS": options}


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
