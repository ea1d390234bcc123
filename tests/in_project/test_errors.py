"""An error in a route: Django's technical page with DEBUG, else logged and mailed, and a body as the half has it."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404
from fastapi import FastAPI, HTTPException
from starlette.testclient import TestClient

from bridge.drf.router import PortedRouter
from bridge.errors import add_error_handlers
from bridge.router import Router

ERRORS = {
    "bug": ValueError("a bug"),
    "missing": Http404("There is none."),
    "denied": PermissionDenied("Not you."),
    "suspicious": SuspiciousOperation("Odd."),
    "teapot": HTTPException(418, "Short and stout.", {"X-Tea": "yes"}),
}


@pytest.fixture
def client(db: None) -> TestClient:
    api = FastAPI()
    add_error_handlers(api)
    new, ported = Router(prefix="/new"), PortedRouter(prefix="/ported")
    for router in (new, ported):

        @router.get("/sync/{name}")
        def fail(name: str) -> None:
            raise ERRORS[name]

        @router.get("/async/{name}")
        async def afail(name: str) -> None:
            raise ERRORS[name]

        @router.get("/number")
        async def number(n: int) -> int:
            return n

        api.include_router(router)
    return TestClient(api)


@pytest.fixture
def signalled() -> Iterator[list[str]]:
    """Return the paths of the requests of which Django's signal told."""
    paths: list[str] = []

    def note(request: object, **_: object) -> None:
        paths.append(request.path)  # type: ignore[attr-defined]

    got_request_exception.connect(note)
    yield paths
    got_request_exception.disconnect(note)


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("half", ["new", "ported"])
def test_a_bug_is_logged_once_mailed_and_signalled(
    client: TestClient,
    settings: pytest.FixtureRequest,
    mailoutbox: list[object],
    caplog: pytest.LogCaptureFixture,
    signalled: list[str],
    half: str,
    kind: str,
) -> None:
    settings.ADMINS = ["ann@example.com"]  # type: ignore[attr-defined]
    settings.LOGGING_CONFIG = None  # type: ignore[attr-defined]

    response = client.get(f"/{half}/{kind}/bug")

    assert response.status_code == 500
    logged = [record for record in caplog.records if record.name == "django.request"]
    assert [record.getMessage() for record in logged] == [f"Internal Server Error: /{half}/{kind}/bug"]
    assert logged[0].exc_info is not None
    assert logged[0].exc_info[1] is ERRORS["bug"]
    assert signalled == [f"/{half}/{kind}/bug"]
    if half == "new":
        assert response.text == "Internal Server Error"
    else:
        assert "Server Error (500)" in response.text  # Django's


@pytest.mark.parametrize("half", ["new", "ported"])
def test_with_debug_it_is_shown_on_the_technical_page(
    client: TestClient, settings: pytest.FixtureRequest, half: str
) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    page = client.get(f"/{half}/async/bug", headers={"Accept": "text/html,*/*"})
    assert page.status_code == 500
    assert "<title>ValueError" in page.text
    assert "afail" in page.text  # the frame of the endpoint


@pytest.mark.parametrize(
    ("name", "status", "content"),
    [
        ("missing", 404, {"detail": "There is none."}),
        ("denied", 403, {"detail": "Not you."}),
        ("teapot", 418, {"detail": "Short and stout."}),
    ],
)
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_ported_routes_answer_errors_as_drf_does(
    client: TestClient, kind: str, name: str, status: int, content: object
) -> None:
    response = client.get(f"/ported/{kind}/{name}")
    assert (response.status_code, response.json()) == (status, content)
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.headers.get("X-Tea") == ("yes" if name == "teapot" else None)


def test_new_routes_answer_errors_as_fastapi_does(client: TestClient) -> None:
    assert client.get("/new/number?n=x").status_code == 422
    assert client.get("/new/async/teapot").json() == {"detail": "Short and stout."}
    assert client.get("/new/async/teapot").headers["X-Tea"] == "yes"


def test_a_parameter_of_a_ported_route_that_does_not_fit_is_a_400(client: TestClient) -> None:
    response = client.get("/ported/number?n=x")
    assert response.status_code == 400
    assert list(response.json()) == ["n"]
    assert client.get("/ported/number").json() == {"n": ["This field is required."]}


def test_a_suspicious_request_gets_djangos_answer(client: TestClient) -> None:
    assert client.get("/ported/sync/suspicious").status_code == 400
