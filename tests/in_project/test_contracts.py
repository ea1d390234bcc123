"""What the bridge takes from FastAPI and Starlette beside their documented API: a release without it is noticed."""

import inspect

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import _effective_route_context_var, iter_route_contexts
from starlette._utils import get_route_path
from starlette.testclient import TestClient


def test_a_request_has_a_stack_that_ends_after_the_response() -> None:
    """Where `bridge.drf.route` closes what was uploaded."""
    events: list[str] = []
    api = FastAPI()

    @api.get("/")
    async def endpoint(request: Request) -> str:
        request.scope["fastapi_inner_astack"].callback(events.append, "closed")
        events.append("answered")
        return "x"

    assert TestClient(api).get("/").status_code == 200
    assert events == ["answered", "closed"]


def test_an_inclusion_has_dependencies_of_its_own() -> None:
    """Which `bridge.drf.order` sorts; what includes a route is known while its handler is made."""

    async def outer() -> None: ...

    async def inner() -> None: ...

    api = FastAPI(dependencies=[Depends(outer)])

    @api.get("/x", dependencies=[Depends(inner)])
    async def endpoint() -> None: ...

    (context,) = [one for one in iter_route_contexts(api.routes) if one.path == "/x"]
    assert isinstance(context.original_route.dependant, Dependant)
    assert [one.call for one in context.original_route.dependant.dependencies] == [outer, inner]
    assert _effective_route_context_var.get() is None


def test_a_path_below_a_root_path_is_known() -> None:
    """For `bridge.drf.paths`."""
    assert get_route_path({"type": "http", "path": "/shop/x", "root_path": "/shop"}) == "/x"
    assert list(inspect.signature(get_route_path).parameters) == ["scope"]
