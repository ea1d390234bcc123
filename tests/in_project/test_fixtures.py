"""The fixtures `service` and `legacy`: both halves in one test transaction, with Django's counters and callbacks."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.test import TestCase, TransactionTestCase
from django.test.utils import CaptureQueriesContext
from fastapi import Depends, FastAPI
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import ValidationError
from starlette.testclient import TestClient

from asgi import app as shop
from bridge.dispatch import Strangler
from bridge.drf.policy import AllowAny, Policy
from bridge.drf.router import PortedRouter
from bridge.querycount import share_query_logs
from bridge.testing import share_connections
from bridge.transactions import atomic
from legacy.catalog.models import Category
from routes.dependencies import django_request

router = PortedRouter(prefix="/ported", policy=Policy(permissions=[AllowAny]))
run_after: list[str] = []


def create(slug: str) -> int:
    category = Category.objects.create(name=slug, slug=slug)
    transaction.on_commit(lambda: run_after.append(slug))
    if slug.startswith("bad"):
        raise ValidationError("bad")
    return category.pk


@router.post("/def/{slug}/")
def create_in_def_route(slug: str) -> int:
    with transaction.atomic():
        return create(slug)


@router.post("/async/{slug}/")
async def create_in_async_route(slug: str) -> int:
    return await atomic(create)(slug)


@router.get("/other/")
def count_elsewhere() -> int:
    return Category.objects.using("other").count()


api = FastAPI()
api.include_router(router, dependencies=[Depends(django_request)])
ported = Strangler(api, shop.legacy)
KINDS = ["def", "async"]


@pytest.fixture(autouse=True)
def nothing_run() -> None:
    cache.clear()
    run_after.clear()


@pytest.mark.parametrize("kind", KINDS)
def test_callbacks_of_a_commit_are_captured(
    service: TestClient, kind: str, django_capture_on_commit_callbacks: Any
) -> None:
    http = TestClient(ported)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        assert http.post(f"/ported/{kind}/a/").status_code == 200
        assert http.post(f"/ported/{kind}/bad/").status_code == 400
        assert run_after == [], "the test's transaction is never committed"
    assert len(callbacks) == 1
    assert run_after == ["a"]
    assert [category.slug for category in Category.objects.all()] == ["a"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", KINDS)
def test_or_run_where_the_route_has_a_connection_of_its_own(service: TestClient, kind: str) -> None:
    http = TestClient(ported)
    assert http.post(f"/ported/{kind}/a/").status_code == 200
    assert run_after == ["a"]
    assert http.post(f"/ported/{kind}/bad/").status_code == 400
    assert run_after == ["a"]
    assert Category.objects.get().slug == "a"


def test_callbacks_of_the_legacy_half_too(
    service: TestClient, legacy: TestClient, django_capture_on_commit_callbacks: Any
) -> None:
    user = User.objects.create_user("ann", is_staff=True)
    headers = {"Authorization": f"Token {Token.objects.create(user=user).key}"}
    with django_capture_on_commit_callbacks(execute=True):
        for client, slug in ((service, "a"), (legacy, "b")):
            made = client.post("/api/categories/", json={"name": slug, "slug": slug}, headers=headers)
            assert made.status_code == 201
    assert {category["slug"] for category in legacy.get("/api/categories/").json()} == {"a", "b"}
    assert service.get("/api/categories/").json() == legacy.get("/api/categories/").json()


@pytest.mark.parametrize("kind", KINDS)
def test_requests_at_the_same_time_share_the_transaction(service: TestClient, legacy: TestClient, kind: str) -> None:
    def request(number: int) -> int:
        slug = f"bad-{number}" if number % 3 == 0 else f"good-{number}"
        status = TestClient(ported).post(f"/ported/{kind}/{slug}/").status_code
        return status if legacy.get("/api/categories/").status_code == 200 else 0

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(request, range(12)))
    assert statuses == [400 if number % 3 == 0 else 200 for number in range(12)]
    assert Category.objects.count() == 8
    assert not connection.needs_rollback


# --- Counted queries --------------------------------------------------------------------------------------

PATHS = ["/api/categories/", "/api/products/"]  # ported, legacy


@pytest.mark.parametrize(
    "mark",
    [
        pytest.param("shared", marks=pytest.mark.django_db),
        pytest.param("own", marks=pytest.mark.django_db(transaction=True)),
    ],
)
def test_queries_of_both_halves_are_counted(
    service: TestClient, legacy: TestClient, mark: str, django_assert_num_queries: Any
) -> None:
    for client in (service, legacy):
        with django_assert_num_queries(1):
            client.get("/api/categories/")
        with django_assert_num_queries(0):
            client.post("/api/categories/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/api/products/")
        assert any("catalog_product" in query["sql"] for query in captured)
    with django_assert_num_queries(2):
        service.get("/api/categories/")
        Category.objects.count()


class SyncTests(TestCase):
    """Of Django's TestCase."""

    def test_in_the_test_s_transaction(self) -> None:
        """The counter sees both halves, and callbacks are captured."""
        with share_connections():
            for client in (TestClient(shop), TestClient(shop.legacy)):
                with self.assertNumQueries(1):
                    client.get("/api/categories/")
            with self.captureOnCommitCallbacks(execute=True) as callbacks:
                TestClient(ported).post("/ported/async/a/")
        assert (len(callbacks), run_after) == (1, ["a"])


class SyncTransactionTests(TransactionTestCase):
    """Of Django's TransactionTestCase."""

    def test_on_connections_of_their_own(self) -> None:
        """The counter sees both halves."""
        with share_query_logs():
            for client in (TestClient(shop), TestClient(shop.legacy)):
                with self.assertNumQueries(1):
                    client.get("/api/categories/")


class TwoDatabasesTests(TransactionTestCase):
    """Of a project with two databases; here both are the test's."""

    databases: ClassVar[set[str]] = {"default", "other"}  # type: ignore[assignment]

    @classmethod
    def setUpClass(cls) -> None:
        """Give the test's database a second alias."""
        connections.settings["other"] = {**connections["default"].settings_dict}
        cls.addClassCleanup(cls.forget_other)
        super().setUpClass()

    @classmethod
    def forget_other(cls) -> None:
        """Remove it again."""
        connections["other"].close()
        connections["other"].close_pool()  # type: ignore[attr-defined]
        del connections["other"]
        del connections.settings["other"]

    def test_each_is_counted_by_itself(self) -> None:
        """The counter of one database sees nothing of the other one."""
        with share_query_logs():
            for _ in range(2):
                with self.assertNumQueries(1, using="other"), self.assertNumQueries(0):
                    assert TestClient(ported).get("/ported/other/").json() == 0
            with self.assertNumQueries(0, using="other"), self.assertNumQueries(1):
                TestClient(shop).get("/api/categories/")
