"""What stands behind a URL: a class or a function, whatever decorators are around it, and the methods it answers."""

import functools
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from strangler.operations.operation import Kind

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
NO_OPERATIONS = {"HEAD", "OPTIONS", "TRACE", "CONNECT"}
FRAMEWORKS = {"django", "rest_framework"}
MAX_DEPTH = 10  # decorators around a view
API_VIEW = "api_view.<locals>.decorator.<locals>.handler"  # of DRF's decorator for functions


@dataclass(frozen=True)
class View:
    """What answers at a URL.

    Args:
        layers: the callback, and what its decorators are around, down to what `as_view` returned or to a function.
        view_class: its class, or None for a plain function.
        actions: of a viewset, the action for each method in small letters.
        initkwargs: what `as_view` was given.
        kind: what kind of view that is.
        name: its dotted name.
    """

    layers: tuple[Callable[..., Any], ...]
    view_class: type[Any] | None
    actions: Mapping[str, str] | None
    initkwargs: Mapping[str, Any]
    kind: Kind
    name: str


def view_of(callback: Callable[..., Any]) -> View:
    """Return what stands behind a callback of the URLconf."""
    layers = tuple(unwrapped(callback))
    for layer in layers:
        own = getattr(layer, "cls", None) or getattr(layer, "view_class", None)
        if isinstance(own, type):
            return _class_view(layers, layer, own)
    return View(layers, None, None, {}, Kind.DJANGO, dotted_name(layers[-1]))


def methods_of(view: View) -> list[str]:
    """Return the methods that a view answers, without those that follow from others (HEAD, OPTIONS).

    What a plain function answers is read from `require_http_methods` and its like, or else from the methods that its
    code names; GET is then taken for granted.
    """
    if view.view_class is None:
        required = [methods for layer in view.layers if (methods := _required_methods(layer)) is not None]
        found = set(required[0]) if required else {"GET", *_named_methods(view.layers[-1])}
    elif view.actions is not None:
        found = {name.upper() for name in set(view.actions) & set(_method_names(view, view.view_class))}
    else:
        names = _method_names(view, view.view_class)
        found = {name.upper() for name in names if callable(getattr(view.view_class, name, None))}
        if not found - NO_OPERATIONS and _dispatches_itself(view.view_class):
            found = {"GET"}
    found -= NO_OPERATIONS
    return [*(name for name in METHODS if name in found), *sorted(found.difference(METHODS))]


def action_of(view: View, method: str) -> str:
    """Return what a viewset calls a method; of any other view, the method in small letters."""
    return (view.actions or {}).get(method.lower(), method.lower())


def handler_of(view: View, method: str) -> str:
    """Return the dotted name of the function that answers a method, where it is defined."""
    if view.view_class is None or view.kind is Kind.FUNCTION:
        return view.name
    action = action_of(view, method)
    for cls in view.view_class.__mro__:
        if action in vars(cls):
            return f"{dotted_name(cls)}.{action}"
    return f"{dotted_name(view.view_class)}.dispatch"


def unwrapped(callback: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Yield a callback and what its decorators are around, from the outside."""
    for _ in range(MAX_DEPTH):
        yield callback
        inner = _inner(callback)
        if inner is None:
            return
        callback = inner


def dotted_name(thing: Any) -> str:
    """Return the module and the qualified name of a class or function; of another object, those of its class."""
    if not hasattr(thing, "__qualname__"):
        thing = type(thing)
    return f"{thing.__module__}.{thing.__qualname__}"


def _inner(callback: Any) -> Callable[..., Any] | None:
    if isinstance(callback, functools.partial):
        return callback.func
    wrapped = getattr(callback, "__wrapped__", None)
    if inspect.isroutine(wrapped):
        return wrapped
    return _only_view_within(callback)


def _only_view_within(callback: Any) -> Callable[..., Any] | None:
    """Return the view that a decorator without `functools.wraps` has in its closure."""
    found = []
    for cell in getattr(callback, "__closure__", None) or ():
        try:
            content = cell.cell_contents
        except ValueError:  # not filled yet
            continue
        if any(isinstance(getattr(content, name, None), type) for name in ("cls", "view_class")):
            found.append(content)
    return found[0] if len(found) == 1 else None


def _class_view(layers: tuple[Callable[..., Any], ...], made: Any, cls: type[Any]) -> View:
    actions = getattr(made, "actions", None)
    initkwargs = getattr(made, "initkwargs", None) or getattr(made, "view_initkwargs", None) or {}
    kind = _kind(cls, actions)
    name = f"{cls.__module__}.{cls.__name__}" if kind is Kind.FUNCTION else dotted_name(cls)
    return View(layers, cls, actions if isinstance(actions, Mapping) else None, initkwargs, kind, name)


def _kind(cls: type[Any], actions: Any) -> Kind:
    # A module that nobody has imported is none that a view can be of; without DRF there is nothing to import.
    views, generics = sys.modules.get("rest_framework.views"), sys.modules.get("rest_framework.generics")
    if views is None or not issubclass(cls, views.APIView):
        return Kind.DJANGO
    if isinstance(actions, Mapping):
        return Kind.VIEWSET
    if any(getattr(vars(cls).get(name.lower()), "__qualname__", "") == API_VIEW for name in METHODS):
        return Kind.FUNCTION
    return Kind.GENERIC if generics is not None and issubclass(cls, generics.GenericAPIView) else Kind.API


def _method_names(view: View, cls: type[Any]) -> list[str]:
    names = view.initkwargs.get("http_method_names", cls.http_method_names)
    if isinstance(names, property):  # each object says its own
        names = cls(**view.initkwargs).http_method_names
    return [name.lower() for name in names]


def _dispatches_itself(cls: type[Any]) -> bool:
    return any("dispatch" in vars(base) for base in cls.__mro__ if base.__module__.partition(".")[0] not in FRAMEWORKS)


def _required_methods(function: Any) -> list[str] | None:
    """Return what `require_http_methods` allows, which keeps it in its closure, or None without that decorator."""
    code = getattr(function, "__code__", None)
    if code is None or "request_method_list" not in code.co_freevars:
        return None
    return list(function.__closure__[code.co_freevars.index("request_method_list")].cell_contents)


def _named_methods(function: Any) -> set[str]:
    """Return the methods that a function names where it asks for the request's."""
    code = getattr(function, "__code__", None)
    if code is None or "method" not in code.co_names:
        return set()
    groups = [const if isinstance(const, tuple | frozenset) else (const,) for const in code.co_consts]
    return {one for group in groups for one in group if one in METHODS}
