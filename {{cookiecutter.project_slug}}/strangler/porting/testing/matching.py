"""A text that a regular expression matches, for those that say plainly what they want."""

import re
from collections.abc import Callable, Iterable
from re import _constants, _parser  # type: ignore[attr-defined]  # CPython's parser of regular expressions
from typing import Any

WORDS = {_constants.CATEGORY_DIGIT: "1", _constants.CATEGORY_WORD: "a", _constants.CATEGORY_SPACE: " "}
ANYWHERE = {_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT}  # conditions that take no character


def example_of(regex: "re.Pattern[str]") -> str:
    """Return a text that a pattern matches, "" where none is found."""
    try:
        text = "".join(_texts(_parser.parse(regex.pattern, regex.flags & ~re.UNICODE)))
    except (LookupError, TypeError, ValueError, re.error):
        return ""
    return text if regex.search(text) else ""


def _texts(parts: Iterable[tuple[Any, Any]]) -> Iterable[str]:
    for kind, value in parts:
        yield _text(kind, value)


def _text(kind: Any, value: Any) -> str:
    if kind in ANYWHERE:
        return ""
    if kind in {_constants.MAX_REPEAT, _constants.MIN_REPEAT}:
        least, most, inner = value
        return "".join(_texts(inner)) * (max(least, 1) if most else 0)
    return SIMPLE[kind](value)


def _one_of(parts: list[tuple[Any, Any]]) -> str:
    kind, value = parts[0]
    if kind is _constants.RANGE:
        return chr(value[0])
    if kind is _constants.LITERAL:
        return chr(value)
    if kind is _constants.CATEGORY:
        return WORDS[value]
    raise LookupError(f"{kind} is not known.")


SIMPLE: dict[Any, Callable[[Any], str]] = {
    _constants.LITERAL: chr,
    _constants.ANY: lambda _: "a",
    _constants.IN: _one_of,
    _constants.BRANCH: lambda branches: "".join(_texts(branches[1][0])),
    _constants.SUBPATTERN: lambda parts: "".join(_texts(parts[-1])),
}
