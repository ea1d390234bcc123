"""What a plain Django view says of itself by its decorators and mixins."""

from collections.abc import Iterator
from typing import Any

from strangler.ledger.reading.naming import name_of
from strangler.operations.operation import Operation
from strangler.operations.views import View, view_of

GUARD = "test_func"  # what `user_passes_test` keeps in its closure
ACCESS_MIXIN = "django.contrib.auth.mixins.AccessMixin"


def django_facts(operation: Operation) -> dict[str, Any]:
    """Return the values for `Facts` of a view that is not DRF's, by their names."""
    view = view_of(operation.callback)
    return {"permissions": tuple(dict.fromkeys([*_guards(view), *_mixins(view)]))}


def _guards(view: View) -> Iterator[str]:
    """Yield what lets users in: `login_required`, `permission_required`, `user_passes_test`."""
    layers: list[Any] = [*view.layers]
    dispatch = getattr(view.view_class, "dispatch", None)
    while dispatch is not None:  # method_decorator
        layers.append(dispatch)
        dispatch = getattr(dispatch, "__wrapped__", None)
    for layer in layers:
        code = getattr(layer, "__code__", None)
        if code is not None and GUARD in code.co_freevars:
            test = layer.__closure__[code.co_freevars.index(GUARD)].cell_contents
            yield f"{test.__module__}.{test.__qualname__.partition('.<locals>')[0]}"


def _mixins(view: View) -> Iterator[str]:
    mro = getattr(view.view_class, "__mro__", ())
    if not any(name_of(cls) == ACCESS_MIXIN for cls in mro):
        return
    for cls in mro:
        if cls.__module__ == "django.contrib.auth.mixins" and name_of(cls) != ACCESS_MIXIN:
            required = getattr(view.view_class, "permission_required", None)
            yield f"{name_of(cls)}({required})" if required else name_of(cls)
