"""What the code of a serializer or a field asks for that is not there when it is called in place of the view."""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from strangler.porting.schemas.expressions import is_forbidden

GIVEN = {"request", "format"}  # of a serializer's context; the rest of it is the view's own
# What a serializer that stands alone doesn't have, or not yet.
AWAY = {"parent", "root", "validated_data", "_validated_data", "errors", "_errors", "data", "is_valid", "save"}
# Nor one that prints, as it doesn't know of which object.
AWAY_WHEN_PRINTING = AWAY | {"instance", "initial_data"}
# A field has its serializer, and that nothing around it.
AWAY_FROM_FIELDS = {"root"}


def asked(cls: type[Any], function: Callable[..., Any], away: set[str]) -> str:
    """Return what a method, or one of its class that it calls, asks for in vain; "" if nothing.

    Args:
        cls: the class.
        function: its method.
        away: attributes that are not there.
    """
    return _asked(cls, function, away, set())


def asked_by_class(cls: type[Any], away: set[str]) -> str:
    """Return what any of the methods of a class that are not DRF's asks for in vain; "" if nothing."""
    for base in cls.__mro__:
        if is_forbidden(base.__module__) or base is object:
            continue
        for value in vars(base).values():
            function = inspect.unwrap(getattr(value, "fget", None) or getattr(value, "__func__", value))
            found = asked(cls, function, away) if inspect.isfunction(function) else ""
            if found:
                return found
    return ""


def tree_of(function: Callable[..., Any]) -> ast.FunctionDef | None:
    """Return the syntax of a function, or None where there is no source."""
    try:
        text = textwrap.dedent(inspect.getsource(inspect.unwrap(function)))
        tree = ast.parse(text if not re.match(r"\s", text) else f"if 1:\n{text}").body[0]
    except (OSError, TypeError, SyntaxError, IndexError):
        return None
    return tree if isinstance(tree, ast.FunctionDef) else None


def overridden(cls: type[Any], name: str) -> Callable[..., Any] | None:
    """Return a method of a class that is not DRF's own, or None."""
    for base in cls.__mro__:
        if name in vars(base):
            if is_forbidden(base.__module__) or base is object:
                return None
            value = vars(base)[name]
            value = getattr(value, "fget", None) or getattr(value, "func", None) or value
            value = getattr(value, "__func__", value)
            return value if callable(value) else None
    return None


def _asked(cls: type[Any], function: Callable[..., Any], away: set[str], seen: set[str]) -> str:
    tree = tree_of(function)
    if tree is None or not tree.args.args:
        return ""
    own = tree.args.args[0].arg
    for node, outer in _attributes(tree, own):
        if node.attr in away:
            return f"self.{node.attr}"
        if node.attr in {"context", "_context"}:
            found = _of_context(outer)
        elif node.attr == "parent":
            found = _of_parent(outer)
        else:
            other = overridden(cls, node.attr) if node.attr not in seen else None
            found = _asked(cls, other, away, seen | {node.attr}) if other is not None else ""
        if found:
            return found
    return ""


def _attributes(tree: ast.AST, own: str) -> Iterator[tuple[ast.Attribute, list[ast.AST]]]:
    """Yield the attributes of `self` that a method uses, each with the expressions around it, the nearest first."""
    outer: dict[ast.AST, ast.AST] = {}
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            outer[child] = node
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == own:
            around = [outer[node]]
            while around[-1] in outer and len(around) < 3:  # noqa: PLR2004 - `.get`, its call
                around.append(outer[around[-1]])
            yield node, around


def _of_context(outer: list[ast.AST]) -> str:
    """Return what is asked of a context that only the legacy's view would have put there."""
    key: ast.AST | None = None
    if isinstance(outer[0], ast.Subscript):
        key = outer[0].slice
    elif isinstance(outer[0], ast.Attribute) and isinstance(outer[1], ast.Call) and outer[1].args:
        key = outer[1].args[0]
    if key is None or (isinstance(key, ast.Constant) and key.value in GIVEN):
        return ""
    return f"self.context[{ast.unparse(key)}]"


def _of_parent(outer: list[ast.AST]) -> str:
    """Return what is asked of a field's serializer, which stands alone and may print any object."""
    if isinstance(outer[0], ast.Attribute) and outer[0].attr in AWAY_WHEN_PRINTING:
        return f"self.parent.{outer[0].attr}"
    return ""
