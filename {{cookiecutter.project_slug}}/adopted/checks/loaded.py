"""What only a loaded Django tells: which middleware is in use, also of libraries, and which views are async."""

import ast
import inspect
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

from adopted.checks import middleware, threadlocals
from adopted.checks.findings import Finding, Kind
from adopted.checks.module import Module, assigned
from adopted.facts import Place

ASYNC_VIEWS = Kind(
    "adoption.I111",
    "Async views. In the legacy half each has an event loop of its own for each request, on one of LEGACY_THREADS.",
    "They are the easiest to port; clients that they open can't be shared between those loops.",
)
OURS = ("django.", "bridge.", "adopted.")


def find(legacy: Path, read: list[Finding]) -> list[Finding]:
    """Return what was read of the project, with what Django has loaded.

    Args:
        legacy: the folder that holds the project.
        read: what `adopted.checks.reading` found. Its middleware is left out where it isn't in use.
    """
    findings = {finding for finding in read if finding.kind is not middleware.EFFECTS}
    # The thread-locals last: by then Django has loaded the modules that its URLs lead to.
    findings.update(_middleware(legacy), _async_views(legacy))
    findings.update(_thread_locals(legacy, read))
    return sorted(findings)


def _middleware(legacy: Path) -> Iterator[Finding]:
    for path in settings.MIDDLEWARE:
        if path.startswith(OURS):
            continue
        module, node = _definition(legacy, import_string(path))
        if module is not None and (what := middleware.describe(module, node)):
            yield module.finding(middleware.EFFECTS, node, what)


def _thread_locals(legacy: Path, read: list[Finding]) -> Iterator[Finding]:
    """Yield the thread-locals that reading didn't find, since a function or a library makes them."""
    known = {(finding.place.file, word) for finding in read for word in finding.what.replace(",", ".").split(".")[:1]}
    for loaded in _modules(legacy):
        file = _shown(legacy, Path(str(loaded.__file__)))
        for name, value in vars(loaded).items():
            if isinstance(value, threading.local) and (file, name) not in known and (line := _line(loaded, name)):
                yield Finding(Place(file, line), name, threadlocals.OTHER)


def _async_views(legacy: Path) -> Iterator[Finding]:
    for callback in _views(get_resolver().url_patterns):
        if not iscoroutinefunction(callback):
            continue
        view = getattr(callback, "view_class", callback)
        module, node = _definition(legacy, view)
        if module is not None and module.path.startswith(f"{legacy.name}/"):
            yield module.finding(ASYNC_VIEWS, node, view.__qualname__)


def _views(patterns: list[URLPattern | URLResolver]) -> Iterator[Callable[..., Any]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
        else:
            yield pattern.callback


def _definition(legacy: Path, thing: Any) -> tuple[Module | None, ast.AST]:
    """Return the module that defines a class or function, and its definition there; None if there is no such source."""
    file = inspect.getsourcefile(inspect.unwrap(thing)) if inspect.isclass(thing) or inspect.isfunction(thing) else None
    if file is None:
        return None, ast.Pass()
    module = Module(_shown(legacy, Path(file)), Path(file).read_bytes())
    definitions = (node for node in module.tree.body if getattr(node, "name", None) == thing.__name__)
    node = next(definitions, None)
    return (module, node) if node is not None else (None, ast.Pass())


def _modules(legacy: Path) -> list[ModuleType]:
    """Return the loaded modules of the project."""
    return [
        module
        for module in list(sys.modules.values())
        if (file := getattr(module, "__file__", None)) and Path(file).is_relative_to(legacy)
    ]


def _shown(legacy: Path, file: Path) -> str:
    """Return a file's path below the folder of `legacy/`, or below site-packages."""
    if file.is_relative_to(legacy.parent) and "site-packages" not in file.parts:
        return file.relative_to(legacy.parent).as_posix()
    found = next((folder for folder in sys.path if folder and file.is_relative_to(folder)), str(file.parent))
    return file.relative_to(found).as_posix()


def _line(loaded: ModuleType, name: str) -> int:
    """Return the line of a module that gives a variable its value; 0 if none does, as with an import."""
    nodes = ast.parse(Path(str(loaded.__file__)).read_bytes()).body
    names = ((node, {ast.unparse(target) for target in assigned(node)[0]}) for node in nodes)
    return next((node.lineno for node, targets in names if name in targets), 0)
