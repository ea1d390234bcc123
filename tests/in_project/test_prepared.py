"""Prepared querysets: their rows are always those of the queryset, whatever the arguments."""

import logging
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import DataError, NotSupportedError, ProgrammingError
from django.db.models import Count, F, Prefetch, Q, QuerySet, Value
from django.test import override_settings
from django.utils import timezone
from query_values import FIELDS
from reading import fetch_all, on_loop

from bridge.queries import fetch, prepared
from legacy.catalog.models import Category, Product, Review
from legacy.sales.models import Order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(transactional_db: None) -> None:
    call_command("seed_demo", force=True, verbosity=0)


def conditional(text: str | None, rating: int) -> QuerySet[Product]:
    products = Product.objects.filter(reviews__rating__gte=rating)
    if text is not None:
        products = products.filter(Q(name__icontains=text) | Q(description__istartswith=text))
    return products.distinct().order_by("id")


def branching(kind: str, number: int) -> QuerySet[Product]:
    if kind == "dear":
        return Product.objects.filter(price__gte=number).order_by("id")
    return Product.objects.filter(price__lt=number + 1).order_by("-id")


def typed(value: int | str) -> QuerySet[Product]:
    if isinstance(value, str):
        return Product.objects.filter(name__startswith=value)
    return Product.objects.filter(stock=value)


def excluded(name: str) -> QuerySet[Category]:
    return Category.objects.exclude(products__name__contains=name).order_by("id")


def sliced(start: int, size: int, slug: str) -> QuerySet[Product]:
    return Product.objects.filter(category__slug=slug).order_by("id")[start : start + size]


def related(category: Category, status: Order.Status | None) -> QuerySet[Product]:
    products = Product.objects.filter(category=category).select_related("category").order_by("id")
    return products.filter(order_lines__order__status=status).distinct() if status else products


def several(slugs: list[str | None], columns: tuple[str, ...]) -> QuerySet[Product, dict[str, Any]]:
    return Product.objects.filter(category__slug__in=slugs).order_by("id").values(*columns)


def computed(factor: int, least: int) -> QuerySet[Product]:
    return Product.objects.annotate(worth=F("price") * factor, n=Count("reviews")).filter(n__gte=least).order_by("id")


def prefetching(rating: int, name: str) -> QuerySet[Product]:
    reviews = Prefetch("reviews", Review.objects.filter(rating__gte=rating), to_attr="good")
    return Product.objects.filter(name__startswith=name).prefetch_related(reviews).order_by("id")


def json(colour: str) -> QuerySet[Product]:
    return Product.objects.filter(attributes__colour=colour).order_by("id")


CALLS: list[tuple[Callable[..., Any], list[tuple[Any, ...]]]] = [
    (conditional, [("tent", 3), (None, 3), ("50%", 1), ("", 5), ("tent", True), ("x" * 200, 2**40)]),
    (branching, [("dear", 100), ("cheap", 100), ("dear", 5), ("cheap", 0)]),
    (typed, [("A", ), (3,), ("B",), (0,), (2**40,)]),
    (excluded, [("tent",), ("a",), ("_",)]),
    (sliced, [(0, 5, "tents"), (2, 5, "tents"), (0, 1, "stoves"), (1000, 5, "tents")]),
    (several, [(["tents"], ("id",)), (["a", "tents"], ("sku", "name")), ([], ("id",)), ([None, "tents"], ("id",))]),
    (computed, [(2, 1), (3, 1), (3, 4)]),
    (prefetching, [(1, "A"), (5, "A"), (5, "B")]),
    (json, [("red",), ("black",), ("",)]),
]  # fmt: skip


def test_rows_are_those_of_the_queryset(shop: None) -> None:
    for function, calls in CALLS:
        rows = on_loop(partial(rows_of, prepared(function), calls * 2))
        theirs = [list(function(*arguments)) for arguments in calls * 2]
        assert [list(map(shown, some)) for some in rows] == [list(map(shown, some)) for some in theirs], function
        assert any(rows), function


async def rows_of(own: Callable[..., Any], calls: list[tuple[Any, ...]]) -> list[Any]:
    return [await fetch(own(*arguments)) for arguments in calls]


def shown(row: Any) -> Any:
    if not hasattr(row, "_meta"):
        return row
    return {name: value for name, value in vars(row).items() if name != "_state"}, sorted(row._state.fields_cache)


def test_model_instances_and_members_of_enums_are_arguments(shop: None) -> None:
    own = prepared(related)
    one, other = Category.objects.filter(products__isnull=False).distinct()[:2]
    calls = [(one, None), (other, None), (one, Order.Status.PAID), (other, Order.Status.SHIPPED)]

    async def read() -> list[Any]:
        return [await fetch(own(*arguments)) for arguments in calls]

    assert on_loop(read) == [list(related(*arguments)) for arguments in calls]
    product: Any = Product.objects.first()
    with pytest.raises(ValueError, match="Category"):
        on_loop(lambda: fetch_all(own(product, None)))


def test_it_is_built_once_for_all_values_of_a_kind(shop: None) -> None:
    calls: list[Any] = []

    @prepared
    def cheap(maximum: Decimal, rows: int = 3) -> QuerySet[Product]:
        calls.append(maximum)
        return Product.objects.filter(price__lte=maximum).order_by("id")[:rows]

    async def read() -> list[int]:
        return [len(await fetch(cheap(Decimal(number)))) for number in range(5, 105)]

    on_loop(read)
    assert len(calls) <= 3  # with stand-ins until it is known that `rows` decides the shape, and once for comparison


ASKED_FOR: list[tuple[Callable[[Any], QuerySet[Product]], list[Any]]] = [
    (lambda value: Product.objects.filter(pk=value), [1, 2, 3]),
    (lambda value: Product.objects.filter(category__slug=value), ["a", "tents", ""]),
    (lambda value: Product.objects.filter(sku__iexact=value), ["a", "b"]),
    (lambda value: Product.objects.filter(category=value), [1, 2]),
    (lambda value: Product.objects.exclude(name__contains=value), ["a", "b"]),
    (lambda value: Product.objects.filter(created_at__date=value), [timezone.localdate()]),
]


def test_values_that_are_asked_for_decide_no_shape(shop: None) -> None:
    for find, values in ASKED_FOR:
        own = prepared(find)
        rows = on_loop(partial(rows_of, own, [(value,) for value in values]))
        assert [sorted(row.pk for row in some) for some in rows] == [
            sorted(find(value).values_list("pk", flat=True)) for value in values
        ]
        function = own(values[0]).function
        assert function.decide == set()
        assert all(function.queries.values())


def empty_or_not(name: str) -> QuerySet[Product]:
    products = Product.objects.order_by("id")
    return products if name == "" else products.filter(name=name)


def test_an_empty_text_is_told_from_others(shop: None) -> None:
    own = prepared(empty_or_not)

    async def read() -> list[int]:
        return [len(await fetch(own(name))) for name in ("nothing", "", "nothing")]

    assert on_loop(read) == [0, Product.objects.count(), 0]


def test_get_count_and_the_rest(shop: None) -> None:
    @prepared
    def by_sku(sku: str) -> QuerySet[Product]:
        return Product.objects.filter(sku__startswith=sku).order_by("id")

    first = Product.objects.order_by("id")[0]

    async def read() -> list[Any]:
        return [
            await fetch(by_sku(first.sku)).get(),
            await fetch(by_sku(first.sku)).first(),
            await fetch(by_sku(first.sku[:3])).count(),
            await fetch(by_sku("nothing")).exists(),
            await fetch(by_sku(first.sku[:3])).get(pk=first.pk),
            [row async for row in fetch(by_sku(first.sku))],
        ]

    assert on_loop(read) == [
        first,
        first,
        Product.objects.filter(sku__startswith=first.sku[:3]).count(),
        False,
        first,
        [first],
    ]
    for error, sku in ((Product.DoesNotExist, "nothing"), (Product.MultipleObjectsReturned, first.sku[:3])):
        with pytest.raises(error):
            on_loop(fetch(by_sku(sku)).get)


def test_drawn_conditions(shop: None) -> None:
    """Prepare one condition for each field and lookup, negated and not, joined with another."""
    seen: Counter[str] = Counter()

    async def read() -> None:
        for structure in range(400):
            model: Any = Random(structure).choice(list(FIELDS))
            samples = [sample(model, structure, number) for number in range(4)]
            if any(one is None for one in samples):
                continue

            def build(left: Any, right: Any, model: Any = model, names: Any = samples[0]) -> QuerySet[Any]:
                found = Q(**{names[0]: left}) if names[4] else ~Q(**{names[0]: left})
                return model.objects.filter(found, **{names[2]: right}).order_by("id").values("id").distinct()[:20]

            own = prepared(build)
            for name, left, other, right, _ in samples:
                assert (name, other) == (samples[0][0], samples[0][2])
                try:
                    theirs = [row async for row in build(left, right)]
                except (
                    DataError,
                    ProgrammingError,
                    FieldError,
                    NotSupportedError,
                    ValueError,
                    OverflowError,
                    TypeError,
                ) as error:
                    with pytest.raises(type(error)):
                        await fetch(own(left, right))
                    seen["errors"] += 1
                else:
                    assert await fetch(own(left, right)) == theirs, (structure, name, left, other, right)
                    seen["rows" if theirs else "none"] += 1
            seen["prepared"] += any(own(left, right).function.queries.values())

    on_loop(read)
    assert seen["rows"] > 200
    assert seen["prepared"] > 150


def sample(model: Any, structure: int, number: int) -> Any:
    chance, values = Random(structure), Random(structure * 10 + number)
    chance.random()
    names = []
    for _ in range(2):
        field, lookups = chance.choice(list(FIELDS[model].items()))
        lookup, draw = chance.choice(list(lookups.items()))
        names += [f"{field}__{lookup}", draw(values)]
    return (*names, chance.random() < 0.7) if names[0] != names[2] else None


def test_what_depends_on_more_than_its_arguments_is_built_at_each_call(
    shop: None, caplog: pytest.LogCaptureFixture
) -> None:
    @prepared
    def recent(name: str) -> QuerySet[Product]:
        return Product.objects.filter(name__startswith=name, created_at__lte=timezone.now()).order_by("id")

    with caplog.at_level(logging.WARNING):
        assert on_loop(lambda: fetch_all(recent("A"))) == list(recent("A").queryset())
    assert "recent is compiled at each call: it depends on more than its arguments" in caplog.text


def test_with_debug_each_call_is_checked(shop: None) -> None:
    limit = [10]

    @prepared
    def cheap(name: str) -> QuerySet[Product]:
        return Product.objects.filter(name__startswith=name, price__lte=limit[0])

    async def read() -> None:
        await fetch(cheap("A"))
        limit[0] = 1000
        with pytest.raises(RuntimeError, match=r"cheap depends on more than its arguments: it can't be @prepared"):
            await fetch(cheap("A"))

    with override_settings(DEBUG=True):
        on_loop(read)


def test_an_argument_may_be_an_expression(shop: None) -> None:
    @prepared
    def at_least(value: Any) -> QuerySet[Product]:
        return Product.objects.filter(stock__gte=value).order_by("id")

    for value in (F("price"), Value(3), 3):
        assert on_loop(lambda value=value: fetch_all(at_least(value))) == list(at_least(value).queryset())
