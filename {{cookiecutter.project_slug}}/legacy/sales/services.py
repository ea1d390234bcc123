"""What happens to orders and customers. Every function here is one transaction."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from legacy.catalog.models import Product
from legacy.errors import Conflict
from legacy.sales.models import Customer, Order, OrderLine


@transaction.atomic
def place_order(*, customer: Customer, lines: list[dict[str, Any]], note: str = "") -> Order:
    """Take the products out of stock and store the order at their prices of now.

    Each line is `{"product": Product, "quantity": int}`. A line that can't be served refuses the whole order.
    """
    products = _lock_products({line["product"].pk for line in lines})
    wanted = [(products[line["product"].pk], line["quantity"]) for line in lines]
    if missing := [f"Only {product.stock} of {product.name} left." for product, n in wanted if n > product.stock]:
        raise ValidationError({"lines": missing})

    for product, quantity in wanted:
        product.stock -= quantity
        product.save(update_fields=["stock", "updated_at"])
    order = Order.objects.create(
        customer=customer,
        note=note,
        total=sum((quantity * product.price for product, quantity in wanted), Decimal(0)),
        preparation_time=max((product.preparation_time for product, _ in wanted), default=timedelta()),
    )
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            product=product,
            product_name=product.name,
            unit_price=product.price,
            quantity=quantity,
        )
        for product, quantity in wanted
    )
    return order


@transaction.atomic
def pay_order(order: Order, *, amount: Decimal) -> Order:
    """Note the payment of an order, which must be of its total."""
    order = _lock_order(order, Order.Status.PLACED)
    if amount != order.total:
        raise ValidationError({"amount": [f"The order's total is {order.total}."]})
    order.paid_at = timezone.now()
    return _set_status(order, Order.Status.PAID)


@transaction.atomic
def ship_order(order: Order) -> Order:
    return _set_status(_lock_order(order, Order.Status.PAID), Order.Status.SHIPPED)


@transaction.atomic
def cancel_order(order: Order) -> Order:
    """Cancel an order that is not on its way yet, and put its products back into stock."""
    order = _lock_order(order, Order.Status.PLACED, Order.Status.PAID)
    now = timezone.now()
    for line in order.lines.order_by("product_id"):
        Product.objects.filter(pk=line.product_id).update(stock=F("stock") + line.quantity, updated_at=now)
    return _set_status(order, Order.Status.CANCELLED)


@transaction.atomic
def update_profile(user: User, *, customer: dict[str, Any] | None = None, **names: str) -> User:
    """Change a user's names and mail address, and what the shop knows of them as a customer."""
    for field, value in names.items():
        setattr(user, field, value)
    user.save(update_fields=list(names))
    if customer is not None:
        profile, _ = Customer.objects.update_or_create(user=user, defaults=customer)
        user.customer = profile
    return user


def _lock_products(pks: set[int]) -> dict[int, Product]:
    """Lock products, always in the same order, lest two orders wait for each other."""
    products = Product.objects.select_for_update().filter(pk__in=pks, is_active=True).order_by("pk")
    if len(products) < len(pks):
        raise Conflict("A product was taken off sale meanwhile.")
    return {product.pk: product for product in products}


def _lock_order(order: Order, *allowed: Order.Status) -> Order:
    """Return the order as it stands now, for this transaction alone, if its status is an allowed one."""
    order = Order.objects.select_for_update(of=["self"]).select_related("customer").get(pk=order.pk)
    if order.status not in allowed:
        raise Conflict(f"The order is {order.get_status_display().lower()} already.")
    return order


def _set_status(order: Order, status: Order.Status) -> Order:
    order.status = status
    order.save(update_fields=["status", "paid_at", "updated_at"])
    return order
