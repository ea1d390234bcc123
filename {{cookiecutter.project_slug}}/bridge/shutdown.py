"""Lets uvicorn lose no request when it is told to stop."""

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable
from functools import partial

import uvicorn

DRAIN = 0.25  # seconds
Shutdown = Callable[[list[socket.socket] | None], Awaitable[None]]


def drain_before_shutdown() -> None:
    """Make the uvicorn server that runs this process drain its connections before it closes them.

    By itself it closes, at SIGTERM, every connection without a running request, also those whose request has
    arrived but was not read yet: a busy client sees a reset connection. There is no hook for this, so we find the
    server by the signal handler it has installed. Under any other server this does nothing.
    """
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    if isinstance(server, uvicorn.Server):
        server.shutdown = partial(_shutdown, server, server.shutdown)  # type: ignore[method-assign]


async def _shutdown(server: uvicorn.Server, shutdown: Shutdown, sockets: list[socket.socket] | None = None) -> None:
    # Whoever keeps a connection open is asked to close it with the next response.
    server.server_state.default_headers.append((b"connection", b"close"))
    await asyncio.sleep(0)  # connections that wait to be accepted are
    for listener in server.servers:
        listener.close()
    await asyncio.sleep(DRAIN)  # requests that have arrived are read
    await shutdown(sockets)
