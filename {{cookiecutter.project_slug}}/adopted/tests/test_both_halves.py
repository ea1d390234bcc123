"""Both halves answer: our own pages, and the adopted project as it does alone."""

import pytest
from django.test import Client
from starlette.testclient import TestClient


@pytest.mark.parametrize("path", ["/-/health/live", "/-/health/ready"])
def test_health(service: TestClient, path: str) -> None:
    response = service.get(path)
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", ["/", "/no-such-page-anywhere/"])
def test_the_project_answers_as_it_does_alone(service: TestClient, path: str) -> None:
    alone = Client(raise_request_exception=False).get(path)
    here = service.get(path, headers={"Host": "testserver"}, follow_redirects=False)
    assert here.status_code == alone.status_code
    assert here.headers.get("Location") == alone.headers.get("Location")
    assert here.headers.get("Content-Type") == alone.headers.get("Content-Type")


def test_the_documentation_is_served(service: TestClient) -> None:
    assert "swagger" in service.get("/-/docs", headers={"Host": "testserver"}).text
    assert service.get("/-/openapi.json").json()["openapi"].startswith("3.")
