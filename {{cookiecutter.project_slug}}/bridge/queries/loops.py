"""What each event loop reads with. Imports psycopg only where a database has `READS` in its settings."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from django.db import connections

if TYPE_CHECKING:
    from bridge.queries.connection import OnLoop
    from bridge.queries.pools import Reads

_reads: "dict[asyncio.AbstractEventLoop, Reads]" = {}


@asynccontextmanager
async def reads_on_loop() -> AsyncIterator[None]:
    """Let this event loop read without threads, until the block is over. Opens nothing before it is needed."""
    if not any(database.get("READS") for database in connections.settings.values()):
        yield
        return
    from bridge.queries.pools import Reads  # noqa: PLC0415

    loop = asyncio.get_running_loop()
    reads = _reads[loop] = Reads()
    try:
        yield
    finally:
        del _reads[loop]
        await reads.close()


def connections_of_loop() -> "dict[str, OnLoop]":
    """Return what the running event loop reads with; nothing outside of `reads_on_loop`."""
    reads = _reads.get(asyncio.get_running_loop())
    return reads.connections if reads is not None else {}
