"""The client for the stub that answers after 200 ms."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

URL = os.environ.get("UPSTREAM_URL", "")
CONNECTIONS = 1_000
TIMEOUT = 60.0  # seconds

# Can wait for 1,000 responses at once. It connects when it is first used.
client = httpx.AsyncClient(
    limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
    timeout=TIMEOUT,
    trust_env=False,  # no proxy
)


@asynccontextmanager
async def open_client(_app: Any) -> AsyncIterator[None]:
    """Close the client when the server ends. A lifespan."""
    async with client:
        yield
