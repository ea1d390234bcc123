"""Whether a text in a test is the URL of what goes."""

import ast
import re
from collections.abc import Iterable
from enum import Enum
from functools import cached_property

from strangler.operations.operation import Operation
from strangler.operations.paths import PARAMETER

HOLE = "\0"  # something that is known when the test runs
BRACES = re.compile(r"\{[^{}]*\}|%[sd]")
HOST = re.compile(r"^https?://[^/]*")


class Asked(Enum):
    """What a text asks for."""

    KEPT = 1
    UNSURE = 2  # either, as far as one can read
    GONE = 3


class Urls:
    """The URLs of a service, parted into those that go and those that stay.

    Args:
        gone: the operations that go.
        kept: all others.
    """

    def __init__(self, gone: Iterable[Operation], kept: Iterable[Operation]) -> None:
        self._gone, self._kept = list(gone), list(kept)

    @cached_property
    def _names(self) -> dict[str, Asked]:
        names = {name: Asked.KEPT for one in self._kept for name in _names_of(one)}
        return names | {name: Asked.GONE for one in self._gone for name in _names_of(one)}

    @cached_property
    def _paths(self) -> list[tuple[str, re.Pattern[str], Asked]]:
        gone = {one.path for one in self._gone}
        kept = {one.path for one in self._kept} - gone
        both = [(path, Asked.GONE) for path in gone] + [(path, Asked.KEPT) for path in kept]
        return [(PARAMETER.sub("1", path), _expression(path), asked) for path, asked in both]

    def asks(self, node: ast.expr, texts: Iterable[str] = ()) -> set[Asked]:
        """Return what a string or f-string asks for: a path, or the name of a URL.

        Args:
            node: the string.
            texts: other strings beside it, which may be put into it.
        """
        text = template(node)
        if text in self._names:
            return {self._names[text]}
        path = HOST.sub("", text).partition("?")[0]
        if not path.startswith("/") or not path.strip("/" + HOLE):
            return set()
        if path.count(HOLE) == 1:
            filled = {path.replace(HOLE, each).partition("?")[0] for each in texts}
            if found := {asked for each in filled for asked in self._exact(each)}:
                return found
        if path.endswith(f"/{HOLE}") and (found := self._exact(path.rstrip(HOLE).replace(HOLE, "1"))):
            return found  # a query string, or nothing
        found = self._exact(path.replace(HOLE, "1")) or self._like(path)
        return {Asked.UNSURE} if len(found) > 1 else found

    def _exact(self, path: str) -> set[Asked]:
        return {asked for _, expression, asked in self._paths if expression.fullmatch(path)}

    def _like(self, path: str) -> set[Asked]:
        written = re.escape(path).replace(re.escape(HOLE), "[^/]+")
        if path.endswith(HOLE):
            written += ".*"
        return {asked for sample, _, asked in self._paths if re.fullmatch(written, sample)}


def template(node: ast.expr) -> str:
    """Return the text of a string, with a mark wherever something is put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return BRACES.sub(HOLE, node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(template(part) if isinstance(part, ast.Constant) else HOLE for part in node.values)
    return ""


def _names_of(operation: Operation) -> set[str]:
    return {operation.name, operation.name.rpartition(":")[2]} - {""}


def _expression(path: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(re.escape(part) for part in PARAMETER.split(path)))
