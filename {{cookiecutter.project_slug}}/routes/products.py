"""Products, ported. Those that are not active are there for staff only."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Self

from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from fastapi import Depends, Response
from pydantic import ValidationInfo, field_validator, model_validator

from bridge.drf.body import Incoming
from bridge.drf.fields import (
    BooleanField,
    CharField,
    DateTimeField,
    DecimalField,
    DurationField,
    FloatField,
    HyperlinkedIdentityField,
    ImageField,
    IntegerField,
    JSONField,
    SlugRelatedField,
)
from bridge.drf.parsers import MultiPartParser
from bridge.drf.policy import IsAdminUser, Policy, policy
from bridge.drf.resources.filters import Filtering, Filters, Ordering, QuerySetFilter, Search
from bridge.drf.resources.pagination import Page, PageNumberPagination, Paginator
from bridge.drf.resources.parameters import QueryParameters
from bridge.drf.router import PortedRouter
from bridge.drf.schemas import Schema, Unique
from bridge.drf.schemas.saving import create, update
from bridge.queries import reads
from legacy.catalog import selectors
from legacy.catalog.filters import ProductFilter
from legacy.catalog.models import Category, Product
from legacy.catalog.permissions import IsStaffOrReadOnly
from legacy.catalog.services import delete_unless_in_use, replace_image
from routes.users import CurrentUser

MAX_IMAGE_BYTES = 2 * 1024 * 1024
BIGGEST_INTEGER = 2**31 - 1  # of a PositiveIntegerField in PostgreSQL

router = PortedRouter(prefix="/api/products", tags=["products"], policy=Policy(permissions=[IsStaffOrReadOnly]))
filtering = Filtering(
    Filters(ProductFilter),
    Search(["name", "=sku", "description"]),
    Ordering(["name", "price", "rating", "created_at"]),
)
pages = PageNumberPagination(page_size=20, page_size_query_param="page_size", max_page_size=100)

Narrow = Annotated[QuerySetFilter, Depends(filtering)]
NarrowOne = Annotated[QuerySetFilter, Depends(filtering.unlisted)]
ProductPage = Annotated[Paginator[Product], Depends(pages)]


class ProductSchema(Schema):
    """A product, as clients send and get it."""

    url: Annotated[str, HyperlinkedIdentityField("product-detail")]
    id: Annotated[int, IntegerField(read_only=True)]
    sku: Annotated[
        str,
        CharField(
            max_length=16,
            validators=[
                RegexValidator(r"^[A-Z]{3}-\d{4}$", "Enter three capital letters, a hyphen and four digits."),
                Unique(Product.objects),
            ],
        ),
    ]
    name: Annotated[str, CharField(max_length=120)]
    description: Annotated[str, CharField(allow_blank=True)] = ""
    category: Annotated[Category, SlugRelatedField("slug", queryset=Category.objects)]  # type: ignore[valid-type]
    price: Annotated[Decimal, DecimalField(max_digits=10, decimal_places=2, min_value=0)]
    stock: Annotated[int, IntegerField(min_value=0, max_value=BIGGEST_INTEGER)] = 0
    weight_kg: Annotated[float | None, FloatField(allow_null=True, min_value=0)] = None
    attributes: Annotated[dict[str, str], JSONField()] = {}
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
    def strings_only(cls, attributes: Any) -> Any:
        """Refuse attributes that are no text."""
        if not isinstance(attributes, dict) or not all(isinstance(value, str) for value in attributes.values()):
            raise ValueError("Expected an object whose values are strings.")
        return attributes

    @model_validator(mode="after")
    def has_a_price(self, info: ValidationInfo) -> Self:
        """Refuse an active product without a price, whether this request sets the one or the other."""
        sent, instance = self.changes(), (info.context or {}).get("instance")
        is_active = sent.get("is_active", getattr(instance, "is_active", True))
        price = sent.get("price", getattr(instance, "price", None))
        if is_active and price == 0:
            raise ValueError("An active product needs a price above zero.")
        return self


class ProductImage(Schema):
    """The image of a product, as a form with a file."""

    image: Annotated[UploadedFile, ImageField()]  # type: ignore[type-arg]  # generic for checkers only

    @field_validator("image")
    @classmethod
    def small_enough(cls, image: "UploadedFile[bytes]") -> "UploadedFile[bytes]":
        """Refuse an image that is too large."""
        if (image.size or 0) > MAX_IMAGE_BYTES:
            raise ValueError("The image is larger than 2 MB.")
        return image


class LowStockQuery(Schema):
    """When stock is low."""

    threshold: Annotated[int, IntegerField(min_value=0, max_value=1000, default=5)]


@router.get("/")
@policy(name="Product List", description="Products. Those that are not active are there for staff only.")
@reads
def list_products(narrow: Narrow, page: ProductPage, user: CurrentUser) -> Page[ProductSchema]:
    """List products, by pages of 20 unless told otherwise."""
    return page(narrow(visible_products(user)), ProductSchema.read)


@router.post("/", status_code=201)
def create_product(body: Incoming[ProductSchema], response: Response) -> ProductSchema:
    """Add a product."""
    product = ProductSchema.read(create(Product, body.validated().changes()))
    response.headers["Location"] = product.url
    return product


@router.get("/low_stock/")
@policy(name="Low stock", description="Active products of which there are no more than `threshold` left.")
@policy(permissions=[IsAdminUser])
@reads
def low_stock(
    query: Annotated[LowStockQuery, Depends(QueryParameters(LowStockQuery))], page: ProductPage
) -> Page[ProductSchema]:
    """List active products of which there are no more than `threshold` left."""
    products = selectors.products().filter(is_active=True, stock__lte=query.threshold)
    return page(products.order_by("stock", "id"), ProductSchema.read)


@router.get("/{pk:int}/")
@policy(name="Product Instance", description="Products. Those that are not active are there for staff only.")
@reads
def get_product(pk: int, narrow: NarrowOne, user: CurrentUser) -> ProductSchema:
    """Return one product."""
    return ProductSchema.read(find_product(pk, narrow, user))


@router.put("/{pk:int}/")
@router.patch("/{pk:int}/")
def change_product(pk: int, body: Incoming[ProductSchema], narrow: NarrowOne, user: CurrentUser) -> ProductSchema:
    """Change a product; a PATCH may leave out what stays."""
    product = find_product(pk, narrow, user)
    return ProductSchema.read(update(product, body.validated(product).changes()))


@router.delete("/{pk:int}/", status_code=204)
def delete_product(pk: int, narrow: NarrowOne, user: CurrentUser) -> None:
    """Delete a product that was never sold."""
    delete_unless_in_use(find_product(pk, narrow, user))


@router.post("/{pk:int}/image/")
@policy(name="Image", description="Upload the product's image.")
@policy(permissions=[IsAdminUser], parsers=[MultiPartParser])
def upload_image(pk: int, body: Incoming[ProductImage], narrow: NarrowOne, user: CurrentUser) -> ProductSchema:
    """Store the product's image in the place of the old one."""
    product = find_product(pk, narrow, user)
    replace_image(product, body.validated().image)
    return ProductSchema.read(product)


@router.delete("/{pk:int}/image/", status_code=204)
@policy(permissions=[IsAdminUser], parsers=[MultiPartParser])
def delete_image(pk: int, narrow: NarrowOne, user: CurrentUser) -> None:
    """Delete the product's image."""
    replace_image(find_product(pk, narrow, user), None)


def visible_products(user: CurrentUser) -> QuerySet[Product]:
    """Return the products that a user may see."""
    products = selectors.products()
    return products if user.is_staff else products.filter(is_active=True)


def find_product(pk: int, narrow: NarrowOne, user: CurrentUser) -> Product:
    """Return a product; in DRF the filters of the list hold for one product, too.

    Raises:
        Http404: there is none that the user may see.
    """
    return get_object_or_404(narrow(visible_products(user)), pk=pk)
