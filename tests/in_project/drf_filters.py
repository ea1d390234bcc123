"""Rows as Django REST Framework's filter backends leave them, to be compared with ours."""

from collections.abc import Callable
from typing import Any

import django_filters
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Max
from django.test import RequestFactory
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import APIException
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request as DRFRequest

from bridge.drf.resources.filters import Filtering, Filters, Ordering, Search
from legacy.catalog.filters import ProductFilter, ReviewFilter
from legacy.catalog.models import Category, Product, Review
from legacy.sales.filters import OrderFilter
from legacy.sales.models import Customer, Order, OrderLine


class Everything(django_filters.FilterSet):
    """Filters of other kinds, and one that asks who wants to know."""

    price = django_filters.RangeFilter()
    created = django_filters.DateFromToRangeFilter(field_name="created_at")
    sku = django_filters.BaseInFilter(lookup_expr="in")
    sort = django_filters.OrderingFilter(fields=["name", "price"])
    mine = django_filters.CharFilter(method="filter_mine", help_text="Whose?")

    class Meta:
        """Filters made of fields."""

        model = Product
        fields = {"stock": ["exact", "gt"], "category": ["exact"]}  # noqa: RUF012

    def filter_mine(self, queryset: Any, _name: str, value: str) -> Any:
        """Keep what an anonymous user asks for by name."""
        anonymous = self.request.user.is_anonymous and self.request.auth is None
        return queryset.filter(name=value) if anonymous and self.request.query_params else queryset.none()


def view(model: Any, **attributes: Any) -> tuple[type, Filtering]:
    """Return a view with all three backends, and our filters of the same description."""
    backends = [DjangoFilterBackend, SearchFilter, OrderingFilter]
    filters = Filtering(
        Filters(attributes["filterset_class"]),
        Search(attributes["search_fields"]),
        Ordering(attributes["ordering_fields"], default=attributes.get("ordering")),
    )
    return type("View", (), {"filter_backends": backends, "model": model, **attributes}), filters


PRODUCTS = view(
    Product,
    filterset_class=ProductFilter,
    search_fields=["name", "=sku", "description"],
    ordering_fields=["name", "price", "rating", "created_at"],
    ordering="price",
)
REVIEWS = view(
    Review,
    filterset_class=ReviewFilter,
    search_fields=["^title", "$body", "author__username__iexact", "created_at__year"],
    ordering_fields=[("created_at", "When"), "rating"],
)
ORDERS = view(
    Order,
    filterset_class=OrderFilter,
    search_fields=["lines__product_name", "note", "=customer__user__username"],
    ordering_fields=["placed_at", "total"],
    ordering=["-total", "id"],
)
ANNOTATED = view(
    Product,
    filterset_class=Everything,
    search_fields=["name__startswith", "reviews__title", "shelf", "attributes__color"],
    ordering_fields="__all__",
)
VIEWS = {"products": PRODUCTS, "reviews": REVIEWS, "orders": ORDERS, "annotated": ANNOTATED}


def add_rows() -> None:
    shelves = [Category.objects.create(name=f"Shelf {slug}", slug=slug) for slug in ("tea", "pots")]
    users = [User.objects.create(username=name) for name in ("ann", "bob", "x,y")]
    texts = ["Green tea", "Black, tea", 'A "big" pot', "Ärger 100%", "a_b\\c", "it's", "tea"]
    products = [
        Product.objects.create(
            category=shelves[number % 2], sku=f"ABC-{number:04}", name=name, price=number + 0.5, stock=number % 3,
            description=texts[-number], attributes={"color": name}
        )
        for number, name in enumerate(texts)
    ]  # fmt: skip
    for number, user in enumerate(users):
        customer = Customer.objects.create(user=user, street="1", postal_code="1", city="Dublin", country="IE")
        for product in products[: 3 + number]:
            Review.objects.create(
                product=product, author=user, rating=product.stock + 1, title=product.name, body=product.description
            )
        order = Order.objects.create(customer=customer, note=texts[number], total=number)
        for product in products[number:]:
            OrderLine.objects.create(order=order, product=product, product_name=product.name, unit_price=1, quantity=1)


def queryset(model: Any) -> Any:
    if model is Product:
        return model.objects.annotate(shelf=F("category__name"), rating=Max("reviews__rating"))
    return model.objects.all()


def outcome(answer: Callable[[], Any]) -> Any:
    try:
        with transaction.atomic():
            filtered = answer()
            # The order is in the SQL; among equals it is the database's to choose, anew each time.
            return str(filtered.query), sorted(row.pk for row in filtered)
    except APIException as error:
        return error.status_code, JSONRenderer().render(error.detail), error.get_codes()
    except Exception as error:  # noqa: BLE001 - what is a 500 of DRF's is one of ours
        return type(error)


def theirs(view_class: Any, raw: bytes) -> Any:
    def answer() -> Any:
        request = RequestFactory().get("/x/", QUERY_STRING=raw.decode("latin-1"))
        rows = queryset(view_class.model)
        for backend in view_class.filter_backends:
            rows = backend().filter_queryset(DRFRequest(request), rows, view_class())
        return rows

    return outcome(answer)
