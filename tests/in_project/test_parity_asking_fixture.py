"""The fixture `parity`, as the tests of a generated project use it."""

import json
from collections.abc import Iterator
from pathlib import Path

import asking_service
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from legacy.catalog.models import Category
from strangler.parity.asking.serving import Serving
from strangler.parity.asking.sides import Sides
from strangler.parity.judging.session import Judging
from strangler.testing import Parity, parity, parity_judging, parity_sides  # noqa: F401


@pytest.fixture(scope="session")
def parity_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep what the tests of the toolkit find out of the project's own verdicts."""
    folder = tmp_path_factory.mktemp("project")
    entry = 'operation = "GET /moved/"\npath = "status"\nreason = "It moves."\nexpires = 2999-01-01\n'
    (folder / "parity.toml").write_text(f"version = 1\n\n[[accept]]\n{entry}")
    return folder


@pytest.fixture
def ann(db: None) -> User:
    return User.objects.create_user("ann", is_staff=True)


def test_what_is_the_same(parity: Parity, ann: User) -> None:  # noqa: F811
    Category.objects.create(name="a", slug="a")
    found = parity.get("/api/categories/", status=200)
    assert (found.took_by, found.route) == ("route", "GET /api/categories/")
    made = parity.post("/api/categories/", json={"name": "b", "slug": "b"}, user=ann, status=201)
    assert [row.table for row in made.routes.rows] == ["catalog_category"]
    parity.post("/api/categories/", data={"name": "b", "slug": "a"}, user="ann", status=400)
    parity.post("/api/categories/", data="{", headers={"Content-Type": "application/json"}, user=ann, status=400)
    parity.post("/api/categories/", json={}, status=401)
    parity.post("/api/categories/", json={}, user=ann, csrf=True, status=403)
    parity.get("/api/products/", params={"page": 2, "search": "x y"}, status=404)
    parity("GET", "/api/me/", force=ann, status=200)
    assert Category.objects.count() == 1


def test_files(parity: Parity, ann: User) -> None:  # noqa: F811
    upload = SimpleUploadedFile("a.png", b"no image", "image/png")
    category = Category.objects.create(name="a", slug="a")
    product = category.products.create(sku="ABC-0001", name="a", price=1)
    parity.post(f"/api/products/{product.pk}/image/", files={"image": upload}, user=ann, status=400)


def test_a_wrong_status_on_both_sides(parity: Parity) -> None:  # noqa: F811
    with pytest.raises(pytest.fail.Exception, match="Both answer 200, not 201"):
        parity.get("/api/categories/", status=201)


def test_no_route(parity: Parity) -> None:  # noqa: F811
    with pytest.raises(pytest.fail.Exception, match="No route is for GET /api/schema/: the legacy half answers it"):
        parity.get("/api/schema/")


@pytest.fixture
def other(settings: object, db: None) -> Iterator[Parity]:
    """Compare the two halves of a service that differ."""
    settings.ROOT_URLCONF = "asking_service"  # type: ignore[attr-defined]
    with Serving(asking_service.app) as serving, Sides(serving) as sides:
        yield Parity(sides, Judging())


def test_differences_are_told(other: Parity, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def differing() -> dict[str, object]:
        asked.append("")
        Category.objects.create(name="route" if len(asked) % 5 in {2, 4} else "legacy", slug="a")
        return {"asked": len(asked) % 5 in {2, 4}, "now": str(timezone.now())}

    monkeypatch.setitem(asking_service.ACTIONS, "differing", differing)
    with pytest.raises(pytest.fail.Exception) as failed:
        other.post("/do/differing/")
    told = str(failed.value)
    assert told.startswith("POST /do/differing/: ")
    assert " between the legacy half and POST /do/{name}/" in told
    assert "body.asked: value: legacy false, route true" in told
    assert 'rows.catalog_category.insert[0].name: value: legacy "legacy", route "route"' in told
    assert "(taken for chance: body.now)" in told


def test_verdicts_are_remembered(parity_folder: Path, ann: User) -> None:
    made = parity_judging.__wrapped__ if hasattr(parity_judging, "__wrapped__") else None  # type: ignore[attr-defined]
    assert made is not None
    judging = made(parity_folder)
    with Sides() as sides:
        Parity(sides, next(judging)).get("/api/categories/")
    assert list(judging) == []
    known = json.loads((parity_folder / ".strangler" / "parity.json").read_text())
    assert known["operations"]["GET /api/categories/"]["requests"] == 1
