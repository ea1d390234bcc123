"""Orders as CSV, row by row, so that a year of them takes no more memory than a page."""

import csv
from collections.abc import Iterator

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
    write_row = csv.writer(Echo()).writerow
    yield write_row(HEADER)
    for order in orders.select_related("customer__user").prefetch_related("lines").iterator(chunk_size=500):
        user = order.customer.user
        yield write_row(
            [
                order.reference,
                order.placed_at.isoformat(),
                order.status,
                _text(user.get_full_name()),
                _text(user.email),
                order.customer.country,
                sum(line.quantity for line in order.lines.all()),
                order.total,
            ]
        )


def _text(value: str) -> str:
    """Keep a spreadsheet from taking what a user wrote for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@")) else value
