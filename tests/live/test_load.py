"""Two thousand requests of every kind on a pool of four: nothing fails, and nothing leaks."""

import asyncio
import random
from collections import Counter

import httpx2
import pytest

from tests.live.server import Service, thread_count

pytestmark = pytest.mark.slow

REQUESTS = 2000
CONCURRENCY = 64
PLAIN = {
    "async route": "/api/categories/",
    "sync route": "/api/categories/1/",
    "new route": "/api/v2/bestsellers",
    "background task": "/probe/background",
    "stream": "/api/v2/feed/products",
    "legacy": "/api/products.json?page_size=2",
}
KINDS = [*PLAIN, "client leaves a stream", "cancelled request"]


def test_two_thousand_requests_on_a_pool_of_four(small_service: Service) -> None:
    warm_up = asyncio.run(send_requests(small_service, 100))
    threads = thread_count(small_service.process.pid)

    outcomes = asyncio.run(send_requests(small_service, REQUESTS))

    failures = {outcome: count for outcome, count in (warm_up + outcomes).items() if outcome[1] not in {200, "left"}}
    assert not failures, small_service.printed()[-5000:]
    assert outcomes.total() == REQUESTS
    assert {kind for kind, _ in outcomes} == set(KINDS)
    assert small_service.all_connections_are_back()
    state = small_service.state()
    assert state["pool"]["pool_size"] == 4
    assert [reads["pool_size"] for reads in state["reads"]] == [2]
    assert thread_count(small_service.process.pid) <= threads + 1
    assert "Traceback" not in small_service.printed()


async def send_requests(service: Service, count: int) -> Counter[tuple[str, int | str]]:
    """Send so many requests, some at once, and count what became of each kind."""
    kinds = random.Random(count)  # noqa: S311 - the same requests each time
    turn = asyncio.Semaphore(CONCURRENCY)
    outcomes: Counter[tuple[str, int | str]] = Counter()

    async def send(client: httpx2.AsyncClient, kind: str) -> None:
        async with turn:
            outcomes[kind, await outcome(client, kind)] += 1

    limits = httpx2.Limits(max_connections=CONCURRENCY)
    async with (
        httpx2.AsyncClient(base_url=service.url, timeout=60, limits=limits) as client,
        asyncio.TaskGroup() as tasks,
    ):
        for _ in range(count):
            tasks.create_task(send(client, kinds.choice(KINDS)))
    return outcomes


async def outcome(client: httpx2.AsyncClient, kind: str) -> int | str:
    """Send one request; return its status, or "left" if the client was the one to end it."""
    if kind == "client leaves a stream":
        async with client.stream("GET", "/probe/rows", params={"pause": 0.001}) as response:
            async for _ in response.aiter_raw():
                break
        return "left"
    if kind == "cancelled request":
        try:
            async with asyncio.timeout(0.03):
                return (await client.get("/probe/sleep", params={"seconds": 0.05})).status_code
        except TimeoutError:
            return "left"
    return (await client.get(PLAIN[kind])).status_code


def test_orm_on_a_thread_of_anyio_is_refused_and_loses_no_connection(small_service: Service) -> None:
    for _ in range(6):
        assert httpx2.get(f"{small_service.url}/probe/wrong-thread").status_code == 500
    assert "sync_to_async(function)" in small_service.printed()
    assert small_service.all_connections_are_back()


def test_an_open_transaction_harms_no_later_request(small_service: Service) -> None:
    for _ in range(4):
        assert httpx2.get(f"{small_service.url}/probe/open-transaction").status_code == 500
        assert httpx2.get(f"{small_service.url}/api/categories/").status_code == 200
        assert httpx2.get(f"{small_service.url}/api/categories/1/").status_code == 200
    assert small_service.all_connections_are_back()
