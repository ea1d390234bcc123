"""Lets uvicorn lose no request when it is told to stop.

By itself it resets, at SIGTERM, every connection that waits to be accepted, and every one whose request has arrived
but was not read yet: a busy client sees errors at each deployment.
"""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial

import uvicorn

DRAIN = 1.0  # seconds that clients with an open connection have for one more request
POLL = 0.05  # seconds
Shutdown = Callable[[list[socket.socket] | None], Awaitable[None]]


def drain_before_shutdown() -> None:
    """Make the uvicorn server that runs this process drain its connections before it closes them.

    There is no hook for this, so we find the server by the signal handler that it has installed. Under any other
    server this does nothing.
    """
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    if isinstance(server, uvicorn.Server):
        server.shutdown = partial(_shutdown, server, server.shutdown)  # type: ignore[method-assign]


async def _shutdown(server: uvicorn.Server, shutdown: Shutdown, sockets: list[socket.socket] | None = None) -> None:
    # Whoever keeps a connection open is asked to close it with the next response.
    server.server_state.default_headers.append((b"connection", b"close"))
    accepted = []
    for listener in server.servers:  # no await here: nobody may join the queue between its last look and the close
        accepted += [connection for fd in _descriptors(listener) for connection in _waiting_connections(fd)]
        listener.close()
    if accepted:
        # A client that doesn't finish its TLS handshake, or can't, must not hold up the others.
        handshakes = [asyncio.ensure_future(_serve(server, connection)) for connection in accepted]
        await asyncio.wait(handshakes, timeout=DRAIN)
    deadline = time.monotonic() + DRAIN
    while server.server_state.connections and time.monotonic() < deadline:  # noqa: ASYNC110 - uvicorn sets no event
        await asyncio.sleep(POLL)
    await shutdown(sockets)


def _descriptors(listener: asyncio.base_events.Server) -> list[int]:
    return [listening.fileno() for listening in listener.sockets]


def _waiting_connections(descriptor: int) -> Iterator[socket.socket]:
    """Accept what has connected and was not accepted yet; there is no waiting for more."""
    with socket.socket(fileno=os.dup(descriptor)) as listening:
        listening.setblocking(False)
        while True:
            try:
                yield listening.accept()[0]
            except OSError:  # nobody is left
                return


async def _serve(server: uvicorn.Server, connection: socket.socket) -> None:
    """Serve a connection as uvicorn does those that it has accepted itself (`uvicorn.server.Server.startup`)."""
    config = server.config

    def protocol() -> asyncio.Protocol:
        return config.http_protocol_class(  # type: ignore[call-arg]
            config=config, server_state=server.server_state, app_state=server.lifespan.state
        )

    with suppress(OSError):
        await asyncio.get_running_loop().connect_accepted_socket(protocol, connection, ssl=config.ssl)
