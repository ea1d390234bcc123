"""Work that a module does while it is imported: queries, and calls of other services."""

import ast
from collections.abc import Iterator
from typing import TypeGuard

from adopted.checks.findings import Finding, Kind
from adopted.checks.module import Function, Module, short
from adopted.checks.network import network_call

QUERY = Kind(
    "adoption.W061",
    "The database is asked while a module is imported. Without tables (a first `migrate`, a test run) that fails; while"
    " the service starts, it takes a connection on a thread that never gives it back; and the answer is never asked"
    " for again.",
    "Do it when it is needed: in a function, a callable `default` or `choices`, a form's `__init__`.",
)
NETWORK = Kind(
    "adoption.W062",
    "Another service is asked while a module is imported: as long as it is down, the process doesn't start.",
    "Do it when it is first needed.",
)
MANAGERS = {"objects", "_default_manager", "_base_manager"}
AT_ONCE = {
    "get", "first", "last", "count", "exists", "create", "get_or_create", "update_or_create", "bulk_create", "update",
    "delete", "aggregate", "earliest", "latest", "in_bulk", "get_current", "get_for_model", "get_by_natural_key",
}  # fmt: skip
CONSUMERS = {
    "list", "tuple", "set", "frozenset", "dict", "sorted", "len", "bool", "sum", "any", "all", "max", "min", "iter",
    "next",
}  # fmt: skip
CURSORS = {"django.db.connection.cursor", "django.db.connection.introspection.table_names"}


def find(module: Module) -> Iterator[Finding]:
    """Yield the queries and network calls that a module makes on import."""
    for node in module.nodes:
        if isinstance(node, ast.Call) and module.at_import(node):
            if _is_query(module, node):
                yield module.finding(QUERY, node, short(node))
            elif _queries_inside(module, node):
                yield module.finding(QUERY, node, f"{short(node)}, which asks the database")
            elif network_call(module, node):
                yield module.finding(NETWORK, node, short(node))
        elif _is_loop(node) and module.at_import(node.iter):
            yield module.finding(QUERY, node.iter, f"for … in {short(node.iter)}")


def _queries_inside(module: Module, call: ast.Call) -> bool:
    """Return whether this calls a function of this module that asks the database."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    function = next((node for node in module.tree.body if isinstance(node, Function) and node.name == name), None)
    for node in ast.walk(function) if function else ():
        if isinstance(node, ast.Call) and _is_query(module, node):
            return True
        if _is_loop(node):
            return True
    return False


def _is_loop(node: ast.AST) -> TypeGuard[ast.For | ast.comprehension]:
    """Return whether this is a loop over a queryset."""
    return isinstance(node, ast.For | ast.comprehension) and _is_lazy_queryset(node.iter)


def _is_query(module: Module, node: ast.Call) -> bool:
    called = module.resolve(node.func)
    if called in CURSORS or _is_at_once(node):
        return True
    return called in CONSUMERS and len(node.args) > 0 and _is_lazy_queryset(node.args[0])


def _is_at_once(node: ast.AST) -> bool:
    """Return whether this calls a method of a queryset or manager that asks the database at once."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in AT_ONCE:
        return False
    return _is_queryset(node.func.value)


def _is_lazy_queryset(node: ast.AST) -> bool:
    return _is_queryset(node) and not _is_at_once(node)


def _is_queryset(node: ast.AST) -> bool:
    """Return whether this is a chain of methods that begins with a model's manager."""
    while not (isinstance(node, ast.Attribute) and node.attr in MANAGERS):
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        else:
            return False
    return True
