"""The FastAPI routes. `api_router` holds them all; a new resource is a module here and a line below."""

from fastapi import Depends

from bridge.router import Router
from routes import (
    bestsellers,
    categories,
    feed,
    health,
    orders,
    products,
    profile,
    reports,
    reviews,
    root,
    stock_alerts,
    token,
)
from routes.dependencies import django_request

# Costs nothing for a request that doesn't use the ORM.
api_router = Router(dependencies=[Depends(django_request)])

# Ported: they answer as `legacy` does at the same paths.
for module in (root, token, categories, products, reviews, orders, profile, reports):
    api_router.include_router(module.router)

# New.
for module in (health, bestsellers, feed, stock_alerts):
    api_router.include_router(module.router)
