"""The table of what takes the place of what: patterns of expressions, and whether one fits."""

import ast
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import libcst
from django.utils.module_loading import import_string

from strangler.errors import ToolkitError

ANYTHING = re.compile(r"_\d+")
TEXT = re.compile(r"_s\d+")

OWN = {
    "self",
    "cls",
    "super",
    "request",
}  # what a pattern may begin with for functions that have no such parameter, too

Captured = dict[str, libcst.BaseExpression]
Resolve = Callable[[libcst.BaseExpression], Any]  # the object that a dotted name means; `NOTHING` where it is none


class _Nothing:
    """No object."""


NOTHING = _Nothing()


@dataclass(frozen=True)
class Replacement:
    """What takes the place of an expression.

    Args:
        source: an expression, in which the pattern's `_1`, `_s1`… stand for what they found.
        imports: what it needs, as `Import.of` reads it.
    """

    source: str
    imports: Sequence[str] = ()


@dataclass(frozen=True)
class Entry:
    """A row of the table, parsed.

    Args:
        pattern: what is looked for.
        replacement: what takes its place.
        path: the dotted path that the pattern begins with, and the object that it means; None where it begins with a
            parameter or `super()`.
    """

    pattern: libcst.BaseExpression
    replacement: Replacement
    expression: libcst.BaseExpression
    path: str | None = None
    meaning: Any = field(default=None, compare=False)


def parsed_table(table: Mapping[str, str | Replacement], parameters: Iterable[str]) -> list[Entry]:
    """Return the rows of a table.

    Args:
        table: expressions to what takes their place.
        parameters: names of the function's own; a pattern that begins with another one is a dotted path.

    Raises:
        ToolkitError: a row is no expression, or its dotted path leads nowhere. That is a mistake of the caller's.
    """
    return [_entry(key, value, {*parameters, *OWN}) for key, value in table.items()]


def _entry(key: str, value: str | Replacement, own: set[str]) -> Entry:
    replacement = Replacement(value) if isinstance(value, str) else value
    try:
        pattern = libcst.parse_expression(key)
        expression = libcst.parse_expression(replacement.source)
    except libcst.ParserSyntaxError as error:
        raise ToolkitError(f"No expression in a table of replacements: {key!r}: {replacement.source!r}") from error
    if root_of(pattern) in own:
        return Entry(pattern, replacement, expression)
    path = _path_of(pattern)
    try:
        return Entry(pattern, replacement, expression, path, import_string(path))
    except ImportError as error:
        raise ToolkitError(f"A table of replacements names {path or key}, which is not there.") from error


def root_of(node: libcst.BaseExpression) -> str:
    """Return the name that a chain of attributes, calls and subscripts begins with; "" for none."""
    while not isinstance(node, libcst.Name):
        if isinstance(node, libcst.Attribute | libcst.Subscript):
            node = node.value
        elif isinstance(node, libcst.Call):
            node = node.func
        else:
            return ""
    return node.value


def _path_of(pattern: libcst.BaseExpression) -> str:
    while isinstance(pattern, libcst.Call | libcst.Subscript):
        pattern = pattern.func if isinstance(pattern, libcst.Call) else pattern.value
    return dotted(pattern) or ""


def dotted(node: libcst.BaseExpression) -> str | None:
    """Return `a.b.c` for a chain of attributes that begins with a name, else None."""
    if isinstance(node, libcst.Name):
        return node.value
    if isinstance(node, libcst.Attribute):
        before = dotted(node.value)
        return before and f"{before}.{node.attr.value}"
    return None


def fits(entry: Entry, node: libcst.BaseExpression, resolve: Resolve) -> Captured | None:
    """Return what the pattern's placeholders stand for in an expression, or None where it doesn't fit."""
    captured: Captured = {}
    return captured if _Match(entry, resolve, captured).fits(entry.pattern, node) else None


@dataclass(frozen=True)
class _Match:
    entry: Entry
    resolve: Resolve
    captured: Captured

    def fits(self, pattern: libcst.BaseExpression, node: libcst.BaseExpression) -> bool:
        """Return whether an expression is what a pattern says."""
        if self.entry.path and dotted(pattern) == self.entry.path:
            return self.resolve(node) is self.entry.meaning
        if isinstance(pattern, libcst.Name):
            return self._name(pattern.value, node)
        if isinstance(pattern, libcst.Attribute):
            same = isinstance(node, libcst.Attribute) and node.attr.value == pattern.attr.value
            return same and self.fits(pattern.value, node.value)  # type: ignore[attr-defined]
        if isinstance(pattern, libcst.Call):
            return (
                isinstance(node, libcst.Call)
                and self.fits(pattern.func, node.func)
                and self._arguments(pattern.args, node.args)
            )
        if isinstance(pattern, libcst.Subscript):
            return isinstance(node, libcst.Subscript) and self._subscripts(pattern, node)
        return meaning(pattern) is not None and meaning(pattern) == meaning(node)

    def _name(self, name: str, node: libcst.BaseExpression) -> bool:
        if ANYTHING.fullmatch(name) or (TEXT.fullmatch(name) and is_text(node)):
            if name in self.captured:
                return self.captured[name].deep_equals(node)
            self.captured[name] = node
            return True
        return isinstance(node, libcst.Name) and node.value == name

    def _arguments(self, patterns: Sequence[libcst.Arg], nodes: Sequence[libcst.Arg]) -> bool:
        if len(patterns) == 1 and isinstance(patterns[0].value, libcst.Ellipsis):
            return all(is_plain(node.value) for node in nodes)
        if len(patterns) != len(nodes):
            return False
        wanted, given = sorted(patterns, key=_keyword), sorted(nodes, key=_keyword)
        return all(
            one.star == other.star and _keyword(one) == _keyword(other) and self.fits(one.value, other.value)
            for one, other in zip(wanted, given, strict=True)
        )

    def _subscripts(self, pattern: libcst.Subscript, node: libcst.Subscript) -> bool:
        if len(pattern.slice) != 1 or len(node.slice) != 1 or not self.fits(pattern.value, node.value):
            return False
        one, other = pattern.slice[0].slice, node.slice[0].slice
        if not isinstance(one, libcst.Index) or not isinstance(other, libcst.Index):
            return False
        return self.fits(one.value, other.value)


def _keyword(argument: libcst.Arg) -> str:
    return argument.keyword.value if argument.keyword else ""


def is_text(node: libcst.BaseExpression) -> bool:
    """Return whether an expression is a string that stands there, also one of several parts or with values in it."""
    return isinstance(node, libcst.FormattedString | libcst.ConcatenatedString) or isinstance(meaning(node), str)


def is_plain(node: libcst.BaseExpression) -> bool:
    """Return whether to leave an expression out changes nothing: a name, or a constant."""
    return isinstance(node, libcst.Name) or meaning(node) is not None


def meaning(node: libcst.BaseExpression) -> Any:
    """Return the value of a constant, quotes and digits aside; None for what is none."""
    if not isinstance(
        node, libcst.SimpleString | libcst.ConcatenatedString | libcst.BaseNumber | libcst.UnaryOperation
    ):
        return (node.value,) if isinstance(node, libcst.Name) and node.value in {"None", "True", "False"} else None
    try:
        value = ast.literal_eval(libcst.Module(()).code_for_node(node))
    except (ValueError, SyntaxError):
        return None
    return value if isinstance(value, str) else (type(value), value)
