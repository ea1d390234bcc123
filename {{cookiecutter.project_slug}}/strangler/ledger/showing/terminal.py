"""The ledger in a terminal: as wide as that is, with colours where it has them; piped, a line for each operation."""

import os
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any, TextIO

from strangler.errors import ToolkitError

try:
    from rich.console import Console, RenderableType
    from rich.text import Text
except ImportError as error:  # a server without the development tools
    raise ToolkitError("Tables need rich, a development dependency. Without it: --json, --format csv.") from error

from strangler.operations.operation import Grade

STYLES = {
    Grade.LEGACY: "yellow",
    Grade.WRAPPED: "cyan",
    Grade.HYBRID: "blue",
    Grade.NATIVE: "green",
    Grade.RETIRED: "green dim",
}
BLOCKS = {Grade.LEGACY: "░", Grade.WRAPPED: "▒", Grade.HYBRID: "▓", Grade.NATIVE: "█", Grade.RETIRED: "█"}
UNBOUND = 10_000  # columns of what is no terminal


class Terminal:
    """Makes text of what rich can draw.

    Args:
        out: where the text goes in the end.
        colour: whether it may have colours; None where that depends on the terminal.
    """

    def __init__(self, out: TextIO | Any, *, colour: bool | None = None) -> None:
        self.is_terminal = bool(getattr(out, "isatty", lambda: False)())
        self.colour = self.is_terminal and "NO_COLOR" not in os.environ if colour is None else colour

    @property
    def width(self) -> int:
        """Columns: those of the terminal, or as many as needed where there is none."""
        if "COLUMNS" in os.environ or self.is_terminal:
            return Console().width
        return UNBOUND

    def text(self, *parts: RenderableType) -> str:
        """Return parts below each other, without spaces at the ends of lines."""
        file = StringIO()
        console = Console(
            file=file,
            width=self.width,
            force_terminal=self.colour,
            no_color=not self.colour,
            highlight=False,
            markup=False,  # brackets of a regular expression are brackets
            emoji=False,
            legacy_windows=False,
        )
        for part in parts:
            console.print(part)
        return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def grade_text(grade: Grade) -> Text:
    """Return a grade in its colour."""
    return Text(grade.value, style=STYLES[grade])


def bar(counts: Iterable[tuple[Grade, int]], width: int) -> Text:
    """Return a bar of blocks, a part for each grade that there is: different without colours, too.

    Args:
        counts: of each grade, in the order in which they stand.
        width: columns of the whole.
    """
    present = [(grade, count) for grade, count in counts if count]
    total = sum(count for _, count in present)
    text, done, drawn = Text(), 0, 0
    for grade, count in present:
        done += count
        end = round(width * done / total)
        text.append(BLOCKS[grade] * (end - drawn), style=STYLES[grade])
        drawn = end
    return text


def joined(words: Sequence[str]) -> str:
    """Return words with commas between them."""
    return ", ".join(words)
