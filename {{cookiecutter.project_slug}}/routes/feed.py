"""The product feed for price comparison sites: everything that can be bought, a JSON object a line."""

from collections.abc import AsyncIterator
from decimal import Decimal

from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from bridge.queries import fetch
from bridge.router import Router
from bridge.streams import begin
from legacy.catalog.models import Product

router = Router(prefix="/api/v2/feed", tags=["feed"])


class FeedItem(BaseModel):
    """What a price comparison site wants to know of a product."""

    model_config = ConfigDict(from_attributes=True)

    sku: str
    name: str
    price: Decimal
    stock: int


@router.get("/products", response_class=StreamingResponse, responses={200: {"content": {"application/x-ndjson": {}}}})
async def product_feed() -> StreamingResponse:
    """Stream the active products, however many there are, with one cursor on the server."""
    return StreamingResponse(await begin(_lines()), media_type="application/x-ndjson")


async def _lines() -> AsyncIterator[str]:
    products = Product.objects.filter(is_active=True).only("sku", "name", "price", "stock").order_by("sku")
    async for product in fetch(products):
        yield FeedItem.model_validate(product).model_dump_json() + "\n"
