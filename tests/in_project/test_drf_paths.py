"""Two paths that differ by their slash, and HEAD."""

import http.client
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import Request
from rest_framework.permissions import BasePermission
from rest_framework.throttling import BaseThrottle
from starlette.testclient import TestClient
from test_drf_grades import client_of

from bridge.drf.policy import Policy
from bridge.drf.route import PortedRoute
from bridge.drf.router import PortedRouter
from bridge.middleware import around
from bridge.router import Router


def test_a_route_without_slash_is_no_redirect(service: TestClient) -> None:
    with_slash, without = PortedRouter(), PortedRouter()

    @with_slash.get("/x/")
    async def first() -> str:
        return "with"

    @without.get("/x")
    async def second() -> str:
        return "without"

    both = Router()
    both.include_router(with_slash)
    both.include_router(without)
    client = client_of(both)
    assert [client.get(url).json() for url in ("/x/", "/x")] == ["with", "without"]


class Asked(BasePermission):
    """Lets everybody in, and notes the method."""

    methods: list[str]

    def has_permission(self, request: Any, view: Any) -> bool:
        """Return True."""
        self.methods.append(request.method)
        return True


class Throttled(BaseThrottle):
    """Lets everybody in, and notes the method."""

    methods: list[str]

    def allow_request(self, request: Any, view: Any) -> bool:
        """Return True."""
        self.methods.append(request.method)
        return True


@pytest.mark.parametrize("route_class", [PortedRoute, around("test_drf_safety.Mark")])
def test_head_is_head_for_everybody_but_without_a_body(serve: Callable[..., int], route_class: Any) -> None:
    asked: list[str] = []
    permission, throttle = (type(base.__name__, (base,), {"methods": asked}) for base in (Asked, Throttled))
    router = PortedRouter(policy=Policy(permissions=[permission], throttles=[throttle]), route_class=route_class)

    @router.get("/x/")
    async def endpoint(request: Request) -> str:
        asked.append(request.method)
        return "Küche"

    connection = http.client.HTTPConnection("127.0.0.1", serve(client_of(router).app))
    answers = []
    for method in ("GET", "HEAD"):
        connection.request(method, "/x/", headers={"Host": "testserver"})
        response = connection.getresponse()
        body = response.read()
        answers.append((response.status, [item for item in response.getheaders() if item[0] != "date"], bool(body)))
    connection.close()
    (get, get_headers, get_body), (head, head_headers, head_body) = answers
    assert (head, head_headers) == (get, get_headers)
    assert (get_body, head_body) == (True, False)
    assert ("content-length", "8") in head_headers
    assert asked == ["GET"] * 3 + ["HEAD"] * 3
