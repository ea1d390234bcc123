"""The lines that put a view into the URLconf."""

import ast
from collections.abc import Iterator

from strangler.retiring.occurrences import Module, Places, Span
from strangler.retiring.project import Project

FUNCTIONS = {"path", "re_path", "url"}
REGISTER = "register"


def url_entries(project: Project, view: str) -> Iterator[Span]:
    """Yield each `path()` in a list, and each `register()` of a router, that names a view.

    Args:
        project: whose modules are read.
        view: the name of its class or function, without its module.
    """
    for path, module in project.modules.items():
        if any(one.name == view for one in module.occurrences) and path.is_relative_to(project.legacy):
            yield from _entries(module, view)


def _entries(module: Module, view: str) -> Iterator[Span]:
    places = Places(module)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.List | ast.Tuple):
            yield from (places.span(each) for each in node.elts if _is_path(each, view))
        elif isinstance(node, ast.Expr) and _registers(node.value, view):
            yield places.span(node)


def _is_path(node: ast.expr, view: str) -> bool:
    return (
        isinstance(node, ast.Call) and _called(node) in FUNCTIONS and len(node.args) > 1 and _names(node.args[1], view)
    )


def _registers(node: ast.expr, view: str) -> bool:
    if not isinstance(node, ast.Call) or _called(node) != REGISTER or not isinstance(node.func, ast.Attribute):
        return False
    given = [*node.args[1:2], *(keyword.value for keyword in node.keywords if keyword.arg == "viewset")]
    return any(_is(each, view) for each in given)


def _names(node: ast.expr, view: str) -> bool:
    """Return whether that is the view: itself, its `as_view()`, or any of it in decorators such as `cache_page(60)`."""
    if _is(node, view):
        return True
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "as_view":
            return _is(node.func.value, view)
        return len(node.args) == 1 and _names(node.args[0], view)
    return False


def _is(node: ast.expr, view: str) -> bool:
    return (isinstance(node, ast.Name) and node.id == view) or (isinstance(node, ast.Attribute) and node.attr == view)


def _called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
