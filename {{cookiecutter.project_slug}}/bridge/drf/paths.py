"""What the whole application has at a path: ported routes may share it, in several routers."""

import re
from collections import defaultdict
from re import Pattern
from typing import Any, ClassVar, Protocol
from weakref import WeakKeyDictionary

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette._utils import get_route_path
from starlette.routing import Match
from starlette.types import Scope

from bridge.drf.legacy import find_legacy


class StandIn(Protocol):
    """A route that answers only for want of another, so that its methods don't count as the path's."""

    stands_in: ClassVar[bool]


class Paths:
    """The routes of an application by their paths, with the prefixes of all routers around them.

    Args:
        app: the application; routes that it gets later are not known here.
    """

    def __init__(self, app: FastAPI) -> None:
        self._methods: dict[str, set[str]] = defaultdict(set)
        self._places: dict[int, list[Pattern[str]]] = defaultdict(list)
        for context in iter_route_contexts(app.routes):
            route = context.original_route
            if not isinstance(route, APIRoute):
                continue
            self._places[id(route)].append(context.path_regex)
            if not getattr(route, "stands_in", False):
                self._methods[without_names(context.path_regex)] |= context.methods or set()

    def methods(self, route: APIRoute, path: str) -> set[str]:
        """Return the methods of all routes that share their path with a route, where that is included twice: this."""
        places = self._places[id(route)]
        here = next((place for place in places if len(places) == 1 or place.match(path)), None)
        return self._methods.get(without_names(here), set()) if here is not None else set()


_paths: WeakKeyDictionary[FastAPI, Paths] = WeakKeyDictionary()


def routed_methods(scope: Scope, route: APIRoute) -> set[str]:
    """Return the methods that routes have at the path of a request and a route, or none outside of an application."""
    app = scope.get("app")
    if app is None:
        return set()
    if app not in _paths:
        _paths[app] = Paths(app)
    return _paths[app].methods(route, get_route_path(scope))


def without_names(path: Pattern[str]) -> str:
    """Return a path's pattern without the names of its parameters, which may differ between two routes."""
    return re.sub(r"\?P<\w+>", "", path.pattern)


def without_legacy(scope: Scope, match: tuple[Match, Scope]) -> tuple[Match, Any]:
    """Return that match if the legacy half has no such path any more."""
    if match[0] is Match.FULL and find_legacy(scope) is None:
        return match
    return Match.NONE, {}
