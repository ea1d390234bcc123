"""What a client sees while the database is away or all threads are busy: 503, and when to come back."""

import json
import logging
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, InterfaceError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:  # not installed where another database is used
    from psycopg_pool import ConnectionPool

logger = logging.getLogger(__name__)

RETRY_AFTER = "5"  # seconds
DETAIL = "Service temporarily unavailable, try again later."
PAGE = f"<!doctype html>\n<html lang=en>\n<title>Service Unavailable</title>\n<h1>{DETAIL}</h1>\n</html>\n"

PSYCOPG_TIMEOUT = 30.0  # seconds; what psycopg_pool waits where the settings don't say

POSTGRESQL_DRIVERS = {"psycopg", "psycopg_pool", "psycopg2"}
MYSQL_DRIVERS = {"MySQLdb", "pymysql", "mysql"}
# SQLSTATEs of a server that is out of reach, shuts down, starts up, or has no connection left (PostgreSQL manual,
# appendix A). An error without a state comes from the client: refused, cut off, or waited for in vain.
OUTAGE_STATES = ("08", "57P01", "57P02", "57P03", "53300")
# The same for MySQL and MariaDB: too many connections, shutting down, no connection, connection lost (their manual,
# "Server Error Message Reference" and "Client Error Message Reference").
OUTAGE_NUMBERS = {1040, 1053, 1927, 2002, 2003, 2006, 2013}
CLOSED = re.compile("connection (is|already) closed")
FAIL_FAST = 0.2  # seconds that a request waits for a connection while the database is known to be away


def is_outage(error: BaseException) -> bool:
    """Return whether `error` says that the database can't be reached, rather than that a query is wrong."""
    cause = error.__cause__ if isinstance(error, DatabaseError | InterfaceError) else None
    driver = type(cause).__module__.partition(".")[0]
    if cause is None or driver not in POSTGRESQL_DRIVERS | MYSQL_DRIVERS:
        return False
    if driver in MYSQL_DRIVERS:
        return bool(OUTAGE_NUMBERS.intersection(cause.args[:1]))
    state: str | None = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None)  # psycopg 3, psycopg2
    if state is not None:
        return state.startswith(OUTAGE_STATES)
    return isinstance(error, OperationalError) or CLOSED.search(str(cause)) is not None


def pool_is_cut_off(pool: "ConnectionPool[Any]") -> None:
    """Make requests wait for a connection only shortly, until one succeeds. psycopg_pool's `reconnect_failed`.

    Otherwise every thread would spend the pool's whole timeout on each request, with others in the queue behind it.
    """
    logger.warning("The database of %s can't be reached.", pool.name)
    pool.timeout = FAIL_FAST


def database_is_back(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Wait for connections as long as the settings say. A receiver of Django's signal `connection_created`."""
    pool = getattr(connection, "pool", None)
    if pool is not None and pool.timeout == FAIL_FAST:
        pool.timeout = connection.settings_dict["OPTIONS"]["pool"].get("timeout", PSYCOPG_TIMEOUT)


def unavailable(accept: str) -> tuple[str, str]:
    """Return body and content type of the answer: a page for a browser, else DRF's and FastAPI's error object."""
    if "text/html" in accept:
        return PAGE, "text/html; charset=utf-8"
    return json.dumps({"detail": DETAIL}, separators=(",", ":")), "application/json"


def note_outage(request: HttpRequest | None = None, **_: Any) -> None:
    """Mark a request that failed for want of the database. A receiver of Django's signal `got_request_exception`."""
    error = sys.exc_info()[1]
    if request is not None and error is not None and is_outage(error):
        request.database_outage = True  # type: ignore[attr-defined]


class DatabaseOutageMiddleware:
    """Django middleware: a view that fails for want of the database answers 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; an error in another middleware is a 500 by the time it arrives here."""
        response = self.get_response(request)
        return self.unavailable(request) if getattr(request, "database_outage", False) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return a 503 for an outage, and None for any other exception, which Django then treats as ever."""
        if not is_outage(exception):
            return None
        logger.warning("Database unavailable: %s", exception)
        return self.unavailable(request)

    @staticmethod
    def unavailable(request: HttpRequest) -> HttpResponse:
        """Return the answer."""
        body, content_type = unavailable(request.headers.get("Accept", ""))
        return HttpResponse(body, status=503, content_type=content_type, headers={"Retry-After": RETRY_AFTER})
