"""`async def` tests of Django's own TestCase work too, without a fixture: the routes join their transaction."""

import httpx2
from django.test import TestCase

from asgi import app
from legacy.catalog.models import Category


class AsyncRouteTests(TestCase):
    """Two tests, so that the second one sees whether the first one was rolled back."""

    async def test_routes_see_what_the_test_has_written(self) -> None:
        """Both kinds of endpoint run on the thread of the test's own connection."""
        kitchen = await Category.objects.acreate(name="Kitchen", slug="kitchen")

        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://testserver") as client:
            listed = await client.get("/api/categories/")
            shown = await client.get(f"/api/categories/{kitchen.pk}/")

        assert [category["slug"] for category in listed.json()] == ["kitchen"]
        assert shown.json()["name"] == "Kitchen"

    async def test_and_what_it_has_written_is_gone_afterwards(self) -> None:
        """As in any TestCase."""
        assert await Category.objects.acount() == 0
