"""What of the settings a person should know."""

import ast
from typing import Any

from adopted.facts import Note, Place, Settings
from adopted.reading.elsewhere import at_import, own_modules
from adopted.reading.project import Project, mentions
from adopted.reading.servers import servers
from adopted.reading.values import UNKNOWN, External, Module, has_unknown

QUERIES = {"get", "first", "last", "count", "exists", "create", "get_or_create", "update_or_create", "aggregate",
    "earliest", "latest", "in_bulk", "delete", "update", "bulk_create", "get_current"}  # fmt: skip
MOST = 10


def remarks(project: Project, module: Module, names: dict[str, Any], settings: Settings) -> list[Note]:
    """Return notes on the settings as they were read."""
    found = [*unread(module, names), *old_style(module, names), *debug(module, names), *database_at_import(project)]
    found += servers(project, settings, module.places.get("WSGI_APPLICATION"))
    if settings.installed_apps and not settings.rest_framework:
        found.append(Note("No Django REST Framework: a plain Django project, which is fine"))
    return found


def unread(module: Module, names: dict[str, Any]) -> list[Note]:
    """Return notes on settings that matter and couldn't be read."""
    found = []
    for name in ("INSTALLED_APPS", "MIDDLEWARE", "DATABASES", "ROOT_URLCONF"):
        value = names.get(name, names.get("MIDDLEWARE_CLASSES", ()) if name == "MIDDLEWARE" else None)
        if value is None or value is UNKNOWN or isinstance(value, External):
            found.append(Note(f"{name} can't be read from the source", place=module.places.get(name)))
        elif isinstance(value, list | tuple) and has_unknown(value):
            found.append(Note(f"Some of {name} can't be read from the source", place=module.places.get(name)))
    return found


def old_style(module: Module, names: dict[str, Any]) -> list[Note]:
    """Return a note on middleware as it was before Django 1.10."""
    if "MIDDLEWARE_CLASSES" not in names or "MIDDLEWARE" in names:
        return []
    text = "MIDDLEWARE_CLASSES is not read since Django 2.0: none of the project's middleware runs"
    return [Note(text, "Rename it to MIDDLEWARE, and port its classes", module.places.get("MIDDLEWARE_CLASSES"))]


def debug(module: Module, names: dict[str, Any]) -> list[Note]:
    """Return a note if DEBUG is on where nothing is said."""
    if names.get("DEBUG") is not True:
        return []
    return [Note("DEBUG is on unless something turns it off", "Turn it off in production", module.places.get("DEBUG"))]


def database_at_import(project: Project) -> list[Note]:
    """Return notes on modules that ask the database when they are imported."""
    found = []
    for path in own_modules(project):
        if not mentions(path, r"(?m)^(    )?[^\s#].*(\.objects\.|\.cursor\()"):
            continue
        tree = project.parse(path)
        for node in at_import(tree.body) if tree is not None else ():
            if asks(node):
                place = Place(project.relative(path), node.lineno)  # type: ignore[attr-defined]
                text = f"The database is asked when this module is imported: {ast.unparse(node)[:80]}"
                found.append(Note(text, "Ask it in a function, so that the start and migrations need no tables", place))
    return found[:MOST]


def asks(node: ast.AST) -> bool:
    """Return whether a call makes a query at once: a queryset alone doesn't, until it is gone through."""
    if not isinstance(node, ast.Call):
        return False
    if (
        isinstance(node.func, ast.Name)
        and node.func.id in {"list", "set", "tuple", "dict", "len", "sorted"}
        and node.args
    ):
        return is_queryset(node.args[0])
    if not isinstance(node.func, ast.Attribute):
        return False
    if node.func.attr == "cursor" and ast.unparse(node.func.value).startswith("connection"):
        return True
    return node.func.attr in QUERIES and is_queryset(node.func.value)


def is_queryset(node: ast.AST) -> bool:
    """Return whether an expression starts at a manager: `Model.objects`, `Model.objects.filter(...)`."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}:
            return True
        node = node.func if isinstance(node, ast.Call) else node.value
    return False
