"""Middleware that does something which ported routes would miss, and what that is.

`manage.py middleware` (`bridge/audit.py`) says which routes go without a middleware. This says what they go without.
"""

import ast
from collections.abc import Iterator

from adopted.checks.findings import Finding, Kind
from adopted.checks.module import Function, Module, assigned, text
from adopted.checks.words import names_in

EFFECTS = Kind(
    "adoption.W021",
    "Middleware that does something of which ported routes see nothing. Django runs it around the legacy half only.",
    "`manage.py middleware` shows for each route what to write (`around`). Middleware that is sync only holds a thread"
    " while an async route waits: have a dependency do its work, or say `async_capable = True` once it can.",
)
HOOKS = {"__call__", "__acall__", "process_request", "process_view", "process_exception", "process_response"}
WRITES = {"create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "update", "delete"}
SENDERS = {
    "django.utils.translation.activate": "activates a language",
    "django.utils.timezone.activate": "activates a time zone",
    "django.urls.set_urlconf": "sets the URLconf",
    "django.contrib.auth.login": "logs users in",
    "django.contrib.auth.logout": "logs users out",
    "django.contrib.messages.add_message": "adds messages",
}
COOKIES = {"set_cookie", "set_signed_cookie", "delete_cookie"}
LOG = {"debug", "info", "warning", "error", "exception", "critical"}
RESPONSES = ("Response", "redirect", "render", "HttpResponseRedirect")


def find(module: Module) -> Iterator[Finding]:
    """Yield the middleware of a module, in use or not."""
    for node in module.tree.body:
        if is_middleware(node) and (what := describe(module, node)):
            yield module.finding(EFFECTS, node, what)


def is_middleware(node: ast.AST) -> bool:
    """Return whether a class or a function has the shape of Django's middleware."""
    if isinstance(node, Function):
        return bool(node.args.args) and node.args.args[0].arg == "get_response"
    if not isinstance(node, ast.ClassDef):
        return False
    hooks = {each.name: each for each in node.body if isinstance(each, Function) and each.name in HOOKS}
    named = any("Middleware" in name for name in (node.name, *map(ast.unparse, node.bases)))
    if call := hooks.pop("__call__", None):
        takes_request = [each.arg for each in call.args.args][1:] in (["request"], ["req"])
        return takes_request and (named or "get_response" in names_in(node))
    return bool(hooks) and named


def describe(module: Module, middleware: ast.AST) -> str:
    """Return what a middleware does, in one line that begins with its name; empty if it does nothing that is known."""
    effects: dict[str, list[str]] = {}
    for node in _run(module, middleware):
        for effect, name in _effects(module, node):
            names = effects.setdefault(effect, [])
            if name and name not in names:
                names.append(name)
    name = getattr(middleware, "name", "")
    if not effects.keys() - {"reads"}:
        return ""
    parts = [f"{effect} {', '.join(sorted(names))}".strip() for effect, names in sorted(effects.items())]
    return f"{name} ({capability(module, middleware)}) {'; '.join(parts)}"


def capability(module: Module, middleware: ast.AST) -> str:
    """Return whether a middleware can do without a thread: "sync only", "async only" or "sync and async"."""
    if isinstance(middleware, Function):
        marks = [ast.unparse(each).rpartition(".")[2] for each in middleware.decorator_list]
        if "sync_and_async_middleware" in marks:
            return "sync and async"
        return "async only" if "async_only_middleware" in marks else "sync only"
    assert isinstance(middleware, ast.ClassDef)  # noqa: S101
    flags = {"sync_capable": True, "async_capable": False}
    for node in middleware.body:
        targets, value = assigned(node)
        for target in targets:
            if isinstance(target, ast.Name) and target.id in flags and isinstance(value, ast.Constant):
                flags[target.id] = bool(value.value)
    bases = [ast.unparse(base) for base in middleware.bases]
    if flags["async_capable"]:
        return "sync and async" if flags["sync_capable"] else "async only"
    if any("MiddlewareMixin" in base for base in bases):
        return "hooks on a thread"
    return "see its base" if bases and bases != ["object"] else "sync only"


def _effects(module: Module, node: ast.AST) -> Iterator[tuple[str, str]]:
    targets, value = assigned(node)
    for target in targets:
        yield from _assignment(module, target, value)
    if isinstance(node, ast.Call):
        yield from _call(module, node)
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield from _read(node.value, node.slice)
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Call):
        called = ast.unparse(node.value.func).rpartition(".")[2]
        if called.endswith(RESPONSES) or called.startswith("HttpResponse"):
            yield "may answer itself", ""
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        yield "may raise", ast.unparse(node.exc.func)


def _run(module: Module, middleware: ast.AST) -> Iterator[ast.AST]:
    """Yield what a middleware runs for a request: itself without `__init__`, and functions of its module it calls."""
    inside = tuple(ast.walk(middleware))
    beginnings = (node for node in inside if isinstance(node, Function) and node.name == "__init__")
    beginning = {each for node in beginnings for each in ast.walk(node)}
    yield from (node for node in inside if node not in beginning)
    called = {node.func.id for node in inside if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    for function in module.tree.body:
        if isinstance(function, Function) and function.name in called and function is not middleware:
            yield from ast.walk(function)


def _assignment(module: Module, target: ast.expr, value: ast.expr | None) -> Iterator[tuple[str, str]]:
    if isinstance(target, ast.Subscript):
        owner = ast.unparse(target.value)
        if owner.endswith("session"):
            yield "writes the session:", text(target.slice) or ast.unparse(target.slice)
        elif owner in {"response", "response.headers"}:
            yield "sets the header", text(target.slice) or ast.unparse(target.slice)
        elif owner == "request.META":
            yield "changes request.META:", text(target.slice) or ast.unparse(target.slice)
    elif isinstance(target, ast.Attribute):
        owner = ast.unparse(target.value)
        if owner in {"request", "request.user"}:
            yield "sets", f"{owner}.{target.attr}"
        elif owner == "response":
            yield "changes", f"response.{target.attr}"
        elif not _is_empty(value) and _is_shared(module, target.value):
            yield "keeps something in", f"{owner}.{target.attr}"


def _call(module: Module, node: ast.Call) -> Iterator[tuple[str, str]]:
    called = module.resolve(node.func)
    if called in SENDERS:
        yield SENDERS[called], ""
    elif called == "setattr" and ast.unparse(node.args[0]) == "request":
        yield "sets", f"request.{text(node.args[1]) or ast.unparse(node.args[1])}"
    elif isinstance(node.func, ast.Name) and node.func.id.startswith(("set_", "bind_", "activate_")):
        yield "calls", node.func.id
    elif called.startswith("django.core.cache.") and called.endswith((".set", ".delete", ".incr", ".add")):
        yield "writes the cache", ""
    elif isinstance(node.func, ast.Attribute):
        yield from _method(node, node.func)


def _method(node: ast.Call, called: ast.Attribute) -> Iterator[tuple[str, str]]:
    owner, method = ast.unparse(called.value), called.attr
    if method in WRITES and ".objects" in owner:
        yield "writes", owner.partition(".objects")[0]
    elif method == "save" and owner != "self":
        yield ("saves the session", "") if owner.endswith("session") else ("writes", owner)
    elif method in COOKIES:
        yield "sets cookies", ""
    elif method == "get" and node.args:
        yield from _read(called.value, node.args[0])
    elif method == "set" and isinstance(called.value, ast.Name) and len(node.args) == 1:
        yield "sets", owner
    elif method in LOG and "log" in owner.lower():
        yield "logs", ""
    elif method.startswith("set_") and owner not in {"self", "response"}:
        yield "calls", f"{owner}.{method}"


def _read(owner: ast.expr, key: ast.AST) -> Iterator[tuple[str, str]]:
    where, name = ast.unparse(owner), text(key)
    if where.endswith("request.META") and name:
        yield "reads", name.removeprefix("HTTP_").replace("_", "-").title() if name.startswith("HTTP_") else name
    elif where.endswith("request.headers") and name:
        yield "reads", name
    elif where.endswith("request.COOKIES") and name:
        yield "reads", f"the cookie {name}"


def _is_shared(module: Module, owner: ast.expr) -> bool:
    """Return whether this is a variable of a module, or hangs on one, and no local one."""
    while isinstance(owner, ast.Attribute):
        owner = owner.value
    return isinstance(owner, ast.Name) and owner.id not in {"self", "cls"} and not module.is_local(owner, owner.id)


def _is_empty(value: ast.expr | None) -> bool:
    return value is None or (isinstance(value, ast.Constant) and value.value in {None, ""})
