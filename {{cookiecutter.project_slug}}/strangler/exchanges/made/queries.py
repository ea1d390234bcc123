"""Query strings for an operation: of its pages, its filters, its order, its search; right ones and wrong ones."""

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from strangler.exchanges.made import schema
from strangler.exchanges.made.values import right
from strangler.operations.operation import Operation

PAGES = ("1", "2", "0", "-1", "last", "many", "")
SIZES = ("1", "3", "0", "-1", "100000", "many")
SEARCHES = ("a", "no such thing", "a,b", "é")
WRONG = ("no-such-value", "")
ORDERS = 6  # fields that lists are ordered by


def queries_of(operation: Operation, view: Any, chance: random.Random) -> list[str]:
    """Return query strings, without the question mark; only for what is read.

    Args:
        operation: to ask.
        view: its DRF view, ready to answer, or None.
        chance: chooses.
    """
    if operation.method != "GET":
        return []
    pairs = [*_of_pages(view), *_of_filters(view)]
    known = {name for name, _ in pairs}
    for field in schema.parameters_of(operation):
        if field.name not in known:
            pairs += [(field.name, str(right(field, chance))), *((field.name, value) for value in WRONG)]
    return [urlencode([pair]) for pair in dict.fromkeys(pairs)]


def _of_pages(view: Any) -> Iterator[tuple[str, str]]:
    pagination = getattr(view, "pagination_class", None)
    if pagination is None:
        return
    for attribute, values in (
        ("page_query_param", PAGES),
        ("page_size_query_param", SIZES),
        ("limit_query_param", SIZES),
        ("offset_query_param", PAGES),
        ("cursor_query_param", ("bm90aGluZw==", "")),
    ):
        name = getattr(pagination, attribute, None)
        if name:
            yield from ((name, value) for value in values)


def _of_filters(view: Any) -> Iterator[tuple[str, str]]:
    for backend in getattr(view, "filter_backends", ()) or ():
        try:
            yield from _of_backend(backend(), view)
        except Exception:  # noqa: BLE001, S112 - of the project, and it may need its request
            continue


def _of_backend(backend: Any, view: Any) -> list[tuple[str, str]]:
    if hasattr(backend, "get_search_fields") and getattr(view, "search_fields", None):
        return [(backend.search_param, text) for text in SEARCHES]
    if hasattr(backend, "get_valid_fields"):
        fields = [name for name, _ in backend.get_valid_fields(view.get_queryset(), view)][:ORDERS]
        orders = [*fields, *(f"-{name}" for name in fields), ",".join(fields[:2]), "no_such_field"]
        return [(backend.ordering_param, order) for order in orders if order]
    if hasattr(backend, "get_filterset_class"):
        filterset = backend.get_filterset_class(view, view.get_queryset())
        return _of_filterset(filterset) if filterset is not None else []
    return []


def _of_filterset(filterset: Any) -> list[tuple[str, str]]:
    pairs = []
    for name, each in filterset.base_filters.items():
        # Without a parent, some filters can't say what their rows are: they are asked for what is wrong only.
        try:
            form_field = each.field
        except Exception:  # noqa: BLE001 - a choice of rows that needs the request
            form_field = None
        suffixes = getattr(getattr(form_field, "widget", None), "suffixes", None) or [""]  # of a range
        for suffix in suffixes:
            asked = f"{name}_{suffix}" if suffix else name
            pairs += [(asked, value) for value in (*_right(form_field), *WRONG)]
    return pairs


def _right(form_field: Any) -> tuple[str, ...]:
    """Return values that a field of a form takes."""
    name = type(form_field).__name__
    queryset = getattr(form_field, "queryset", None)
    if queryset is not None:
        row = queryset.order_by("pk").first()
        return (str(form_field.prepare_value(row)),) if row is not None else ()
    choices = [key for key, _ in getattr(form_field, "choices", ()) if key not in {"", None}]
    if choices:
        return tuple(str(key) for key in choices[:3])
    by_name = {"Integer": "1", "Decimal": "10", "Float": "1.5", "DateTime": "2026-03-14T15:09:26", "Date": "2026-03-14"}
    for part, value in (*by_name.items(), ("Boolean", "true"), ("UUID", "6f1e3c52-4b7a-4c9d-8e2f-0a1b2c3d4e5f")):
        if part in name:
            return (value,)
    return ("a",)
