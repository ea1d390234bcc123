"""Draws querysets of the shop: their structure from one source of chance, their values from another.

Two draws with the same structure and other values are two queries of one shape, most of the time: which is what the
compiler that remembers has to get right.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from django.db.models import (
    Avg,
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    StdDev,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Concat, Extract, Greatest, Length, Lower, Now, Rank, Round, TruncMonth
from query_values import FIELDS, Values, moment, money, number, text

from legacy.catalog.models import Category, Product, Review
from legacy.sales.models import Order


def condition(model: type, structure: Random, values: Values, depth: int = 0) -> Q:
    if depth < 2 and structure.random() < 0.35:
        left, right = (condition(model, structure, values, depth + 1) for _ in range(2))
        joined = structure.choice([Q.__and__, Q.__or__, Q.__xor__])(left, right)
        return ~joined if structure.random() < 0.3 else joined
    field, lookups = structure.choice(list(FIELDS[model].items()))
    name, draw = structure.choice(list(lookups.items()))
    if structure.random() < 0.08 and draw is number and model is Product:
        return Q(**{f"{field}__{name}": F("stock")})
    one = Q(**{f"{field}__{name}": draw(values)})
    return ~one if structure.random() < 0.2 else one


def annotated(queryset: Any, structure: Random, values: Values) -> Any:
    model = queryset.model
    filtered = condition(model, structure, values)
    kinds: list[Callable[[], dict[str, Any]]] = [
        lambda: {"n": Count("pk")},
        lambda: {"n": Count("pk", filter=filtered, distinct=structure.random() < 0.5)},
        lambda: {"constant": Value(number(values)), "word": Value(text(values), output_field=CharField())},
        lambda: {
            "case": Case(When(filtered, then=Value(number(values))), default=Value(None), output_field=IntegerField())
        },
        lambda: {"now": Now(), "bool": ExpressionWrapper(filtered, output_field=BooleanField())},
    ]
    if model is Product:
        kinds += [
            lambda: {"rating": Round(Avg("reviews__rating"), precision=structure.choice([1, 2]))},
            lambda: {"sold": Sum("order_lines__quantity", filter=Q(order_lines__order__placed_at__gte=moment(values)))},
            lambda: {"worth": F("price") * F("stock") + Value(money(values)), "l": Length(Lower("name"))},
            lambda: {"reviewed": Exists(Review.objects.filter(product=OuterRef("pk"), rating__gte=number(values)))},
            lambda: {
                "last": Subquery(
                    Review.objects.filter(product=OuterRef("pk"))
                    .order_by("-id")
                    .values("title")[: structure.choice([1, 1])]
                )
            },
            lambda: {"good": FilteredRelation("reviews", condition=Q(reviews__rating__gte=number(values)))},
            lambda: {
                "label": Concat("sku", Value(text(values)), "name"),
                "big": Greatest("stock", Value(number(values))),
            },
            lambda: {"rank": Window(Rank(), partition_by="category", order_by="-price")},
            lambda: {
                "month": TruncMonth("created_at"),
                "y": Extract("created_at", "year"),
                "c": Coalesce("weight_kg", 0.0),
            },
            lambda: {
                "spread": StdDev("reviews__rating"),
                "most": Max("reviews__rating"),
                "least": Min("reviews__created_at"),
            },
        ]
    return queryset.annotate(**structure.choice(kinds)())


def in_some_way(queryset: Any, structure: Random) -> tuple[Any, str]:
    """Return the queryset with what its rows are to be, and the name of that."""
    model = queryset.model
    names = [field.attname for field in model._meta.concrete_fields]
    way = structure.choice(
        ["models", "models", "related", "only", "defer", "values", "values_list", "flat", "distinct"]
    )
    if way == "related":
        relations = [field.name for field in model._meta.concrete_fields if field.is_relation]
        if relations:  # without a name, Django 6.1 asks for one
            queryset = queryset.select_related(*structure.sample(relations, structure.randint(1, len(relations))))
    elif way in {"only", "defer"}:
        queryset = getattr(queryset, way)(*structure.sample([name for name in names if name != "id"], 2))
    elif way in {"values", "values_list"}:
        queryset = getattr(queryset, way)(*structure.sample(names, structure.randint(0, 3)))
    elif way == "flat":
        queryset = queryset.values_list(structure.choice(names), flat=True)
    elif way == "distinct":
        queryset = queryset.distinct()
    return queryset, way


def draw(structure: Random, values: Values) -> QuerySet[Any]:
    """Return a queryset."""
    model: Any = structure.choice(list(FIELDS))
    queryset = model.objects.all()
    for _ in range(structure.choice([0, 1, 1, 2])):
        queryset = getattr(queryset, structure.choice(["filter", "filter", "exclude"]))(
            condition(model, structure, values)
        )
    for _ in range(structure.choice([0, 0, 1, 2])):
        queryset = annotated(queryset, structure, values)
    if structure.random() < 0.2 and queryset.query.annotations:
        queryset = queryset.filter(condition(model, structure, values))
    queryset, way = in_some_way(queryset, structure)
    names = [field.attname for field in model._meta.concrete_fields]
    if structure.random() < 0.6:
        order = structure.sample([*names, "?"] if structure.random() < 0.05 else names, structure.randint(0, 2))
        queryset = queryset.order_by(*[structure.choice(["", "-"]) + name if name != "?" else name for name in order])
    if structure.random() < 0.06 and way == "models" and not queryset.query.annotations:
        other = model.objects.filter(condition(model, structure, values))
        queryset = getattr(queryset.order_by(), structure.choice(["union", "intersection", "difference"]))(
            other.order_by()
        )
    if structure.random() < 0.3:
        start = values.choice([0, 0, 1, 20])
        queryset = queryset[start : start + values.choice([1, 5, 20])]
    return queryset


def prefetched(structure: Random, values: Values) -> QuerySet[Any]:
    """Return a queryset with relations to be fetched beside it."""
    ways: list[Callable[[], Any]] = [
        lambda: Product.objects.prefetch_related(
            "reviews", "reviews__author", "order_lines__order", "category__parent"
        ),
        lambda: Category.objects.prefetch_related(
            Prefetch("products", Product.objects.filter(price__gte=money(values)).select_related("category"))
        ),
        lambda: Category.objects.prefetch_related(
            Prefetch("products", Product.objects.prefetch_related("reviews"), to_attr="wares")
        ),
        lambda: Order.objects.select_related("customer__user").prefetch_related(
            "lines__product__category", "customer__orders"
        ),
    ]
    return structure.choice(ways)().order_by("id")[: values.choice([1, 5, 30])]
