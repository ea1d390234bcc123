"""What a strict type checker can't take of schemas: a model as the type of a field, with the field beside it."""

import ast
from collections.abc import Mapping
from typing import Any

from django.db import models

WAIVED = "  # type: ignore[valid-type]"


def waived(text: str, names: Mapping[str, Any]) -> str:
    """Return a module's text with `type: ignore` where a schema says `Annotated[Product, …]`.

    django-stubs take that for annotations of a queryset.

    Args:
        text: of the module.
        names: what the module has once it is imported.
    """
    lines = text.splitlines(keepends=True)
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.AnnAssign) or not _names_model(node.annotation, names):
            continue
        line = lines[node.lineno - 1]
        if "type: ignore" not in line:
            body, _, comment = line.rstrip("\n").partition("  # ")
            lines[node.lineno - 1] = body + WAIVED + (f"  # {comment}" if comment else "") + "\n"
    return "".join(lines)


def _names_model(annotation: ast.expr, names: Mapping[str, Any]) -> bool:
    return any(
        isinstance(node, ast.Subscript)
        and ast.unparse(node.value) == "Annotated"
        and isinstance(node.slice, ast.Tuple)
        and _is_model(node.slice.elts[0], names)
        for node in ast.walk(annotation)
    )


def _is_model(node: ast.expr, names: Mapping[str, Any]) -> bool:
    found = names.get(node.id) if isinstance(node, ast.Name) else None
    return isinstance(found, type) and issubclass(found, models.Model)
