"""What is compared, as plain data: objects, lists, texts, and numbers that remember how they were written."""

import json
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

DEEP = 100  # lists and objects within each other; what compares them calls itself
STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
MARKS = re.compile(rb"[\[\]{}]")
LONGEST = 120  # letters of a value that are shown
ADDRESS = re.compile(r" at 0x[0-9a-f]+")


@dataclass(frozen=True)
class Number:
    """A number, as its side has written it: `1.0` is not written as `1` is."""

    literal: str

    @property
    def value(self) -> Decimal:
        """The number, exactly."""
        return Decimal(self.literal)

    @property
    def whole(self) -> bool:
        """Whether it is written as an integer."""
        return self.literal.lstrip("-").isdigit()


TYPES = {bool: "boolean", Number: "number", str: "string", bytes: "bytes", list: "array", dict: "object"}


def parse(text: bytes) -> Any:
    """Return what a JSON document says.

    Raises:
        ValueError: it is none, or one that is nested so deeply that it can only be compared as text.
    """
    if text.count(b"[") + text.count(b"{") > DEEP and _depth(text) > DEEP:
        raise ValueError("nested too deeply")
    return json.loads(text, parse_int=Number, parse_float=Number, parse_constant=Number)


def _depth(text: bytes) -> int:
    """Return how deeply a JSON document is nested."""
    depth = deepest = 0
    for mark in MARKS.findall(STRING.sub(b"", text)):
        depth += 1 if mark in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def as_data(value: Any) -> Any:
    """Return a Python value as data: tuples are lists, and what JSON doesn't know is shown with its type."""
    match value:
        case None | bool() | str() | bytes() | Number():
            return value
        case int() | float():
            return Number(repr(value))
        case Mapping():
            return {str(key): as_data(item) for key, item in value.items()}
        case list() | tuple():
            return [as_data(item) for item in value]
        case set() | frozenset():
            return sorted((as_data(item) for item in value), key=repr)
        case _:
            return f"{type(value).__name__}({ADDRESS.sub('', str(value))})"


def type_name(value: Any) -> str:
    """Return what JSON calls the type of a value."""
    return "null" if value is None else TYPES.get(type(value), "object")


def frozen(value: Any) -> Hashable:
    """Return data as something to be counted, the same for the same data."""
    match value:
        case dict():
            return ("object", frozenset((key, frozen(item)) for key, item in value.items()))
        case list():
            return ("array", tuple(frozen(item) for item in value))
        case bool():
            return ("boolean", value)  # or True would be 1
        case _:
            return value  # type: ignore[no-any-return]


def shown(value: Any, longest: int = LONGEST) -> str:
    """Return data as a line for people, cut where it is long."""
    text = _json(value).encode("utf-8", "backslashreplace").decode()  # half a surrogate pair can't be printed
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _json(value: Any) -> str:
    match value:
        case Number():
            return value.literal
        case bytes():
            return f"{len(value)} bytes, {value[:16].hex(' ')}"
        case dict():
            return (
                "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {_json(v)}" for key, v in value.items()) + "}"
            )
        case list():
            return "[" + ", ".join(map(_json, value)) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)
