"""Paths that clients could ask for, made from the URLs of operations."""

import re
from collections.abc import Iterator

from django.urls import ResolverMatch, get_resolver, get_urlconf
from django.urls.resolvers import RegexPattern, RoutePattern

from bridge.urls import index_of
from strangler.operations.operation import Operation
from strangler.operations.paths import PARAMETER, named_groups, parameters

# What may stand for a parameter: numbers, names, keys, dates, a language, a path.
VALUES = (
    "1",
    "a",
    "2024",
    "01",
    "a-b",
    "1.0",
    "en",
    "2024-01-31",
    "00000000-0000-4000-8000-000000000000",
    "0123456789abcdef0123456789abcdef01234567",
    "A",
    "a@example.com",
    "a/b",
)


def samples(operation: Operation) -> Iterator[str]:
    """Yield paths that an operation's URL may match; whether it does, `belongs` tells."""
    if "{" not in operation.path:
        yield operation.path
        return
    known = _expressions(operation)
    choices = {name: _matching(known.get(name)) for name in parameters(operation.path)}
    for number in range(max(map(len, choices.values()))):

        def fill(parameter: re.Match[str], number: int = number) -> str:
            values = choices[parameter[0].strip("{}")]
            return values[min(number, len(values) - 1)]

        yield PARAMETER.sub(fill, operation.path)


def _expressions(operation: Operation) -> dict[str, str]:
    """Return the regular expressions of an operation's parameters, by their names."""
    found: dict[str, str] = {}
    for part in operation.parts:
        if isinstance(part, RoutePattern):
            found |= {name: converter.regex for name, converter in part.converters.items()}
        elif isinstance(part, RegexPattern):
            found |= named_groups(part.regex.pattern)
    return found


def _matching(expression: str | None) -> list[str]:
    if expression is None:
        return list(VALUES)
    return [value for value in VALUES if re.fullmatch(expression, value)] or [VALUES[0]]


def belongs(path: str, operation: Operation) -> bool:
    """Return whether Django would call the operation's view for a path."""
    match = resolved(path)
    return match is not None and match.func is operation.callback


def resolved(path: str) -> ResolverMatch | None:
    """Return what Django has for a path, or None."""
    return index_of(get_resolver(get_urlconf())).find(path)
