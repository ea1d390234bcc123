"""Random URL patterns of Django: for test_urls.py."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import (
    ResolverMatch,
    URLPattern,
    URLResolver,
    include,
    path,
    re_path,
    register_converter,
)
from django.urls.converters import IntConverter, get_converters
from django.urls.resolvers import RoutePattern
from hypothesis import strategies as st
from rest_framework.viewsets import ViewSet

ROUTES = [
    "a/",
    "b/",
    "a",
    "é/",
    "a b/",
    "",
    "<p{}>/",
    "<int:p{}>/",
    "<slug:p{}>/",
    "<path:p{}>",
    "<even:p{}>/",
    "v<p{}>/",
]
REGEXES = [
    "^$", "^a/$", "^a", "a/$", "^(?P<p{}>[^/.]+)/$", r"^(?P<p{}>[^/.]+)\.(?P<q{}>[a-z0-9]+)/?$", "^([0-9]+)/",
    "^(a|b)/", "^a/|^b/", "(?i)^a/", "^(?P<p{}>.+)/$", "^(?P<p{}>a)?/", "^(?P<p{}>[a-z]*)",
]  # fmt: skip
TEXTS = ["a", "b", "A", "é", "a b", "", "7", "8", "a.json", "va", "9" * 5000, "a\n", "xa"]


class Even(IntConverter):
    """Refuses some of what its expression takes, and counts how often it was asked."""

    asked = 0

    def to_python(self, value: str) -> int:
        """Return the number."""
        Even.asked += 1
        if int(value) % 2:
            raise ValueError
        return int(value)


if "even" not in get_converters():
    register_converter(Even, "even")


MATCHED = {"plain": ["a/"], "twice": ["a/", "xa/"], "any case": ["a/", "A/"]}


def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Stand for a view; it is never called."""
    raise NotImplementedError


class Things(ViewSet):
    """Views for a router of DRF's."""

    permission_classes = ()

    def list(self, request: Any, **kwargs: Any) -> Any:
        """Only to be found."""

    def retrieve(self, request: Any, **kwargs: Any) -> Any:
        """Only to be found."""


class Twice(URLPattern):
    """A pattern with a mind of its own."""

    def resolve(self, path: str) -> ResolverMatch | None:
        """Match with or without an x before."""
        return super().resolve(path.removeprefix("x"))  # type: ignore[no-any-return]


class AnyCase(RoutePattern):
    """A pattern that matches more than its expression says."""

    def match(self, path: str) -> Any:
        """Match in capitals, too."""
        return super().match(path.lower())


class Numbers:
    """Numbers for names that must differ."""

    def __init__(self) -> None:
        self.last = 0

    def __call__(self, route: str) -> str:
        """Return a route with names."""
        self.last += 1
        return route.replace("{}", str(self.last))


def pattern_of(drawn: Any, number: Numbers) -> URLPattern | URLResolver:
    """Return what a drawn description says."""
    kind, route, inner, extra = drawn
    make = path if route in ROUTES else re_path
    if inner is not None:
        target: Any = include([pattern_of(one, number) for one in inner])
        if kind == "namespace":
            target = include(([pattern_of(one, number) for one in inner], "app"), namespace=number("space{}"))
        return make(number(route), target, extra)
    made = make(number(route), view, extra, name=number("name{}"))
    if kind == "any case" and make is path:
        made.pattern = AnyCase(str(made.pattern), name=made.name, is_endpoint=True)
    return Twice(made.pattern, view, extra, made.name) if kind == "twice" else made


routes = st.sampled_from(ROUTES + REGEXES)
extras = st.sampled_from([{}, {}, {"extra": 1}])
leaves = st.tuples(st.sampled_from(["plain", "plain", "twice", "any case"]), routes, st.none(), extras)
patterns = st.recursive(
    leaves,
    lambda inner: st.tuples(st.sampled_from(["include", "namespace"]), routes, st.lists(inner, max_size=4), extras),
    max_leaves=12,
)
paths = st.lists(st.sampled_from(TEXTS), max_size=4).map(lambda texts: "/" + "/".join(texts))
