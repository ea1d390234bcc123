"""Orders, ported: customers see their own, staff see all. An order is never changed, only moved on."""

import uuid
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from fastapi import Depends, Request
from fastapi.responses import StreamingResponse
from pydantic import field_validator

from bridge.drf.body import Incoming
from bridge.drf.fields import (
    CharField,
    ChoiceField,
    DateTimeField,
    DecimalField,
    DurationField,
    IntegerField,
    PrimaryKeyRelatedField,
    UUIDField,
)
from bridge.drf.policy import IsAdminUser, IsAuthenticated, Policy, policy
from bridge.drf.renderers import JSONRenderer
from bridge.drf.resources.conditional import Condition
from bridge.drf.resources.cursor import CursorPage, CursorPagination, CursorPaginator
from bridge.drf.resources.filters import Filtering, Filters, Ordering, QuerySetFilter, Search
from bridge.drf.router import PortedRouter
from bridge.drf.schemas import Nested, Schema
from bridge.drf.shortcuts import check_object_permissions
from bridge.queries import fetch, reads
from bridge.streams import begin
from legacy.catalog.models import Product
from legacy.sales import exports, selectors, services
from legacy.sales.conditional import order_changed_at, order_etag
from legacy.sales.filters import OrderFilter
from legacy.sales.models import Order
from legacy.sales.permissions import IsCustomer, IsOrderOwner
from routes.users import CurrentUser

router = PortedRouter(prefix="/api/orders", tags=["orders"], policy=Policy(permissions=[IsAuthenticated]))
ordering = Ordering(["placed_at", "total"])
filtering = Filtering(
    Filters(OrderFilter), Search(["lines__product_name", "note", "=customer__user__username"]), ordering
)
# Newest first; orders that arrive meanwhile shift nothing.
pages = CursorPagination(
    page_size=20,
    ordering=["-placed_at", "-id"],
    page_size_query_param="page_size",
    max_page_size=100,
    ordering_filter=ordering,
)

Narrow = Annotated[QuerySetFilter, Depends(filtering)]
NarrowOne = Annotated[QuerySetFilter, Depends(filtering.unlisted)]


class OrderLineSchema(Schema):
    """A line of an order: clients send product and quantity."""

    product: Annotated[Product, PrimaryKeyRelatedField(queryset=Product.objects.filter(is_active=True))]  # type: ignore[valid-type]
    product_name: Annotated[str, CharField(read_only=True)]
    unit_price: Annotated[Decimal, DecimalField(max_digits=10, decimal_places=2, read_only=True)]
    quantity: Annotated[int, IntegerField(min_value=1, max_value=100)]
    total: Annotated[Decimal, DecimalField(max_digits=12, decimal_places=2, read_only=True)]

    @field_validator("product")
    @classmethod
    def on_sale(cls, product: Product) -> Product:
        """Refuse a product that can't be ordered yet."""
        if not product.is_on_sale:
            raise ValueError("This product is not on sale yet.")
        return product


class OrderSchema(Schema):
    """An order: clients send its lines, and a note."""

    id: Annotated[int, IntegerField(read_only=True)]
    reference: Annotated[uuid.UUID, UUIDField(read_only=True)]
    customer: Annotated[int, PrimaryKeyRelatedField(read_only=True)]
    status: Annotated[str, ChoiceField(Order.Status, read_only=True)]
    note: Annotated[str, CharField(allow_blank=True, max_length=500)] = ""
    lines: Annotated[list[OrderLineSchema], Nested(allow_empty=False)]
    total: Annotated[Decimal, DecimalField(max_digits=12, decimal_places=2, read_only=True)]
    preparation_time: Annotated[timedelta, DurationField(read_only=True)]
    ready_at: Annotated[datetime, DateTimeField(read_only=True)]
    placed_at: Annotated[datetime, DateTimeField(read_only=True)]
    paid_at: Annotated[datetime | None, DateTimeField(read_only=True, allow_null=True)]
    updated_at: Annotated[datetime, DateTimeField(read_only=True)]

    @field_validator("lines")
    @classmethod
    def one_line_each(cls, lines: list[OrderLineSchema]) -> list[OrderLineSchema]:
        """Refuse two lines of one product."""
        if len({line.product for line in lines}) < len(lines):
            raise ValueError("Each product may stand in one line only.")
        return lines


class PaymentSchema(Schema):
    """What a customer pays."""

    amount: Annotated[Decimal, DecimalField(max_digits=12, decimal_places=2, min_value=0)]


@router.get("/")
@policy(
    name="Order List",
    description="Orders: customers see their own, staff see all. An order is never changed, only moved on.",
)
@reads
def list_orders(
    narrow: Narrow, page: Annotated[CursorPaginator[Order], Depends(pages)], user: CurrentUser
) -> CursorPage[OrderSchema]:
    """List orders, the newest first."""
    return page(narrow(visible_orders(user)), OrderSchema.read)


@router.post("/", status_code=201)
@policy(permissions=[IsAuthenticated, IsCustomer])
def create_order(body: Incoming[OrderSchema], user: CurrentUser) -> OrderSchema:
    """Place an order at the prices of now."""
    return OrderSchema.read(services.place_order(customer=user.customer, **body.validated().changes()))


@router.get("/export/", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
@policy(name="Export", description="The orders that the filters leave, as CSV.")
@policy(permissions=[IsAdminUser], renderers=[JSONRenderer, exports.CSVRenderer])
async def export_orders(narrow: Narrow, user: CurrentUser) -> StreamingResponse:
    """Stream the orders that the filters leave, as CSV."""
    lines = await begin(csv_lines(await narrow.run(visible_orders(user))))
    headers = {"Content-Disposition": 'attachment; filename="orders.csv"'}
    return StreamingResponse(lines, media_type="text/csv", headers=headers)


@router.get("/{pk:int}/", dependencies=[Depends(Condition(etag=order_etag, last_modified=order_changed_at))])
@policy(
    name="Order Instance",
    description="Orders: customers see their own, staff see all. An order is never changed, only moved on.",
)
@reads
def get_order(pk: int, request: Request, narrow: NarrowOne, user: CurrentUser) -> OrderSchema:
    """Return one order, or 304 if the client has it as it is."""
    return OrderSchema.read(find_order(pk, request, narrow, user))


@router.post("/{pk:int}/pay/")
@policy(name="Pay", description="Pay an order of one's own.")
@policy(permissions=[IsAuthenticated, IsOrderOwner])
def pay_order(
    pk: int, request: Request, body: Incoming[PaymentSchema], narrow: NarrowOne, user: CurrentUser
) -> OrderSchema:
    """Pay an order of one's own."""
    order = find_order(pk, request, narrow, user)
    return OrderSchema.read(services.pay_order(order, **body.validated().changes()))


@router.post("/{pk:int}/cancel/")
@policy(name="Cancel", description="Cancel an order that has not been shipped.")
def cancel_order(pk: int, request: Request, narrow: NarrowOne, user: CurrentUser) -> OrderSchema:
    """Cancel an order that has not been shipped."""
    return OrderSchema.read(services.cancel_order(find_order(pk, request, narrow, user)))


@router.post("/{pk:int}/ship/")
@policy(name="Ship", description="Send a paid order on its way.")
@policy(permissions=[IsAdminUser])
def ship_order(pk: int, request: Request, narrow: NarrowOne, user: CurrentUser) -> OrderSchema:
    """Send a paid order on its way."""
    return OrderSchema.read(services.ship_order(find_order(pk, request, narrow, user)))


def visible_orders(user: CurrentUser) -> QuerySet[Order]:
    """Return the orders that a user may see, with their lines."""
    return selectors.orders_of(user).select_related("customer").prefetch_related("lines")


def find_order(pk: int, request: Request, narrow: NarrowOne, user: CurrentUser) -> Order:
    """Return an order, if the client may do with it what it wants to; the filters of the list hold here, too.

    Raises:
        Http404: there is none that the user may see.
        PermissionDenied: it is for somebody else to do this.
    """
    order = get_object_or_404(narrow(visible_orders(user)), pk=pk)
    check_object_permissions(request, order)
    return order


async def csv_lines(orders: QuerySet[Order]) -> AsyncIterator[str]:
    """Yield a header, then one line for each order."""
    yield exports.csv_line(exports.HEADER)
    async for order in fetch(exports.with_details(orders)):
        yield exports.csv_line(exports.row(order))
