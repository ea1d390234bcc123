"""The tables of the ledger, as rich draws them."""

from collections.abc import Callable, Sequence

from rich.console import Group as Stack
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from strangler.ledger.entry import Entry
from strangler.ledger.reading.naming import short
from strangler.ledger.selecting import Group
from strangler.ledger.showing.shown import Shown
from strangler.ledger.showing.terminal import bar, grade_text
from strangler.ledger.showing.totals import Totals
from strangler.ledger.traffic.counting import Traffic

BAR = 40  # columns
GROUP_BAR = 12
MANY = 10  # lines that say what is wrong
VIEW = 34  # columns of a view's name at most
VERDICT_STYLES = {"same": "green", "different": "red", "untested": "dim"}

Column = tuple[str, Callable[[Entry], RenderableType]]


def entries_table(entries: Sequence[Entry], *, facts: bool = False) -> Table:
    """Return a table with a row for each entry; columns that nothing is known for are left out.

    Args:
        entries: which, in their order.
        facts: with permissions and serializers, which needs a wide terminal.
    """
    table = _table()
    table.add_column("GRADE", no_wrap=True)
    table.add_column("METHOD", no_wrap=True)
    table.add_column("PATH", overflow="fold", min_width=20)
    table.add_column("ANSWERED BY", overflow="ellipsis", no_wrap=True, max_width=None if facts else VIEW)
    extra = [*_found_columns(entries), *(FACTS if facts else ())]
    for title, _ in extra:
        table.add_column(title, overflow="fold", justify="right" if title in RIGHT else "left")
    before = ""
    for entry in entries:
        path = Text(entry.path, style="dim" if entry.path == before else "")
        before = entry.path
        cells = [cell(entry) for _, cell in extra]
        table.add_row(grade_text(entry.grade), Text(entry.method, style="bold"), path, entry.answered_by, *cells)
    return table


def groups_table(groups: Sequence[Group]) -> Table:
    """Return a table with a row for each class that defines handlers."""
    table = _table()
    table.add_column("DEFINED BY", overflow="fold")
    table.add_column("OPERATIONS", justify="right", no_wrap=True)
    table.add_column("VIEWS", justify="right", no_wrap=True)
    table.add_column("PORTED", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for group in groups:
        totals = Totals.of(group.entries)
        drawn = bar(reversed(totals.counts.items()), GROUP_BAR)
        table.add_row(group.owner, str(len(group.entries)), str(group.views), str(totals.ported), drawn)
    return table


def totals_lines(shown: Shown) -> RenderableType:
    """Return the progress bar with its totals, what routes there are besides, and what is wrong with URLs."""
    totals = Totals.of(shown.entries)
    if not totals.all:
        return Text("No endpoint is like that.")
    share = f"  {totals.ported} of {totals.all} operations ported, {100 * totals.ported // totals.all} %"
    lines: list[RenderableType] = [bar(reversed(totals.counts.items()), BAR).append(share, style="bold")]
    lines.append(Text(totals.list() + (f"; {len(shown.new)} new FastAPI routes" if shown.new else "")))
    wrong = [f"{one.route} ({one.endpoint}) hides {one.operation}: it takes {one.example}" for one in shown.hiding]
    wrong += [f"{one.path} is never reached: Django comes to {one.by} first, at {one.at}" for one in shown.unreached]
    lines += [Text(line, style="red") for line in wrong[:MANY]]
    if len(wrong) > MANY:
        lines.append(Text(f"and {len(wrong) - MANY} more like these: --json has them all", style="red"))
    return Stack(*lines)


def traffic_line(traffic: Traffic) -> Text:
    """Return what was read of access logs."""
    span = f" from {traffic.first:%Y-%m-%d} to {traffic.last:%Y-%m-%d}" if traffic.first and traffic.last else ""
    parts = [f"{traffic.lines:,} requests{span}", f"{len(traffic.calls)} operations called"]
    if traffic.unknown:
        parts.append(f"{traffic.unknown:,} requests for none of them")
    if traffic.unread:
        parts.append(f"{traffic.unread:,} lines not understood")
    return Text("; ".join(parts) + ".")


def _found_columns(entries: Sequence[Entry]) -> list[Column]:
    found: list[Column] = []
    if any(entry.tests is not None for entry in entries):
        found.append(("TESTS", lambda entry: _number(entry.tests.requests) if entry.tests else ""))
    if any(entry.parity is not None for entry in entries):
        found.append(("PARITY", _parity))
    if any(entry.calls is not None for entry in entries):
        found.append(("CALLS", lambda entry: _number(entry.calls.count) if entry.calls else ""))
        found.append(("LAST", _last))
    if any(entry.owner for entry in entries):
        found.append(("OWNER", lambda entry: entry.owner))
    return found


def _parity(entry: Entry) -> RenderableType:
    verdict = entry.parity.verdict if entry.parity else ""
    words = {"different": "differs", "untested": "-", "same": "safe" if entry.parity and entry.parity.safe else "same"}
    return Text(words.get(verdict, ""), style=VERDICT_STYLES.get(verdict, ""))


def _last(entry: Entry) -> RenderableType:
    return f"{entry.calls.last:%Y-%m-%d}" if entry.calls and entry.calls.last else ""


def _number(number: int) -> Text:
    return Text(f"{number:,}", style="" if number else "dim")


def _table() -> Table:
    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold dim", show_edge=False)


FACTS: tuple[Column, ...] = (
    ("PERMISSIONS", lambda entry: short(", ".join(entry.facts.permissions))),
    ("IN", lambda entry: short(entry.facts.serializer_in)),
    ("OUT", lambda entry: short(entry.facts.serializer_out)),
)
RIGHT = {"TESTS", "CALLS"}
