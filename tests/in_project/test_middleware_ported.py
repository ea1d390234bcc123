"""Django middleware around ported routes: they see one request, and Django's order of things."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from fastapi import Depends, FastAPI
from rest_framework.authentication import BaseAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.permissions import BasePermission
from starlette.testclient import TestClient
from test_drf_views import urls
from wire import answer

from asgi import app as shop
from bridge.dispatch import Strangler
from bridge.drf.policy import AllowAny, IsAuthenticated, Policy
from bridge.drf.router import PortedRouter
from bridge.drf.shortcuts import drf_request
from bridge.middleware import DjangoHttpRequest, around, project_middleware
from bridge.security import DjangoSecurity
from legacy.catalog.models import Category
from routes import categories
from routes.dependencies import django_request

SESSION = "django.contrib.sessions.middleware.SessionMiddleware"
AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"
CSRF = "django.middleware.csrf.CsrfViewMiddleware"
CSRF_TOKEN = "a" * 32

seen: list[Any] = []


class Tenant:
    """Sets a tenant, as the middleware of a project does, and writes down who it was."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        """Run the rest of the chain."""
        request.tenant = request.headers.get("X-Tenant", "")  # type: ignore[attr-defined]
        if "read" in request.headers:
            seen.append(len(request.body) if request.headers["read"] == "body" else dict(request.POST.items()))
        response = self.get_response(request)
        match = request.resolver_match
        seen.append([id(request), str(getattr(request, "user", "nobody")), match and match.url_name])
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer in place of Django."""
        seen.append(type(error).__name__)
        return HttpResponse("mended", status=418) if "mend" in request.GET else None


TENANT = f"{__name__}.Tenant"


class SameTenant(BasePermission):
    """Asks for what the middleware has set, in both ways in which projects do."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Return whether it is that tenant."""
        return bool(request.tenant == request._request.tenant == "acme")


class TenantAuthentication(BaseAuthentication):
    """Lets a tenant in."""

    def authenticate(self, request: Any) -> tuple[User, None] | None:
        """Return a user of the tenant's name."""
        name = request._request.tenant
        return (User(username=name), None) if name else None

    def authenticate_header(self, request: Any) -> str:
        """Return the challenge."""
        return "Tenant"


@pytest.fixture(autouse=True)
def nothing_seen() -> None:
    cache.clear()
    seen.clear()


def client_of(*routers: Any) -> TestClient:
    api = FastAPI()
    api.add_middleware(DjangoSecurity)
    for router in routers:
        api.include_router(router, dependencies=[Depends(django_request)])
    return TestClient(Strangler(api, shop.legacy), follow_redirects=False)


def test_what_middleware_sets_reaches_permissions_and_authenticators(service: TestClient) -> None:
    router = PortedRouter(
        policy=Policy(permissions=[SameTenant], authenticators=[TenantAuthentication]), route_class=around(TENANT)
    )

    @router.get("/x/")
    def endpoint(request: Annotated[Any, Depends(drf_request)], django_request: DjangoHttpRequest) -> list[Any]:
        return [id(request._request), id(django_request), request.user.username]

    http = client_of(router)
    assert http.get("/x/").status_code == 401
    assert http.get("/x/", headers={"X-Tenant": "other"}).status_code == 403
    response = http.get("/x/", headers={"X-Tenant": "acme"})
    assert response.status_code == 200
    identity, user, url_name = seen[-1]
    assert response.json() == [identity, identity, "acme"]
    assert (user, url_name) == ("acme", "endpoint"), "who it was is known to the middleware afterwards, as in Django"


@pytest.fixture
def ann(db: None) -> Iterator[dict[str, str]]:
    """Return the cookies of a user with a session."""
    with override_settings(SESSION_COOKIE_SECURE=False, CSRF_COOKIE_SECURE=False):
        client = Client()
        client.force_login(User.objects.create_user("ann"))
        yield {"cookie": f"sessionid={client.cookies['sessionid'].value}; csrftoken={CSRF_TOKEN}"}


CHAINS = [(), (SESSION,), (SESSION, AUTHENTICATION, TENANT), (TENANT, SESSION, CSRF, AUTHENTICATION), (TENANT,)]


@pytest.mark.parametrize("chain", CHAINS)
def test_a_session_is_loaded_once_and_saved_once(
    service: TestClient, ann: dict[str, str], chain: tuple[str, ...]
) -> None:
    options: dict[str, Any] = {"route_class": around(*chain)} if chain else {}
    router = PortedRouter(policy=Policy(permissions=[IsAuthenticated]), **options)

    @router.get("/read/")
    def read(request: Annotated[Any, Depends(drf_request)]) -> str:
        return str(request.user)

    @router.post("/write/")
    def write(request: Annotated[Any, Depends(drf_request)]) -> None:
        request.session["count"] = request.session.get("count", 0) + 1

    http = client_of(router)
    with CaptureQueriesContext(connection) as queries:
        response = http.get("/read/", headers=ann)
    assert response.json() == "ann"
    assert [table_of(query["sql"]) for query in queries] == ["django_session", "auth_user"]
    assert response.headers.get_list("set-cookie") == []
    assert response.headers["Vary"].count("Cookie") == 1

    with CaptureQueriesContext(connection) as queries:
        response = http.post("/write/", headers={**ann, "X-CSRFToken": CSRF_TOKEN})
    assert response.status_code == 200
    assert [query["sql"].split()[0] for query in queries if "SAVEPOINT" not in query["sql"]] == [
        "SELECT",
        "SELECT",
        "UPDATE",
    ]
    assert [cookie.split("=")[0] for cookie in response.headers.get_list("set-cookie")] == ["sessionid"]
    assert response.headers["Vary"].count("Cookie") == 1
    assert Session.objects.get().get_decoded()["count"] == 1
    if TENANT in chain and chain.index(TENANT) == len(chain) - 1:
        assert seen[-1][1] == "ann"


def table_of(sql: str) -> str:
    return sql.partition('FROM "')[2].partition('"')[0]


@pytest.mark.parametrize("chain", CHAINS)
def test_csrf_is_asked_for_as_by_a_drf_view(service: TestClient, ann: dict[str, str], chain: tuple[str, ...]) -> None:
    options: dict[str, Any] = {"route_class": around(*chain)} if chain else {}
    router = PortedRouter(policy=Policy(permissions=[IsAuthenticated]), **options)

    @router.post("/write/")
    def write() -> None: ...

    http = client_of(router)
    token = {"Authorization": f"Token {Token.objects.create(user=User.objects.get()).key}"}
    assert http.post("/write/", headers=token).status_code == 200, "a token needs no CSRF token"
    assert http.post("/write/", headers={**ann, "X-CSRFToken": CSRF_TOKEN}).status_code == 200
    refused = http.post("/write/", headers=ann)
    assert (refused.status_code, refused.json()) == (403, {"detail": "CSRF Failed: CSRF token missing."})


def test_middleware_is_asked_about_the_errors_that_drf_leaves(service: TestClient) -> None:
    router = PortedRouter(policy=Policy(permissions=[AllowAny]), route_class=around(TENANT))
    closed = PortedRouter(policy=Policy(permissions=[IsAuthenticated]), route_class=around(TENANT))

    @router.get("/bug/")
    async def bug() -> None:
        raise ValueError

    @closed.get("/closed/")
    def hidden() -> None: ...

    http = client_of(router, closed)
    assert http.get("/closed/?mend").status_code == 401
    assert "NotAuthenticated" not in seen
    response = http.get("/bug/?mend")
    assert (response.status_code, response.text) == (418, "mended")
    assert http.get("/bug/").status_code == 500
    assert [name for name in seen if isinstance(name, str)] == ["ValueError"] * 2


@pytest.mark.parametrize("read", ["", "body", "form"])
@pytest.mark.parametrize("kind", ["json", "form", "multipart"])
def test_a_body_that_middleware_has_read_is_parsed_as_ever(service: TestClient, read: str, kind: str) -> None:
    router = PortedRouter(policy=Policy(permissions=[AllowAny]), route_class=around(TENANT))

    @router.post("/x/")
    def endpoint(request: Annotated[Any, Depends(drf_request)]) -> list[Any]:
        files = {name: file.size for name, file in request.FILES.items()}
        return [{name: value for name, value in request.data.items() if name not in files}, files]

    sent: dict[str, Any] = {
        "json": {"json": {"a": "1"}},
        "form": {"data": {"a": "1"}},
        "multipart": {"data": {"a": "1"}, "files": {"f": b"x" * 3_000_000}},
    }[kind]
    if read == "body" and kind == "multipart":
        sent["files"] = {"f": b"x" * 1_000_000}  # Django keeps no larger body in memory
    response = client_of(router).post("/x/", headers={"read": read} if read else {}, **sent)
    assert response.status_code == 200
    assert response.json()[0] == {"a": "1"}
    if kind == "multipart":
        assert response.json()[1] == {"f": len(sent["files"]["f"])}
    if read == "form":
        assert seen[0] == ({} if kind == "json" else {"a": "1"})


def test_the_whole_chain_changes_no_answer(service: TestClient, legacy: TestClient, ann: dict[str, str]) -> None:
    chain = project_middleware(exclude=["whitenoise.middleware.WhiteNoiseMiddleware"])
    router = PortedRouter(prefix="/api/categories", policy=categories.router.policy, route_class=around(*chain))
    router.get("/")(categories.list_categories)
    router.get("/{pk:int}/")(categories.get_category)
    kitchen = Category.objects.create(name="Küche", slug="kitchen")
    with override_settings(SECURE_SSL_REDIRECT=False, ALLOWED_HOSTS=["testserver"]):
        http = client_of(router)
        for url in (
            "/api/categories/",
            f"/api/categories/{kitchen.pk}/",
            "/api/categories/999999/",
            "/api/categories/?format=xml",
        ):
            for headers in ({}, ann, {"authorization": "Token x"}, {"accept": "application/xml"}):
                assert answer(http, "GET", url, headers) == answer(legacy, "GET", url, headers)


def categories_around() -> PortedRouter:
    router = PortedRouter(prefix="/api/categories", policy=Policy(permissions=[SameTenant]), route_class=around(TENANT))

    @router.get("/")
    def endpoint() -> str:
        return "port"

    return router


def test_what_the_legacy_view_answers_has_its_own_middleware_only(service: TestClient) -> None:
    http = client_of(categories_around())
    assert http.get("/api/categories/", headers={"X-Tenant": "acme"}).json() == "port"
    seen.clear()
    page = http.get("/api/categories/", headers={"Accept": "text/html"})
    assert "Category List" in page.text
    assert seen == []


def test_what_stands_in_for_a_deleted_view_has_the_middleware_around_it(service: TestClient) -> None:
    http = client_of(categories_around())
    with urls():
        for method, status in (("OPTIONS", 200), ("DELETE", 405), ("HEAD", 200), ("PURGE", 405)):
            assert http.request(method, "/api/categories/", headers={"X-Tenant": "acme"}).status_code == status
            assert http.request(method, "/api/categories/").status_code == 401
    assert len(seen) == 8
