"""Names and sizes for one line of text."""

import os
from collections.abc import Sequence

MEGA = 1_000_000


def shown(path: str | os.PathLike[str]) -> str:
    """Return a file's name as text on one line, whatever bytes it has.

    The result can be written as UTF-8 and has no line break in it: what can't be shown is escaped.
    """
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def megabytes(size: int) -> str:
    """Return a size in bytes for a person: `12 MB`."""
    return f"{size / MEGA:,.0f} MB" if size >= MEGA else f"{size / 1000:,.0f} kB"


def some(items: Sequence[str], most: int = 5) -> str:
    """Return the first items for a person, and how many more there are: `a, b and 3 more`."""
    listed = ", ".join(shown(each) for each in items[:most])
    return f"{listed} and {len(items) - most:,} more" if len(items) > most else listed


def counted(number: int, one: str, many: str = "") -> str:
    """Return `1 file` or `2 files`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
