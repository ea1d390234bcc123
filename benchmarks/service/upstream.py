"""The client for the stub that answers after 200 ms.

httpx 0.28 looks through all connections of a pool, for each of them, whenever a request begins or ends: with 1,000 in
one pool, 1,000 requests took 45 s of processor time. Spread over many pools they take a second or two.
"""

import itertools
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

URL = os.environ.get("UPSTREAM_URL", "")
POOLS, CONNECTIONS = 500, 2  # connections of one pool
TIMEOUT = 60.0  # seconds


class Spread(httpx.AsyncBaseTransport):
    """Sends each request through the next one of several pools."""

    def __init__(self) -> None:
        limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
        tls = ssl.create_default_context()  # one for all: each holds half a megabyte of certificates
        self.pools = [httpx.AsyncHTTPTransport(verify=tls, limits=limits, trust_env=False) for _ in range(POOLS)]
        self.turns = itertools.cycle(self.pools)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        return await next(self.turns).handle_async_request(request)

    async def aclose(self) -> None:
        """Close all connections."""
        for pool in self.pools:
            await pool.aclose()


# Can wait for 1,000 responses at once. It connects when it is first used, and knows no proxy.
client = httpx.AsyncClient(transport=Spread(), timeout=TIMEOUT, trust_env=False)


@asynccontextmanager
async def open_client(_app: Any) -> AsyncIterator[None]:
    """Close the client when the server ends. A lifespan."""
    async with client:
        yield
