"""Whether a ported route still uses a legacy view or DRF's serializers."""

import inspect
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from bridge.drf.fields.bridged import Bridged
from bridge.drf.policy import policy_of

HYBRID = "bridge.drf.hybrid"  # whose routes have the legacy view's object
BASES = (BaseSerializer, APIView)


def uses_drf(route: Any) -> bool:
    """Return whether a `PortedRoute` uses its legacy view, a serializer, or a serializer's fields.

    Permissions, throttles and other classes that a policy names don't count, nor does a view that answers nothing.
    """
    policy = route.router.policy.override(policy_of(route.endpoint))
    return (
        any(cls.__module__ == HYBRID for cls in type(route).__mro__)
        or (policy.view is not None and _answers(policy.view, policy.action))
        or _code_uses_drf(inspect.unwrap(route.endpoint))
        or any(isinstance(one, Bridged) for one in _annotations(inspect.unwrap(route.endpoint)))
    )


def _answers(view: type[APIView], action: str | None) -> bool:
    """Return whether a view has handlers: a base class that only says who may come in has none."""
    return any(hasattr(view, name) for name in (action or "", *view.http_method_names) if name not in {"", "options"})


def _code_uses_drf(function: Any) -> bool:
    """Return whether a function, or one beside it in its module that it calls, names a serializer or a view."""
    pending, seen = [function], set()
    while pending:
        one = pending.pop()
        if one in seen or not inspect.isfunction(one):
            continue
        seen.add(one)
        for value in (one.__globals__.get(name) for name in _names(one.__code__)):
            if isinstance(value, type) and issubclass(value, BASES):
                return True
            if inspect.isfunction(value) and value.__module__ == function.__module__:
                pending.append(value)
    return False


def _names(code: Any) -> Iterator[str]:
    yield from code.co_names
    for const in code.co_consts:
        if inspect.iscode(const):  # a function or comprehension within
            yield from _names(const)


def _annotations(function: Any) -> Iterator[Any]:
    """Yield all that the annotations of a function consist of, models with their fields."""
    try:
        pending = list(typing.get_type_hints(function, include_extras=True).values())
    except (NameError, TypeError):
        return
    seen: set[int] = set()
    while pending:
        one = pending.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        pending += [*typing.get_args(one), *getattr(one, "__metadata__", ())]
        if isinstance(one, type) and issubclass(one, BaseModel):
            for field in one.model_fields.values():
                pending += [field.annotation, *field.metadata]
