"""The views that are to be retired, and whether they may be."""

import importlib.util
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.urls import get_resolver, get_urlconf

from bridge.urls import index_of
from strangler.errors import ToolkitError
from strangler.ledger.samples import samples
from strangler.ledger.traffic.logs import read_log
from strangler.operations.find import find_operations
from strangler.operations.grades import Routes
from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Grade, Operation
from strangler.operations.routes import Route, fastapi_routes
from strangler.operations.urlconf import Url, urls


@dataclass(frozen=True)
class Target:
    """What is to be retired.

    Args:
        operations: all those of its views.
        routes: those that answer them, one for each.
        urls: all URLs of its views, those with a format at the end, too.
    """

    operations: tuple[Operation, ...]
    routes: tuple[Route, ...]
    urls: tuple[Url, ...]

    @property
    def views(self) -> list[str]:
        """The dotted names of the views, each once."""
        return list(dict.fromkeys(operation.view for operation in self.operations))

    @property
    def named(self) -> list[Url]:
        """The URLs whose names `reverse` may be asked for: one for each operation's path."""
        patterns = {operation.pattern for operation in self.operations}
        return [url for url in self.urls if url.name and url.pattern in patterns]


def find_target(names: Sequence[str]) -> Target:
    """Return the views of the operations that somebody means, with all their operations.

    Args:
        names: as `strangler.operations.find.find_operations` takes them.

    Raises:
        ToolkitError: there are none, or an operation of theirs is not native.
    """
    every = legacy_operations(everything=True)
    views = {operation.view for name in names for operation in find_operations(name)}
    operations = tuple(operation for operation in every if operation.view in views)
    routes = Routes(fastapi_routes(), every)
    behind = [(one, grade) for one in operations if (grade := routes.grade(one)) is not Grade.NATIVE]
    if behind:
        listed = ", ".join(f"{one.key} is {grade}" for one, grade in behind[:5])
        more = f", and {len(behind) - 5} more" if len(behind) > 5 else ""  # noqa: PLR2004 - as many as are listed
        raise ToolkitError(f"Only what is wholly native can be retired: {listed}{more}.")
    callbacks = {id(operation.callback) for operation in operations}
    return Target(
        operations,
        tuple(route for one in operations if (route := routes.of(one)) is not None),
        tuple(url for url in urls() if id(url.callback) in callbacks),
    )


def legacy_traffic(target: Target, logs: Sequence[Path]) -> dict[str, int]:
    """Return how often the logs have requests that no route takes, by method and path.

    HEAD, OPTIONS and methods that a view does not know are answered by the bridge as the view did.

    Raises:
        ToolkitError: a log can't be read.
    """
    counted: dict[str, int] = {}
    index, callbacks = index_of(get_resolver(get_urlconf())), {id(one.callback) for one in target.operations}
    methods = {operation.method for operation in target.operations}
    prefix = (settings.FORCE_SCRIPT_NAME or "").rstrip("/")
    for line in (line for log in logs for line in read_log(log) if line is not None):
        path = unquote(line.path).removeprefix(prefix)
        if line.method not in methods or any(route.expression.match(path) for route in target.routes):
            continue
        match = index.find(path)
        if match is not None and id(match.func) in callbacks:
            key = f"{line.method} {path}"
            counted[key] = counted.get(key, 0) + 1
    return counted


def hindrances(target: Target) -> list[str]:
    """Return what would change for clients, were the URLs gone: a line for each."""
    return [*_roots(target), *_taken_over(target)]


def _roots(target: Target) -> Iterable[str]:
    """Yield the root views of routers that list what goes."""
    if importlib.util.find_spec("rest_framework") is None:
        return
    from rest_framework.routers import APIRootView  # noqa: PLC0415 - may not be there

    every = legacy_operations(everything=True)
    routes, names = Routes(fastapi_routes(), every), {url.name.rpartition(":")[2] for url in target.urls}
    for operation in every:
        if operation.view_class is None or not issubclass(operation.view_class, APIRootView):
            continue
        callback: Any = operation.callback
        listed = sorted(names & set(callback.initkwargs.get("api_root_dict", {}).values()))
        if listed and routes.grade(operation) is not Grade.NATIVE:
            yield f"{operation.key} lists {', '.join(listed)}, and is not native."


def _taken_over(target: Target) -> Iterable[str]:
    """Yield the paths that another URL matches, further down."""
    own = {id(url.callback) for url in target.urls}
    others = [url for url in urls() if id(url.callback) not in own]
    index = index_of(get_resolver(get_urlconf()))
    for operation in {one.path: one for one in target.operations}.values():
        for path in samples(operation):
            match = index.find(path)
            if match is None or id(match.func) not in own:
                continue
            if other := next((url for url in others if matches(url, path)), None):
                yield f"{path} would be answered by {other.pattern!r} then."
            break


def matches(url: Url, path: str) -> bool:
    """Return whether a URL is for a path, as `URLResolver.resolve` finds it."""
    rest = path.removeprefix("/")
    for part in url.parts:
        found = part.match(rest)
        if not found:
            return False
        rest = found[0]
    return True
