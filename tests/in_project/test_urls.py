"""The index of the legacy URLs resolves as Django does when it tries one pattern after the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.test import override_settings
from django.urls import (
    Resolver404,
    ResolverMatch,
    clear_url_caches,
    get_resolver,
    include,
    path,
    resolve,
    set_urlconf,
)
from django.utils import translation
from django.utils.translation import gettext_lazy
from fastapi import FastAPI
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework.routers import DefaultRouter
from starlette.testclient import TestClient
from url_tables import MATCHED, Even, Numbers, Things, paths, pattern_of, patterns, view

from bridge.dispatch import Strangler
from bridge.drf.legacy import find_legacy
from bridge.drf.policy import AllowAny, Policy
from bridge.drf.router import PortedRouter
from bridge.middleware import around
from bridge.urls import index_of, resolve_once

MANY = hypothesis_settings(
    max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def all_of(match: ResolverMatch | None) -> Any:
    """Return everything that a match says."""
    if match is None:
        return None
    said = {**vars(match), "tried": [[str(one.pattern) for one in tried] for tried in match.tried or ()]}
    return {**said, "type": type(match), "repr": repr(match), "view_name": match.view_name}


def by_django(path: str) -> Any:
    """Return what Django's own `resolve` says."""
    try:
        return all_of(resolve(path))
    except Resolver404:
        return None


def by_index(path: str) -> Any:
    """Return what the index says."""
    return all_of(resolve_once({}, path))


@contextmanager
def urlconf(patterns: Any) -> Iterator[Any]:
    """Let these be the URLs."""
    with override_settings(ROOT_URLCONF=Urlconf(patterns)):
        yield


class Urlconf:
    """What Django takes for the module of URLs."""

    def __init__(self, urlpatterns: Any) -> None:
        self.urlpatterns = urlpatterns


@MANY
@given(st.lists(patterns, max_size=6), st.lists(paths, min_size=1, max_size=10))
def test_the_same_view_is_found(drawn: list[Any], asked: list[str]) -> None:
    number = Numbers()
    with urlconf([pattern_of(one, number) for one in drawn]):
        for path_ in asked:
            assert by_index(path_) == by_django(path_), path_


@MANY
@given(
    st.lists(st.sampled_from(["api", "products", "7", "a.json", "", "x", "orders", "admin", "v2", "reviews", "token"]))
)
def test_the_example_has_the_same_views(texts: list[str]) -> None:
    asked = "/" + "/".join(texts)
    assert by_index(asked) == by_django(asked)
    assert by_index(f"{asked}/") == by_django(f"{asked}/")


@pytest.mark.parametrize("asked", ["/in/a/", "/in/xa/", "/in/A/", "/in/XA/", "/IN/a/"])
@pytest.mark.parametrize("kind", ["plain", "twice", "any case"])
def test_patterns_with_a_mind_of_their_own_are_always_asked(kind: str, asked: str) -> None:
    leaf = (kind, "a/", None, {})
    with urlconf([path("in/", include([pattern_of(leaf, Numbers())]))]):
        assert by_index(asked) == by_django(asked)
        assert (by_index(asked) is None) == (asked.split("/", 2)[2] not in MATCHED[kind] or "IN" in asked)


@pytest.mark.parametrize("use_regex_path", [True, False])
def test_the_router_of_drf_is_read(use_regex_path: bool) -> None:
    router = DefaultRouter(use_regex_path=use_regex_path)  # type: ignore[call-arg]
    for number in range(200):
        router.register(f"things{number}", Things, basename=f"thing{number}")
    with urlconf([path("api/", include(router.urls))]):
        index = index_of(get_resolver())
        for end in ("", "/", "/7/", ".json", "/7.json", "/7.json/", "/7"):
            asked = f"/api/things199{end}"
            assert by_index(asked) == by_django(asked)
            # Of 800; things1, things19 and the root might have a suffix, too.
            assert len(index._paths.find(asked)) <= 6


def test_a_pattern_that_is_added_or_taken_away_is_noticed() -> None:
    inner = [path("a/", view, name="a")]
    outer = [path("in/", include(inner))]
    with urlconf(outer):
        assert by_index("/in/b/") is None
        inner.append(path("b/", view, name="b"))
        assert by_index("/in/b/")["url_name"] == "b"
        inner[0] = path("b/", view, name="first")
        assert by_index("/in/b/")["url_name"] == "first"
        outer.clear()
        assert by_index("/in/b/") is None


def test_urls_of_a_request_of_settings_and_of_a_language() -> None:
    """One scope, so that what it keeps must not be taken for the answer to another question."""
    scope: dict[str, Any] = {}
    translated = [path(gettext_lazy("Yes"), view, name="yes")]

    def name(asked: str) -> str | None:
        match = resolve_once(scope, asked)
        return match and match.url_name

    with urlconf([path("a/", view, name="one")]):
        assert name("/a/") == "one"
        set_urlconf(Urlconf([path("a/", view, name="two")]))
        try:
            assert name("/a/") == "two"
        finally:
            set_urlconf(None)
        with urlconf([path("a/", view, name="three")]):
            assert name("/a/") == "three"
        assert name("/a/") == "one"
    with urlconf([*translated, *i18n_patterns(path("a/", view, name="prefixed"))]):
        for language, word, other in [("en", "Yes", "Ja"), ("de", "Ja", "Yes"), ("en", "Yes", "Ja")]:
            with translation.override(language):
                assert (name(f"/{word}"), name(f"/{language}/a/")) == ("yes", "prefixed")
                assert (name(f"/{other}"), name("/fr/a/")) == (None, None)
                assert by_index(f"/{word}") == by_django(f"/{word}")


def test_cleared_caches_are_honoured() -> None:
    patterns = [path("a/", view, name="one")]
    conf = Urlconf(patterns)
    with override_settings(ROOT_URLCONF=conf):
        assert by_index("/a/")["url_name"] == "one"
        conf.urlpatterns = [path("a/", view, name="two")]
        assert by_index("/a/") == by_django("/a/")
        clear_url_caches()
        assert by_index("/a/")["url_name"] == "two"


@pytest.mark.parametrize("with_middleware", [False, True])
@pytest.mark.django_db
def test_a_request_resolves_its_url_once(with_middleware: bool) -> None:
    options: dict[str, Any] = {}
    if with_middleware:
        options["route_class"] = around("django.middleware.common.CommonMiddleware")
    router = PortedRouter(prefix="/even", policy=Policy(permissions=[AllowAny]), **options)

    @router.get("/{pk:int}/")
    async def number(pk: int) -> int:
        return pk

    api = FastAPI(openapi_url=None)
    api.include_router(router)

    async def legacy(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError(scope)

    with urlconf([path("even/<even:pk>/", Things.as_view({"get": "retrieve"}))]):
        client = TestClient(Strangler(api, legacy))
        Even.asked = 0
        assert client.get("/even/8/").json() == 8
    assert Even.asked == 1


@pytest.mark.parametrize(
    ("scope", "name"),
    [
        ({"path": "/a/"}, "a"),
        ({"path": "/shop/a/", "root_path": "/shop"}, "a"),
        ({"path": "/shop/a/"}, None),
        ({"path": "/b/"}, None),
    ],
)
def test_the_legacy_view_of_a_path(scope: dict[str, Any], name: str | None) -> None:
    with urlconf([path("a/", view, name="a")]):
        match = find_legacy(scope)
        assert (match and match.url_name) == name
