"""Categories, products, reviews, and alerts for products that are out of stock."""

from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Category(models.Model):
    """A shelf of the shop; shelves may stand within shelves."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "categories"
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="category_is_not_its_own_parent"),
        ]

    def __str__(self):
        return self.name


class Product(models.Model):
    category = models.ForeignKey(Category, models.PROTECT, related_name="products")
    sku = models.CharField(
        "SKU",
        max_length=16,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{3}-\d{4}$", "Enter three capital letters, a hyphen and four digits.")],
    )
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    price = models.DecimalField(max_digits=10, decimal_places=2, validators=[MinValueValidator(0)])
    stock = models.PositiveIntegerField(default=0)
    weight_kg = models.FloatField("weight (kg)", null=True, blank=True, validators=[MinValueValidator(0)])
    attributes = models.JSONField(default=dict, blank=True)
    preparation_time = models.DurationField(
        default=timedelta(days=1), help_text="From the order until the parcel is ready."
    )
    image = models.ImageField(upload_to="products/", blank=True)
    is_active = models.BooleanField("active", default=True, help_text="Only active products are shown and sold.")
    available_from = models.DateTimeField(null=True, blank=True, help_text="Shown before, sold from then on.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="product_price_is_not_negative"),
        ]

    def __str__(self):
        return f"{self.sku} {self.name}"

    @property
    def is_on_sale(self):
        """Whether it can be ordered now, stock permitting."""
        return self.is_active and (self.available_from is None or self.available_from <= timezone.now())


class Review(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="reviews")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reviews")
    rating = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True, max_length=4000)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "author"], name="one_review_per_product_and_author"),
            models.CheckConstraint(condition=Q(rating__range=(1, 5)), name="review_rating_from_1_to_5"),
        ]

    def __str__(self):
        return f"{self.rating}/5 {self.title}"


class StockAlert(models.Model):
    """Somebody wants a mail when the product is back in stock."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="stock_alerts")
    email = models.EmailField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "email"], name="one_stock_alert_per_product_and_email"),
        ]

    def __str__(self):
        return f"{self.email}: {self.product_id}"
