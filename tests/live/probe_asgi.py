"""The generated project's application with a few routes more, through which a test looks inside of a running server.

Runs in the generated project's environment: `uvicorn probe_asgi:app`.
"""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator
from typing import Any

sys.path.insert(0, ".")

from asgiref.sync import sync_to_async
from django.db import connection, transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from fastapi import BackgroundTasks, Depends
from fastapi.responses import StreamingResponse

import asgi
from bridge.queries.loops import connections_of_loop
from bridge.router import Router
from legacy.catalog.models import Product
from routes.dependencies import django_request

router = Router(prefix="/probe", dependencies=[Depends(django_request)])
app = asgi.app


@router.get("/state")
async def state() -> dict[str, Any]:
    """Return the pool's figures and the names of all threads. Uses no database."""
    pool = DatabaseWrapper._connection_pools.get("default")
    return {
        "pool": pool.get_stats() if pool else {},
        "reads": [wrapper.source.pool.get_stats() for wrapper in connections_of_loop().values()],
        "threads": sorted(thread.name for thread in threading.enumerate()),
    }


@router.get("/sleep")
async def sleep(seconds: float) -> str:
    """Keep a thread and a connection for so long."""
    await sync_to_async(_sleep_in_database)(seconds)
    return "slept"


def _sleep_in_database(seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])


@router.get("/background")
async def background(tasks: BackgroundTasks) -> int:
    """Use the ORM before the response, and after it."""
    tasks.add_task(Product.objects.filter(is_active=True).acount)
    return await Product.objects.acount()


@router.get("/rows")
async def rows(copies: int = 1, pause: float = 0.0) -> StreamingResponse:
    """Stream rows through a cursor on the server."""

    async def lines() -> AsyncIterator[str]:
        async for product in Product.objects.order_by("pk").aiterator(chunk_size=50):
            yield product.description * copies + "\n"
            await asyncio.sleep(pause)

    return StreamingResponse(lines())


def count_on_anyio_thread() -> int:
    """Do what a `def` dependency must not."""
    return Product.objects.count()


@router.get("/wrong-thread")
async def wrong_thread(count: int = Depends(count_on_anyio_thread)) -> int:
    """Depend on it."""
    return count


@router.get("/open-transaction")
async def open_transaction() -> int:
    """Begin a transaction and never end it."""
    await sync_to_async(transaction.atomic().__enter__)()
    return await Product.objects.acount()


asgi.api.include_router(router)
