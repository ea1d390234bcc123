"""Runs coroutines as the service does: on an event loop that has connections for reads without a thread."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from asgiref.sync import sync_to_async

from bridge.connections import close_connections
from bridge.queries import fetch
from bridge.queries.loops import reads_on_loop


def on_loop(function: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Return what a coroutine function returns."""

    async def main() -> Any:
        async with reads_on_loop():
            try:
                return await function()
            finally:
                await sync_to_async(close_connections)()  # of asgiref's thread

    return asyncio.run(main())


async def fetch_all(queryset: Any) -> Any:
    """Return all rows of a queryset, for whoever needs a coroutine."""
    return await fetch(queryset)
