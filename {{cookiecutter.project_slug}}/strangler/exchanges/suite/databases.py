"""Whether the test that is running has a database to ask both halves with."""

from django.db import connections
from django.db.utils import ConnectionHandler

NONE = "the test has no database"


def why_none(handler: ConnectionHandler = connections) -> str:
    """Return why nothing can be compared at this moment; "" where it can."""
    connection = handler["default"]
    if type(connection.connect).__name__ == "_DatabaseFailure":  # of SimpleTestCase
        return NONE
    try:
        connection.ensure_connection()
    except Exception:  # noqa: BLE001 - pytest-django raises a RuntimeError, no driver its own, no settings another
        return NONE
    return "the test's transaction is broken" if connection.needs_rollback else ""
