"""The shop's serializers written anew as schemas."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from pydantic import ValidationInfo, field_validator, model_validator
from rest_framework.exceptions import ValidationError

from bridge.drf.fields import (
    BooleanField,
    CharField,
    ChoiceField,
    DateField,
    DateTimeField,
    DecimalField,
    DurationField,
    FloatField,
    HiddenField,
    HyperlinkedIdentityField,
    ImageField,
    IntegerField,
    JSONField,
    PrimaryKeyRelatedField,
    SlugField,
    SlugRelatedField,
    UUIDField,
    current_user,
)
from bridge.drf.schemas import Nested, Schema, Unique, UniqueTogether
from legacy.catalog import services
from legacy.catalog.models import Category, Product, Review
from legacy.sales.models import Customer, Order
from legacy.sales.selectors import PERIODS

SKU = RegexValidator(r"^[A-Z]{3}-\d{4}$", "Enter three capital letters, a hyphen and four digits.")
BIGGEST = 2**31 - 1


class CategorySchema(Schema):
    """As CategorySerializer."""

    id: Annotated[int, IntegerField(read_only=True)]
    name: Annotated[str, CharField(max_length=80)]
    slug: Annotated[str, SlugField(max_length=80, validators=[Unique(Category.objects)])]
    parent: Annotated[Category | None, PrimaryKeyRelatedField(queryset=Category.objects.all, allow_null=True)] = None
    product_count: Annotated[int, IntegerField(read_only=True, default=0)]

    @field_validator("parent")
    @classmethod
    def no_loop(cls, parent: Category | None, info: ValidationInfo) -> Category | None:
        """Do what the serializer does."""
        instance = info.context["instance"]
        if instance and parent and services.is_within(parent, instance):
            raise ValueError("A category can't stand within itself.")
        return parent


class ProductSchema(Schema):
    """As ProductSerializer."""

    url: Annotated[str, HyperlinkedIdentityField("product-detail")]
    id: Annotated[int, IntegerField(read_only=True)]
    sku: Annotated[str, CharField(max_length=16, validators=[SKU, Unique(Product.objects)])]
    name: Annotated[str, CharField(max_length=120)]
    description: Annotated[str, CharField(allow_blank=True)] = ""
    category: Annotated[Category, SlugRelatedField("slug", queryset=Category.objects.all())]
    price: Annotated[Decimal, DecimalField(max_digits=10, decimal_places=2, min_value=0)]
    stock: Annotated[int, IntegerField(min_value=0, max_value=BIGGEST)] = 0
    weight_kg: Annotated[float | None, FloatField(allow_null=True, min_value=0)] = None
    attributes: Annotated[dict[str, Any], JSONField()] = {}  # noqa: RUF012 - Pydantic copies it
    preparation_time: Annotated[timedelta, DurationField()] = timedelta(days=1)
    image: Annotated[str | None, ImageField(read_only=True)]
    is_active: Annotated[bool, BooleanField()] = True
    available_from: Annotated[datetime | None, DateTimeField(allow_null=True)] = None
    rating: Annotated[float | None, FloatField(read_only=True, default=None, allow_null=True)]
    review_count: Annotated[int, IntegerField(read_only=True, default=0)]
    created_at: Annotated[datetime, DateTimeField(read_only=True)]
    updated_at: Annotated[datetime, DateTimeField(read_only=True)]

    @field_validator("attributes")
    @classmethod
    def text_only(cls, attributes: Any) -> Any:
        """Do what the serializer does."""
        if not isinstance(attributes, dict) or not all(isinstance(value, str) for value in attributes.values()):
            raise ValidationError("Expected an object whose values are strings.")
        return attributes

    @model_validator(mode="after")
    def has_price(self, info: ValidationInfo) -> "ProductSchema":
        """Do what the serializer does."""
        sent, instance = self.changes(), info.context["instance"]
        is_active = sent.get("is_active", getattr(instance, "is_active", True))
        price = sent.get("price", getattr(instance, "price", None))
        if is_active and price == 0:
            raise ValueError("An active product needs a price above zero.")
        return self


class ReviewSchema(Schema):
    """As ReviewSerializer."""

    validators = (UniqueTogether(Review.objects, ["product", "author"]),)

    id: Annotated[int, IntegerField(read_only=True)]
    product: Annotated[Product, PrimaryKeyRelatedField(queryset=lambda: Product.objects.filter(is_active=True))]
    author: Annotated[User, HiddenField(default=current_user)]
    author_name: Annotated[str, CharField(source="author.get_username", read_only=True)]
    rating: Annotated[int, IntegerField(min_value=1, max_value=5)]
    title: Annotated[str, CharField(max_length=120)]
    body: Annotated[str, CharField(allow_blank=True, max_length=4000)] = ""
    created_at: Annotated[datetime, DateTimeField(read_only=True)]
    updated_at: Annotated[datetime, DateTimeField(read_only=True)]

    @field_validator("product")
    @classmethod
    def stays(cls, product: Product, info: ValidationInfo) -> Product:
        """Do what the serializer does."""
        instance = info.context["instance"]
        if instance and product != instance.product:
            raise DjangoValidationError("A review stays with its product.")
        return product


class LineSchema(Schema):
    """As OrderLineSerializer."""

    product: Annotated[Product, PrimaryKeyRelatedField(queryset=Product.objects.filter(is_active=True))]
    product_name: Annotated[str, CharField(read_only=True)]
    unit_price: Annotated[Decimal, DecimalField(max_digits=10, decimal_places=2, read_only=True)]
    quantity: Annotated[int, IntegerField(min_value=1, max_value=100)]
    total: Annotated[Decimal, DecimalField(max_digits=12, decimal_places=2, read_only=True)]

    @field_validator("product")
    @classmethod
    def on_sale(cls, product: Product) -> Product:
        """Do what the serializer does."""
        if not product.is_on_sale:
            raise ValueError("This product is not on sale yet.")
        return product


class OrderSchema(Schema):
    """As OrderSerializer."""

    id: Annotated[int, IntegerField(read_only=True)]
    reference: Annotated[uuid.UUID, UUIDField(read_only=True)]
    customer: Annotated[int, PrimaryKeyRelatedField(read_only=True)]
    status: Annotated[str, ChoiceField(Order.Status, read_only=True)]
    note: Annotated[str, CharField(allow_blank=True, max_length=500)] = ""
    lines: Annotated[list[LineSchema], Nested(allow_empty=False)]
    total: Annotated[Decimal, DecimalField(max_digits=12, decimal_places=2, read_only=True)]
    preparation_time: Annotated[timedelta, DurationField(read_only=True)]
    ready_at: Annotated[datetime, DateTimeField(read_only=True)]
    placed_at: Annotated[datetime, DateTimeField(read_only=True)]
    paid_at: Annotated[datetime | None, DateTimeField(read_only=True, allow_null=True)]
    updated_at: Annotated[datetime, DateTimeField(read_only=True)]

    @field_validator("lines")
    @classmethod
    def one_line_each(cls, lines: list[LineSchema]) -> list[LineSchema]:
        """Do what the serializer does."""
        products = [line.changes().get("product") for line in lines]
        if len(set(products)) < len(products):
            raise ValueError("Each product may stand in one line only.")
        return lines


class CustomerSchema(Schema):
    """As CustomerSerializer."""

    phone: Annotated[
        str,
        CharField(
            allow_blank=True,
            max_length=20,
            validators=[RegexValidator(r"^\+\d[\d ]{5,18}$", "Enter a number like +49 30 1234567.")],
        ),
    ] = ""
    street: Annotated[str, CharField(max_length=120)]
    postal_code: Annotated[str, CharField(max_length=12)]
    city: Annotated[str, CharField(max_length=80)]
    country: Annotated[str, ChoiceField(Customer.Country)]
    newsletter: Annotated[bool, BooleanField()] = False
    created_at: Annotated[datetime, DateTimeField(read_only=True)]


class ReportQuery(Schema):
    """As ReportQuerySerializer."""

    start: Annotated[Any, DateField()] = None
    end: Annotated[Any, DateField()] = None
    group: Annotated[str, ChoiceField(PERIODS, default="day")]

    @model_validator(mode="after")
    def fill_in(self) -> "ReportQuery":
        """Do what the serializer does."""
        sent = self.changes()
        self.end = sent.get("end", timezone.localdate())
        self.start = sent.get("start", self.end - timedelta(days=29))
        if self.start > self.end:
            raise ValidationError({"end": ["The end is before the start."]})
        if (self.end - self.start).days >= 366:
            raise ValidationError("A report covers 366 days at most.")
        return self
