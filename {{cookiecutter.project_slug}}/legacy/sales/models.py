"""Customers, their orders, and the lines of an order."""

import uuid
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from legacy.catalog.models import Product


class Customer(models.Model):
    """What the shop knows of a user who buys."""

    class Country(models.TextChoices):
        AUSTRIA = "AT", "Austria"
        BELGIUM = "BE", "Belgium"
        FRANCE = "FR", "France"
        GERMANY = "DE", "Germany"
        IRELAND = "IE", "Ireland"
        NETHERLANDS = "NL", "Netherlands"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="customer")
    phone = models.CharField(
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^\+\d[\d ]{5,18}$", "Enter a number like +49 30 1234567.")],
    )
    street = models.CharField(max_length=120)
    postal_code = models.CharField(max_length=12)
    city = models.CharField(max_length=80)
    country = models.CharField(max_length=2, choices=Country)
    newsletter = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.user.get_full_name() or self.user.get_username()


class Order(models.Model):
    """An order as it was placed: later changes of products leave it as it is."""

    class Status(models.TextChoices):
        PLACED = "placed", "Placed"
        PAID = "paid", "Paid"
        SHIPPED = "shipped", "Shipped"
        CANCELLED = "cancelled", "Cancelled"

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="orders")
    status = models.CharField(max_length=10, choices=Status, default=Status.PLACED)
    note = models.CharField(max_length=500, blank=True)
    total = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"), editable=False)
    preparation_time = models.DurationField(default=timedelta, editable=False)
    placed_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    paid_at = models.DateTimeField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-placed_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(total__gte=0), name="order_total_is_not_negative"),
            models.CheckConstraint(
                condition=~Q(status__in=["paid", "shipped"]) | Q(paid_at__isnull=False),
                name="paid_order_has_a_payment_time",
            ),
        ]

    def __str__(self):
        return f"Order {self.pk} ({self.get_status_display()})"

    @property
    def ready_at(self):
        return self.placed_at + self.preparation_time


class OrderLine(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="order_lines")
    product_name = models.CharField(max_length=120, editable=False)
    unit_price = models.DecimalField(max_digits=10, decimal_places=2)
    quantity = models.PositiveIntegerField(validators=[MinValueValidator(1), MaxValueValidator(100)])

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "product"], name="one_line_per_order_and_product"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="order_line_quantity_at_least_1"),
        ]

    def __str__(self):
        return f"{self.quantity} x {self.product_name}"

    @property
    def total(self):
        return self.quantity * self.unit_price
