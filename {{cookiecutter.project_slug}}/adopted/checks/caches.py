"""What a process remembers between requests: caches of functions, and containers of modules and classes."""

import ast
from collections.abc import Iterator

from adopted.checks.findings import Finding, Kind
from adopted.checks.module import Function, Module, assigned, short
from adopted.checks.words import about_request, names_in

FUNCTIONS = Kind(
    "adoption.W051",
    "These functions remember their results as long as the process lives, and they are about users or requests, or"
    " read the database: other requests get the same objects, however old.",
    "Remember plain values under a key that says all they depend on, in Django's cache, with a timeout; or, for a"
    " method, use cached_property.",
)
OF_REQUEST = Kind(
    "adoption.W052",
    "Containers of a module that requests change, with something of a user or a request in them. All threads share"
    " them, and each process has its own.",
    "Pass the value along, or keep it in Django's cache.",
)
OTHER = Kind(
    "adoption.I053",
    "Variables of a module that functions change. Likely harmless where they hold what is the same for everybody, such"
    " as a client or a table that is filled once; all threads share them.",
    "Look whether two threads may change them at once, and whether they ever shrink.",
)
OF_CLASS = Kind(
    "adoption.W054",
    "A list, dict or set of a class is changed through `self` or `cls`: all instances share it, and so do all threads"
    " and requests.",
    "Make it in `__init__`, so that each instance has its own.",
)
CACHING = {
    "functools.lru_cache", "functools.cache", "cachetools.cached", "cachetools.cachedmethod",
    "cachetools.func.lru_cache", "cachetools.func.ttl_cache", "methodtools.lru_cache",
}  # fmt: skip
CONTAINERS = {
    "dict", "list", "set", "collections.defaultdict", "collections.OrderedDict", "collections.deque",
    "collections.Counter", "weakref.WeakKeyDictionary", "weakref.WeakValueDictionary", "cachetools.TTLCache",
    "cachetools.LRUCache",
}  # fmt: skip
CHANGES = {
    "append", "appendleft", "add", "update", "setdefault", "pop", "popitem", "clear", "extend", "insert", "remove",
    "discard",
}  # fmt: skip
# Functions that fill a table once, by their names.
START_UP = ("regist", "discover", "ready", "contribute_to_class", "__init_subclass__", "__new__", "setup", "configure")


def find(module: Module) -> Iterator[Finding]:
    """Yield what a module remembers between requests."""
    yield from _functions(module)
    shared = _containers(module, module.tree.body)
    for node, owner, detail in _changes(module):
        if isinstance(owner, ast.Name) and owner.id in shared and not _is_local(module, node, owner.id):
            about = about_request(owner.id, *names_in(detail))
            yield module.finding(OF_REQUEST if about else OTHER, node, f"{owner.id} {module.where(node)}")
    yield from _globals(module)
    yield from _classes(module)


def _functions(module: Module) -> Iterator[Finding]:
    for node in module.nodes:
        if isinstance(node, Function) and any(_is_caching(module, each) for each in node.decorator_list):
            arguments = [each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
            if reason := _reason(node, arguments):
                yield module.finding(FUNCTIONS, node, f"{node.name}({', '.join(arguments)}) {reason}")


def _is_caching(module: Module, decorator: ast.expr) -> bool:
    return module.resolve(decorator.func if isinstance(decorator, ast.Call) else decorator) in CACHING


def _reason(function: Function, arguments: list[str]) -> str:
    if about_request(*arguments):
        return "is about the request"
    if any(isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"} for node in ast.walk(function)):
        return "reads the database"
    return "keeps each `self`" if arguments[:1] == ["self"] else ""


def _containers(module: Module, body: list[ast.stmt]) -> set[str]:
    """Return the names that a module or class body gives to empty or filled containers."""
    names = set()
    for node in body:
        targets, value = assigned(node)
        made = isinstance(value, ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp)
        if made or (isinstance(value, ast.Call) and module.resolve(value.func) in CONTAINERS):
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def _changes(module: Module) -> Iterator[tuple[ast.AST, ast.expr, ast.AST]]:
    """Yield each change of a container in a function that may run in a request: where, of what, and by what."""
    for node in module.nodes:
        changed: list[ast.expr] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
            changed = [node.func.value]
        elif isinstance(node, ast.Delete | ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Delete) else assigned(node)[0]
            changed = [target.value for target in targets if isinstance(target, ast.Subscript)]
        for owner in changed:
            if module.in_request(node) and not _at_start(module, node):
                yield node, owner, node


def _globals(module: Module) -> Iterator[Finding]:
    for node in module.nodes:
        if isinstance(node, ast.Global) and module.in_request(node) and not _at_start(module, node):
            function = module.functions(node)[0]
            changed = {target.id for each in ast.walk(function) for target in assigned(each)[0] if isinstance(target, ast.Name)}
            for name in sorted(changed & set(node.names)):
                kind = OF_REQUEST if about_request(name) else OTHER
                yield module.finding(kind, node, f"{name} {module.where(node)}")


def _classes(module: Module) -> Iterator[Finding]:
    classes = {node: _containers(module, node.body) for node in module.nodes if isinstance(node, ast.ClassDef)}
    own = {node: _own(node) for node, names in classes.items() if names}
    for node, owner, _ in _changes(module):
        holder = next((each for each in module.above(node) if isinstance(each, ast.ClassDef)), None)
        if holder is None or not isinstance(owner, ast.Attribute):
            continue
        through = ast.unparse(owner.value)
        shared = through in {"cls", holder.name} or (through == "self" and owner.attr not in own.get(holder, ()))
        if shared and owner.attr in classes[holder]:
            yield module.finding(OF_CLASS, node, f"{short(owner)} {module.where(node)}")


def _own(holder: ast.ClassDef) -> set[str]:
    """Return the attributes that instances of a class have of their own."""
    targets = (target for node in ast.walk(holder) for target in assigned(node)[0])
    return {target.attr for target in targets if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self"}


def _at_start(module: Module, node: ast.AST) -> bool:
    return any(word in function.name for function in module.functions(node) for word in START_UP)


def _is_local(module: Module, node: ast.AST, name: str) -> bool:
    """Return whether a function that the node is in has a variable of that name."""
    for function in module.functions(node):
        if any(isinstance(each, ast.Global) and name in each.names for each in ast.walk(function)):
            return False
        if any(each.arg == name for each in ast.walk(function.args) if isinstance(each, ast.arg)):
            return True
        if any(isinstance(each, ast.Name) and each.id == name and isinstance(each.ctx, ast.Store) for each in ast.walk(function)):
            return True
    return False
