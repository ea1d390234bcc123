"""Tells by its name whether something is about the request."""

import ast
import re

REQUEST_WORDS = {
    "account", "actor", "company", "host", "ip", "language", "locale", "organisation", "organization", "profile",
    "request", "requests", "session", "site", "team", "tenant", "user", "username", "workspace",
}  # fmt: skip
# How the names of functions begin that run once, before there are requests.
START_UP = {
    "autodiscover",
    "bootstrap",
    "configure",
    "contribute",
    "discover",
    "init",
    "preload",
    "ready",
    "register",
    "setup",
}
# Arguments of decorators, and of functions that fill a table with classes or functions.
TABLED = {"f", "fn", "func", "function", "handler", "klass", "wrapped"}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def about_request(*names: str) -> bool:
    """Return whether one of the names has a word such as "user" or "request" in it."""
    return any(word.lower() in REQUEST_WORDS for name in names for word in _WORD.findall(name))


def at_start_up(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether a function sets something up once, by its name."""
    if function.name in {"main", "__new__", "__init_subclass__"}:
        return True
    first = next(iter(_WORD.findall(function.name)), "")
    return first in START_UP and function.name != "__init__" and "request" not in arguments(function)


def decorates(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether a function takes another function or a class, as decorators do, which run at import."""
    return not TABLED.isdisjoint(arguments(function))


def arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Return the names of a function's arguments."""
    return [each.arg for each in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]


def names_in(node: ast.AST | None) -> list[str]:
    """Return the variables and attributes in a node."""
    nodes = ast.walk(node) if node is not None else ()
    return [
        each.id if isinstance(each, ast.Name) else each.attr
        for each in nodes
        if isinstance(each, ast.Name | ast.Attribute)
    ]
