"""How FastAPI routes answer errors that come from below them."""

import logging

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, close_old_connections
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from bridge.outage import DETAIL, RETRY_AFTER, is_outage
from bridge.threads import ThreadsBusyError

logger = logging.getLogger(__name__)


def add_error_handlers(api: FastAPI) -> None:
    """Make `api` answer 503 with Retry-After while the database is away or all threads are busy."""
    api.add_exception_handler(OperationalError, _database_error)
    api.add_exception_handler(InterfaceError, _database_error)
    api.add_exception_handler(ThreadsBusyError, _busy)


async def _database_error(request: Request, error: Exception) -> JSONResponse:
    if not is_outage(error):
        raise error
    logger.warning("Database unavailable: %s", error)
    # A route without `django_request` shares one thread, whose broken connection nobody else would close.
    await sync_to_async(close_old_connections)()
    return await _busy(request, error)


async def _busy(_request: Request, _error: Exception) -> JSONResponse:
    return JSONResponse({"detail": DETAIL}, 503, {"Retry-After": RETRY_AFTER})
