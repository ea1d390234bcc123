"""Categories, ported: the shelves of the shop."""

from typing import Annotated

from django.shortcuts import get_object_or_404
from pydantic import ValidationInfo, field_validator

from bridge.drf.body import Incoming
from bridge.drf.fields import CharField, IntegerField, PrimaryKeyRelatedField, SlugField
from bridge.drf.policy import Policy, policy
from bridge.drf.router import PortedRouter
from bridge.drf.schemas import Schema, Unique
from bridge.drf.schemas.saving import create, update
from bridge.queries import reads
from legacy.catalog.models import Category
from legacy.catalog.permissions import IsStaffOrReadOnly
from legacy.catalog.selectors import categories
from legacy.catalog.services import delete_unless_in_use, is_within

router = PortedRouter(prefix="/api/categories", tags=["categories"], policy=Policy(permissions=[IsStaffOrReadOnly]))


class CategorySchema(Schema):
    """A category, as clients send and get it."""

    id: Annotated[int, IntegerField(read_only=True)]
    name: Annotated[str, CharField(max_length=80)]
    slug: Annotated[str, SlugField(max_length=80, validators=[Unique(Category.objects)])]
    parent: Annotated[Category | None, PrimaryKeyRelatedField(queryset=Category.objects, allow_null=True)] = None
    product_count: Annotated[int, IntegerField(read_only=True, default=0)]

    @field_validator("parent")
    @classmethod
    def not_within_itself(cls, parent: Category | None, info: ValidationInfo) -> Category | None:
        """Refuse a parent that stands below the category."""
        instance = (info.context or {}).get("instance")
        if instance and parent and is_within(parent, instance):
            raise ValueError("A category can't stand within itself.")
        return parent


@router.get("/")
@policy(name="Category List", description="All categories, on one page.")
@reads
def list_categories() -> list[CategorySchema]:
    """List all categories. `@reads`: plain Django code that runs without a thread, for it writes nothing."""
    return [CategorySchema.read(category) for category in categories()]


@router.post("/", status_code=201)
def create_category(body: Incoming[CategorySchema]) -> CategorySchema:
    """Add a category. A plain function: it runs on the request's Django thread."""
    return CategorySchema.read(create(Category, body.validated().changes()))


# `:int` as in the legacy's `<int:pk>`: a path without a number goes on to the legacy, which may know it.
@router.get("/{pk:int}/")
@policy(name="Category Detail")
@reads
def get_category(pk: int) -> CategorySchema:
    """Return one category."""
    return CategorySchema.read(get_object_or_404(categories(), pk=pk))


@router.put("/{pk:int}/")
@router.patch("/{pk:int}/")
def change_category(pk: int, body: Incoming[CategorySchema]) -> CategorySchema:
    """Change a category; a PATCH may leave out what stays."""
    category = get_object_or_404(categories(), pk=pk)
    return CategorySchema.read(update(category, body.validated(category).changes()))


@router.delete("/{pk:int}/", status_code=204)
def delete_category(pk: int) -> None:
    """Delete a category that nothing stands in."""
    delete_unless_in_use(get_object_or_404(categories(), pk=pk))
