"""The FastAPI routes. `api_router` holds them all; a new resource is a module here and a line below."""

from fastapi import Depends

from bridge.router import Router
from routes import health
from routes.dependencies import django_request

# Costs nothing for a request that doesn't use the ORM.
api_router = Router(dependencies=[Depends(django_request)])

# The first endpoint that is ported: `routes/products.py`, with a router that answers at the paths of the old view, and
# `products` among these modules. The old view answers whatever the router doesn't.
for module in (health,):
    api_router.include_router(module.router)
