"""Tests of both halves at once: what one writes the other sees, though nothing is committed."""

import pytest
from django.contrib.auth.models import User
from rest_framework.authtoken.models import Token
from starlette.testclient import TestClient

from legacy.catalog.models import Category


@pytest.fixture
def staff() -> dict[str, str]:
    """Headers of a request by a member of staff."""
    user = User.objects.create_user("ann", is_staff=True)
    return {"Authorization": f"Token {Token.objects.create(user=user).key}"}


def test_a_category_made_by_the_legacy_is_read_by_the_route(
    service: TestClient, legacy: TestClient, staff: dict[str, str]
) -> None:
    made = legacy.post("/api/categories/", json={"name": "Garden", "slug": "garden"}, headers=staff)
    assert made.status_code == 201

    read = service.get("/api/categories/")
    assert read.json() == [made.json()]
    assert Category.objects.get().name == "Garden"


@pytest.mark.parametrize("path", ["/api/categories/", "/api/categories/{pk}/", "/api/categories/999999/"])
def test_the_port_answers_as_the_legacy_does(service: TestClient, legacy: TestClient, path: str) -> None:
    house = Category.objects.create(name="House", slug="house")
    kitchen = Category.objects.create(name="Küche", slug="kitchen", parent=house)
    url = path.format(pk=kitchen.pk)

    old, new = legacy.get(url), service.get(url)

    assert (new.status_code, new.content) == (old.status_code, old.content)


def test_nothing_of_the_other_tests_is_left(service: TestClient) -> None:
    assert service.get("/api/categories/").json() == []
