"""Names of classes, and of permissions that are composed of others."""

import re
from typing import Any

DOTTED = re.compile(r"(?:\w+\.)+(\w+)")
SYMBOLS = {"AND": "&", "OR": "|"}


def name_of(thing: Any) -> str:
    """Return the dotted name of a class, or of an object's class."""
    cls = thing if isinstance(thing, type) else type(thing)
    return f"{cls.__module__}.{cls.__qualname__}"


def short(text: str) -> str:
    """Return a text with all dotted names in it cut to their last part."""
    return DOTTED.sub(r"\1", text)


def permission_of(thing: Any, outer: str = "") -> str:
    """Return a permission as it is written, `A & (B | C)`.

    Args:
        thing: a class, an object, or what DRF makes of `&`, `|` and `~` (`rest_framework.permissions`), of either.
        outer: the operator around it.
    """
    operator = getattr(thing, "operator_class", type(thing)).__name__
    first = getattr(thing, "op1_class", None) or getattr(thing, "op1", None)
    if first is None:
        return name_of(thing)
    second = getattr(thing, "op2_class", None) or getattr(thing, "op2", None)
    if second is None:
        return f"~{permission_of(first, 'NOT')}"
    written = f"{permission_of(first, operator)} {SYMBOLS.get(operator, operator)} {permission_of(second, operator)}"
    return f"({written})" if outer and outer != operator else written


def throttle_of(thing: Any, view: Any) -> str:
    """Return a throttle with its scope."""
    scope = getattr(thing, "scope", None) or (getattr(view, "throttle_scope", None) if _is_scoped(thing) else None)
    return f"{name_of(thing)}({scope})" if scope else name_of(thing)


def _is_scoped(thing: Any) -> bool:
    return hasattr(thing, "scope_attr")
