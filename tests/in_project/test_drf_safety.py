"""Nobody gets in by a detour, and no request hears of another."""

from collections.abc import Callable
from typing import Annotated, Any

import pytest
from django.core.cache import cache
from django.middleware.csrf import get_token
from fastapi import BackgroundTasks, Depends, FastAPI, Request
from fastapi.responses import Response
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet
from starlette.testclient import TestClient

from asgi import app as shop
from bridge.dispatch import Strangler
from bridge.drf.body import Incoming
from bridge.drf.context import current_request
from bridge.drf.habits import Habits
from bridge.drf.policy import AllowAny, IsAdminUser, Policy, policy
from bridge.drf.resources.query import QueryString, query_string
from bridge.drf.router import PortedRouter
from bridge.drf.shortcuts import drf_request
from bridge.middleware import around
from bridge.router import Router

OPEN, CLOSED = Policy(permissions=[AllowAny]), Policy(permissions=[IsAdminUser])


def client_of(*routers: Any, **options: Any) -> TestClient:
    api = FastAPI()
    for router in routers:
        api.include_router(router)
    return TestClient(Strangler(api, shop.legacy), **options)


class Mark:
    """Django middleware that does nothing."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        """Pass the request on."""
        return self.get_response(request)


def test_the_middleware_adapter_keeps_the_policy(service: TestClient) -> None:
    router = PortedRouter(policy=CLOSED, route_class=around(f"{__name__}.Mark"))

    @router.get("/secret/")
    def secret() -> str:
        return "secret"

    assert client_of(router).get("/secret/").status_code == 401


@pytest.mark.parametrize("add", ["websocket", "add_route", "mount", "include_router"])
def test_what_has_no_policy_is_refused(add: str) -> None:
    router = PortedRouter(policy=CLOSED)
    ways: dict[str, Callable[[], Any]] = {
        "websocket": lambda: router.websocket("/")(lambda socket: None),
        "add_route": lambda: router.add_route("/", lambda request: Response()),
        "mount": lambda: router.mount("/x", FastAPI()),
        "include_router": lambda: router.include_router(Router()),
    }
    with pytest.raises(TypeError, match="policy"):
        ways[add]()


def test_policies_add_up() -> None:
    router = PortedRouter(policy=OPEN)

    @router.get("/secret/")
    @policy(name="Secret")
    @policy(permissions=[IsAdminUser])
    def secret() -> str:
        return "secret"

    assert router.routes[0].view_class.permission_classes == [IsAdminUser]  # type: ignore[attr-defined]


class Gate(APIView):
    """A view whose gate is where a port would not pass."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Let nobody in."""
        raise AssertionError


class Actions(GenericViewSet):
    """A view set that decides by action."""

    @action(detail=False, permission_classes=[IsAdminUser])
    def secret(self, request: Any) -> Any:
        """Return nothing."""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"view": Gate}, "dispatch"),
        ({"view": Actions}, "which action"),
        ({"view": Actions, "action": "sekret"}, "no act"),
    ],
)
def test_a_view_whose_decisions_would_be_lost_is_refused(options: dict[str, Any], message: str) -> None:
    router = PortedRouter(policy=Policy(**options))
    with pytest.raises(TypeError, match=message):
        router.get("/x/")(lambda: None)


def test_an_action_keeps_its_permissions_below_a_routers() -> None:
    router = PortedRouter(policy=Policy(view=Actions, permissions=[AllowAny]))

    @router.get("/secret/")
    @policy(action="secret")
    def secret() -> None: ...

    assert router.routes[0].view_class.permission_classes == [IsAdminUser]  # type: ignore[attr-defined]


def test_a_scope_joins_the_other_throttles() -> None:
    router = PortedRouter(policy=Policy(throttles=[AnonRateThrottle], throttle_scope="reviews"))

    @router.get("/x/")
    def endpoint() -> None: ...

    names = [throttle.__name__ for throttle in router.routes[0].view_class.throttle_classes]  # type: ignore[attr-defined]
    assert names == ["AnonRateThrottle", "ScopedRateThrottle"]


def test_a_new_route_hears_nothing_of_the_request_before(service: TestClient) -> None:
    ported, new = PortedRouter(prefix="/ported", policy=OPEN), Router(prefix="/new")

    @ported.get("/")
    async def first() -> None: ...

    @new.get("/")
    async def second(query: Annotated[QueryString, Depends(query_string)]) -> list[bool]:
        return [current_request.get() is None, hasattr(query.request, "user")]

    client = client_of(ported, new)
    client.get("/ported/")
    assert client.get("/new/").json() == [True, False]


def test_one_path_says_nothing_of_another(service: TestClient) -> None:
    router = PortedRouter(prefix="/api", policy=OPEN)

    @router.get("/{name}/")
    async def anything(name: str) -> str:
        return name

    client = client_of(router)
    assert client.get("/api/nothing/").headers["Allow"] == "GET, HEAD, OPTIONS"
    assert client.get("/api/products/").headers["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_a_root_path_hides_no_legacy_url(service: TestClient) -> None:
    client = TestClient(shop, root_path="/shop")
    response = client.get("/shop/api/categories/", headers={"Accept": "application/json"})
    assert response.headers["Allow"] == "GET, POST, HEAD, OPTIONS"
    assert "text/html" in client.get("/shop/api/categories/", headers={"Accept": "text/html"}).headers["content-type"]
    assert client.post("/shop/api/categories/", json={}).status_code == 401


def test_uploads_live_until_the_background_tasks_are_done(service: TestClient) -> None:
    router = PortedRouter(policy=OPEN)
    sizes: list[int] = []

    @router.post("/x/")
    def endpoint(body: Incoming[Any], tasks: BackgroundTasks) -> None:
        file = body.data["file"]

        async def read() -> None:
            sizes.append(len(file.read()))

        tasks.add_task(read)

    client_of(router).post("/x/", files={"file": b"x" * 5_000_000})
    assert sizes == [5_000_000]


@pytest.mark.parametrize("in_session", [False, True])
def test_the_csrf_token_stays(service: TestClient, settings: Any, in_session: bool) -> None:
    settings.CSRF_USE_SESSIONS = in_session
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    router = PortedRouter(policy=OPEN)

    @router.get("/x/")
    def endpoint(request: Annotated[Any, Depends(drf_request)]) -> str:
        get_token(request._request)
        return str(request._request.META["CSRF_COOKIE"])

    client = client_of(router)
    assert client.get("/x/").json() == client.get("/x/").json()


def test_a_number_that_is_too_long_is_for_the_legacy(service: TestClient) -> None:
    assert service.get(f"/api/categories/{'1' * 5000}/").status_code == 404


class NeedsMatch(BasePermission):
    """Asks what URL this is."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Return whether it is the categories."""
        return str(request.resolver_match.route) == "api/categories/"


def test_permissions_see_the_legacys_url(service: TestClient) -> None:
    router = PortedRouter(prefix="/api/categories", policy=Policy(permissions=[NeedsMatch]))

    @router.get("/")
    async def endpoint() -> str:
        return "in"

    assert client_of(router).get("/api/categories/").json() == "in"


def test_habits_are_given_up_one_by_one(service: TestClient) -> None:
    cache.clear()

    def client(**habits: bool) -> TestClient:
        router = PortedRouter(prefix="/api/categories", policy=OPEN, habits=Habits(**habits))

        @router.get("/")
        async def endpoint(request: Request, n: int = 0) -> str:
            return "a\u2028b"

        return client_of(router)

    url = "/api/categories/"
    assert client(errors=False).get(f"{url}?n=x").status_code == 422
    assert client().get(f"{url}?n=x").status_code == 400
    assert "Allow" not in client(allow=False).get(url).headers
    assert "Accept" not in client(vary=False).get(url).headers.get("Vary", "")
    xml = {"Accept": "application/xml"}
    assert [client(negotiation=kept).get(url, headers=xml).status_code for kept in (True, False)] == [406, 200]
    assert client().get(url).content == b'"a\\u2028b"'
    assert client(json=False).get(url).content == '"a\u2028b"'.encode()
