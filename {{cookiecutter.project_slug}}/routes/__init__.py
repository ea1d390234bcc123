"""The FastAPI routes. `api_router` holds them all; a new resource is a module here and a line below."""

from fastapi import Depends

from bridge.router import Router
from routes import bestsellers, categories, feed, health, stock_alerts
from routes.dependencies import release_connection

# Costs nothing for a request that doesn't use the ORM.
api_router = Router(dependencies=[Depends(release_connection, scope="function")])

for module in (health, categories, bestsellers, feed, stock_alerts):
    api_router.include_router(module.router)
