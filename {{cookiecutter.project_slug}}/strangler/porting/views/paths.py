"""The paths of FastAPI that match what the legacy's URLs do."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from django.urls import Resolver404, resolve
from django.urls.converters import IntConverter, PathConverter, SlugConverter, StringConverter, UUIDConverter
from django.urls.resolvers import LocalePrefixPattern, RegexPattern, RoutePattern
from starlette.routing import compile_path

from bridge.drf.convertors import register_convertors
from strangler.operations.operation import Operation
from strangler.operations.paths import parameters

register_convertors()

DIGITS = {r"\d+", "[0-9]+", r"[\d]+"}
WITHOUT_SLASH = {"[^/]+", "[^/]*"}
LOOKUP = {"[^/.]+", r"[^/\.]+", "[^./]+"}
# What parameters may be, to find a path that leads to the view.
EXAMPLES = (
    "1",
    "a",
    "2024",
    "12",
    "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "ab",
    "a-b",
    "a/b",
    "abcdef",
    "A",
    "en",
    "x.y",
)
FEW = 3  # parameters of which all combinations of examples are tried
NO_PATH = re.compile(r"[\\^$*+?()\[\]|]")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a path.

    Args:
        name: in the URL.
        convertor: Starlette's, "" for any text without a slash.
        type: what a function gets.
        exact: whether the convertor takes what the URL takes, and nothing else.
        same: whether the view gets the same type.
    """

    name: str
    convertor: str
    type: str = "str"
    exact: bool = True
    same: bool = True


@dataclass(frozen=True)
class RoutePath:
    """A path for FastAPI.

    Args:
        path: `/api/products/{pk:lookup}/`.
        parameters: in their order.
        example: a path that leads to the view, "" if none was found.
        named: whether the view gets its parameters by their names.
        translated: whether it begins with the language.
        gives: whether the view gets any argument by the URL.
    """

    path: str
    parameters: tuple[Parameter, ...]
    example: str
    named: bool = True
    translated: bool = False
    gives: bool = True

    @property
    def exact(self) -> bool:
        """Whether each parameter takes what that of the URL takes."""
        return all(parameter.exact for parameter in self.parameters)

    def matches(self, path: str) -> bool:
        """Return whether a route of this path would match."""
        return compile_path(self.path)[0].match(path) is not None


def route_path(operation: Operation) -> RoutePath:
    """Return the path for FastAPI of an operation."""
    known = dict(_parameters(operation.parts))
    named = True
    found = []
    for name in parameters(operation.path):
        named = named and name in known
        found.append(known.get(name, Parameter(name, "path", exact=False)))
    path = operation.path
    for parameter in found:
        if parameter.convertor:
            path = path.replace(f"{{{parameter.name}}}", f"{{{parameter.name}:{parameter.convertor}}}")
    translated = any(isinstance(part, LocalePrefixPattern) for part in operation.parts)
    example = example_of(operation)
    gives = bool(resolve(example).kwargs) if example else True
    return RoutePath(path, tuple(found), example, named, translated, gives)


def can_be_written(path: RoutePath) -> bool:
    """Return whether a route of this path would ever match: it has nothing left of a regular expression."""
    bare = re.sub(r"\{[^{}]*\}", "", path.path)
    names = [parameter.name for parameter in path.parameters]
    return NO_PATH.search(bare) is None and len(set(names)) == len(names)


def example_of(operation: Operation) -> str:
    """Return a path that leads to the operation's view, or "" where none was found."""
    return next((path for path in examples_of(operation.path) if leads_to(path, operation)), "")


def examples_of(path: str) -> Iterator[str]:
    """Yield paths that a path of OpenAPI may stand for."""
    names = parameters(path)
    alike: Iterable[Sequence[str]] = ([example] * len(names) for example in EXAMPLES)
    every: Iterable[Sequence[str]] = product(EXAMPLES, repeat=len(names)) if 1 < len(names) <= FEW else ()
    for values in (*alike, *every) if names else ((),):
        example = path
        for name, value in zip(names, values, strict=True):
            example = example.replace(f"{{{name}}}", value, 1)
        yield example


def leads_to(path: str, operation: Operation) -> bool:
    """Return whether the legacy half would call the operation's view for a path."""
    try:
        return resolve(path).func is operation.callback
    except Resolver404:
        return False


def overlapping(path: RoutePath, operation: Operation, operations: Iterable[Operation]) -> list[Operation]:
    """Return the operations of other URLs of which some paths are matched by a route's path, too."""
    return [
        other
        for other in operations
        if other.path != operation.path
        and other.callback is not operation.callback
        and (example := _example_of(other))
        and path.matches(example)
        and not leads_to(example, operation)
    ]


@cache
def _example_of(operation: Operation) -> str:
    return example_of(operation)


def _parameters(parts: Sequence[Any]) -> Iterator[tuple[str, Parameter]]:
    for part in parts:
        if isinstance(part, RoutePattern):
            for name, converter in part.converters.items():
                yield name, _converted(name, converter)
        elif isinstance(part, RegexPattern):
            for name, expression in groups(str(part)):
                yield name, _expressed(name, expression)


def _converted(name: str, converter: Any) -> Parameter:
    kinds = {
        IntConverter: Parameter(name, "int", "int"),
        StringConverter: Parameter(name, ""),
        SlugConverter: Parameter(name, "slug"),
        UUIDConverter: Parameter(name, "uuid", "uuid.UUID", exact=False),  # Starlette takes capitals as well
        PathConverter: Parameter(name, "path", exact=False),  # Starlette takes none as well
    }
    return kinds.get(type(converter)) or _expressed(name, str(converter.regex), exact=False)


def _expressed(name: str, expression: str, *, exact: bool = True) -> Parameter:
    if expression in DIGITS:
        # A decimal digit of another script is one for `\d`, and goes on to the legacy half.
        return Parameter(name, "int", "int", exact=exact, same=False)
    if expression in WITHOUT_SLASH:
        return Parameter(name, "", exact=exact and expression.endswith("+"))
    if expression in LOOKUP:
        return Parameter(name, "lookup", exact=exact)
    return Parameter(name, "path" if _takes_slash(expression) else "", exact=False)


def _takes_slash(expression: str) -> bool:
    try:
        return any(re.fullmatch(expression, text) for text in ("a/b", "/", "1/2", "a/b/c"))
    except re.error:
        return True


def groups(expression: str) -> Iterator[tuple[str, str]]:
    """Yield the named groups of a regular expression, each with what is in it."""
    for found in re.finditer(r"\(\?P<(\w+)>", expression):
        depth, position = 1, found.end()
        while depth and position < len(expression):
            if expression[position] == "\\":
                position += 1
            elif expression[position] == "[":
                position = expression.find("]", position + 2)
            else:
                depth += {"(": 1, ")": -1}.get(expression[position], 0)
            position += 1
        yield found[1], expression[found.end() : position - 1]
