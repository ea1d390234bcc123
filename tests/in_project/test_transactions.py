"""Transactions of routes: one hop, committed before the response, rolled back by any exception."""

import asyncio
import functools
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections, transaction
from fastapi import Depends, FastAPI, HTTPException
from starlette.testclient import TestClient

from bridge.router import Router
from bridge.testing import share_connections
from bridge.transactions import TransactionError, atomic, atomic_requests
from legacy.catalog.models import Category
from routes.dependencies import release_connection


def make(slug: str) -> Category:
    return Category.objects.create(name=slug, slug=slug)


def make_and_fail(slug: str, error: Exception) -> None:
    make(slug)
    raise error


def slugs() -> list[str]:
    return sorted(Category.objects.values_list("slug", flat=True))


def client(router: Router) -> TestClient:
    api = FastAPI()
    api.include_router(router, dependencies=[Depends(release_connection, scope="function")])
    return TestClient(api, raise_server_exceptions=False)


@pytest.fixture(
    params=[
        pytest.param("shared", marks=pytest.mark.django_db),
        pytest.param("own", marks=pytest.mark.django_db(transaction=True)),
    ]
)
def database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run a test within the test's transaction, as the `service` fixture does, and on the routes' own connections."""
    with share_connections() if request.param == "shared" else nullcontext():
        yield


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


async def coroutine() -> None: ...


async def stream() -> AsyncIterator[int]:
    yield 1


def generator() -> Iterator[int]:
    yield 1


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


# --- A transaction that is held open ----------------------------------------------------------------------


@pytest.mark.usefixtures("database")
def test_a_transaction_held_open_is_rolled_back_and_an_error(caplog: pytest.LogCaptureFixture) -> None:
    router = Router(dependencies=[Depends(release_connection, scope="function")])
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


# --- ATOMIC_REQUESTS --------------------------------------------------------------------------------------


@pytest.fixture
def atomic_requests_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)


def write_and_fail() -> None:
    make_and_fail("kitchen", HTTPException(409, "no"))


@transaction.non_atomic_requests
def write_and_fail_without() -> None:
    write_and_fail()


async def wait() -> int:
    return 1


@transaction.non_atomic_requests
async def wait_without() -> int:
    return 2


def atomic_client() -> TestClient:
    router = Router()
    router.post("/def")(atomic_requests(write_and_fail))
    router.post("/def/without")(atomic_requests(write_and_fail_without))
    router.get("/async")(atomic_requests(wait))
    router.get("/async/without")(atomic_requests(wait_without))
    return client(router)


@pytest.mark.usefixtures("database", "atomic_requests_on")
def test_atomic_requests_wrap_def_routes_and_refuse_async_ones() -> None:
    http = atomic_client()
    assert http.post("/def").status_code == 409
    assert slugs() == []
    assert http.post("/def/without").status_code == 409
    assert slugs() == ["kitchen"]
    assert http.get("/async").status_code == 500
    assert http.get("/async/without").json() == 2
    with pytest.raises(RuntimeError, match=r"ATOMIC_REQUESTS of database 'default'.*`async def` route wait"):
        asyncio.run(atomic_requests(wait)())


@pytest.mark.usefixtures("database")
def test_without_the_setting_nothing_is_wrapped() -> None:
    http = atomic_client()
    assert http.post("/def").status_code == 409
    assert slugs() == ["kitchen"]
    assert http.get("/async").json() == 1


def test_a_stream_is_left_alone() -> None:
    assert atomic_requests(stream) is stream
    assert atomic_requests(generator) is generator
