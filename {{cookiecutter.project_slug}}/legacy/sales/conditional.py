"""Validators of an order, for clients that poll it: nothing of it is sent again until it changes."""

from datetime import datetime

from rest_framework.request import Request

from legacy.sales.selectors import orders_of


def order_changed_at(request: Request, pk: str) -> datetime | None:
    return orders_of(request.user).filter(pk=pk).values_list("updated_at", flat=True).first()


def order_etag(request: Request, pk: str) -> str | None:
    """Return a weak tag, since JSON may be indented; another format is another representation."""
    changed_at = order_changed_at(request, pk)
    return changed_at and f'W/"{pk}-{changed_at.timestamp():.6f}-{request.accepted_renderer.format}"'
