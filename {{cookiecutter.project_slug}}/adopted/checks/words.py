"""Tells by its name whether something is about the request."""

import ast
import re

REQUEST_WORDS = {
    "account", "actor", "company", "host", "ip", "language", "locale", "organisation", "organization", "profile",
    "request", "requests", "session", "site", "team", "tenant", "user", "username", "workspace",
}  # fmt: skip
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def about_request(*names: str) -> bool:
    """Return whether one of the names has a word such as "user" or "request" in it."""
    return any(word.lower() in REQUEST_WORDS for name in names for word in _WORD.findall(name))


def names_in(node: ast.AST | None) -> list[str]:
    """Return the variables and attributes in a node."""
    nodes = ast.walk(node) if node is not None else ()
    return [each.id if isinstance(each, ast.Name) else each.attr for each in nodes if isinstance(each, ast.Name | ast.Attribute)]
