"""FastAPI routes are as careful as the legacy half: same hosts, same redirect, same headers."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.middleware.security import SecurityMiddleware
from django.test import override_settings
from httpx2 import Response
from starlette.testclient import TestClient

from asgi import app

ROUTE, LEGACY = "/api/v2/openapi.json", "/api/schema/"
HEADERS = [
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "X-Frame-Options",
]


@pytest.fixture
def production() -> Iterator[None]:
    with override_settings(
        ALLOWED_HOSTS=["shop.example.com", ".example.org"], SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=3600
    ):
        yield


def both(url: str, **headers: str) -> tuple[Response, Response]:
    """Return the answers of a route and of the legacy half, whose middleware reads its settings when it is made."""
    old_application, app.legacy.application = app.legacy.application, get_wsgi_application()
    http = TestClient(app, follow_redirects=False)
    try:
        return http.get(f"{url}{ROUTE}", headers=headers), http.get(f"{url}{LEGACY}", headers=headers)
    finally:
        app.legacy.application = old_application


def assert_alike(url: str, **headers: str) -> int:
    """Return the status that both halves answer, with the same headers."""
    route, legacy = both(url, **headers)
    assert route.status_code == legacy.status_code
    if legacy.status_code != 400:
        assert {name: route.headers.get(name) for name in HEADERS} == {
            name: legacy.headers.get(name) for name in HEADERS
        }
    if legacy.status_code == 301:
        assert route.headers["Location"].replace(ROUTE, LEGACY) == legacy.headers["Location"]
    return int(legacy.status_code)


@pytest.mark.usefixtures("production", "db")
@pytest.mark.parametrize("host", ["shop.example.com", "a.example.org", "evil.com", "shop.example.com.evil.com"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_both_halves_answer_alike(scheme: str, host: str) -> None:
    assert assert_alike(f"{scheme}://{host}:8443") == (400 if "evil" in host else 200 if scheme == "https" else 301)


@pytest.mark.usefixtures("production", "db")
def test_a_proxy_may_say_which_host_was_asked_for() -> None:
    good, bad = {"X-Forwarded-Host": "shop.example.com"}, {"X-Forwarded-Host": "evil.com"}
    assert assert_alike("https://backend:8000", **good) == 400, "nobody has said that there is a proxy"
    with override_settings(USE_X_FORWARDED_HOST=True):
        assert assert_alike("https://backend:8000", **good) == 200
        assert assert_alike("http://backend:8000", **good) == 301
        assert assert_alike("https://shop.example.com", **bad) == 400
        assert assert_alike("https://shop.example.com") == 200


@pytest.mark.usefixtures("production", "db")
@pytest.mark.parametrize(
    "changed",
    [
        {"SECURE_REDIRECT_EXEMPT": [r"^api/"]},
        {"SECURE_REFERRER_POLICY": ["no-referrer", "same-origin"]},
        {"SECURE_REFERRER_POLICY": "no-referrer, same-origin"},
        {"SECURE_SSL_HOST": "secure.example.com"},
        {"X_FRAME_OPTIONS": "sameorigin"},
        {"SECURE_HSTS_INCLUDE_SUBDOMAINS": True, "SECURE_HSTS_PRELOAD": True},
        {"MIDDLEWARE": ["django.middleware.common.CommonMiddleware"]},
        {"MIDDLEWARE": [f"{__name__}.OwnSecurity", "django.middleware.common.CommonMiddleware"]},
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_each_setting_counts_for_both(scheme: str, changed: dict[str, Any]) -> None:
    with override_settings(**changed):
        assert_alike(f"{scheme}://shop.example.com")


class OwnSecurity(SecurityMiddleware):
    """A project's own version."""


@pytest.mark.usefixtures("production")
def test_health_checks_come_from_inside() -> None:
    assert TestClient(app).get("http://10.1.2.3:8000/health/live").status_code == 200
