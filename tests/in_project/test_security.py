"""FastAPI routes are as careful as the legacy half: same hosts, same redirect, same headers."""

from collections.abc import Iterator

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
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


def client(base_url: str) -> TestClient:
    return TestClient(app, base_url=base_url, follow_redirects=False)


@pytest.mark.usefixtures("production", "db")
@pytest.mark.parametrize("host", ["shop.example.com", "a.example.org", "evil.com", "shop.example.com.evil.com"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_both_halves_answer_alike(scheme: str, host: str) -> None:
    # New middleware, because Django's reads its settings when it is made.
    old_application, app.legacy.application = app.legacy.application, get_wsgi_application()
    try:
        route, legacy = (client(f"{scheme}://{host}:8443").get(path) for path in (ROUTE, LEGACY))
    finally:
        app.legacy.application = old_application
    assert route.status_code == legacy.status_code
    if legacy.status_code == 301:
        assert route.headers["Location"] == f"https://{host}:8443{ROUTE}"
        assert legacy.headers["Location"] == f"https://{host}:8443{LEGACY}"
    if legacy.status_code == 200:
        assert {name: route.headers.get(name) for name in HEADERS} == {
            name: legacy.headers.get(name) for name in HEADERS
        }


@pytest.mark.usefixtures("production")
def test_health_checks_come_from_inside() -> None:
    assert client("http://10.1.2.3:8000").get("/health/live").status_code == 200
