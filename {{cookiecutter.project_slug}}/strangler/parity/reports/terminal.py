"""What parity has found, for people in a terminal of 80 columns or more."""

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from strangler.exchanges.exchange import Request
from strangler.parity.judging.session import Results
from strangler.parity.judging.tally import Group, Tally
from strangler.parity.judging.verdicts import verdict_of
from strangler.parity.reports.curl import curl

COLOURS = {"same": "green", "different": "red", "untested": "yellow"}
LISTED = 20  # masks, and routes that were not asked


def show(results: Results, console: Console) -> None:
    """Print the results."""
    _print_head(results, console)
    if results.shown:
        console.print(_table(results.shown))
    if results.elsewhere:
        console.print(Text(results.elsewhere, style="dim"))
    for tally in results.tallies:
        if tally.groups:
            console.print()
            console.print(Text(tally.key, style="bold red"))
            following = [*tally.groups[1:], None]
            for group, after in zip(tally.groups, following, strict=True):
                _print_group(group, console)
                if after is None or after.samples[0][0] is not group.samples[0][0]:
                    _print_request(group.samples[0][0], console)
    _print_accepted(results, console)
    _print_list("Masked, for the legacy half differs from itself there", results.masks(), "dim", console)
    _print_list("Ported, and not compared", results.uncovered, "yellow", console)


def _print_head(results: Results, console: Console) -> None:
    count = len(results.shown)
    head = Text.assemble(
        (f"{_number(results.requests)} request{'s' * (results.requests != 1)}", "bold"),
        f" to {count} operation{'s' * (count != 1)} in {results.seconds:.1f} s",
        f", from {results.source}" if results.source else "",
    )
    console.print(head)
    for remark in results.remarks:
        console.print(Text(remark, style="dim"))
    console.print(
        Text.assemble(
            (f"{_number(results.preserved)} preserved", "green"),
            " · ",
            (f"{_number(results.accepted)} accepted", "yellow" if results.accepted else "dim"),
            " · ",
            (f"{_number(results.unresolved)} unresolved", "bold red" if results.unresolved else "dim"),
        )
    )
    console.print()


def _table(tallies: Iterable[Tally]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("Operation", overflow="fold", ratio=1)
    for name in ("n", "shapes"):
        table.add_column(name, justify="right")
    table.add_column("errors", overflow="fold", max_width=12)
    table.add_column("sql", justify="right")
    table.add_column("time", justify="right")
    table.add_column("verdict")
    for tally in tallies:
        verdict = verdict_of(tally)
        word = Text(verdict.word, style=COLOURS[verdict.word])
        if verdict.safe:
            word = Text("safe", style="bold green")
        table.add_row(
            Text(tally.key),
            _number(tally.requests),
            str(len(tally.shapes)),
            Text(" ".join(map(str, tally.errors)), style="dim"),
            _ratio(tally.query_ratio, 1.0),
            _ratio(tally.time_ratio, 2.0),
            word,
        )
    return table


def _print_group(group: Group, console: Console) -> None:
    _, difference = group.samples[0]
    places = f"{_number(group.count)} time{'s' * (group.count != 1)}"
    console.print(Text.assemble("  ", (group.pattern, "bold"), "  ", (group.kind.value, "red"), "  ", (places, "dim")))
    if difference.legacy or difference.routes:
        console.print(
            Padding(Text.assemble(("legacy  ", "dim"), difference.legacy or "nothing"), (0, 0, 0, 4), expand=False)
        )
        console.print(
            Padding(Text.assemble(("route   ", "dim"), difference.routes or "nothing"), (0, 0, 0, 4), expand=False)
        )
    for line in difference.note.splitlines():
        style = {"+": "green", "-": "red"}.get(line[:1], "dim")
        console.print(Padding(Text(line, style=style, overflow="ellipsis", no_wrap=True), (0, 0, 0, 4), expand=False))


def _print_request(request: Request, console: Console) -> None:
    if request.source:
        console.print(Padding(Text(request.source, style="dim"), (0, 0, 0, 4), expand=False))
    # In one piece, to be copied.
    console.print(Text(f"    {curl(request)}", style="cyan"), soft_wrap=True)


def _print_accepted(results: Results, console: Console) -> None:
    accepted = [
        f"{tally.key}  {group.pattern} ({group.kind}), {group.count} times: {group.accepted.reason}"
        for tally in results.tallies
        for group in tally.accepted_groups
        if group.accepted is not None
    ]
    _print_list("Accepted", accepted, "yellow", console)
    _print_list("Accepted once, and expired", map(str, results.expired), "red", console)
    _print_list("Accepted, and not met: these entries can go", map(str, results.unused), "yellow", console)


def _print_list(title: str, lines: Iterable[str], style: str, console: Console) -> None:
    shown = list(lines)
    if not shown:
        return
    console.print()
    console.print(Text(f"{title}: {len(shown)}", style=f"bold {style}"))
    for line in shown[:LISTED]:
        console.print(Padding(Text(line, style=style), (0, 0, 0, 2), expand=False))
    if len(shown) > LISTED:
        console.print(Text(f"  and {len(shown) - LISTED} more: --json has them all", style="dim"))


def _ratio(ratio: float | None, limit: float) -> Text:
    if ratio is None:
        return Text("-", style="dim")
    return Text(f"x{ratio:.1f}", style="red" if ratio > limit else "")


def _number(count: int) -> str:
    return f"{count:,}"
