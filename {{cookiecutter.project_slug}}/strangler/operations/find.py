"""Operations by whatever somebody calls them."""

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import cache

from django.apps import AppConfig, apps

from strangler.errors import ToolkitError
from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Operation
from strangler.operations.paths import of_route, structure

METHOD_AND_PATH = re.compile(r"([A-Za-z]+)\s+(/.*)")
SHOWN = 4  # names that are suggested

Names = Callable[[Operation], set[str]]


def find_operations(text: str, operations: Sequence[Operation] | None = None) -> list[Operation]:
    """Return the operations that somebody means.

    Args:
        text: `GET /api/products/`, a path as OpenAPI or the URLconf writes it, a URL's name, the name of a view class,
            `ProductViewSet.list`, the dotted name of a handler, or an application's label.
        operations: among which; by default the project's own.

    Raises:
        ToolkitError: there is none.
    """
    operations = legacy_operations() if operations is None else operations
    wanted = text.strip()
    if spoken := METHOD_AND_PATH.fullmatch(wanted):
        method, path = spoken[1].upper(), spoken[2]
        if found := [one for one in _by_path(path, operations) if one.method == method]:
            return found
    elif found := _by_path(wanted, operations) or _by_name(wanted, operations):
        return found
    raise ToolkitError(_unknown(wanted, operations))


def app_of(operation: Operation) -> str:
    """Return the label of the application that a view belongs to; of one that is in none, its first module."""
    config = _application(operation.view.rpartition(".")[0])
    return config.label if config is not None else operation.view.partition(".")[0]


def names_of(operation: Operation) -> set[str]:
    """Return all names that an operation is found by, but for paths."""
    return {name for kind in KINDS for name in kind(operation)} - {""}


@cache
def _application(module: str) -> AppConfig | None:
    return apps.get_containing_app_config(module)


def _by_path(path: str, operations: Sequence[Operation]) -> list[Operation]:
    if not path.startswith("/"):
        return [one for one in operations if one.pattern == path]
    path = of_route(path)
    for same in (str, str.lower, structure, _without_slash):
        if found := [one for one in operations if same(one.path) == same(path)]:
            return found
    return []


def _without_slash(path: str) -> str:
    return structure(path).rstrip("/")


def _by_name(name: str, operations: Sequence[Operation]) -> list[Operation]:
    for prepare in (str, str.lower):
        for kind in KINDS:
            if found := [one for one in operations if prepare(name) in map(prepare, kind(one))]:
                return found
    return []


def _url_names(operation: Operation) -> set[str]:
    return {operation.name} if operation.name else set()


def _bare_url_names(operation: Operation) -> set[str]:
    return {operation.name.rpartition(":")[2]} if operation.name else set()


def _view_names(operation: Operation) -> set[str]:
    bare = operation.view.rpartition(".")[2]
    return {operation.view, bare, f"{operation.view}.{operation.action}", f"{bare}.{operation.action}"}


def _handler_names(operation: Operation) -> set[str]:
    owner, _, _ = operation.handler.rpartition(".")
    return {operation.handler, owner, owner.rpartition(".")[2]}


def _app_names(operation: Operation) -> set[str]:
    config = _application(operation.view.rpartition(".")[0])
    return {config.label, config.name} if config is not None else {app_of(operation)}


def _namespaces(operation: Operation) -> set[str]:
    namespaces = operation.name.split(":")[:-1]
    return {":".join(namespaces[:end]) for end in range(1, len(namespaces) + 1)}


# In the order in which they are tried: the narrowest first.
KINDS: tuple[Names, ...] = (_url_names, _bare_url_names, _view_names, _app_names, _namespaces, _handler_names)


def _unknown(text: str, operations: Sequence[Operation]) -> str:
    if not operations:
        return f"No endpoint is called {text!r}: the URLconf has none at all."
    if spoken := METHOD_AND_PATH.fullmatch(text):
        if there := _by_path(spoken[2], operations):
            return f"{spoken[2]} answers no {spoken[1].upper()}, only {', '.join(one.method for one in there)}."
        candidates = {one.key for one in operations}
    elif text.startswith("/"):
        candidates = {one.path for one in operations}
    else:
        candidates = {name for one in operations for name in names_of(one)}
    lowered = {name.lower(): name for name in sorted(candidates, reverse=True)}
    near = [lowered[name] for name in get_close_matches(text.lower(), lowered, n=SHOWN, cutoff=0.5)]
    return f"No endpoint is called {text!r}. " + (f"Near: {', '.join(near)}." if near else "See manage.py endpoints.")
