"""A shop of which a part is ported, with names that both halves use: for the tests of the document."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any

from django.test import override_settings
from fastapi import Depends, FastAPI
from pydantic import BaseModel

from asgi import app as shop
from bridge.dispatch import Strangler
from bridge.docs import add_standalone_documentation
from bridge.drf.router import PortedRouter
from bridge.drf.wrapped import WrappedRouter
from bridge.router import Router
from routes import health, products
from routes.dependencies import django_request
from strangler.document.serving import serve_document


class OrderLine(BaseModel):
    """Not what the legacy half calls so."""

    nothing: int


wrapped = WrappedRouter(prefix="/api/reviews", tags=["reviews"])


@wrapped.get("/")
def list_reviews() -> list[OrderLine]:
    """Return all reviews."""
    raise NotImplementedError


ported = PortedRouter(prefix="/api/categories")


@ported.get("/{number:int}/", operation_id="orders_list", deprecated=True)
def get_category(number: int) -> OrderLine:
    """Return something under an ID that the legacy half has too."""
    return OrderLine(nothing=number)


@ported.get("/{number:int}/history/", include_in_schema=False)
def history(number: int) -> OrderLine:
    """Return something that nobody is to know."""
    return OrderLine(nothing=number)


@cache
def half_ported(*servers: str) -> FastAPI:
    """Return the FastAPI side of that shop."""
    said = [{"url": server} for server in servers] or None
    api = FastAPI(title="Half", openapi_url="/-/openapi.json", docs_url=None, redoc_url=None, servers=said)
    add_standalone_documentation(api, "/-/docs")
    router = Router(dependencies=[Depends(django_request)])
    for each in (products.router, wrapped, ported, health.router):
        router.include_router(each)
    api.include_router(router)
    return api


@contextmanager
def serving(api: FastAPI, **settings: Any) -> Iterator[Strangler]:
    """Let that be the service that the settings name."""
    serve_document(api)
    module = ModuleType("half_ported_asgi")
    app = module.app = Strangler(api, shop.legacy)  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
    try:
        with override_settings(ASGI_APPLICATION=f"{module.__name__}.app", **settings):
            yield app
    finally:
        del sys.modules[module.__name__]
