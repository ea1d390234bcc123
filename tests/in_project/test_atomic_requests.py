"""ATOMIC_REQUESTS for routes: `def` ones are wrapped, `async def` ones refused."""

import asyncio

import pytest
from categories import client, generator, make_and_fail, slugs, stream
from django.db import connections, transaction
from fastapi import HTTPException
from starlette.testclient import TestClient

from bridge.router import Router
from bridge.transactions import atomic_requests


@pytest.fixture
def atomic_requests_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)


def write_and_fail() -> None:
    make_and_fail("kitchen", HTTPException(409, "no"))


@transaction.non_atomic_requests
def write_and_fail_without() -> None:
    write_and_fail()


async def wait() -> int:
    return 1


@transaction.non_atomic_requests
async def wait_without() -> int:
    return 2


def atomic_client() -> TestClient:
    router = Router()
    router.post("/def")(atomic_requests(write_and_fail))
    router.post("/def/without")(atomic_requests(write_and_fail_without))
    router.get("/async")(atomic_requests(wait))
    router.get("/async/without")(atomic_requests(wait_without))
    return client(router)


@pytest.mark.usefixtures("database", "atomic_requests_on")
def test_atomic_requests_wrap_def_routes_and_refuse_async_ones() -> None:
    http = atomic_client()
    assert http.post("/def").status_code == 409
    assert slugs() == []
    assert http.post("/def/without").status_code == 409
    assert slugs() == ["kitchen"]
    assert http.get("/async").status_code == 500
    assert http.get("/async/without").json() == 2
    with pytest.raises(RuntimeError, match=r"ATOMIC_REQUESTS of database 'default'.*`async def` route wait"):
        asyncio.run(atomic_requests(wait)())


@pytest.mark.usefixtures("database")
def test_without_the_setting_nothing_is_wrapped() -> None:
    http = atomic_client()
    assert http.post("/def").status_code == 409
    assert slugs() == ["kitchen"]
    assert http.get("/async").json() == 1


def test_a_stream_is_left_alone() -> None:
    assert atomic_requests(stream) is stream
    assert atomic_requests(generator) is generator
