"""Django's `resolve`, trying only those URL patterns that may match."""

from collections import UserList
from collections.abc import Iterable, Iterator
from copy import copy
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from django.urls import Resolver404, ResolverMatch, URLPattern, URLResolver, get_resolver, get_urlconf
from django.urls.resolvers import RegexPattern, RoutePattern
from django.utils.translation import get_language
from starlette.types import Scope

from bridge.patterns import UNKNOWN, PathIndex, Shape, joined, shapes

RESOLVED = "bridge.resolved"  # in a scope: what this request has resolved already

Entry = tuple[URLPattern | URLResolver, tuple[Shape, ...]]


class Tried(UserList[list[Any]]):
    """The patterns that Django would have tried before the one that matched: for its debug page.

    Args:
        resolver: the root.
        path: what was resolved.
    """

    def __init__(self, resolver: URLResolver, path: str) -> None:
        self._resolver, self._path = resolver, path

    @cached_property
    def data(self) -> list[list[Any]]:  # type: ignore[override]
        """The list, made when somebody looks at it."""
        return self._resolver.resolve(self._path).tried or []


class UrlIndex:
    """The URL patterns of a resolver, nested ones included, by their paths.

    Args:
        resolver: the root, as `django.urls.get_resolver` returns it. Only its patterns are kept.
    """

    def __init__(self, resolver: URLResolver) -> None:
        # Each with the resolvers around it, which have no other pattern in this copy. Django's own code resolves it.
        self._branches: list[URLPattern | URLResolver] = []
        self._lists: list[list[Any]] = []
        entries = []
        for branch, shape in self._walk(resolver):
            self._branches.append(branch)
            entries.append(shape)
        self._paths = PathIndex(entries)
        # What is not read may be a translated pattern, or begin with the language.
        self.is_translated = any(not shape.known for entry in entries for shape in entry)
        self._known = [list(patterns) for patterns in self._lists]

    def is_outdated(self) -> bool:
        """Return whether patterns were added or removed since, as Django would notice, too."""
        return self._lists != self._known

    def find(self, path: str) -> ResolverMatch | None:
        """Return what Django's `URLResolver.resolve` would, but for `tried`, or None where it would raise."""
        for number in self._paths.find(path):
            try:
                match = self._branches[number].resolve(path)
            except Resolver404:
                continue
            if match:
                return match
        return None

    def _walk(self, resolver: URLResolver) -> Iterator[Entry]:
        patterns: Any = resolver.url_patterns
        if type(resolver) is not URLResolver or type(patterns) is not list:
            yield resolver, UNKNOWN
            return
        self._lists.append(patterns)
        outer = shapes_of(resolver.pattern)
        for pattern in patterns:
            for inner, shape in self._entries(pattern):
                branch = copy(resolver)
                vars(branch)["url_patterns"] = [inner]
                yield branch, joined(outer, shape)

    def _entries(self, pattern: Any) -> Iterable[Entry]:
        if type(pattern) is URLResolver:
            return self._walk(pattern)
        return [(pattern, shapes_of(pattern.pattern) if type(pattern) is URLPattern else UNKNOWN)]


_indexes: WeakKeyDictionary[URLResolver, UrlIndex] = WeakKeyDictionary()


def resolve_once(scope: Scope, path: str) -> ResolverMatch | None:
    """Return what `django.urls.resolve` would, or None where it would raise.

    Args:
        scope: of the request; it keeps what was resolved, so that the next one to ask has it at once.
        path: from the leading slash on.
    """
    resolver = get_resolver(get_urlconf())
    resolved = scope.setdefault(RESOLVED, {})
    index = index_of(resolver)
    key = (index, get_language() if index.is_translated else None, path)
    if key not in resolved:
        match: ResolverMatch | None = index.find(path)
        if match:
            match.tried = Tried(resolver, path)
        resolved[key] = match
    found: ResolverMatch | None = resolved[key]
    return found


def index_of(resolver: URLResolver) -> UrlIndex:
    """Return the index of a resolver, made anew if its patterns have changed."""
    index = _indexes.get(resolver)
    if index is None or index.is_outdated():
        index = _indexes[resolver] = UrlIndex(resolver)
    return index


def shapes_of(pattern: Any) -> tuple[Shape, ...]:
    """Return the shapes of the paths that a pattern of Django's matches; a translated one may match any."""
    if type(pattern) not in {RoutePattern, RegexPattern}:
        return UNKNOWN
    regex = pattern.regex
    return shapes(regex) if "regex" in vars(pattern) else UNKNOWN  # kept there for all languages
