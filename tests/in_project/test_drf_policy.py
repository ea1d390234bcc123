"""Ported routes let in whom the legacy lets in, and say the same to everybody: every state, method and path."""

import base64
import itertools
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from rest_framework.authtoken.models import Token
from starlette.testclient import TestClient
from wire import answer

from bridge.drf.policy import IsAdminUser, policy
from bridge.drf.router import PortedRouter
from legacy.catalog.models import Category

PASSWORD = "correct horse battery staple"  # noqa: S105 - of users that live as long as a test

PATHS = [
    "/api/categories/",
    "/api/categories/{pk}/",
    "/api/categories/999999/",
    "/api/categories/{pk}",
    "/api/categories/?format=json",
    "/api/categories/?format=xml",
]
METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE"]
STATES = [
    "nobody",
    "bad token",
    "no token",
    "spaced token",
    "binary token",
    "inactive token",
    "customer token",
    "staff token",
    "basic",
    "unknown scheme",
    "bad session",
    "customer session",
    "customer session with CSRF",
    "staff session",
    "staff session with CSRF",
    "staff session with a foreign CSRF token",
    "customer token in a staff session",
]


@pytest.fixture
def category(db: None) -> Category:
    cache.clear()
    return Category.objects.create(name="Küche", slug="kitchen")


@pytest.fixture
def states(db: None) -> dict[str, dict[str, str]]:
    """Return the headers of each state."""
    customer = User.objects.create_user("carl", password=PASSWORD)
    staff = User.objects.create_user("ann", password=PASSWORD, is_staff=True)
    inactive = User.objects.create_user("ida", password=PASSWORD, is_active=False)
    keys = {user: Token.objects.create(user=user).key for user in (customer, staff, inactive)}
    basic = base64.b64encode(f"ann:{PASSWORD}".encode()).decode()
    sessions = {user: session_of(user) for user in (customer, staff)}
    csrf = "a" * 32
    return {
        "nobody": {},
        "bad token": {"authorization": "Token nonsense"},
        "no token": {"authorization": "Token"},
        "spaced token": {"authorization": "Token a b"},
        "binary token": {"authorization": "Token \xff"},
        "inactive token": {"authorization": f"Token {keys[inactive]}"},
        "customer token": {"authorization": f"Token {keys[customer]}"},
        "staff token": {"authorization": f"Token {keys[staff]}"},
        "basic": {"authorization": f"Basic {basic}"},
        "unknown scheme": {"authorization": "Digest x"},
        "bad session": {"cookie": f"{settings.SESSION_COOKIE_NAME}=nonsense"},
        "customer session": {"cookie": sessions[customer]},
        "customer session with CSRF": {"cookie": f"{sessions[customer]}; csrftoken={csrf}", "x-csrftoken": csrf},
        "staff session": {"cookie": sessions[staff]},
        "staff session with CSRF": {"cookie": f"{sessions[staff]}; csrftoken={csrf}", "x-csrftoken": csrf},
        "staff session with a foreign CSRF token": {
            "cookie": f"{sessions[staff]}; csrftoken={csrf}",
            "x-csrftoken": "b" * 32,
        },
        "customer token in a staff session": {
            "cookie": sessions[staff],
            "authorization": f"Token {keys[customer]}",
        },
    }


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def bodies(method: str) -> Iterator[tuple[dict[str, str], bytes]]:
    """Yield a type and a body: a good one, and one that is wrong, which nobody must hear who may not write."""
    if method not in {"POST", "PUT", "PATCH"}:
        yield {}, b""
        return
    yield {"content-type": "application/json"}, b'{"name": "Garden", "slug": "kitchen"}'
    yield {"content-type": "application/json"}, b"{nonsense"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("method", METHODS)
def test_the_port_answers_as_the_legacy_does(
    service: TestClient,
    legacy: TestClient,
    category: Category,
    states: dict[str, dict[str, str]],
    method: str,
    state: str,
) -> None:
    for path, accept in itertools.product(PATHS, ["application/json", "application/xml", "*/*"]):
        for content_type, body in bodies(method):
            headers = {"accept": accept, **states[state], **content_type}
            url = path.format(pk=category.pk)
            if method == "DELETE" and state.startswith("staff"):
                url = "/api/categories/999999/"  # the first of the two would leave nothing for the second
            old = answer(legacy, method, url, headers, body)
            assert answer(service, method, url, headers, body) == old, (url, headers)


@pytest.mark.parametrize("accept", ["text/html", "text/html,application/xhtml+xml,*/*;q=0.8"])
def test_a_browser_still_gets_the_browsable_api(service: TestClient, category: Category, accept: str) -> None:
    page = service.get("/api/categories/", headers={"Accept": accept})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "Category List" in page.text
    assert "Küche" in page.text


@pytest.mark.parametrize("indent", ["0", "1", "4", "9", "-1", "x"])
def test_json_is_indented_on_request(service: TestClient, legacy: TestClient, category: Category, indent: str) -> None:
    headers = {"accept": f"application/json; indent={indent}"}
    old = answer(legacy, "GET", "/api/categories/", headers)
    assert answer(service, "GET", "/api/categories/", headers) == old


def test_the_schemes_are_documented(service: TestClient) -> None:
    schema = service.get("/api/v2/openapi.json").json()
    schemes = schema["components"]["securitySchemes"]
    assert schemes["TokenAuthentication"]["name"] == "Authorization"
    assert schemes["SessionAuthentication"] == {"type": "apiKey", "in": "cookie", "name": "sessionid"}
    operation = schema["paths"]["/api/categories/"]["get"]
    assert {"TokenAuthentication": []} in operation["security"]


def test_a_policy_that_comes_too_late_is_refused() -> None:
    router = PortedRouter()
    with pytest.raises(TypeError, match="Put @policy"):

        @policy(permissions=[IsAdminUser])
        @router.get("/secret/")
        def secret() -> None: ...
