"""What a DRF view does for one operation: which of DRF's own handlers answers, and what the project has overridden."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rest_framework import mixins
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin

from strangler.operations.operation import Kind, Operation
from strangler.operations.views import View, view_of
from strangler.porting.views.reasons import Reason, Why, reason, undecorated

FRAMEWORKS = {"django", "rest_framework"}
# What DRF's generic classes do with a method: the handler that theirs calls.
GENERIC = {
    ("get", mixins.ListModelMixin): "list",
    ("get", mixins.RetrieveModelMixin): "retrieve",
    ("post", mixins.CreateModelMixin): "create",
    ("put", mixins.UpdateModelMixin): "update",
    ("patch", mixins.UpdateModelMixin): "partial_update",
    ("delete", mixins.DestroyModelMixin): "destroy",
}
STOCK = ("list", "retrieve", "create", "update", "partial_update", "destroy")
# Code of the functions that `as_view` makes, and of Django's decorator that DRF puts around them.
MADE = {"View.as_view.<locals>.view", "ViewSetMixin.as_view.<locals>.view"}
AROUND_MADE = "csrf_exempt.<locals>._view_wrapper"


@dataclass(frozen=True)
class DRFView:
    """One operation of a DRF view.

    Args:
        operation: of the legacy half.
    """

    operation: Operation
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def view(self) -> View:
        """What stands behind the URL."""
        return view_of(self.operation.callback)

    @property
    def cls(self) -> Any:
        """The view's class."""
        return self.operation.view_class

    @property
    def handler_name(self) -> str:
        """The method that answers: an action, or the method of HTTP in small letters."""
        return self.operation.action

    @property
    def handler(self) -> Callable[..., Any]:
        """The function that answers."""
        handler: Callable[..., Any] = getattr(self.cls, self.handler_name)
        return handler

    @cached_property
    def stock(self) -> str:
        """Which of DRF's own handlers answers, `list` for example, or "" where it is the project's own."""
        name = self.handler_name
        if self.is_own(name) or self.is_own(name.removeprefix("partial_")):  # a partial update calls `update`
            return ""
        if issubclass(self.cls, ViewSetMixin):
            return name if name in STOCK and self.owner(name).__module__ == mixins.__name__ else ""
        if self.owner(name).__module__ != "rest_framework.generics":
            return ""
        does = next((does for (method, mixin), does in GENERIC.items() if method == name and self.has(mixin)), "")
        return does if does and not self.is_own(does) and not self.is_own(does.removeprefix("partial_")) else ""

    def has(self, mixin: type) -> bool:
        """Return whether the class is one of DRF's mixin; of two that answer GET, a list's comes first."""
        return issubclass(self.cls, mixin)

    def owner(self, name: str) -> type:
        """Return the class that defines an attribute."""
        owner: type = next(cls for cls in self.cls.__mro__ if name in vars(cls))
        return owner

    def is_own(self, name: str) -> bool:
        """Return whether an attribute is there, and neither Django's nor DRF's."""
        if not hasattr(self.cls, name):
            return False
        return self.owner(name).__module__.partition(".")[0] not in FRAMEWORKS

    @cached_property
    def initkwargs(self) -> dict[str, Any]:
        """What the URL says of the view, what its `@action` says included."""
        return dict(self.view.initkwargs)

    def attribute(self, name: str) -> Any:
        """Return an attribute of the view as it is for this operation."""
        return self.initkwargs.get(name, getattr(self.cls, name, None))

    @property
    def function(self) -> Callable[..., Any]:
        """The function that somebody has written: the handler, or what DRF's `@api_view` is around."""
        handler = undecorated(self.handler)
        if self.operation.kind is Kind.FUNCTION:
            cells = dict(zip(handler.__code__.co_freevars, handler.__closure__ or (), strict=True))
            if "func" in cells:
                function: Callable[..., Any] = cells["func"].cell_contents
                return function
        return handler

    def instance(self) -> Any:
        """Return a view as a router would make it, without a request."""
        view = self.cls(**self.initkwargs)
        view.args, view.kwargs, view.format_kwarg = (), {}, None
        if self.view.actions is not None:
            view.action_map = dict(self.view.actions)
            view.action = self.operation.action
        return view


def against_hybrid(drf: DRFView) -> list[Reason]:
    """Return why a route can't run the view's parts one by one, so that the whole view must answer."""
    cls, found = drf.cls, []
    around = decorators(drf.view.layers)
    if around:
        names = ", ".join(sorted({describe(layer) for layer in around}))
        found.append(reason(Why.DECORATED, f"{names} stands around {cls.__name__}.", around[0]))
    if cls.dispatch is not APIView.dispatch:
        found.append(reason(Why.DISPATCH, f"{cls.__name__} has its own dispatch.", cls.dispatch))
    if drf.is_own("as_view"):
        found.append(reason(Why.DISPATCH, f"{cls.__name__} has its own as_view.", cls.as_view))
    if inspect.iscoroutinefunction(getattr(cls, drf.handler_name, None)):
        found.append(reason(Why.ASYNC, f"{cls.__name__}.{drf.handler_name} is a coroutine.", drf.handler))
    return found


def is_drf(operation: Operation) -> bool:
    """Return whether a DRF view answers."""
    return operation.kind is not Kind.DJANGO


def decorators(layers: Sequence[Any]) -> list[Any]:
    """Return what stands around the function that `as_view` has made, but for DRF's own `csrf_exempt`."""
    names = [getattr(getattr(layer, "__code__", None), "co_qualname", "") for layer in layers]
    made = next((number for number, name in enumerate(names) if name in MADE), len(layers))
    return [layer for layer, name in zip(layers[:made], names, strict=False) if name != AROUND_MADE]


def describe(layer: Any) -> str:
    """Return the name of the decorator that made a callback."""
    code = getattr(layer, "__code__", None)
    name = code.co_qualname if code is not None else type(layer).__qualname__
    outer: str = name.partition(".<locals>")[0]
    return outer
