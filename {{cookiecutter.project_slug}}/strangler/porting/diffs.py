"""A unified diff as a terminal shows it."""

from collections.abc import Iterable

from rich.text import Text

from strangler.ledger.showing.terminal import Terminal
from strangler.porting.files import Change

STYLES = {"+++": "bold", "---": "bold", "@@": "cyan", "+": "green", "-": "red"}


def shown(terminal: Terminal, changes: Iterable[Change]) -> str:
    """Return what changes would do, coloured where the terminal has colours; as `git apply` takes it where not."""
    text = "".join(change.diff for change in changes)
    if not terminal.colour:
        return text
    return terminal.text(*(Text(line, style=_style(line)) for line in text.splitlines())) + "\n" if text else ""


def _style(line: str) -> str:
    return next((style for start, style in STYLES.items() if line.startswith(start)), "")
