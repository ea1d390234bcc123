"""What the bridge takes from FastAPI, Starlette and Django beside their documented API, for a release without it."""

import inspect
from copy import copy
from typing import Any

import pytest
from django.urls import Resolver404, URLResolver, path, re_path
from django.urls.resolvers import RegexPattern, RoutePattern
from django.utils.translation import gettext_lazy
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import _effective_route_context_var, _IncludedRouter, iter_route_contexts
from starlette._utils import get_route_path
from starlette.responses import PlainTextResponse
from starlette.routing import Match, Mount
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
    """For `bridge.drf.paths`, `bridge.dispatch` and `bridge.routing`."""
    assert get_route_path({"type": "http", "path": "/shop/x", "root_path": "/shop"}) == "/x"
    assert list(inspect.signature(get_route_path).parameters) == ["scope"]


def test_an_included_router_asks_those_routes_that_it_calls_its_candidates() -> None:
    """So that `bridge.routing.Branch` has FastAPI's code run with a single one; and changes of it have a number."""
    inner, outer, api = APIRouter(prefix="/inner"), APIRouter(), FastAPI(openapi_url=None)

    @inner.get("/a")
    async def a() -> str:
        return "a"

    outer.include_router(inner, form_limits={"max_fields": 1})
    api.include_router(outer, form_limits={"max_fields": 2})
    (included,) = api.router.routes
    assert type(included) is _IncludedRouter
    assert included.original_router is outer
    (within,) = included.effective_candidates()
    assert type(within) is _IncludedRouter
    assert included.include_context.form_limits == {"max_fields": 2}
    assert within.include_context.form_limits == {"max_fields": 1}
    (context,) = within.effective_candidates()
    assert (context.original_route, context.starlette_route) == (inner.routes[0], None)
    assert context.path_regex.pattern == "^/inner/a$"
    outer.routes.append(Mount("/files", routes=[]))
    before = (outer._routes_version, inner._routes_version)
    inner.add_api_route("/b", a)
    assert (outer._routes_version, inner._routes_version) == (before[0], before[1] + 1)
    assert [type(one.starlette_route) for one in included.effective_candidates()[1:]] == [Mount]

    class Nobody(_IncludedRouter):
        def effective_candidates(self) -> list[Any]:
            return []

    scope = {"type": "http", "method": "GET", "path": "/inner/a", "root_path": "", "headers": []}
    assert included.matches(dict(scope))[0] is Match.FULL
    assert Nobody(outer, included.include_context).matches(dict(scope))[0] is Match.NONE
    api.router.routes[0] = Nobody(outer, included.include_context)
    assert TestClient(api).get("/inner/a").status_code == 404


def test_a_router_is_asked_by_its_middleware_stack() -> None:
    """In the place of which `bridge.dispatch` puts the index; and `app` is what it looks for a route with."""
    api = FastAPI(openapi_url=None)

    @api.get("/a")
    async def a() -> str:
        return "a"

    assert api.router.middleware_stack == api.router.app
    api.router.middleware_stack = PlainTextResponse("instead")
    assert TestClient(api).get("/a").text == "instead"
    api.router.middleware_stack = api.router.app
    assert TestClient(api).get("/a").json() == "a"


def test_patterns_of_django_keep_their_expression_unless_it_is_translated() -> None:
    """For `bridge.urls`, which reads them."""
    assert {type(path("a", a_view).pattern), type(re_path("a", a_view).pattern)} == {RoutePattern, RegexPattern}
    for make in (path, re_path):
        plain, translated = make("a", a_view).pattern, make(gettext_lazy("Yes"), a_view).pattern
        assert plain.regex.match("a")
        assert translated.regex.match("Yes")
        assert ("regex" in vars(plain), "regex" in vars(translated)) == (True, False)


def test_a_resolver_asks_the_patterns_that_are_set() -> None:
    """So that `bridge.urls` has Django's code run with a single one."""
    resolver = URLResolver(RegexPattern("^/"), [path("a", a_view), path("b", a_view, name="b")])
    assert resolver.resolve("/b").url_name == "b"
    short = copy(resolver)
    vars(short)["url_patterns"] = resolver.url_patterns[:1]
    with pytest.raises(Resolver404):
        short.resolve("/b")
    assert resolver.resolve("/b").url_name == "b"


def a_view(request: Any) -> Any:
    """Stand for a view."""
