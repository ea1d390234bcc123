"""What is shown, as text for a terminal."""

from typing import Any

from rich.console import RenderableType

from strangler.ledger.showing.details import details
from strangler.ledger.showing.shown import Shown
from strangler.ledger.showing.tables import entries_table, groups_table, totals_lines, traffic_line
from strangler.ledger.showing.terminal import Terminal


def as_text(shown: Shown, out: Any, *, colour: bool | None = None) -> str:
    """Return the text.

    Args:
        shown: what.
        out: where it goes in the end.
        colour: whether it may have colours; None where that depends on the terminal.
    """
    parts: list[RenderableType] = []
    if shown.groups is not None:
        parts.append(groups_table(shown.groups))
    elif shown.in_detail:
        for entry in shown.entries:
            parts += [details(entry), ""]
    elif shown.entries:
        parts.append(entries_table(shown.entries, facts=shown.facts))
    if not shown.in_detail or shown.groups is not None:
        parts += ["", totals_lines(shown)]
    if shown.traffic is not None:
        parts.append(traffic_line(shown.traffic))
    return Terminal(out, colour=colour).text(*parts)
