"""The operations of the legacy half: all that its URLconf answers."""

import sys
import sysconfig
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from strangler.operations.operation import Kind, Operation
from strangler.operations.paths import openapi_path
from strangler.operations.urlconf import Url, urls
from strangler.operations.views import View, action_of, handler_of, methods_of, view_of
from strangler.places import INSTALLED

STANDS_IN = "bridge.drf.legacy.ported"  # where a view was deleted
ADMIN = "admin"  # the application namespace of Django's admin
GENERIC = "django.views.generic."
STANDARD_LIBRARY = sysconfig.get_paths()["stdlib"]


def legacy_operations(*, everything: bool = False) -> list[Operation]:
    """Return what the legacy half answers, in the order of its URLs.

    A URL with a format at its end is the same as its twin without. Of two URLs that match the same paths Django knows
    the first alone, and of two operations with the same key it is the first that counts.

    Args:
        everything: with the admin, the views of Django and of other packages.

    Raises:
        ToolkitError: the URLconf can't be read.
    """
    found: dict[str, Operation] = {}
    for operation in _without_formats(_all_operations()):
        found.setdefault(operation.key, operation)
    return [operation for operation in found.values() if everything or operation.own]


def deleted_paths() -> list[str]:
    """Return the paths of OpenAPI at whose URLs `bridge.drf.legacy.ported` stands for a view that is gone.

    Raises:
        ToolkitError: the URLconf can't be read.
    """
    return [openapi_path(url.parts) for url in urls() if view_of(url.callback).name == STANDS_IN]


def _all_operations() -> Iterator[Operation]:
    taken: set[str] = set()
    for url in urls():
        if url.expression in taken:  # Django never comes so far, whatever the method
            continue
        taken.add(url.expression)
        view = view_of(url.callback)
        if view.name != STANDS_IN:
            yield from _operations(url, view)


def _operations(url: Url, view: View) -> Iterator[Operation]:
    path, own = openapi_path(url.parts), _is_own(url, view)
    for method in methods_of(view):
        yield Operation(
            method=method,
            path=path,
            pattern=url.pattern,
            name=url.name,
            view=view.name,
            kind=view.kind,
            action=action_of(view, method),
            handler=handler_of(view, method),
            callback=url.callback,
            view_class=view.view_class,
            own=own,
            parts=url.parts,
        )


def _without_formats(operations: Iterable[Operation]) -> Iterator[Operation]:
    """Yield operations but for those whose path differs from another's in the format at its end alone."""
    every = list(operations)  # which imports DRF, if the project has it
    suffix = _format_parameter()
    known = {(one.method, one.path.rstrip("/"), one.view) for one in every}
    for operation in every:
        path = operation.path.rstrip("/")
        bare = path.removesuffix(f"{{{suffix}}}")
        twin = (operation.method, bare.removesuffix(".").rstrip("/"), operation.view)
        if bare == path or twin not in known:
            yield operation


def _format_parameter() -> str | None:
    settings: Any = sys.modules.get("rest_framework.settings")
    return settings.api_settings.FORMAT_SUFFIX_KWARG if settings is not None else None


def _is_own(url: Url, view: View) -> bool:
    if view.kind is not Kind.DJANGO:
        return True
    return ADMIN not in url.apps and not _is_installed(view)


def _is_installed(view: View) -> bool:
    """Return whether a view came with a package, Python itself included.

    One of Django's generic views, `TemplateView` for example, is what the project makes of it.
    """
    owner = view.view_class or view.layers[-1]
    name = owner.__module__ if hasattr(owner, "__module__") else type(owner).__module__
    return not name.startswith(GENERIC) and _comes_with_package(name)


@cache
def _comes_with_package(module: str) -> bool:
    file = Path(getattr(sys.modules.get(module), "__file__", None) or "")
    return any(name in file.parts for name in INSTALLED) or file.is_relative_to(STANDARD_LIBRARY)
