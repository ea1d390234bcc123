"""What is left of a serializer in a copied function: it was asked `is_valid`, and its `validated_data` was used."""

import ast
from typing import Any

from strangler.porting.views.native.refusing import refusal
from strangler.porting.views.reasons import Why

OPENED = {"body.validated()", "query"}


def opened(source: str, function: Any) -> str:
    """Return source in which a body or query has taken a serializer's place.

    The copy has `payment = body.validated()`, and after it `payment.is_valid(raise_exception=True)`, which is left out;
    `payment.validated_data` becomes `payment.changes()`.

    Args:
        source: of the copy.
        function: the original.

    Raises:
        NotNativeError: more than that is done with it.
    """
    tree = ast.parse(source)
    names = {
        node.targets[0].id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and ast.unparse(node.value) in OPENED
    }
    # `query = query` was left out by the copy.
    names |= {"query"} if any(isinstance(node, ast.Name) and node.id == "query" for node in ast.walk(tree)) else set()
    if not names:
        if "body.validated()" in source:
            raise refusal(Why.HANDLER, "A serializer is used without a name.", function)
        return source
    for name in names:
        source = _one(source, name, function)
    return source


def _one(source: str, name: str, function: Any) -> str:
    lines = source.split("\n")
    asked = [number for number, line in enumerate(lines) if line.strip() == f"{name}.is_valid(raise_exception=True)"]
    begun = [number for number, line in enumerate(lines) if line.strip() == f"{name} = body.validated()"]
    if len(asked) != 1 or (begun and begun != [asked[0] - 1]):
        raise refusal(Why.HANDLER, f"{name} is not asked is_valid(raise_exception=True) at once.", function)
    source = "\n".join(line for number, line in enumerate(lines) if number != asked[0])
    source = source.replace(f"{name}.validated_data", f"{name}.changes()")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name:
            if node.attr != "changes":
                raise refusal(Why.HANDLER, f"{name}.{node.attr} is used.", function)
    return source
