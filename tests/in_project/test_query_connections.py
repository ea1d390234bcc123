"""The connections that reads without a thread run on: how they are set up, bounded, given back and replaced."""

import asyncio
from contextlib import aclosing
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError, connection, connections
from django.db.backends.signals import connection_created
from django.db.models import F
from django.db.models.functions import JSONObject
from reading import fetch_all, on_loop

from bridge.queries import fetch, reads
from bridge.queries.loops import connections_of_loop
from legacy.catalog.models import Category, Product

on_own_connections = pytest.mark.django_db(transaction=True)


def test_rows_arrive_in_chunks_by_a_cursor_on_the_server(shelves: list[Category]) -> None:
    async def read() -> list[Any]:
        pool = pool_of_loop()
        seen = []
        async with aclosing(
            fetch(Product.objects.order_by("id").prefetch_related("category")).iterator(chunk_size=5)
        ) as rows:
            async for row in rows:
                seen.append((row.sku, row.category.name))
                if len(seen) == 1:
                    held = pool.get_stats()["pool_available"], pool.get_stats()["pool_size"]
                if len(seen) == 7:
                    break
        assert held[0] < held[1]
        await wait_until_full(pool)
        assert not await reads(open_cursors)()
        return seen

    assert on_loop(read) == [(f"ABC-{number:04}", ["Pans", "Pots"][number % 2]) for number in range(7)]


async def wait_until_full(pool: Any) -> None:
    """Wait until all connections of a pool are back; some may still be on their way to it."""
    async with asyncio.timeout(5):
        while (stats := pool.get_stats())["pool_available"] < stats["pool_size"]:
            await asyncio.sleep(0.01)


def open_cursors() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_cursors")
        return list(cursor)


@on_own_connections
def test_the_session_is_set_up_as_djangos_own(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    def receive(connection: Any, **_: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET my.tenant = 'seven'")
            cursor.execute("SELECT 1")
            made.append(cursor.fetchone())

    monkeypatch.setitem(connections.settings["default"], "TIME_ZONE", "America/Chicago")
    monkeypatch.setitem(connections.settings["default"]["OPTIONS"], "assume_role", "pg_monitor")
    connection_created.connect(receive)
    try:
        said = on_loop(reads(session))
    finally:
        connection_created.disconnect(receive)
    assert said == ["America/Chicago", "pg_monitor", "seven", "on", "read committed", "UTF8"]
    assert set(made) == {(1,)}


def session() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('TimeZone'), current_user::text, current_setting('my.tenant'),"
            " current_setting('transaction_read_only'), current_setting('transaction_isolation'),"
            " current_setting('client_encoding')"
        )
        return list(cursor.fetchone())


@on_own_connections
def test_a_connection_that_died_is_replaced_without_an_error() -> None:
    async def read() -> list[int]:
        numbers = [await fetch(Category.objects).count()]
        await asyncio.gather(
            *(fetch(Category.objects.raw("SELECT *, pg_sleep(0.05) FROM catalog_category")) for _ in range(4))
        )
        await sync_to_async(kill_readers)(pool_of_loop())
        return [*numbers, *await asyncio.gather(*(fetch(Category.objects).count() for _ in range(8)))]

    assert on_loop(read) == [0] * 9


def kill_readers(pool: Any) -> None:
    """End the sessions of a pool's connections, as a restart of the database would."""
    with connection.cursor() as cursor:
        for one in [*pool._pool]:
            cursor.execute("SELECT pg_terminate_backend(%s)", [one.info.backend_pid])


def pool_of_loop() -> Any:
    """Return the pool that this event loop reads from."""
    (wrapper,) = connections_of_loop().values()
    return wrapper.source.pool  # type: ignore[attr-defined]


@on_own_connections
def test_connections_stay_within_their_bound_and_come_back_after_cancellation() -> None:
    async def read() -> list[Any]:
        pool = pool_of_loop()
        sleep = Category.objects.raw("SELECT 1 AS id, pg_sleep(20)")
        tasks = [asyncio.create_task(fetch_all(sleep)) for _ in range(20)]
        await asyncio.sleep(0.3)
        sizes = [pool.get_stats()["pool_size"]]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert await fetch(Category.objects).count() == 0
        stats = pool.get_stats()
        return [*sizes, stats.get("requests_waiting", 0)]

    bound = connections.settings["default"]["READS"]["max_size"]
    assert on_loop(read) == [bound, 0]


@on_own_connections
def test_a_full_pool_is_an_outage_and_no_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.settings["default"], "READS", {"min_size": 1, "max_size": 1, "timeout": 0.2})

    async def read() -> None:
        sleep = asyncio.create_task(fetch_all(Category.objects.raw("SELECT 1 AS id, pg_sleep(1)")))
        await asyncio.sleep(0.1)
        with pytest.raises(OperationalError, match="couldn't get a connection"):
            await fetch(Category.objects).count()
        await sleep

    on_loop(read)


@on_own_connections
def test_a_cursor_on_the_server_survives_a_connection_that_died() -> None:
    async def read() -> list[str]:
        await Category.objects.acreate(name="Pans", slug="pans")  # on the one connection that is left alive
        await fetch(Category.objects).count()
        await sync_to_async(kill_readers)(pool_of_loop())
        return [category.slug async for category in fetch(Category.objects.all())]

    assert on_loop(read) == ["pans"]


@on_own_connections
def test_two_queries_may_be_compiled_at_once_while_the_version_is_not_known() -> None:
    """Django asks for the server's version in the middle of compiling a JSONObject."""
    Category.objects.create(name="Pans", slug="pans")
    shared = Category.objects.filter(name__startswith="Pa")  # the lookup is the same object in both

    async def read() -> list[Any]:
        return await asyncio.gather(fetch(shared.annotate(json=JSONObject(name=F("name")))), fetch(shared))

    (one,), (other,) = on_loop(read)
    assert one == other
    assert one.json == {"name": "Pans"}
