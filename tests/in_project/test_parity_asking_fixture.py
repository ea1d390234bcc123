"""The fixture `parity`, as the tests of a generated project use it."""

from django.contrib.auth.models import User

from legacy.catalog.models import Category
from strangler.testing import Parity, parity, parity_folder, parity_judging, parity_sides  # noqa: F401


def test_smoke(parity: Parity) -> None:  # noqa: F811
    Category.objects.create(name="a", slug="a")
    ann = User.objects.create_user("ann", is_staff=True)
    found = parity.get("/api/categories/", status=200)
    assert found.took_by == "route"
    found = parity.post("/api/categories/", json={"name": "b", "slug": "b"}, user=ann, status=201)
