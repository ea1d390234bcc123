"""Transactions of routes: one hop, committed before the response, rolled back by any exception."""

import asyncio
import functools
import threading
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from categories import client, coroutine, generator, make, make_and_fail, slugs, stream
from django.db import connection, connections, transaction
from fastapi import Depends, FastAPI, HTTPException
from starlette.testclient import TestClient

from bridge.router import Router
from bridge.transactions import TransactionError, atomic
from legacy.catalog.models import Category
from routes.dependencies import django_request


@pytest.mark.usefixtures("database")
def test_a_transaction_is_committed_before_the_response() -> None:
    router = Router()
    seen: list[Any] = []

    @router.post("/")
    async def create() -> list[Any]:
        category = await atomic(make)("kitchen")
        seen.append(await sync_to_async(lambda: connection.in_atomic_block)())
        return [category.slug, await Category.objects.acount()]

    assert client(router).post("/").json() == ["kitchen", 1]
    assert slugs() == ["kitchen"]


@pytest.mark.django_db(transaction=True)
def test_it_is_one_transaction_on_the_thread_of_the_request() -> None:
    router = Router()
    threads: list[int] = []
    order: list[str] = []

    @atomic
    def create(slug: str) -> bool:
        threads.append(threading.get_ident())
        make(slug)
        transaction.on_commit(lambda: order.append("committed"))
        order.append("in it")
        return connection.in_atomic_block

    @router.post("/")
    async def endpoint() -> bool:
        threads.append(await sync_to_async(threading.get_ident)())
        inside = await create("kitchen")
        order.append("awaited")
        return inside and not await sync_to_async(lambda: connection.in_atomic_block)()

    assert client(router).post("/").json() is True
    assert len(set(threads)) == 1
    assert order == ["in it", "committed", "awaited"]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("error", "status"), [(HTTPException(409, "no"), 409), (ValueError("no"), 500), (KeyError("no"), 500)]
)
def test_any_exception_rolls_back(error: Exception, status: int) -> None:
    router = Router()

    @router.post("/")
    async def create() -> None:
        await atomic(make_and_fail)("kitchen", error)

    @router.post("/def")
    def create_in_def_route() -> None:
        with transaction.atomic():
            make_and_fail("kitchen", error)

    http = client(router)
    assert [http.post(path).status_code for path in ("/", "/def")] == [status, status]
    assert slugs() == []


@pytest.mark.usefixtures("database")
def test_transactions_of_gathered_calls_do_not_mix() -> None:
    router = Router()

    @router.post("/")
    async def create() -> list[str]:
        results = await asyncio.gather(
            atomic(make)("kept"), atomic(make_and_fail)("lost", ValueError("no")), return_exceptions=True
        )
        return [type(result).__name__ for result in results]

    assert client(router).post("/").json() == ["Category", "ValueError"]
    assert slugs() == ["kept"]


@pytest.mark.django_db(transaction=True)
def test_options_are_those_of_django() -> None:
    def nested() -> None:
        with transaction.atomic(durable=True):
            pass

    @atomic(durable=True)
    def run(function: Callable[[], None]) -> None:
        function()

    async def calls() -> None:
        await run(lambda: None)
        with pytest.raises(RuntimeError, match="durable"):
            await run(nested)
        await sync_to_async(connections.close_all)()

    assert asyncio.run(calls()) is None


class Callback:
    """Looks like a plain object, and is not."""

    async def __call__(self) -> None:
        """Do nothing."""


@pytest.mark.parametrize("function", [coroutine, stream, generator, functools.partial(coroutine), Callback()])
def test_what_would_outlive_its_transaction_is_refused(function: Any) -> None:
    with pytest.raises(TransactionError, match=r"await atomic\(function\)"):
        atomic(function)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("unfinished", [coroutine, stream, generator])
def test_and_what_returns_such_a_thing_is_rolled_back(unfinished: Callable[[], Any]) -> None:
    router = Router()

    def create() -> Any:
        make("kitchen")
        return unfinished()

    @router.post("/")
    async def endpoint() -> None:
        with pytest.raises(TransactionError, match="returned"):
            await atomic(create)()

    assert client(router).post("/").status_code == 200
    assert slugs() == []


def test_it_is_no_context_manager() -> None:
    async def hold() -> None:
        async with atomic():
            pass

    with pytest.raises(TransactionError, match="while a coroutine waits"):
        asyncio.run(hold())
    with pytest.raises(TransactionError, match="no context manager"), atomic():
        pass


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_request_is_committed_all_the_same() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        make("kitchen")
        begun.set()
        go_on.wait(5)

    async def cancel() -> None:
        async def request() -> None:
            await atomic(slow)()

        task = asyncio.create_task(request())
        await asyncio.to_thread(begun.wait, 5)
        task.cancel()
        await asyncio.sleep(0)
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        await sync_to_async(connections.close_all)()

    asyncio.run(cancel())
    assert slugs() == ["kitchen"]


@pytest.mark.usefixtures("database")
def test_a_transaction_held_open_is_rolled_back_and_an_error(caplog: pytest.LogCaptureFixture) -> None:
    router = Router(dependencies=[Depends(django_request)])
    blocks: list[Any] = []

    @router.post("/open")
    async def leave_open() -> None:
        for _ in range(2):
            blocks.append(transaction.atomic())
            await sync_to_async(blocks[-1].__enter__)()
            await sync_to_async(make)(f"kitchen-{len(blocks)}")

    @router.post("/closed")
    async def good() -> None:
        await atomic(make)("bathroom")

    api = FastAPI()
    api.include_router(router)
    http = TestClient(api, raise_server_exceptions=False)
    assert http.post("/open").status_code == 500, "the client must not believe in what was rolled back"
    assert "await atomic(function)" in caplog.text
    assert [http.post("/closed").status_code, slugs()] == [200, ["bathroom"]]
    with pytest.raises(TransactionError, match="with a transaction open"):
        TestClient(api).post("/open")
    assert slugs() == ["bathroom"]
