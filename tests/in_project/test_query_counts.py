"""Django's query counters count the queries of routes, whatever connection they are made on."""

from typing import Any

import httpx2
import pytest
from django.db import connection
from django.test import TestCase, TransactionTestCase
from django.test.utils import CaptureQueriesContext
from fastapi import Depends, FastAPI
from starlette.testclient import TestClient

from bridge.querycount import capture_queries, share_query_logs
from bridge.router import Router
from bridge.testing import share_connections
from legacy.catalog.models import Category
from routes.dependencies import django_request

router = Router()


@router.get("/async")
async def count_twice() -> list[int]:
    return [await Category.objects.acount(), await Category.objects.acount()]


@router.get("/def")
def count_once() -> int:
    return Category.objects.count()


api = FastAPI()
api.include_router(router, dependencies=[Depends(django_request)])
EXPECTED = [("/async", 2), ("/def", 1)]


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(("path", "number"), EXPECTED)
def test_with_the_service_fixture(path: str, number: int, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(number):
        TestClient(api).get(path)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("path", "number"), EXPECTED)
def test_on_connections_of_their_own(path: str, number: int, django_assert_num_queries: Any) -> None:
    http = TestClient(api)
    http.get(path)  # the connections of the threads are known by now
    with share_query_logs():
        for _ in range(2):
            http.get(path)
            with django_assert_num_queries(number):
                http.get(path)
            with django_assert_num_queries(number + 1), CaptureQueriesContext(connection) as captured:
                Category.objects.count()
                http.get(path)
            assert len(captured) == number + 1
        http.get(path)
        assert len(captured) == number + 1
    with django_assert_num_queries(0):
        http.get(path)


class SyncTests(TestCase):
    """Of Django's TestCase."""

    def test_in_the_test_s_transaction(self) -> None:
        """The counter sees the routes' queries."""
        with share_connections(), self.assertNumQueries(2):
            TestClient(api).get("/async")


class SyncTransactionTests(TransactionTestCase):
    """Of Django's TransactionTestCase."""

    def test_on_connections_of_their_own(self) -> None:
        """The counter sees the routes' queries."""
        with share_query_logs(), self.assertNumQueries(3):
            TestClient(api).get("/async")
            TestClient(api).get("/def")


async def check_async() -> None:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=api), base_url="http://testserver") as client:
        for path, number in EXPECTED:
            async with capture_queries(expect=number) as queries:
                await client.get(path)
            assert all("catalog_category" in query["sql"] for query in queries)
        with pytest.raises(AssertionError, match=r"1 queries executed, 5 expected[^$]*catalog_category"):
            async with capture_queries(expect=5):
                await client.get("/def")


class AsyncTests(TestCase):
    """Of Django's TestCase."""

    async def test_in_the_test_s_transaction(self) -> None:
        """The counter sees the routes' queries."""
        await check_async()


class AsyncTransactionTests(TransactionTestCase):
    """Of Django's TransactionTestCase."""

    async def test_committed(self) -> None:
        """The counter sees the routes' queries."""
        await check_async()
