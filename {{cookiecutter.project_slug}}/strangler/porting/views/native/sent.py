"""What is left of a serializer in a copied function: it was asked `is_valid`, and its `validated_data` was used."""

import ast
from typing import Any

from strangler.porting.views.native.refusing import refusal
from strangler.porting.views.reasons import Why

BODY = "body.validated()"
QUERY = "sent"  # the argument of a copy that stands for the query string, until it gets the serializer's name


def opened(source: str, function: Any) -> tuple[str, str]:
    """Return source in which a body or query has taken a serializer's place, and the name of the query.

    The copy has `payment = body.validated()`, and after it `payment.is_valid(raise_exception=True)`, which is left out;
    `payment.validated_data` becomes `payment.changes()`.

    Args:
        source: of the copy.
        function: the original.

    Raises:
        NotNativeError: more than that is done with it.
    """
    named: dict[str, str] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = ast.unparse(node.value)
            if value in {BODY, QUERY}:
                named[node.targets[0].id] = value
    if source.count(BODY) + source.count(f" = {QUERY}\n") != len(named):
        raise refusal(Why.HANDLER, "A serializer is used without a name.", function)
    for name, value in named.items():
        source = _one(source, name, value, function)
    return source, next((name for name, value in named.items() if value == QUERY), QUERY)


def _one(source: str, name: str, value: str, function: Any) -> str:
    lines = source.split("\n")
    begun = [number for number, line in enumerate(lines) if line.strip() == f"{name} = {value}"]
    asked = [number for number, line in enumerate(lines) if line.strip() == f"{name}.is_valid(raise_exception=True)"]
    if len(asked) != 1 or [asked[0] - 1] != begun:
        raise refusal(Why.HANDLER, f"{name} is not asked is_valid(raise_exception=True) at once.", function)
    if value == QUERY and not _comes_first(source, name):  # what is found wrong first is what the client is told
        raise refusal(Why.HANDLER, f"{name} is asked after something else.", function)
    left_out = {asked[0], *(begun if value == QUERY else ())}
    source = "\n".join(line for number, line in enumerate(lines) if number not in left_out)
    source = source.replace(f"{name}.validated_data", f"{name}.changes()")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == name and node.attr != "changes":
            raise refusal(Why.HANDLER, f"{name}.{node.attr} is used.", function)
    return source


def _comes_first(source: str, name: str) -> bool:
    """Return whether the first statement of a function sets a name."""
    (tree,) = ast.parse(source).body
    body = getattr(tree, "body", [])
    first = body[1] if ast.get_docstring(tree) is not None else body[0]  # type: ignore[arg-type]  # a function
    return isinstance(first, ast.Assign) and ast.unparse(first.targets[0]) == name
