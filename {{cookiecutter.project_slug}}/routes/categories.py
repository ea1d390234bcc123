"""Categories, ported: GET is answered here, as the legacy answers it; POST and the rest are still the legacy's."""

from django.shortcuts import get_object_or_404
from pydantic import BaseModel, ConfigDict, Field

from bridge.drf.policy import Policy, policy
from bridge.drf.router import PortedRouter
from legacy.catalog.permissions import IsStaffOrReadOnly
from legacy.catalog.selectors import categories

router = PortedRouter(prefix="/api/categories", tags=["categories"], policy=Policy(permissions=[IsStaffOrReadOnly]))


class CategoryOut(BaseModel):
    """A category, as `legacy.catalog.serializers.CategorySerializer` writes it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    slug: str
    parent: int | None = Field(validation_alias="parent_id")
    product_count: int


@router.get("/")
@policy(name="Category List", description="All categories, on one page.")
async def list_categories() -> list[CategoryOut]:
    """List all categories."""
    return [CategoryOut.model_validate(category) async for category in categories()]


# `:int` as in the legacy's `<int:pk>`: a path without a number goes on to the legacy, which may know it.
@router.get("/{pk:int}/", responses={404: {"description": "There is no such category."}})
@policy(name="Category Detail")
def get_category(pk: int) -> CategoryOut:
    """Return one category. A plain function: it runs on the request's Django thread."""
    return CategoryOut.model_validate(get_object_or_404(categories(), pk=pk))
