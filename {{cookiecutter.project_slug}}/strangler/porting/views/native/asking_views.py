"""What permissions and throttles ask of the view: that of a policy has little to answer with."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from types import FunctionType
from typing import Any

from rest_framework.permissions import DjangoModelPermissions

VIEW = "view"
# DRF's throttles ask for the scope alone, and of its permissions those that `asks_for_the_model` tells.
KNOWN = {"rest_framework.permissions", "rest_framework.throttling"}
# What the view of any policy has.
THERE = {"action", "args", "format_kwarg", "kwargs", "request", "throttle_scope", "_ignore_model_permissions"}


def asked_in_vain(cls: type[Any]) -> list[str]:
    """Return which attributes of a view a permission or throttle class may ask for that a policy's view lacks.

    "everything" stands among them where the view is handed on, or where the source is not known.
    """
    classes = [one for one in cls.__mro__ if one is not object and one.__module__ not in KNOWN]
    functions = [each for one in classes for each in vars(one).values() if isinstance(each, FunctionType)]
    found = {name for each in functions if VIEW in inspect.signature(each).parameters for name in _asked(each)}
    return sorted(found - THERE)


def asks_for_the_model(cls: type[Any]) -> bool:
    """Return whether a permission class is one of DRF's that look up the permissions of a view's model."""
    return issubclass(cls, DjangoModelPermissions)


def _asked(function: FunctionType) -> Iterator[str]:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, SyntaxError, TypeError):
        yield "everything"
        return
    known = set()  # names of the view that have been accounted for
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _is_view(node.value):
            known.add(node.value)
            yield node.attr
        elif isinstance(node, ast.Call):
            named = _named(node)
            if named is not None:
                known.add(node.args[0])
                yield named
            elif _is_own(node.func):
                known |= {each for each in node.args if _is_view(each)}
                known |= {each.value for each in node.keywords if _is_view(each.value)}
    if any(_is_view(node) and node not in known for node in ast.walk(tree)):
        yield "everything"


def _is_view(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == VIEW


def _named(call: ast.Call) -> str | None:
    """Return the attribute that `getattr(view, "name")` or `hasattr` is for."""
    if not isinstance(call.func, ast.Name) or call.func.id not in {"getattr", "hasattr"} or not _is_view(call.args[0]):
        return None
    name = call.args[1]
    return name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else "everything"


def _is_own(function: ast.expr) -> bool:
    """Return whether a call is one of the class's own methods, which are looked at, too."""
    if not isinstance(function, ast.Attribute):
        return False
    owner = function.value
    is_super = isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id == "super"
    return is_super or (isinstance(owner, ast.Name) and owner.id == "self")
