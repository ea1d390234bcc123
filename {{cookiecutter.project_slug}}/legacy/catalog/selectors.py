"""What the catalogue's views read. A query that groups has no default ordering, so each names its own."""

from django.db.models import Avg, Count, Q, QuerySet
from django.db.models.functions import Round

from legacy.catalog.models import Category, Product


def categories() -> QuerySet[Category]:
    """Return all categories, each with the number of its active products."""
    counted = Category.objects.annotate(product_count=Count("products", filter=Q(products__is_active=True)))
    return counted.order_by("name", "id")


def products() -> QuerySet[Product]:
    """Return all products, each with its average rating and the number of its reviews."""
    rated = Product.objects.annotate(rating=Round(Avg("reviews__rating"), precision=2), review_count=Count("reviews"))
    return rated.select_related("category").order_by("name", "id")
