"""Variables of modules and classes that functions change, so that all threads and requests share them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from adopted.checks.findings import Finding, Kind
from adopted.checks.module import Module, assigned
from adopted.checks.words import about_request, at_start_up, decorates, names_in

OF_REQUEST = Kind(
    "adoption.W052",
    "Variables of a module that functions change, and that have something of a user or a request in them. All threads"
    " share them, and each process has its own.",
    "Pass the value along, or keep it in Django's cache.",
)
OTHER = Kind(
    "adoption.I053",
    "Variables of a module or class that functions change. Likely harmless where they hold what is the same for"
    " everybody, such as a client or a table that is filled once. All threads share them.",
    "Look whether two threads may change them at once, and whether they ever shrink.",
)
OF_CLASS = Kind(
    "adoption.W054",
    "A list, dict or set of a class is changed through `self`: all instances share it, and so do all threads and"
    " requests.",
    "Make it in `__init__`, so that each instance has its own; where sharing is meant, write the class's name.",
)
CONTAINERS = {
    "dict", "list", "set", "collections.defaultdict", "collections.OrderedDict", "collections.deque",
    "collections.Counter", "weakref.WeakKeyDictionary", "weakref.WeakValueDictionary", "cachetools.TTLCache",
    "cachetools.LRUCache",
}  # fmt: skip
CHANGES = {
    "append", "appendleft", "add", "update", "setdefault", "pop", "popitem", "clear", "extend", "insert", "remove",
    "discard",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One change of a variable: where, of which, and whether it is about the request."""

    node: ast.stmt | ast.expr
    name: str
    about: bool


def find(module: Module) -> Iterator[Finding]:
    """Yield the variables that the functions of a module change."""
    found: dict[str, list[Change]] = {}
    for change in sorted((*_changes(module), *_rebound(module)), key=lambda change: change.node.lineno):
        found.setdefault(change.name, []).append(change)
    for name, changes in found.items():
        about = any(change.about for change in changes)
        kind = OF_CLASS if name.startswith("self.") else OF_REQUEST if about else OTHER
        places = ", ".join(dict.fromkeys(module.where(change.node) for change in changes))
        yield module.finding(kind, changes[0].node, f"{name} {places}")


def _containers(module: Module, body: list[ast.stmt]) -> set[str]:
    """Return the names that a module or class body gives to lists, dicts, sets and the like."""
    names = set()
    for node in body:
        targets, value = assigned(node)
        made = isinstance(value, ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp)
        if made or (isinstance(value, ast.Call) and module.resolve(value.func) in CONTAINERS):
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def _changes(module: Module) -> Iterator[Change]:
    """Yield the changes of containers in functions that may run in a request."""
    shared = _containers(module, module.tree.body)
    classes = {node: _containers(module, node.body) for node in module.nodes if isinstance(node, ast.ClassDef)}
    for node, owner in _changed(module):
        name = ""
        if isinstance(owner, ast.Name) and owner.id in shared and not module.is_local(node, owner.id):
            name = owner.id
        elif isinstance(owner, ast.Attribute):
            name = _of_class(module, classes, owner)
        if name and _in_request(module, node):
            yield Change(node, name, about_request(name, *names_in(node)))


def _changed(module: Module) -> Iterator[tuple[ast.stmt | ast.expr, ast.expr]]:
    """Yield whatever has an item set or deleted, or a method called that changes it, and where."""
    for node in module.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
            yield node, node.func.value
        elif isinstance(node, ast.Delete | ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Delete) else assigned(node)[0]
            yield from ((node, target.value) for target in targets if isinstance(target, ast.Subscript))


def _rebound(module: Module) -> Iterator[Change]:
    """Yield the variables that functions give new values, by `global`."""
    for node in module.nodes:
        if isinstance(node, ast.Global) and _in_request(module, node):
            inside = ast.walk(module.functions(node)[0])
            targets = (target for each in inside for target in assigned(each)[0])
            changed = {target.id for target in targets if isinstance(target, ast.Name)}
            yield from (Change(node, name, about_request(name)) for name in node.names if name in changed)


def _of_class(module: Module, classes: dict[ast.ClassDef, set[str]], owner: ast.Attribute) -> str:
    """Return the name of a class's container that is changed here: "self.errors" or "Basket.errors", or nothing."""
    holder = next((each for each in module.above(owner) if isinstance(each, ast.ClassDef)), None)
    if holder is None or owner.attr not in classes[holder]:
        return ""
    through = ast.unparse(owner.value)
    if through == "self":
        return "" if owner.attr in _own(holder) else f"self.{owner.attr}"
    return f"{holder.name}.{owner.attr}" if through in {"cls", holder.name} else ""


def _own(holder: ast.ClassDef) -> set[str]:
    """Return the attributes that instances of a class have of their own."""
    targets = (target for node in ast.walk(holder) for target in assigned(node)[0])
    return {each.attr for each in targets if isinstance(each, ast.Attribute) and ast.unparse(each.value) == "self"}


def _in_request(module: Module, node: ast.AST) -> bool:
    if not module.in_request(node):
        return False
    return not any(at_start_up(function) or decorates(function) for function in module.functions(node))
