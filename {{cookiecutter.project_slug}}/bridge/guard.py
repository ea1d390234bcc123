"""Refuses Django's ORM on threads that would lose its connections."""

import threading
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

MESSAGE = (
    "Django's ORM was called on one of AnyIO's worker threads, where its connection would be lost. A `def` route"
    " must be on a bridge.router.Router, not on FastAPI's APIRouter. A `def` dependency, a `def` background task, a"
    " plain generator in a StreamingResponse, or a call in run_in_threadpool must be `async def` instead, and use the"
    " ORM's a-methods or `await sync_to_async(function)(...)` (asgiref.sync)."
)


class ORMOnWrongThreadError(RuntimeError):
    """The ORM was called where a pooled connection can't be given back."""


def refuse_anyio_threads(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Give the connection that was just opened back, and raise, if this is a thread of AnyIO's.

    A receiver of `django.db.backends.signals.connection_created`.

    Raises:
        ORMOnWrongThreadError: it is one; the message says what to write instead.
    """
    if is_anyio_thread():
        connection.close()
        raise ORMOnWrongThreadError(MESSAGE)


def is_anyio_thread() -> bool:
    """Return whether the current thread belongs to AnyIO's pool, which Starlette runs `def` functions on."""
    return type(threading.current_thread()).__module__.startswith("anyio.")
