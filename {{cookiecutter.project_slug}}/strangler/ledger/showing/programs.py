"""The ledger for programs, and for documents: JSON, CSV, Markdown."""

import csv
import io
import json
from dataclasses import asdict
from typing import Any

from strangler.ledger.entry import Entry
from strangler.ledger.reading.naming import short
from strangler.ledger.selecting import Group
from strangler.ledger.showing.shown import Shown
from strangler.ledger.showing.totals import Totals
from strangler.ledger.traffic.counting import Traffic

VERSION = 1
BAR = "\\|"  # within a cell of Markdown
COLUMNS = ("method", "path", "grade", "name", "app", "view", "action", "handler", "route")
FACTS = ("authentication", "permissions", "throttles", "serializer_in", "serializer_out", "pagination", "filters")
FOUND = ("tests", "parity", "calls", "last_call", "owner", "note", "problems")


def as_json(shown: Shown) -> str:
    """Return all that is known of what is shown."""
    document: dict[str, Any] = {"version": VERSION, "totals": Totals.of(shown.entries).as_dict()}
    if shown.groups is not None:
        document["groups"] = [group_as_dict(group) for group in shown.groups]
    else:
        document["operations"] = [entry_as_dict(entry) for entry in shown.entries]
        document["new"] = [{"key": route.key, "route": route.endpoint} for route in shown.new]
        document["hiding"] = [asdict(one) for one in shown.hiding]
        document["unreached"] = [asdict(one) for one in shown.unreached]
    if shown.traffic is not None:
        document["traffic"] = traffic_as_dict(shown.traffic)
    return json.dumps(document, indent=2, ensure_ascii=False)


def group_as_dict(group: Group) -> dict[str, Any]:
    """Return a class that defines handlers, with the keys of its operations."""
    totals = Totals.of(group.entries).as_dict()
    keys = [entry.key for entry in group.entries]
    return {"owner": group.owner, "views": group.views, "totals": totals, "operations": keys}


def traffic_as_dict(traffic: Traffic) -> dict[str, Any]:
    """Return what was read of logs."""
    first, last = (at.isoformat() if at else None for at in (traffic.first, traffic.last))
    numbers = {name: getattr(traffic, name) for name in ("lines", "unknown", "unread")}
    return {**numbers, "first": first, "last": last}


def entry_as_dict(entry: Entry) -> dict[str, Any]:
    """Return all that is known of an entry, as JSON has it."""
    kind = entry.operation.kind.value if entry.operation else ""
    pattern = entry.operation.pattern if entry.operation else ""
    said: dict[str, Any] = {"key": entry.key, "grade": entry.grade.value}
    said |= {name: getattr(entry, name) for name in COLUMNS if name != "grade"}
    said |= {"kind": kind, "pattern": pattern, "owner": entry.owner, "note": entry.note}
    said |= {"facts": asdict(entry.facts)}
    said["tests"] = asdict(entry.tests) if entry.tests else None
    said["parity"] = asdict(entry.parity) if entry.parity else None
    said["calls"] = calls_as_dict(entry) if entry.calls else None
    return said


def calls_as_dict(entry: Entry) -> dict[str, Any]:
    """Return how often an entry was called."""
    calls = entry.calls
    if calls is None:
        return {"count": 0, "last": None, "statuses": {}}
    statuses = {str(status): count for status, count in sorted(calls.statuses.items())}
    return {"count": calls.count, "last": calls.last.isoformat() if calls.last else None, "statuses": statuses}


def as_csv(shown: Shown) -> str:
    """Return a table for spreadsheets; several values of a cell are separated by a semicolon."""
    if shown.groups is not None:
        rows = [("owner", "operations", "views", "ported"), *map(_group_cells, shown.groups)]
    else:
        rows = [(*COLUMNS, *FACTS, *FOUND), *map(_entry_cells, shown.entries)]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([[_cell(cell) for cell in row] for row in rows])
    return out.getvalue().rstrip("\n")


def as_markdown(shown: Shown) -> str:
    """Return a table for a document, with its totals below."""
    if shown.groups is not None:
        lines = ["| Defined by | Operations | Views | Ported |", "| --- | ---: | ---: | ---: |"]
        rows = [[f"`{owner}`", *map(str, rest)] for owner, *rest in map(_group_cells, shown.groups)]
    else:
        lines = ["| Grade | Endpoint | Answered by | Permissions | Owner |", "| --- | --- | --- | --- | --- |"]
        rows = [_markdown_cells(entry) for entry in shown.entries]
    lines += [f"| {' | '.join(cell.replace('|', BAR) for cell in row)} |" for row in rows]
    return "\n".join([*lines, "", Totals.of(shown.entries).sentence()])


def _group_cells(group: Group) -> tuple[Any, ...]:
    return (group.owner, len(group.entries), group.views, Totals.of(group.entries).ported)


def _entry_cells(entry: Entry) -> tuple[Any, ...]:
    calls, tests, parity = entry.calls, entry.tests, entry.parity
    found = (
        tests.requests if tests else "",
        parity.verdict if parity else "",
        calls.count if calls else "",
        calls.last.isoformat() if calls and calls.last else "",
    )
    facts = (getattr(entry.facts, name) for name in FACTS)
    return (*(getattr(entry, name) for name in COLUMNS), *facts, *found, entry.owner, entry.note, entry.facts.problems)


def _markdown_cells(entry: Entry) -> list[str]:
    permissions = short(", ".join(entry.facts.permissions))
    return [entry.grade.value, f"`{entry.key}`", f"`{entry.answered_by}`", permissions, entry.owner]


def _cell(value: Any) -> str:
    return "; ".join(value) if isinstance(value, tuple) else str(value)
