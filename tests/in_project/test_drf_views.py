"""What a legacy view decides in its own methods, and what its URL says of it, holds for its port."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import override_settings
from django.urls import path
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView
from starlette.testclient import TestClient
from test_drf_grades import client_of
from wire import answer

from asgi import app as shop
from bridge.drf.context import current_request
from bridge.drf.policy import AllowAny, IsAdminUser, Policy
from bridge.drf.router import PortedRouter
from legacy.catalog.models import Category

DATA = {"number": 1.0, "text": "K\u2028üche", "list": [1, None, True]}


class Denied(BasePermission):
    """Lets in who asks for it."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Return whether `?in` is in the URL."""
        return "in" in request.query_params


class Busy(BaseThrottle):
    """Lets in who doesn't hurry."""

    def allow_request(self, request: Any, view: Any) -> bool:
        """Return whether `?hurry` is not in the URL."""
        return "hurry" not in request.query_params

    def wait(self) -> float:
        """Return some seconds."""
        return 3.0


class Plain(APIView):
    """A view that overrides nothing."""

    permission_classes = (Denied,)
    throttle_classes = (Busy,)

    def get(self, request: Any) -> Response:
        """Return data, or fail as the URL says."""
        work(request)
        return Response(DATA)


def work(request: Any) -> None:
    for word, error in {
        "invalid": ValidationError({"name": ["No."]}),
        "missing": Http404(),
        "denied": PermissionDenied(),
        "broken": ValueError("broken"),
    }.items():
        if word in request.query_params:
            raise error


class Finalizes(Plain):
    """Changes each response."""

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Add, change and remove."""
        response = super().finalize_response(request, response, *args, **kwargs)
        Category.objects.exists()
        response["X-Final"] = str(response.status_code)
        response.set_cookie("final", "1", path="/x/", httponly=True)
        del response["Allow"]
        if response.status_code == 200:
            response.status_code = 203
        if "more" in request.query_params:
            response.data["more"] = True
        if "other" in request.query_params:
            return HttpResponse("other", status=202, content_type="text/plain")
        if "fail" in request.query_params:
            raise ValidationError("fail")
        return response


class Initial(Plain):
    """Decides in `initial`."""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Set a header, and go on."""
        super().initial(request, *args, **kwargs)
        self.headers["X-Initial"] = str(kwargs)


class Handles(Plain):
    """Answers its errors itself."""

    def handle_exception(self, exc: Exception) -> Any:
        """Answer a few."""
        if isinstance(exc, Http404):
            return Response({"handled": True}, status=410)
        if isinstance(exc, ValueError):
            return HttpResponse("plain", status=409)
        return super().handle_exception(exc)


class HasHandler(Plain):
    """Names its own exception handler."""

    def get_exception_handler(self) -> Any:
        """Return it."""
        return lambda exc, context: Response({"error": type(exc).__name__}, status=418)


class Denies(Plain):
    """Says no in its own words."""

    def permission_denied(self, request: Any, message: Any = None, code: Any = None) -> Any:
        """Say that there is nothing."""
        raise Http404

    def throttled(self, request: Any, wait: Any) -> Any:
        """Say it otherwise."""
        raise ValidationError("slower")


class Initializes(Plain):
    """Makes its own request."""

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Let everybody in."""
        request.GET = request.GET.copy()
        request.GET["in"] = "1"
        return super().initialize_request(request, *args, **kwargs)


class SetsUp(Plain):
    """Fails before DRF is asked."""

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Find nothing, in some cases."""
        super().setup(request, *args, **kwargs)
        if "missing" in request.GET:
            raise Http404


class NotAllowed(Plain):
    """Answers 405 itself."""

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer."""
        return Response({"not": "allowed"}, status=405, headers={"X-Not": "1"})


WORDS = ["", "in", "in&hurry", "in&invalid", "in&missing", "in&denied", "in&broken", "in&more", "in&other", "in&fail"]


@contextmanager
def urls(*patterns: Any) -> Iterator[None]:
    """Let the legacy half have these URLs and no other."""
    module = ModuleType("urls_of_a_test")
    module.urlpatterns = list(patterns)  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
    with override_settings(ROOT_URLCONF=module.__name__):
        yield
    del sys.modules[module.__name__]


def port(view: Any, **options: Any) -> TestClient:
    router = PortedRouter(policy=Policy(view=view, **options))

    @router.get("/x/")
    def endpoint() -> Any:
        request = current_request.get()
        assert request is not None
        work(type("Request", (), {"query_params": request.GET}))
        return DATA

    return client_of(router)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize(
    "view", [Plain, Finalizes, Initial, Handles, HasHandler, Denies, Initializes, SetsUp, NotAllowed]
)
def test_what_a_view_overrides_has_its_effect(service: TestClient, view: Any, word: str) -> None:
    old, new = TestClient(shop.legacy, raise_server_exceptions=False), port(view)
    for method, accept in (("GET", "*/*"), ("GET", "application/json; indent=2"), ("HEAD", "*/*"), ("PUT", "*/*")):
        arguments = (method, f"/x/?{word}", {"accept": accept})
        with urls(path("x/", view.as_view())):
            before = answer(old, *arguments)
            assert answer(new, *arguments) == before
        with urls():
            assert answer(new, *arguments) == before


@pytest.fixture
def states(db: None) -> list[dict[str, str]]:
    cache.clear()
    users = User.objects.create_user("carl"), User.objects.create_user("ann", is_staff=True)
    return [{}, *({"authorization": f"Token {Token.objects.create(user=user).key}"} for user in users)]


@pytest.mark.parametrize(
    "initkwargs",
    [
        {},
        {"permission_classes": [IsAdminUser]},
        {"throttle_classes": [Busy], "permission_classes": [AllowAny]},
        {"authentication_classes": []},
    ],
)
def test_what_the_url_says_of_the_view_holds(
    service: TestClient, states: list[dict[str, str]], initkwargs: dict[str, Any]
) -> None:
    new, old = port(Plain), TestClient(shop.legacy)
    for headers in states:
        for word in ("", "in", "in&hurry"):
            with urls(path("x/", Plain.as_view(**initkwargs))):
                arguments = ("GET", f"/x/?{word}", headers)
                assert answer(new, *arguments) == answer(old, *arguments)


def test_the_policy_outranks_the_url(service: TestClient) -> None:
    closed = port(Plain, permissions=[IsAdminUser])
    other = port(Handles)
    with urls(path("x/", Plain.as_view(permission_classes=[AllowAny]))):
        assert closed.get("/x/").status_code == 401
        assert other.get("/x/").status_code == 401  # the URL speaks of another view
