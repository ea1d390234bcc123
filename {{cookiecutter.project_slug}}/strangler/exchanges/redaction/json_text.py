"""Changes values in a JSON text, and leaves everything else in it as it was written."""

import json
import re
from collections.abc import Callable
from typing import Any

from strangler.exchanges.redaction.names import Path

# Returns what stands for a string or a number: either the same, or text.
Change = Callable[[Path, str], str]
PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^"{}\[\],:\s]+|\s+', re.DOTALL)
LITERALS = {"true", "false", "null"}


def changed(text: str, change: Change, change_name: Callable[[str], str]) -> str:
    """Return a JSON text with other values.

    Args:
        text: to change.
        change: gets the path of a string or number, and its text.
        change_name: gets the name of an object's member.

    Raises:
        ValueError: the text is no JSON.
    """
    try:
        json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    walk = _Walk(change, change_name)
    return "".join(walk.written(piece) for piece in PIECE.findall(text))


class _Walk:
    """Goes through the pieces of a text, and knows where it is."""

    def __init__(self, change: Change, change_name: Callable[[str], str]) -> None:
        self._change = change
        self._change_name = change_name
        self._open: list[str] = []  # brackets
        self._names: list[str] = []  # of the members that these objects are at
        self._at_name = False

    def written(self, piece: str) -> str:
        """Return what stands for the next piece of the text."""
        if piece in "{[":
            self._begin(piece)
        elif piece in "}]":
            self._end()
        elif piece == ":":
            self._at_name = False
        elif piece == ",":
            self._at_name = self._open[-1] == "{"
        elif not piece.isspace() and piece not in LITERALS:
            return self._name(piece) if self._at_name else self._value(piece)
        return piece

    def _begin(self, bracket: str) -> None:
        self._open.append(bracket)
        self._at_name = bracket == "{"
        if self._at_name:
            self._names.append("")

    def _end(self) -> None:
        if self._open.pop() == "{":
            self._names.pop()
        self._at_name = False

    def _name(self, piece: str) -> str:
        self._names[-1] = name = json.loads(piece)
        return _written(piece, name, self._change_name(name))

    def _value(self, piece: str) -> str:
        value: Any = json.loads(piece)
        text = value if isinstance(value, str) else piece
        return _written(piece, text, self._change(tuple(self._names), text))


def _written(piece: str, before: str, after: str) -> str:
    """Return a piece for what it became; a number stays one where it can."""
    if before == after:
        return piece
    return json.dumps(after) if piece.startswith('"') or not after.isdigit() else after
