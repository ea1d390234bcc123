"""What the sales views read."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Avg, Count, DateField, F, QuerySet, Sum
from django.db.models.functions import Trunc
from django.utils import timezone

from legacy.sales.models import Order, OrderLine

PERIODS = ("day", "month")


def orders_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Order]:
    """Return the orders that a user may see: staff all, customers their own."""
    if getattr(user, "is_staff", False):
        return Order.objects.all()
    return Order.objects.filter(customer__user_id=user.pk)


def sales_report(start: date, end: date, group: str) -> dict[str, Any]:
    """Sum up the orders placed from `start` to the end of day `end`, in the current time zone."""
    midnight = timezone.make_aware(datetime.combine(start, time.min))
    midnight_after = timezone.make_aware(datetime.combine(end + timedelta(days=1), time.min))
    orders = Order.objects.filter(placed_at__gte=midnight, placed_at__lt=midnight_after).exclude(
        status=Order.Status.CANCELLED
    )
    summary = orders.aggregate(
        orders=Count("pk"),
        revenue=Sum("total", default=0),
        average_time_to_payment=Avg(F("paid_at") - F("placed_at")),
    )
    periods = (
        orders.annotate(period=Trunc("placed_at", group, output_field=DateField()))
        .values("period")
        .annotate(orders=Count("pk"), revenue=Sum("total"))
        .order_by("period")
    )
    bestsellers = (
        OrderLine.objects.filter(order__in=orders)
        .values("product", sku=F("product__sku"), name=F("product__name"))
        .annotate(sold=Sum("quantity"))
        .order_by("-sold", "product")[:5]
    )
    return {"start": start, "end": end, **summary, "periods": list(periods), "bestsellers": list(bestsellers)}
