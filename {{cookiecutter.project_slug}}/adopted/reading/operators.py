"""What operators and comparisons make of values, and whether a value counts as true."""

import ast
import operator
from pathlib import Path
from typing import Any

from adopted.reading.values import UNKNOWN, External, has_unknown

FAULTS = (
    ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RuntimeError, OSError, MemoryError,
    SyntaxError, ImportError, AssertionError, StopIteration,
)  # fmt: skip
LONGEST = 20_000  # items or characters that a repetition or a range may have
BIGGEST_EXPONENT = 64

OPERATORS: dict[type, Any] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Pow: operator.pow, ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_, ast.BitXor: operator.xor, ast.LShift: operator.lshift, ast.RShift: operator.rshift,
}  # fmt: skip
COMPARISONS: dict[type, Any] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.Is: lambda one, other: one is other or (one == other and isinstance(one, str)),
    ast.IsNot: lambda one, other: not (one is other or (one == other and isinstance(one, str))),
}  # fmt: skip


def truth(value: Any) -> bool | None:
    """Return whether a value counts as true; None where that can't be told."""
    if value is UNKNOWN:
        return None
    if isinstance(value, External):
        return None
    if isinstance(value, list | tuple) and value and all(item is UNKNOWN for item in value):
        return None  # it may be empty
    try:
        return bool(value)
    except FAULTS:
        return None


def combine(kind: type, one: Any, other: Any) -> Any:  # noqa: PLR0911 (one rule each)
    """Return what a binary operator makes of two values."""
    if kind is ast.Add and isinstance(one, list | tuple) and not isinstance(other, list | tuple):
        return type(one)([*one, UNKNOWN])
    if kind is ast.Add and isinstance(other, list | tuple) and not isinstance(one, list | tuple):
        return type(other)([UNKNOWN, *other])
    if kind is ast.Add and isinstance(one, list | tuple) and type(one) is not type(other):
        return UNKNOWN  # a TypeError: most likely a value that was read wrongly
    if has_unknown((one, other)):
        return UNKNOWN
    if isinstance(one, Path) and kind in {ast.Sub, ast.Add}:  # environ.Path(__file__) - 2
        return ([one, *one.parents][other] if kind is ast.Sub else one / other) if other else one
    if kind is ast.Mult and _length(one) * _length(other) > LONGEST:
        return UNKNOWN
    if kind in {ast.Pow, ast.LShift} and not (isinstance(other, int) and other <= BIGGEST_EXPONENT):
        return UNKNOWN
    if kind is ast.Mod and isinstance(one, str) and has_unknown(other if isinstance(other, tuple) else ()):
        return UNKNOWN
    return OPERATORS[kind](one, other)


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str | bytes | list | tuple) else (value if isinstance(value, int) else 1)
