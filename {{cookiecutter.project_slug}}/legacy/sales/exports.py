"""Orders as CSV, row by row, so that a year of them takes no more memory than a page."""

import csv
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from rest_framework.renderers import BaseRenderer

from legacy.sales.models import Order

HEADER = ["reference", "placed_at", "status", "customer", "email", "country", "items", "total"]


class CSVRenderer(BaseRenderer):
    """Lets a client ask for text/csv; what it renders itself are errors."""

    media_type = "text/csv"
    format = "csv"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return str(data.get("detail", "")) if isinstance(data, dict) else ""


class Echo:
    """A file whose `write` returns the line: all that `csv.writer` needs."""

    def write(self, line: str) -> str:
        return line


def orders_as_csv(orders: QuerySet[Order]) -> Iterator[str]:
    """Yield a header, then one line for each order."""
    yield csv_line(HEADER)
    for order in with_details(orders).iterator(chunk_size=500):
        yield csv_line(row(order))


def with_details(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Return the orders with all that a row shows."""
    return orders.select_related("customer__user").prefetch_related("lines")


def row(order: Order) -> list[object]:
    """Return what is exported of an order."""
    user = order.customer.user
    return [
        order.reference,
        order.placed_at.isoformat(),
        order.status,
        _text(user.get_full_name()),
        _text(user.email),
        order.customer.country,
        sum(line.quantity for line in order.lines.all()),
        order.total,
    ]


def csv_line(values: Iterable[object]) -> str:
    """Return a line of CSV."""
    return csv.writer(Echo()).writerow(values)


def _text(value: str) -> str:
    """Keep a spreadsheet from taking what a user wrote for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@")) else value
