"""The methods that a serializer's author wrote and DRF calls, found by comparing with DRF's own along the MRO."""

import ast
from collections.abc import Callable, Iterator
from typing import Any

from strangler.porting.module import Fidelity
from strangler.porting.schemas.asking import AWAY, asked, overridden, tree_of
from strangler.porting.schemas.expressions import UnwritableError, imported
from strangler.porting.schemas.facts import MethodFacts, Role
from strangler.porting.schemas.sources import where_is

ROLES: dict[Role, tuple[str, ...]] = {
    Role.PRINTS: ("to_representation", "data", "_readable_fields", "get_attribute", "__iter__"),
    Role.READS: (
        *("to_internal_value", "run_validation", "run_validators", "run_child_validation", "validate_empty_values"),
        *("is_valid", "get_value", "errors", "validated_data", "set_value", "_writable_fields", "_read_only_defaults"),
        *("fail", "get_default"),
    ),
    Role.SHAPES: (
        *("__init__", "__new__", "many_init", "get_fields", "fields", "bind", "get_field_names", "get_extra_kwargs"),
        *("get_default_field_names", "build_field", "include_extra_kwargs", "get_validators", "context"),
    ),
    Role.SAVES: ("create", "update", "save"),
}
# What differs from request to request.
CHANGING = {"context", "_context", "instance", "initial_data", "partial", "parent", "root", "_kwargs"}


def own_methods(cls: type[Any], fields: list[str]) -> tuple[MethodFacts, ...]:
    """Return the methods that a serializer class overrides, and its `validate_<field>` methods.

    Args:
        cls: the class.
        fields: the names of its writable fields, in their order.
    """
    return tuple(_own_methods(cls, fields))


def _own_methods(cls: type[Any], fields: list[str]) -> Iterator[MethodFacts]:
    for role, names in ROLES.items():
        for name in names:
            function = overridden(cls, name)
            if function is not None:
                yield _method(cls, name, role, function)
    for name in [*(f"validate_{field}" for field in fields), "validate"]:
        function = overridden(cls, name)
        if function is not None:
            yield _method(cls, name, Role.CHECKS, function)


def _method(cls: type[Any], name: str, role: Role, function: Callable[..., Any]) -> MethodFacts:
    where = where_is(function)
    if role is Role.SAVES:
        return MethodFacts(name, role, Fidelity.MANUAL, f"its own {name}", where, function)
    if role is Role.SHAPES:
        return MethodFacts(name, role, *_shape(name, function), where, function)
    if role is Role.CHECKS:
        return MethodFacts(name, role, *_check(cls, name, function), where, function)
    return MethodFacts(name, role, Fidelity.MANUAL, f"{name} is overridden", where, function)


def _shape(name: str, function: Callable[..., Any]) -> tuple[Fidelity, str]:
    """Say whether a method makes the same fields whatever the request is."""
    tree = tree_of(function)
    if tree is None:
        return Fidelity.MANUAL, f"which fields there are is said by a {name} without source"
    if name in {"bind", "context"}:
        return Fidelity.MANUAL, f"{name} is overridden"
    changing = _changing(tree)
    if changing:
        return Fidelity.MANUAL, f"{name} makes the fields depend on {changing}"
    return Fidelity.NATIVE, ""


def _changing(tree: ast.FunctionDef) -> str:
    """Return what of the request the fields depend on; "" if on nothing."""
    passed_on = _passed_to_super(tree)
    parameters = {one.arg for one in (*tree.args.args[1:], *tree.args.kwonlyargs)}
    parameters |= {one.arg for one in (tree.args.vararg, tree.args.kwarg) if one is not None}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in parameters and node not in passed_on:
            return f"its {node.id}"
        if isinstance(node, ast.Attribute) and node.attr in CHANGING:
            return f"`{ast.unparse(node)}`"
        if isinstance(node, ast.Call) and not _is_plain_call(node):
            return f"`{ast.unparse(node.func)}()`"
    return ""


def _passed_to_super(tree: ast.FunctionDef) -> set[ast.AST]:
    """Return the parameters that a method only passes on to DRF's."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_super(node.func.value):
            found |= {each for part in (*node.args, *node.keywords) for each in ast.walk(part)}
    return found


def _is_super(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def _is_plain_call(node: ast.Call) -> bool:
    """Return whether a call does nothing but build fields or look into plain dicts."""
    function = node.func
    if isinstance(function, ast.Name):
        return function.id in {"super", "list", "dict", "set", "tuple", "isinstance", "setattr", "getattr"} or (
            function.id.endswith(("Field", "Serializer"))
        )
    if isinstance(function, ast.Attribute):
        if _is_super(function.value):
            return True
        return function.attr in {"pop", "get", "update", "items", "keys", "values", "append", "setdefault", "copy"} or (
            function.attr.endswith(("Field", "Serializer"))
        )
    return False


def _check(cls: type[Any], name: str, function: Callable[..., Any]) -> tuple[Fidelity, str]:
    """Say whether a `validate` method can be called in place, on a serializer that stands alone."""
    try:
        imported(cls)
    except UnwritableError as error:
        return Fidelity.MANUAL, str(error)
    away = asked(cls, function, AWAY)
    if away:
        return Fidelity.MANUAL, f"{name} asks for {away}, which is not there"
    return Fidelity.BRIDGED, f"{cls.__name__}.{name} is called in place"
