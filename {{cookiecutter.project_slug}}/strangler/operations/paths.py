"""A path of Django's URLconf as OpenAPI writes it: `/api/products/{pk}/`."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.urls.resolvers import RegexPattern

CONVERTER = re.compile(r"<(?:[^>:]+:)?(\w+)>")
PARAMETER = re.compile(r"\{[^{}]*\}")
STARLETTE = re.compile(r"\{(\w+)(?::\w+)?\}")
GROUP_NAME = re.compile(r"\?P<(\w+)>")
NAMED_GROUP = re.compile(r"\(\?P<(\w+)>")
QUANTIFIER = re.compile(r"[?*+]|\{\d*,?\d*\}")
# What a regular expression has between its words: anchors and boundaries stand for no character.
ZERO_WIDTH = {"\\b", "\\B", "\\A", "\\Z", "\\z"}
UNNAMED = "{var}"


def openapi_path(parts: Sequence[Any]) -> str:
    """Return the path that the patterns of a URL make, from the outermost to its own.

    Converters are dropped, and regular expressions simplified, as DRF's `EndpointEnumerator` does with Django's
    `simplify_regex`. Unlike that, a group that must match is never dropped, so that no two paths become one; and a
    character of `path()` is never taken for a part of a regular expression.

    Args:
        parts: the patterns, as `URLPattern.pattern` and `URLResolver.pattern` have them.
    """
    path = "".join(simplified(str(part)) if isinstance(part, RegexPattern) else of_route(str(part)) for part in parts)
    return numbered(path if path.startswith("/") else f"/{path}")


def of_route(route: str) -> str:
    """Return what a route of Django's `path()` looks like in OpenAPI."""
    return CONVERTER.sub(r"{\1}", route)


def of_starlette(path: str) -> str:
    """Return what a path of Starlette's or FastAPI's looks like in OpenAPI: `{pk:int}` is `{pk}`."""
    return STARLETTE.sub(r"{\1}", path)


def structure(path: str) -> str:
    """Return a path of OpenAPI without the names of its parameters: two that are equal here are the same path."""
    return PARAMETER.sub("{}", path)


def parameters(path: str) -> list[str]:
    """Return the names of the parameters in a path of OpenAPI."""
    return [name.strip("{}") for name in PARAMETER.findall(path)]


def simplified(expression: str) -> str:
    """Return what a regular expression of a URL looks like in OpenAPI."""
    return "".join(_atoms(expression))


def named_groups(expression: str) -> dict[str, str]:
    """Return what each named group of a regular expression matches, by its name."""
    found = {}
    for start in range(len(expression)):
        if named := NAMED_GROUP.match(expression, start):
            found[named[1]] = expression[named.end() : _end_of_atom(expression, start) - 1]
    return found


def numbered(path: str) -> str:
    """Return a path whose unnamed parameters have different names: `{var}`, `{var2}`."""
    count = 0

    def name(_: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return UNNAMED if count == 1 else f"{{var{count}}}"

    return re.sub(re.escape(UNNAMED), name, path)


def _atoms(expression: str) -> Iterator[str]:
    position = 0
    while position < len(expression):
        end = _end_of_atom(expression, position)
        atom, quantifier = expression[position:end], QUANTIFIER.match(expression, end)
        position = quantifier.end() if quantifier else end
        if atom.startswith("("):
            yield _of_group(atom, optional=quantifier is not None and quantifier[0] in {"?", "*"})
        elif atom.startswith("\\"):
            yield "" if atom in ZERO_WIDTH else (atom if atom[1].isalnum() else atom[1])
        elif atom not in {"^", "$"}:
            yield atom


def _of_group(group: str, *, optional: bool) -> str:
    inner = group[1:-1]
    if named := GROUP_NAME.match(inner):
        return f"{{{named[1]}}}"
    if not inner.startswith("?"):
        return UNNAMED
    if not inner.startswith("?:") or optional:  # looks around, sets a flag, or need not be there
        return ""
    return UNNAMED if _has_alternatives(inner) else simplified(inner[2:])


def _has_alternatives(inner: str) -> bool:
    position = 0
    while position < len(inner):
        if inner[position] == "|":
            return True
        position = _end_of_atom(inner, position)
    return False


def _end_of_atom(expression: str, start: int) -> int:
    """Return where a group, a class of characters, or a character ends."""
    if expression[start] == "\\":
        return min(start + 2, len(expression))
    if expression[start] == "[":
        return _end_of_class(expression, start)
    if expression[start] != "(":
        return start + 1
    position = start + 1
    while position < len(expression) and expression[position] != ")":
        position = _end_of_atom(expression, position)
    return position + 1


def _end_of_class(expression: str, start: int) -> int:
    position = start + 1 + expression.startswith("^", start + 1)
    position += expression.startswith("]", position)
    while position < len(expression) and expression[position] != "]":
        position += 2 if expression[position] == "\\" else 1
    return position + 1
