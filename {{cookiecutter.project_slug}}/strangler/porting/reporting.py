"""What a port did, for people at a terminal and for programs."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from strangler.ledger.showing.terminal import STYLES, Terminal
from strangler.operations.operation import Grade, Operation
from strangler.porting.module import Fidelity, Note
from strangler.porting.port import Port
from strangler.porting.views.endpoint import Ported

VERSION = 1
MARKS = {Fidelity.NATIVE: "green", Fidelity.BRIDGED: "blue", Fidelity.MANUAL: "bold red"}
PORTED = (Grade.NATIVE, Grade.HYBRID, Grade.WRAPPED, Grade.LEGACY)


def as_json(ports: Sequence[Port], skipped: Iterable[tuple[Operation, Grade]], *, written: bool) -> str:
    """Return it for programs."""
    modules = [
        {
            "module": port.layout.module,
            "files": [
                {"path": change.path.as_posix(), "state": _state(change.changes, written=written)}
                for change in port.changes
            ],
            "operations": [_operation(each) for each in port.module.operations],
        }
        for port in ports
    ]
    before = [{"operation": each.key, "grade": grade.value} for each, grade in skipped]
    return json.dumps({"version": VERSION, "modules": modules, "ported_before": before}, indent=2, ensure_ascii=False)


def _state(changes: bool, *, written: bool) -> str:
    return ("written" if written else "would be written") if changes else "as it was"


def _operation(each: Ported) -> dict[str, Any]:
    return {
        "operation": each.operation.key,
        "grade": each.grade.value,
        "function": each.function,
        "reasons": [
            {"why": str(one.why), "text": one.text, "file": one.file, "line": one.line} for one in each.reasons
        ],
        "notes": [
            {
                "subject": note.subject,
                "fidelity": note.fidelity.value,
                "reason": note.reason,
                "file": note.file,
                "line": note.line,
            }
            for note in each.notes
        ],
    }


def as_text(terminal: Terminal, port: Port) -> str:
    """Return what became of the operations of one module."""
    counts = Counter(each.grade for each in port.module.operations)
    summary = ", ".join(f"{counts[grade]} {grade.value}" for grade in PORTED if counts[grade])
    title = Text.assemble((str(port.layout.routes), "bold"), f": {summary}")
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, width=8)
    grid.add_column(overflow="fold")
    for each in port.module.operations:
        grid.add_row(Text(each.grade.value, style=STYLES[each.grade]), Text(each.operation.key))
        for line in _why(each):
            grid.add_row("", line)
    return terminal.text(title, grid)


def _why(each: Ported) -> list[Text]:
    """Return why an operation isn't native, and what of it a person should look at."""
    lines = [Text(f"  {_placed(one.text, one.where)}", style="dim") for one in each.reasons]
    told = Counter(note.fidelity for note in each.notes)
    if told[Fidelity.NATIVE]:
        lines.append(Text(f"  {told[Fidelity.NATIVE]} parts carried over as they are", style="dim"))
    notes = [note for note in each.notes if note.fidelity is not Fidelity.NATIVE]
    return lines + [_note(note) for note in sorted(notes, key=lambda note: note.fidelity is not Fidelity.MANUAL)]


def _note(note: Note) -> Text:
    what = f"{note.subject}: {note.reason}" if note.reason else note.subject
    return Text.assemble("  ", (f"{note.fidelity.value} ", MARKS[note.fidelity]), _placed(what, note.where))


def _placed(text: str, where: str) -> str:
    return f"{text} ({where})" if where and where not in text else text
