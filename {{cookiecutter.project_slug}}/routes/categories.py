"""Categories, ported: GET is answered here, as the legacy answers it; POST and the rest are still the legacy's."""

from fastapi import HTTPException
from pydantic import BaseModel, ConfigDict, Field

from bridge.router import Router
from legacy.catalog.selectors import categories

router = Router(prefix="/api/categories", tags=["categories"])


class CategoryOut(BaseModel):
    """A category, as `legacy.catalog.serializers.CategorySerializer` writes it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    slug: str
    parent: int | None = Field(validation_alias="parent_id")
    product_count: int


@router.get("/")
async def list_categories() -> list[CategoryOut]:
    """List all categories."""
    return [CategoryOut.model_validate(category) async for category in categories()]


# `:int` as in the legacy's `<int:pk>`: a path without a number goes on to the legacy, which may know it.
@router.get("/{pk:int}/", responses={404: {"description": "There is no such category."}})
def get_category(pk: int) -> CategoryOut:
    """Return one category. A plain function: it runs on the request's Django thread."""
    category = categories().filter(pk=pk).first()
    if category is None:
        raise HTTPException(404, "No Category matches the given query.")
    return CategoryOut.model_validate(category)
