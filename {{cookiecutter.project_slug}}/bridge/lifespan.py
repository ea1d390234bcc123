"""What happens when the server process starts and ends."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asgiref.sync import sync_to_async
from django.db import connections
from fastapi import FastAPI

from bridge.embedded import server
from bridge.queries.loops import reads_on_loop
from bridge.shutdown import drain_before_shutdown
from bridge.threads import legacy_threads, routes_threads


@asynccontextmanager
async def lifespan(_api: FastAPI) -> AsyncIterator[None]:
    """Give threads and database connections back at the end. Nothing is opened before it is needed."""
    drain_before_shutdown()
    async with reads_on_loop():
        yield
    legacy_threads().stop()
    routes_threads().stop()
    await sync_to_async(close_pools)()
    if threading.current_thread() is threading.main_thread():
        # uvicorn ends by the signal that stopped it, so that no exit handler of Python's would do this.
        server.stop()


def close_pools() -> None:
    """Close the connection pools of this process, but for those that a test works on."""
    for connection in connections.all():
        if connection.alias in getattr(connection, "_connection_pools", {}) and not connection.allow_thread_sharing:
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]
