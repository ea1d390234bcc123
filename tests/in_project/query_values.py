"""Draws values for lookups: for each field of the shop, the lookups that it has and what may be asked for."""

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

from legacy.catalog.models import Category, Product, Review
from legacy.sales.models import Order, OrderLine

Values = Random
Lookup = Callable[[Values], Any]


def number(values: Values) -> int:
    return values.choice([0, 1, 2, 3, 5, 40, 300, 2**31 - 1, 2**40, -(2**40), -1])


def money(values: Values) -> Decimal:
    return values.choice(
        [Decimal(0), Decimal("1.0"), Decimal("1.00"), Decimal("19.9"), Decimal("100.05"), Decimal("1e3")]
    )


def text(values: Values) -> str:
    return values.choice(["", "a", "tent", "50%", "under_score", "back\\slash", "o'clock", 'a "quote"', "é", "A" * 300])


def moment(values: Values) -> dt.datetime:
    zone = values.choice([dt.UTC, dt.timezone(dt.timedelta(hours=5, minutes=30))])
    return dt.datetime(
        values.choice([1999, 2025, 2026]), values.randint(1, 12), 3, 4, 5, values.randint(0, 9), tzinfo=zone
    )


def several(one: Lookup) -> Lookup:
    return lambda values: [one(values) for _ in range(values.choice([0, 1, 2, 2, 3, 7]))]


def pair(one: Lookup) -> Lookup:
    return lambda values: (one(values), one(values))


def flag(values: Values) -> bool:
    return values.random() < 0.5


def nothing(_: Values) -> None:
    return None


NUMBERS = {
    "exact": number,
    "gt": number,
    "gte": number,
    "lt": number,
    "lte": number,
    "in": several(number),
    "range": pair(number),
    "isnull": flag,
}
MONEYS = {name: {number: money}.get(one, one) for name, one in NUMBERS.items()} | {
    "in": several(money),
    "range": pair(money),
}
TEXTS: dict[str, Lookup] = dict.fromkeys(
    ("exact", "iexact", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "gt", "lte"),
    text,
) | {
    "in": several(text),
    "regex": lambda values: values.choice(["^a", "t$", "[0-9]+"]),
    "iregex": lambda values: values.choice(["^A", "T$"]),
    "isnull": flag,
}
MOMENTS = {
    "exact": moment,
    "gte": moment,
    "lt": moment,
    "range": pair(moment),
    "year": number,
    "year__gte": lambda values: values.choice([1999, 2025]),
    "date": lambda values: moment(values).date(),
    "month__in": several(number),
    "hour": number,
    "isnull": flag,
}
FLAGS = {"exact": flag, "in": several(flag)}
SPANS = {
    "gte": lambda values: dt.timedelta(hours=values.randint(0, 60)),
    "exact": lambda values: dt.timedelta(days=values.randint(0, 3)),
}
UUIDS = {
    "exact": lambda values: uuid.UUID(int=values.randint(0, 3)),
    "in": several(lambda values: uuid.UUID(int=values.randint(0, 3))),
}
JSONS = {
    "has_key": text,
    "contains": lambda values: {text(values) or "x": text(values)},
    "colour": text,
    "colour__icontains": text,
}

FIELDS: dict[type, dict[str, dict[str, Lookup]]] = {
    Product: {
        "id": NUMBERS,
        "pk": NUMBERS,
        "stock": NUMBERS,
        "price": MONEYS,
        "name": TEXTS,
        "sku": TEXTS,
        "name__length": {"gte": number},
        "created_at": MOMENTS,
        "available_from": MOMENTS | {"exact": nothing},
        "is_active": FLAGS,
        "weight_kg": {"gte": number, "exact": nothing},
        "preparation_time": SPANS,
        "attributes": JSONS,
        "category": NUMBERS,
        "category__slug": TEXTS,
        "category__parent__name": TEXTS,
        "reviews__rating": NUMBERS,
        "reviews__author__username": TEXTS,
        "order_lines__order__status": {"exact": text, "in": several(text)},
    },
    Category: {
        "id": NUMBERS,
        "name": TEXTS,
        "slug": TEXTS,
        "parent": NUMBERS,
        "parent__slug": TEXTS,
        "children__name": TEXTS,
        "products__price": MONEYS,
    },
    Review: {
        "id": NUMBERS,
        "rating": NUMBERS,
        "title": TEXTS,
        "product__price": MONEYS,
        "author__username": TEXTS,
        "created_at": MOMENTS,
    },
    Order: {
        "id": NUMBERS,
        "reference": UUIDS,
        "status": TEXTS,
        "placed_at": MOMENTS,
        "paid_at": MOMENTS,
        "customer__user__username": TEXTS,
        "lines__quantity": NUMBERS,
        "total": MONEYS,
    },
    OrderLine: {
        "id": NUMBERS,
        "quantity": NUMBERS,
        "unit_price": MONEYS,
        "product__name": TEXTS,
        "order__customer__user__email": TEXTS,
    },
}
