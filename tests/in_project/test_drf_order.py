"""The policy runs on the request's thread, after it has one and before anything else of the project."""

from threading import current_thread
from typing import Any

import pytest
from django.contrib.auth.models import User
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from rest_framework.authtoken.models import Token
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import BasePermission
from starlette.testclient import TestClient

from asgi import app as shop
from bridge.dispatch import Strangler
from bridge.drf.policy import IsAdminUser, Policy, policy
from bridge.drf.router import PortedRouter
from bridge.transactions import GuardedLease
from legacy.catalog.models import Category
from legacy.catalog.views import CategoryList
from routes.dependencies import django_request

THREAD = Depends(django_request)


class Open(BasePermission):
    """Lets everybody in, and notes where."""

    ran: list[str]

    def has_permission(self, request: Any, view: Any) -> bool:
        """Return True."""
        self.ran.append(f"policy on {current_thread().name.partition('-')[0]}")
        return True


@pytest.fixture
def staff(db: None) -> dict[str, str]:
    user = User.objects.create_user("ann", is_staff=True)
    return {"Authorization": f"Token {Token.objects.create(user=user).key}"}


@pytest.fixture
def hops(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows with each call that goes to a request's thread."""
    calls: list[str] = []
    submit = GuardedLease.submit

    def count(self: GuardedLease, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        calls.append(str(fn))
        return submit(self, fn, *args, **kwargs)

    monkeypatch.setattr(GuardedLease, "submit", count)
    return calls


def noting(ran: list[str], name: str) -> Any:
    async def note(request: Request, number: int = 0) -> None:
        ran.append(name)
        if "teapot" in request.query_params:
            raise HTTPException(418)

    return Depends(note)


@pytest.mark.parametrize("place", ["parent", "application", "inclusion", "router"])
def test_the_policy_is_first(service: TestClient, staff: dict[str, str], place: str) -> None:
    ran: list[str] = []

    def dependencies(at: str) -> list[Any]:
        return [noting(ran, at), *([THREAD] if at == place else [])]

    router = PortedRouter(dependencies=dependencies("router"))

    @router.get("/secret/", dependencies=[noting(ran, "route")])
    @policy(permissions=[IsAdminUser])
    async def secret() -> str:
        return "secret"

    @router.get("/open/")
    @policy(permissions=[type("Open", (Open,), {"ran": ran})])
    async def opened() -> str:
        return "open"

    parent = APIRouter(dependencies=dependencies("parent"))
    parent.include_router(router, dependencies=dependencies("inclusion"))
    api = FastAPI(dependencies=dependencies("application"))
    api.include_router(parent)
    client = TestClient(Strangler(api, shop.legacy))

    for url in ("/secret/", "/secret/?teapot", "/secret/?number=x"):
        assert client.get(url).status_code == 401
    assert ran == []
    assert client.get("/secret/", headers=staff).status_code == 200
    assert ran == ["application", "parent", "inclusion", "router", "route"]
    ran.clear()
    assert client.get("/open/").status_code == 200
    assert ran == ["policy on routes", "application", "parent", "inclusion", "router"]


HOOKS = [
    "setup",
    "initialize_request",
    "get_parser_context",
    "get_parsers",
    "get_authenticators",
    "get_content_negotiator",
    "get_format_suffix",
    "perform_content_negotiation",
    "get_renderers",
]


def using_orm(name: str) -> Any:
    """Return a view whose method of that name asks the database."""

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        Category.objects.exists()
        return getattr(super(view, self), name)(*args, **kwargs)

    view: Any = type("Asks", (CategoryList,), {name: method, "__module__": __name__})
    return view


class Negotiator(DefaultContentNegotiation):
    """Asks the database."""

    def select_renderer(self, *args: Any, **kwargs: Any) -> Any:
        """Do as ever."""
        Category.objects.exists()
        return super().select_renderer(*args, **kwargs)


VIEWS = [
    CategoryList,
    *map(using_orm, HOOKS),
    type("Negotiates", (CategoryList,), {"content_negotiation_class": Negotiator}),
]


def client_of(view: Any) -> TestClient:
    router = PortedRouter(prefix="/api/categories", policy=Policy(view=view))

    @router.get("/")
    async def categories() -> list[str]:
        return []

    @router.post("/")
    async def create() -> str:
        return "created"

    api = FastAPI()
    api.include_router(router, dependencies=[THREAD])
    return TestClient(Strangler(api, shop.legacy))


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_may_use_the_orm_wherever_it_is_asked(
    service: TestClient, staff: dict[str, str], hops: list[str], view: Any
) -> None:
    client = client_of(view)
    assert client.get("/api/categories/", headers=staff).json() == []
    assert len(hops) == 1, hops
    # What another than JSON is asked for is still the legacy's, with all of its body.
    html = {"Accept": "text/html", **staff}
    for name in ("Garden", "G" * 200_000):
        page = client.post("/api/categories/", data={"name": name, "slug": "garden"}, headers=html)
        assert "text/html" in page.headers["content-type"]
    assert Category.objects.get().name == "Garden"
