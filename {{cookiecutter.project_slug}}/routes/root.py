"""The root of the ported API: where its lists are."""

from fastapi import Request

from bridge.drf.policy import policy
from bridge.drf.router import PortedRouter
from bridge.drf.shortcuts import reverse

LISTS = {"products": "product-list", "reviews": "review-list", "orders": "order-list"}

router = PortedRouter(prefix="/api", tags=["root"])


@router.get("/", include_in_schema=False)
@policy(name="Api Root", description="The default basic root view for DefaultRouter")
async def root(request: Request) -> dict[str, str]:
    """Return the addresses of the lists."""
    return {name: reverse(url_name, request) for name, url_name in LISTS.items()}
