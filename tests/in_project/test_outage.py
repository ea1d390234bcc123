"""What counts as an outage, and what is a mistake in the program."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import psycopg_pool
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from bridge.outage import is_outage
from legacy.catalog.models import Category


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (caused(OperationalError(), psycopg.OperationalError("connection refused")), True),
        (caused(OperationalError(), psycopg_pool.PoolTimeout("couldn't get a connection")), True),
        (caused(OperationalError(), psycopg.errors.AdminShutdown()), True),
        (caused(OperationalError(), psycopg.errors.TooManyConnections()), True),
        (caused(InterfaceError(), psycopg.InterfaceError("the connection is closed")), True),
        (caused(InterfaceError(), psycopg.InterfaceError("the cursor is closed")), False),
        (caused(OperationalError(), psycopg.errors.DeadlockDetected()), False),
        (caused(OperationalError(), psycopg.errors.QueryCanceled()), False),
        (caused(OperationalError(), sqlite3.OperationalError("no such table")), False),
        (caused(ProgrammingError(), psycopg.errors.UndefinedTable()), False),
        (OperationalError(), False),
        (ValueError(), False),
    ],
)
def test_what_an_outage_is(error: Exception, *, outage: bool) -> None:
    assert is_outage(error) is outage


class QueryInMiddleware:
    """A middleware of a project's own that can't reach the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, _request: HttpRequest) -> HttpResponse:
        """Fail."""
        raise caused(OperationalError(), psycopg.OperationalError("connection refused"))


def test_an_outage_in_another_middleware_is_a_503() -> None:
    middleware = ["bridge.outage.DatabaseOutageMiddleware", f"{__name__}.QueryInMiddleware"]
    with override_settings(MIDDLEWARE=middleware):
        response = WSGIHandler().get_response(RequestFactory().get("/api/products/"))
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


@pytest.fixture
def pool() -> Iterator[Any]:
    """Return the connection pool, for tests that commit."""
    connection.close()
    yield connection.pool  # type: ignore[attr-defined]
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_dead_connections_are_exchanged_at_once(pool: Any) -> None:
    Category.objects.count()
    connection.close()
    pool.wait(timeout=10)
    with psycopg.connect(pool.kwargs.get("conninfo", ""), **{**pool.kwargs, "autocommit": True}) as other:
        # Waits until each has said goodbye and ended, or the next query may be sooner than the word.
        other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid()"
        )
    start = time.monotonic()
    assert Category.objects.count() == 0
    assert time.monotonic() - start < 3, "psycopg_pool's own check takes longer with each dead connection"
