"""Compiled once, right for every query of its shape: compared with Django's own compiler on drawn querysets."""

import asyncio
import os
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.exceptions import EmptyResultSet, FieldError, FullResultSet
from django.core.management import call_command
from django.db import DataError, NotSupportedError, ProgrammingError, connection, connections
from django.db.models import Value
from django.utils import timezone
from query_recipes import draw, prefetched

from bridge.queries import fetch
from bridge.queries.connection import OnLoop, loop_connection
from bridge.queries.loops import reads_on_loop
from legacy.catalog.models import Product

STRUCTURES = int(os.environ.get("QUERY_STRUCTURES", "1500"))
EMPTY = (EmptyResultSet, FullResultSet)


@pytest.fixture
def wrapper(db: None) -> OnLoop:
    """Return a connection that compiles and never runs anything."""
    connection.ensure_connection()
    made = loop_connection("default", source=None)  # type: ignore[arg-type]
    made.__dict__["version"] = connection.pg_version
    return made


def drawn(structure: int, number: int) -> Any:
    """Return a queryset, or None: not all that can be drawn is a valid query."""
    with suppress(FieldError, NotSupportedError, ValueError, TypeError):
        return draw(Random(structure), Random(structure * 100 + number))
    return None


def compiled(query: Any, own: Any) -> Any:
    try:
        sql, parameters = query.get_compiler(connection=own).as_sql()
    except (*EMPTY, FieldError, NotSupportedError, ValueError, OverflowError) as error:
        return type(error)
    return sql, [(type(one), repr(getattr(one, "obj", one))) for one in parameters]


def test_the_sql_of_drawn_querysets_is_djangos(wrapper: OnLoop) -> None:
    seen: Counter[str] = Counter()
    for structure in range(STRUCTURES):
        for number in range(4):
            queryset = drawn(structure, number)
            if queryset is None:
                continue
            before = len(wrapper.compiled)
            mine = compiled(queryset.query, wrapper)
            with timezone.override("Asia/Kolkata" if number == 3 else None):
                theirs = compiled(drawn(structure, number).query, connection)
                if number == 3:
                    mine = compiled(queryset.query, wrapper)
            assert mine == theirs, (structure, number)
            seen["compiled" if len(wrapper.compiled) > before else "remembered"] += 1
            seen["empty"] += isinstance(mine, type)
    # Some have no shape or are empty, most are compiled for the first values and remembered for the others.
    assert seen["remembered"] > seen["compiled"] > STRUCTURES / 3


@pytest.mark.django_db(transaction=True)
def test_the_rows_of_drawn_querysets_are_djangos() -> None:
    call_command("seed_demo", force=True, verbosity=0)
    compared = Counter[str]()

    async def compare() -> None:
        async with reads_on_loop():
            for structure in range(STRUCTURES // 5):
                for number in range(3):
                    await one(structure, number)
            await sync_to_async(connections.close_all)()  # of the thread that Django's own rows came from

    async def one(structure: int, number: int) -> None:
        make = prefetching if structure % 10 == 0 else drawn
        queryset = make(structure, number)
        if queryset is None or "?" in str(queryset.query.order_by) or "now" in queryset.query.annotations:
            return
        try:
            theirs = [row async for row in make(structure, number)]
            kind = "rows" if theirs else "no rows"
        except (DataError, ProgrammingError, FieldError, NotSupportedError, ValueError, OverflowError) as error:
            with pytest.raises(type(error)):
                await fetch(queryset)
            kind = "errors"
        else:
            mine = await fetch(queryset)
            ordered = bool(queryset.query.order_by) or queryset.query.is_sliced
            assert described(mine, ordered=ordered) == described(theirs, ordered=ordered), (structure, number)
            counts = [await outcome(fetch(make(structure, number)).count()), await outcome(queryset.acount())]
            assert counts[0] == counts[1], (structure, number)  # Django 6.1 can't count some unions
            assert await fetch(make(structure, number)).exists() is bool(theirs)
        compared[kind] += 1

    asyncio.run(compare())
    assert compared["rows"] > STRUCTURES / 5
    assert compared["no rows"] > 10


async def outcome(count: Coroutine[Any, Any, int]) -> int | type[Exception]:
    try:
        return await count
    except (TypeError, NotSupportedError) as error:
        return type(error)


def prefetching(structure: int, number: int) -> Any:
    return prefetched(Random(structure), Random(number))


def described(rows: list[Any], *, ordered: bool) -> Any:
    described = [description(row) for row in rows]
    return described if ordered else Counter(map(repr, described))


def description(row: Any, depth: int = 3) -> Any:
    """Return all that a row holds, related and prefetched objects included."""
    if not hasattr(row, "_meta"):
        return row
    own = {name: value for name, value in vars(row).items() if name not in {"_state", "_prefetched_objects_cache"}}
    related = {**row._state.fields_cache, **getattr(row, "_prefetched_objects_cache", {})} if depth else {}
    return (
        type(row),
        sorted((name, repr(value)) for name, value in own.items()),
        row.get_deferred_fields(),
        [
            (name, row._state.db, [description(one, depth - 1) for one in related_rows(value)])
            for name, value in sorted(related.items())
        ],
    )


def related_rows(value: Any) -> list[Any]:
    return [value] if value is None or hasattr(value, "_meta") else list(value)


def test_equal_values_that_print_differently_are_two_shapes(wrapper: OnLoop) -> None:
    for value in (1, True, 1.0, Decimal(1), Decimal("1.0"), Decimal("1.00"), 0.0, -0.0, "1"):
        queryset = Product.objects.annotate(constant=Value(value))
        assert compiled(queryset.query, wrapper) == compiled(queryset.query, connection)
