"""Thread-locals and context variables: which hold something of the request, and which are never cleared."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from adopted.checks.findings import Finding, Kind
from adopted.checks.module import Module, assigned, text
from adopted.checks.words import about_request, arguments, names_in

OF_REQUEST = Kind(
    "adoption.W011",
    "These thread-locals and context variables hold something of the request. The legacy half sets them as it always"
    " did; in ported routes they are empty unless what sets them is around the route.",
    "Find out who reads them (models, signals, managers, loggers). For routes that reach such code, put the middleware"
    " that sets them around (`manage.py middleware` says how), or pass the value as an argument.",
)
NOT_CLEARED = Kind(
    "adoption.W012",
    "These thread-locals are set and never cleared. Threads are reused, so the next request on the thread finds what"
    " the last one left there, as under Gunicorn.",
    "Clear them in a `finally` where they are set; or make them `contextvars.ContextVar`, of which each request of the"
    " legacy half has its own.",
)
OTHER = Kind(
    "adoption.I013",
    "These thread-locals hold nothing of the request by their names, such as a client for each thread. There are"
    " LEGACY_THREADS + ROUTES_THREADS threads, and they live as long as the process.",
    "Nothing, unless what they hold grows, or belongs to one request after all.",
)
THREAD, CONTEXT = "thread", "context"
FACTORIES = {
    "threading.local": THREAD,
    "_threading_local.local": THREAD,
    "asgiref.local.Local": CONTEXT,
    "werkzeug.local.Local": CONTEXT,
    "contextvars.ContextVar": CONTEXT,
}
SHARED_NAME = re.compile(r"(^|_)(thread_?)?locals?$", re.IGNORECASE)
SET_METHODS = {"set", "__setattr__"}
CLEAR_METHODS = {"clear", "pop", "reset", "release_local", "__delattr__", "__release_local__"}


@dataclass
class Local:
    """A thread-local or context variable, and what its module does with it."""

    name: str
    storage: str
    node: ast.AST
    imported: bool = False
    sets: list[tuple[ast.AST, str, ast.AST | None]] = field(default_factory=list)  # where, attribute, value
    cleared: bool = False


def find(module: Module) -> Iterator[Finding]:
    """Yield the thread-locals of a module."""
    found = {local.name: local for local in (*_imported(module), *_declared(module))}
    if not found:
        return
    for node in module.nodes:
        _note_use(module, found, node)
    for local in found.values():
        yield from _judge(module, local)


def _judge(module: Module, local: Local) -> Iterator[Finding]:
    of_request = next((each for each in local.sets if _about_request(module, local, each)), None)
    if of_request is not None:
        node, attribute, _ = of_request
        yield module.finding(OF_REQUEST, node, f"{_full(local.name, attribute)}, set {module.where(node)}")
    if local.imported:
        return
    if of_request is None and about_request(local.name):
        yield module.finding(OF_REQUEST, local.node, f"{local.name}, set in other modules")
    elif of_request is None and local.storage == THREAD:
        yield module.finding(OTHER, local.node, local.name)
    elif local.storage == THREAD and not local.cleared:
        yield module.finding(NOT_CLEARED, local.node, local.name)


def _full(name: str, attribute: str) -> str:
    return f"{name}.{attribute}" if attribute else name


def _about_request(module: Module, local: Local, use: tuple[ast.AST, str, ast.AST | None]) -> bool:
    node, attribute, value = use
    function = next(iter(module.functions(node)), None)
    takes_request = function is not None and "request" in arguments(function)
    return takes_request or about_request(local.name, attribute, *names_in(value))


def _declared(module: Module) -> Iterator[Local]:
    subclasses = {
        node.name: FACTORIES[origin]
        for node in module.nodes
        if isinstance(node, ast.ClassDef)
        for origin in map(module.resolve, node.bases)
        if origin in FACTORIES
    }
    for node in module.nodes:
        targets, value = assigned(node)
        if not isinstance(value, ast.Call):
            continue
        called = value.func.id if isinstance(value.func, ast.Name) else ""
        storage = subclasses.get(called) or FACTORIES.get(module.resolve(value.func))
        if storage and any(word.arg == "thread_critical" and _true(word.value) for word in value.keywords):
            storage = THREAD
        for target in targets:
            if storage and (name := _name(target)):
                yield Local(name, storage, node)


def _imported(module: Module) -> Iterator[Local]:
    """Yield what other modules call a thread-local, if this one sets something in it."""
    for name, origin in module.names.items():
        if SHARED_NAME.search(name) and origin not in FACTORIES and not origin.startswith(("threading", "asgiref")):
            yield Local(name, THREAD, module.tree, imported=True)


def _note_use(module: Module, found: dict[str, Local], node: ast.AST) -> None:
    targets, value = assigned(node)
    for target in targets:
        if isinstance(target, ast.Attribute) and (local := found.get(_name(target.value))):
            _note_set(module, local, (node, target.attr, value))
    if isinstance(node, ast.Delete):
        for target in node.targets:
            if isinstance(target, ast.Attribute) and (local := found.get(_name(target.value))):
                local.cleared = True
    if isinstance(node, ast.Call):
        _note_call(module, found, node)


def _note_call(module: Module, found: dict[str, Local], node: ast.Call) -> None:
    called = module.resolve(node.func)
    local = found.get(_name(node.args[0])) if node.args else None
    if local and called == "setattr":
        _note_set(module, local, (node, text(node.args[1]), node.args[2]))
    elif local and called.endswith(("delattr", "release_local")):
        local.cleared = True
    elif isinstance(node.func, ast.Attribute):
        owner = node.func.value
        inside = owner.value if isinstance(owner, ast.Attribute) and owner.attr == "__dict__" else owner
        if local := found.get(_name(inside)):
            if node.func.attr in SET_METHODS:
                _note_set(module, local, (node, "", node.args[-1] if node.args else None))
            local.cleared |= node.func.attr in CLEAR_METHODS


def _note_set(module: Module, local: Local, use: tuple[ast.AST, str, ast.AST | None]) -> None:
    node, _, value = use
    if isinstance(value, ast.Constant) and value.value in {None, ""}:
        local.cleared |= not module.at_import(node)
    elif _in_finally(module, node):
        local.cleared = True
    elif not module.at_import(node):
        local.sets.append(use)


def _in_finally(module: Module, node: ast.AST) -> bool:
    inner = node
    for outer in module.above(node):
        if isinstance(outer, ast.Try) and inner in outer.finalbody:
            return True
        inner = outer
    return False


def _name(node: ast.AST) -> str:
    """Return the name of a variable or attribute; the rest of the path is of no matter in one module."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True
