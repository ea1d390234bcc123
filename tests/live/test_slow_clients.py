"""Two hundred clients that send or read slowly hold no thread, and keep nobody else waiting."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.live.server import Service

pytestmark = pytest.mark.slow

logger = logging.getLogger(__name__)

EACH = 50
STARVED = 5.0  # seconds; whoever has to wait for a slow client waits for as long as it is held open, which is longer
HELD_OPEN = 60


def test_two_hundred_slow_clients_keep_nobody_waiting(small_service: Service, admin: dict[str, str]) -> None:
    times = asyncio.run(times_among_slow_clients(small_service, admin["Authorization"]))

    assert max(times) < STARVED, times
    assert small_service.all_connections_are_back(seconds=30)
    logger.info("The slowest of %d requests took %.3f s.", len(times), max(times))


async def times_among_slow_clients(service: Service, token: str) -> list[float]:
    """Hold the slow clients open, and measure other requests meanwhile, in seconds."""
    authorized = f"Authorization: {token}\r\n"
    big_post = f"Content-Type: application/json\r\nContent-Length: 1000000\r\n{authorized}"
    slow = [
        ("POST", "/api/products.json", big_post),
        ("POST", "/api/v2/products/1/stock-alerts", big_post),
        ("GET", "/api/orders/export.csv", authorized),
        ("GET", "/probe/rows?copies=200", ""),
    ]
    async with asyncio.TaskGroup() as tasks:
        begun = asyncio.Semaphore(0)
        clients = [tasks.create_task(hold_open(service, *request, begun)) for request in slow * EACH]
        for _ in clients:  # the work for them is done, or all but the last one's
            await begun.acquire()
        times = [
            await measure(service, path)
            for _ in range(5)
            for path in (
                "/api/categories/",
                "/api/categories/1/",
                "/api/v2/bestsellers",
                "/api/products.json?page_size=2",
            )
        ]
        assert not any(client.done() for client in clients), f"the slow clients should all be there still: {times}"
        for client in clients:
            client.cancel()
    return times


async def hold_open(service: Service, method: str, path: str, headers: str, begun: asyncio.Semaphore) -> None:
    """Send a request by the byte, or read its response so, until cancelled; say when the first byte went over."""

    async def one_byte() -> None:
        if method == "POST":
            writer.write(b" ")
            await writer.drain()
        else:
            assert await reader.read(1), "the server ended the response"

    async with connection(service) as (reader, writer):
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode())
        await one_byte()
        begun.release()
        for _ in range(HELD_OPEN):
            await asyncio.sleep(1)
            await one_byte()


async def measure(service: Service, path: str) -> float:
    """Return the seconds that a request takes."""
    start = time.perf_counter()
    async with connection(service) as (reader, writer):
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
    return time.perf_counter() - start


@asynccontextmanager
async def connection(service: Service) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Open a connection that buffers next to nothing on the client's side."""
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port, limit=1024)
    try:
        yield reader, writer
    finally:
        writer.close()
