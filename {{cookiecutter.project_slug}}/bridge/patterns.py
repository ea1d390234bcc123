"""What the regular expressions of URLs tell of the paths that they match, so that most need not be tried.

Starlette and Django try one URL after the other. Here each is filed under the segments of its expression, of which a
path then finds the few that may match, in their order. They still decide themselves: whatever is not understood here
is merely tried more often.
"""

import re
from collections.abc import Iterable
from re import Pattern
from typing import NamedTuple

ANYTHING = "\0"  # in the text of a shape: any number of characters that are no slashes

LITERAL = re.compile(r"\\([^a-zA-Z0-9])|([^\\.^$*+?{}\[\]|()])", re.DOTALL)
ATOM = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\[dswDSW]|\\[^a-zA-Z0-9]|[^\\^$*+?{}\[\]|()]", re.DOTALL)
GROUP = re.compile(r"\((?:\?P<\w+>|\?:)?(?!\?)")
QUANTIFIER = re.compile(r"(?:[*+?]|\{[0-9,]*\})[+?]?")
# A group that may end with a slash, as Django REST Framework's suffix of a format has it: the slash may stand after it.
SLASH_IN_GROUP = re.compile(r"/\?\)")
ENDS = ("$", r"\Z", r"\z")


class Shape(NamedTuple):
    """What a path that matches looks like.

    Args:
        text: how it begins, with `ANYTHING` for what may differ.
        known: whether that is all that the expression asks for; otherwise anything may follow.
        ended: whether nothing may follow.
    """

    text: str = ""
    known: bool = False
    ended: bool = False


UNKNOWN = (Shape(),)


def shapes(pattern: Pattern[str]) -> tuple[Shape, ...]:
    """Return what the paths that a regular expression matches look like: it is one of these."""
    expression = pattern.pattern
    if pattern.flags != re.UNICODE or not expression.startswith("^"):  # `search` would find it anywhere
        return UNKNOWN
    expression = SLASH_IN_GROUP.sub(")/?", expression)
    texts, position = [""], 1
    while position < len(expression):
        if expression[position:] in ENDS:
            return tuple(Shape(text, known=True, ended=True) for text in texts)
        literal = LITERAL.match(expression, position)
        character = literal and (literal[1] or literal[2])
        quantifier = literal and QUANTIFIER.match(expression, literal.end())
        if literal and not quantifier:
            texts, position = [f"{text}{character}" for text in texts], literal.end()
        elif character == "/" and quantifier and quantifier[0] == "?" and len(texts) == 1:
            texts, position = [*texts, f"{texts[0]}/"], quantifier.end()
        elif end := end_without_slash(expression, position):
            texts, position = [text + ANYTHING for text in texts], end
        elif "|" in expression[position:]:  # which may be an alternative to all before it
            return UNKNOWN
        else:
            return tuple(Shape(text) for text in texts)
    return tuple(Shape(text, known=True) for text in texts)


def end_without_slash(expression: str, position: int) -> int | None:
    """Return where a group or a character ends that can match no slash, or None if it can, or is not understood."""
    depth = 0
    while position < len(expression):
        if group := GROUP.match(expression, position):
            depth, position = depth + 1, group.end()
            continue
        if depth and expression[position] == "|":
            position += 1
            continue
        if depth and expression[position] == ")":
            depth, position = depth - 1, position + 1
        elif (atom := ATOM.match(expression, position)) and not re.fullmatch(atom[0], "/"):
            position = atom.end()
        else:
            return None
        if quantifier := QUANTIFIER.match(expression, position):
            position = quantifier.end()
        if depth == 0:
            return position
    return None


def joined(first: Iterable[Shape], then: Iterable[Shape]) -> tuple[Shape, ...]:
    """Return the shapes of paths whose beginning has a shape of `first`, and the rest one of `then`."""
    then = tuple(then)
    return tuple(
        Shape(one.text + other.text, other.known, other.ended) if one.known else one for one in first for other in then
    )


class Node:
    """What is filed under the first segments of a path: under the whole of one, or under how it begins."""

    __slots__ = ("beginnings", "here", "here_or_below", "lengths", "segments")

    def __init__(self) -> None:
        self.segments: dict[str, Node] = {}
        self.beginnings: dict[str, Node] = {}
        self.lengths: list[int] = []  # of the beginnings; few, however many those are
        self.here: list[int] = []
        self.here_or_below: list[int] = []

    def below(self, segment: str) -> "Node":
        """Return the node of a segment of a shape, made if need be."""
        beginning, anything, _ = segment.partition(ANYTHING)
        if not anything:
            return self.segments.setdefault(segment, Node())
        node = self.beginnings.setdefault(beginning, Node())
        self.lengths = sorted({len(one) for one in self.beginnings})
        return node


class PathIndex:
    """Which of a sequence of expressions may match a path.

    Args:
        entries: the shapes of each.
    """

    def __init__(self, entries: Iterable[Iterable[Shape]]) -> None:
        self._root = Node()
        for number, entry in enumerate(entries):
            for shape in entry:
                self._file(number, shape)

    def find(self, path: str) -> list[int]:
        """Return the numbers of the entries that may match a path, in their order."""
        found = self._find(path)
        if path.endswith("\n"):  # before which a `$` matches as well
            found += self._find(path[:-1])
        return sorted(set(found)) if len(found) > 1 else found

    def _file(self, number: int, shape: Shape) -> None:
        *segments, last = shape.text.split("/")
        node = self._root
        for segment in segments:
            node = node.below(segment)
        if shape.ended:
            node.below(last).here.append(number)
        else:
            node.here_or_below.append(number)

    def _find(self, path: str) -> list[int]:
        nodes, found = [self._root], list(self._root.here_or_below)
        for segment in path.split("/"):
            below = []
            for node in nodes:
                if same := node.segments.get(segment):
                    below.append(same)
                for length in node.lengths:
                    if length > len(segment):
                        break
                    if begun := node.beginnings.get(segment[:length]):
                        below.append(begun)
            if not below:
                return found
            nodes = below
            for node in nodes:
                found += node.here_or_below
        for node in nodes:
            found += node.here
        return found
