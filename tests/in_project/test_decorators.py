"""A system check tells what `urls.py` puts around a view that has been ported."""

import functools
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.decorators import login_required
from django.urls import path
from django.views.decorators.cache import cache_page
from django.views.decorators.csrf import csrf_exempt
from fastapi.routing import iter_route_contexts
from rest_framework.permissions import IsAdminUser
from test_drf_views import Plain, urls

from bridge.decorators import check_decorators
from bridge.drf.policy import Policy, policy
from bridge.drf.router import PortedRouter
from legacy.catalog.views import CategoryList, ProductViewSet


def unnamed(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate as one does who has never heard of functools.wraps."""

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    return wrapper


def named(view: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    return wrapper


@pytest.mark.parametrize(
    ("callback", "said"),
    [
        (Plain.as_view(), []),
        (csrf_exempt(Plain.as_view()), []),
        (login_required(Plain.as_view()), ["django.contrib.auth.decorators.user_passes_test"]),
        (cache_page(60)(named(Plain.as_view())), ["django.utils.decorators", "test_decorators.named"]),
        (unnamed(Plain.as_view()), ["unnamed"]),
        (Plain.as_view(permission_classes=[IsAdminUser]), ["permission_classes"]),
    ],
)
def test_what_stands_around_the_view_is_told(callback: Any, said: list[str]) -> None:
    routes = routes_of(Plain, "/x/{pk:int}/")
    with urls(path("x/<int:pk>/", callback)):
        messages = check_decorators(None, routes=routes)
    assert [message.id for message in messages] == (["bridge.W003"] if said else [])
    for message in messages:
        assert "/x/{pk:int}/" in message.msg
        assert all(part in message.msg for part in said), message.msg


def test_what_the_policy_says_itself_is_not_told() -> None:
    routes = routes_of(Plain, "/x/", permissions=[IsAdminUser])
    with urls(path("x/", Plain.as_view(permission_classes=[IsAdminUser]))):
        assert check_decorators(None, routes=routes) == []


def test_the_shop_has_nothing_around_its_views() -> None:
    assert check_decorators(None) == []
    for view, url, action in ((CategoryList, "/api/categories/", None), (ProductViewSet, "/api/products/", "list")):
        assert check_decorators(None, routes=routes_of(view, url, action=action)) == []


def routes_of(view: Any, url: str, **options: Any) -> list[Any]:
    router = PortedRouter(policy=Policy(view=view))

    @router.get(url)
    @policy(**options)
    def endpoint() -> None: ...

    return list(iter_route_contexts(router.routes))
