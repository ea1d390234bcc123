"""Reads without a thread: what they give, what they refuse, and where they run."""

import asyncio
import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.exceptions import SynchronousOnlyOperation
from django.db import ProgrammingError, connection, models, transaction
from django.db.models import Avg, Count, Prefetch
from django.db.models.functions import Length
from django.test import override_settings
from django.utils import timezone
from reading import fetch_all, on_loop

from bridge.queries import ReadsOnlyError, fetch, reads
from bridge.queries.loops import connections_of_loop
from bridge.testing import share_connections
from legacy.catalog.models import Category, Product, Review

on_own_connections = pytest.mark.django_db(transaction=True)


def test_what_the_methods_return_is_djangos(shelves: list[Category]) -> None:
    cheap = Product.objects.filter(price__lt=5).select_related("category").order_by("price")

    async def read() -> list[Any]:
        return [
            await fetch(cheap),
            await fetch(cheap).first(),
            await fetch(cheap).last(),
            await fetch(cheap).get(price=3),
            await fetch(Product.objects).get(sku="ABC-0003"),
            await fetch(cheap).count(),
            await fetch(cheap[1:3]).count(),
            await fetch(cheap).exists(),
            await fetch(cheap.filter(price=99)).exists(),
            await fetch(cheap.filter(price=99)).first(),
            await fetch(cheap.none()),
            await fetch(cheap).aggregate(mean=Avg("price"), number=Count("category", distinct=True)),
            await fetch(Category.objects).in_bulk(["pots"], field_name="slug"),
            await fetch(cheap.values("name", "category__name")),
            await fetch(cheap.values_list("sku", flat=True)),
            await fetch(cheap.values_list("sku", "price", named=True)),
            await fetch(Product.objects.raw("SELECT * FROM catalog_product WHERE price > %s ORDER BY price", [9])),
            await fetch(Category.objects.filter(products__price__gt=3).distinct()),
            [row async for row in fetch(cheap)],
            [row async for row in fetch(Product.objects.raw("SELECT * FROM catalog_product ORDER BY price LIMIT 2"))],
            await fetch(Product.objects.dates("created_at", "year")),
        ]

    got = on_loop(read)
    assert got == [
        list(cheap),
        cheap.first(),
        cheap.last(),
        cheap.get(price=3),
        Product.objects.get(sku="ABC-0003"),
        5,
        2,
        True,
        False,
        None,
        [],
        cheap.aggregate(mean=Avg("price"), number=Count("category", distinct=True)),
        {"pots": shelves[1]},
        list(cheap.values("name", "category__name")),
        list(cheap.values_list("sku", flat=True)),
        list(cheap.values_list("sku", "price", named=True)),
        list(Product.objects.filter(price__gt=9).order_by("price")),
        list(Category.objects.filter(products__price__gt=3).distinct()),
        list(cheap),
        list(cheap[:2]),
        list(Product.objects.dates("created_at", "year")),
    ]
    assert got[0][0].category.name == "Pans"  # without a query, which there would be no connection for


def test_values_are_of_the_types_that_django_gives(shelves: list[Category]) -> None:
    Product.objects.update(created_at=dt.datetime(2026, 1, 2, 3, 4, 5, 678, dt.UTC), available_from=None)
    rows = on_loop(lambda: fetch_all(Product.objects.order_by("id")))
    assert [vars_of(row) for row in rows] == [vars_of(row) for row in Product.objects.order_by("id")]
    far = dt.datetime(9999, 12, 31, 23, 59, 59, 999999, dt.UTC)
    Product.objects.update(created_at=far)
    assert on_loop(lambda: fetch(Product.objects).first()).created_at == far


def vars_of(row: Any) -> list[Any]:
    return [(name, type(value), repr(value)) for name, value in vars(row).items() if name != "_state"]


@pytest.mark.parametrize(
    ("find", "error"), [({"price": 99}, "DoesNotExist"), ({"price__gt": 5}, "MultipleObjectsReturned")]
)
def test_get_raises_the_models_errors(shelves: list[Category], find: dict[str, int], error: str) -> None:
    with pytest.raises(getattr(Product, error)) as theirs:
        Product.objects.get(**find)
    with pytest.raises(getattr(Product, error), match=str(theirs.value).replace("(", r"\(").replace(")", r"\)")):
        on_loop(lambda: fetch(Product.objects).get(**find))


def test_a_queryset_is_read_anew_each_time(shelves: list[Category]) -> None:
    products = Product.objects.order_by("id")

    async def read() -> list[int]:
        first = len(await fetch(products))
        await Product.objects.filter(price=0).adelete()
        return [first, len(await fetch(products))]

    assert on_loop(read) == [12, 11]


def test_relations_are_fetched_together(shelves: list[Category], django_user_model: Any) -> None:
    user = django_user_model.objects.create(username="ann")
    for product in Product.objects.all():
        Review.objects.create(product=product, author=user, rating=3, title="!")
    several = Category.objects.prefetch_related(
        Prefetch("products", Product.objects.order_by("-price"), to_attr="wares"),
        "children",
        "parent",
        "wares__reviews__author",
    ).order_by("id")
    started: list[float] = []
    waiting: list[int] = []

    async def read() -> Any:
        (wrapper,) = connections_of_loop().values()
        take = wrapper.source.take

        async def counted() -> Any:
            waiting.append(1)
            started.append(sum(waiting))
            try:
                return await take()
            finally:
                await asyncio.sleep(0.01)
                waiting.append(-1)

        wrapper.source.take = counted  # type: ignore[method-assign]
        return await fetch(several)

    rows = on_loop(read)
    assert [
        [(ware.name, [review.author.username for review in ware.reviews.all()]) for ware in row.wares] for row in rows
    ] == [[(ware.name, ["ann"]) for ware in row.products.order_by("-price")] for row in several]
    assert max(started) >= 2, "the relations that don't depend on each other waited for each other"


def test_a_plain_function_of_django_code_runs_without_a_thread(shelves: list[Category]) -> None:
    names: list[str] = []

    @reads
    def walk(sku: str) -> Any:
        names.append(threading.current_thread().name)
        product = Product.objects.get(sku=sku)
        return product.category.name, [one.name for one in product.category.products.order_by("id")[:2]]

    assert on_loop(lambda: walk("ABC-0001")) == ("Pots", ["Pan 1", "Pan 3"])
    assert names == [threading.current_thread().name]


def test_others_are_served_while_the_database_works(shelves: list[Category]) -> None:
    async def read() -> bool:
        slow = asyncio.create_task(fetch_all(Product.objects.raw("SELECT *, pg_sleep(1) FROM catalog_product LIMIT 1")))
        await asyncio.sleep(0)
        assert await fetch(Product.objects).count() == 12
        others_first = not slow.done()
        await slow
        return others_first

    assert on_loop(read)


WRITES: list[Callable[[], Any]] = [
    lambda: Category.objects.create(name="x", slug="x"),
    lambda: Product.objects.update(price=1),
    lambda: Product.objects.all().delete(),
    lambda: list(Product.objects.raw("UPDATE catalog_product SET price = 1 RETURNING *")),
    lambda: list(Product.objects.raw("WITH gone AS (DELETE FROM catalog_product RETURNING *) SELECT * FROM gone")),
    lambda: connection.cursor().execute("TRUNCATE catalog_product CASCADE"),
    lambda: list(Product.objects.select_for_update()),
    lambda: transaction.atomic().__enter__(),
    lambda: Product.objects.bulk_create([Product()]),
    lambda: [connection.ensure_connection()],
    lambda: connection.rollback() or True,
]


@pytest.mark.parametrize("number", range(len(WRITES)))
def test_writing_is_refused_with_what_to_do_instead(shelves: list[Category], number: int) -> None:
    with pytest.raises(ReadsOnlyError, match=r"without a thread\. Do it on the request's Django thread"):
        on_loop(reads(WRITES[number]))
    assert Product.objects.filter(price__gt=1).count() == 10


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 1, 3, 5, 7, 8])
def test_a_tests_own_connection_refuses_the_same(number: int) -> None:
    with share_connections(), pytest.raises(ReadsOnlyError):
        on_loop(reads(WRITES[number]))


@pytest.mark.django_db
def test_a_test_sees_what_it_has_written(django_assert_num_queries: Any) -> None:
    Category.objects.create(name="Pans", slug="pans")
    with share_connections(), django_assert_num_queries(1):
        assert [one.slug for one in on_loop(lambda: fetch_all(Category.objects.all()))] == ["pans"]
    assert [one.slug for one in async_to_sync(fetch_all)(Category.objects.all())] == ["pans"]


@on_own_connections
def test_below_async_to_sync_an_open_transaction_is_read_through() -> None:
    with transaction.atomic():
        Category.objects.create(name="Pans", slug="pans")
        assert len(async_to_sync(fetch_all)(Category.objects.all())) == 1
        transaction.set_rollback(True)


@on_own_connections
def test_without_a_greenlet_the_event_loop_is_protected_as_ever() -> None:
    async def ask() -> None:
        await fetch(Category.objects).count()
        with pytest.raises(SynchronousOnlyOperation, match="fetch"):
            list(Category.objects.all())

    on_loop(ask)


@on_own_connections
def test_other_sql_errors_are_djangos() -> None:
    with pytest.raises(ProgrammingError, match="does not exist"):
        on_loop(lambda: fetch_all(Category.objects.raw("SELECT * FROM nowhere")))


class Doubled(models.IntegerField):
    """A field with a converter of its own."""

    def from_db_value(self, value: int | None, *_: Any) -> int | None:
        """Return twice the value."""
        return value and value * 2


@on_own_connections
def test_converters_of_custom_fields_are_applied() -> None:
    Category.objects.create(name="Pans", slug="pans")
    doubled = Category.objects.annotate(size=Length("name", output_field=Doubled()))
    for _ in range(2):  # compiled, and remembered
        assert on_loop(lambda: fetch_all(doubled.values_list("size", flat=True))) == [8]


@on_own_connections
@override_settings(USE_TZ=True, TIME_ZONE="Asia/Kolkata")
def test_the_time_zone_of_the_request_counts() -> None:
    Product.objects.create(
        category=Category.objects.create(name="Pans", slug="pans"), sku="ABC-0001", name="Pan", price=1,
        created_at=dt.datetime(2026, 1, 1, 20, 0, tzinfo=dt.UTC),
    )  # fmt: skip

    async def read() -> list[int]:
        found = []
        for zone in ("UTC", "Asia/Kolkata", "UTC"):
            with timezone.override(zone):
                found.append(await fetch(Product.objects.filter(created_at__date=dt.date(2026, 1, 1))).count())
        return found

    assert on_loop(read) == [1, 0, 1]
