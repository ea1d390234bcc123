"""Statements that the server plans once, and the greenlets that queries wait on."""

import asyncio
import gc
import weakref
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import ProgrammingError, connection
from django.db.models import QuerySet
from greenlet import getcurrent
from reading import on_loop

from bridge.queries import fetch, greenlets, prepared, reads
from bridge.queries.statements import Statement
from legacy.catalog.models import Category, Product

pytestmark = pytest.mark.django_db(transaction=True)


@prepared
def in_stock(least: int, numbers: list[int]) -> QuerySet[Product]:
    return Product.objects.filter(stock__gte=least, stock__in=numbers).order_by("id")


def rows_of(sql: Any, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def planned() -> list[str]:
    return [row[0] for row in rows_of("SELECT statement FROM pg_prepared_statements")]


def test_a_prepared_querysets_statement_is_planned_once(shelves: list[Category]) -> None:
    async def read() -> None:
        await fetch(in_stock(1, [1, 2]))
        assert not await reads(planned)()
        for number in range(20):  # the pool may have more connections than one
            await fetch(in_stock(number, [number, 2]))
        (statement,) = await reads(planned)()
        assert '"stock" >= $1' in statement
        assert '"stock" IN ($2, $3)' in statement

    on_loop(read)


def test_a_table_that_has_changed_since_is_read_as_it_is_now(shelves: list[Category]) -> None:
    async def read() -> None:
        before = await names()
        await sync_to_async(alter)("text")
        assert await names() == before

    async def names() -> list[str]:
        return [[product.name for product in await fetch(in_stock(0, [0, 1, 2]))] for _ in range(20)][-1]

    length = Product._meta.get_field("name").max_length
    try:
        on_loop(read)
    finally:
        alter(f"varchar({length})")


def alter(kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE catalog_product ALTER COLUMN name TYPE {kind}")


def test_the_server_need_not_know_a_values_type(transactional_db: None) -> None:
    assert on_loop(reads(lambda: rows_of(Statement("SELECT %s IS NULL, '%%s'"), "seven"))) == [(False, "%s")]


def test_an_integer_that_is_too_large_is_no_other_integer(shelves: list[Category]) -> None:
    assert Product.objects.filter(stock=0).exists()
    assert on_loop(lambda: fetch(in_stock(0, [-(2**40)]))._all()) == []


def test_an_error_in_a_statement_is_the_one_that_django_gets(transactional_db: None) -> None:
    for sql in (str, Statement):
        with pytest.raises(ProgrammingError, match="nowhere"):
            on_loop(reads(lambda sql=sql: rows_of(sql("SELECT * FROM nowhere WHERE id = %s"), 7)))


class Result:
    """Something to refer to weakly."""


def test_a_greenlet_is_used_again_and_keeps_nothing() -> None:
    async def main() -> None:
        used = [await greenlets.run(getcurrent) for _ in range(3)]
        assert used[0] is used[1] is used[2]
        assert used[0] is not getcurrent()
        kept = weakref.ref(await greenlets.run(Result))
        failed = await failure()
        gc.collect()
        assert kept() is None
        assert failed() is None

    async def failure() -> weakref.ref[Result]:
        result = Result()

        def fail(_result: Result = result) -> None:
            raise ValueError

        with pytest.raises(ValueError, match=r"^$"):
            await greenlets.run(fail)
        return weakref.ref(result)

    asyncio.run(main())


def test_those_that_wait_at_once_have_one_each() -> None:
    async def main() -> None:
        waiting = [greenlets.run(lambda: (greenlets.wait(asyncio.sleep(0.01)), getcurrent())[1]) for _ in range(5)]
        assert len(set(await asyncio.gather(*waiting))) == 5

    asyncio.run(main())


def test_a_cancelled_function_is_told_and_its_greenlet_used_again() -> None:
    told: list[Any] = []

    def function() -> None:
        try:
            greenlets.wait(asyncio.sleep(10))
        except asyncio.CancelledError:
            told.append(getcurrent())
            raise

    async def main() -> None:
        task = asyncio.create_task(greenlets.run(function))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert told == [await greenlets.run(getcurrent)]

    asyncio.run(main())


def test_a_task_that_is_forgotten_ends_its_function() -> None:
    ended: list[str] = []

    def function() -> None:
        try:
            greenlets.wait(asyncio.sleep(10))
        finally:
            ended.append("yes")

    async def main() -> None:
        coroutine = greenlets.run(function)
        coroutine.send(None)
        coroutine.close()
        gc.collect()
        assert ended == ["yes"]
        assert await greenlets.run(lambda: 7) == 7

    asyncio.run(main())
