"""One endpoint in detail."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Group as Stack
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from strangler.ledger.entry import Entry
from strangler.ledger.showing.terminal import grade_text
from strangler.operations.operation import Kind, Operation
from strangler.operations.views import view_of
from strangler.places import shown

Row = tuple[str, str]
DECIDED = {
    "authentication": "get_authenticators",
    "permissions": "get_permissions",
    "throttles": "get_throttles",
    "parsers": "get_parsers",
    "renderers": "get_renderers",
}


def details(entry: Entry) -> RenderableType:
    """Return all that is known of an entry."""
    title = Text.assemble((entry.key, "bold"), "  ", grade_text(entry.grade))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True, min_width=14)
    grid.add_column(overflow="fold")
    for name, value in [*_identity(entry), *_facts(entry), *_found(entry)]:
        grid.add_row(f"  {name}", Text(value))
    for problem in entry.facts.problems:
        grid.add_row("  not read", Text(problem, style="red"))
    return Stack(title, grid)


def _identity(entry: Entry) -> Iterator[Row]:
    if entry.route:
        yield "route", entry.route
    operation = entry.operation
    if operation is None:
        yield "legacy", "gone"
        return
    yield "view", f"{operation.view} ({operation.kind})"
    if where := _place(view_of(operation.callback).view_class or view_of(operation.callback).layers[-1]):
        yield "", where
    if operation.handler != operation.view:
        yield "handler", operation.handler
        if where := _place(_handler(operation)):
            yield "", where
    if operation.name:
        yield "URL name", operation.name
    yield "URL pattern", operation.pattern
    yield "application", entry.app


def _facts(entry: Entry) -> Iterator[Row]:
    facts = entry.facts
    for name, method in DECIDED.items():
        values: tuple[str, ...] = getattr(facts, name)
        by = f"decided by {method}" if method in facts.overridden else ""
        if values or by:
            yield name, "\n".join([*values, *([by] if by else [])])
    serializers = [name for name in facts.overridden if "serializer" in name]
    rows = {
        "takes": facts.serializer_in,
        "answers": facts.serializer_out,
        "": f"decided by {' and '.join(serializers)}" if serializers else "",
        "pagination": facts.pagination,
        "filters": "\n".join([*facts.filters, *([facts.filterset] if facts.filterset else [])]),
        "versioning": facts.versioning,
        "transaction": f"ATOMIC_REQUESTS of {', '.join(facts.atomic)}" if facts.atomic else "",
        "CSRF": "exempt" if facts.csrf_exempt and entry.operation and entry.operation.kind is Kind.DJANGO else "",
    }
    yield from ((name, value) for name, value in rows.items() if value)


def _found(entry: Entry) -> Iterator[Row]:
    if entry.tests is not None:
        statuses = f"; answered {', '.join(map(str, entry.tests.statuses))}" if entry.tests.statuses else ""
        yield "tests", f"{entry.tests.requests} requests{statuses}" if entry.tests.requests else "none asks for it"
    if entry.parity is not None:
        at = f", {entry.parity.at}" if entry.parity.at else ""
        safe = ", safe to switch" if entry.parity.safe else ""
        seen = f"{entry.parity.requests} requests, {entry.parity.shapes} shapes{at}"
        yield "parity", f"{entry.parity.verdict}{safe}: {seen}"
    if entry.calls is not None:
        last = f", the last {entry.calls.last:%Y-%m-%d %H:%M}" if entry.calls.last else ""
        statuses = ", ".join(f"{count:,} times {status}" for status, count in sorted(entry.calls.statuses.items()))
        yield "calls", f"{entry.calls.count:,}{last}" + (f"\n{statuses}" if statuses else "")
    if entry.owner:
        yield "owner", entry.owner
    if entry.note:
        yield "note", entry.note


def _handler(operation: Operation) -> Any:
    return getattr(operation.view_class, operation.action, None)


def _place(thing: Any) -> str:
    """Return the file and the line of a class or function, seen from the project; "" where that is not known."""
    try:
        thing = inspect.unwrap(thing)
        file = Path(inspect.getsourcefile(thing) or "")
        line = inspect.getsourcelines(thing)[1]
    except (OSError, TypeError, ValueError):
        return ""
    return f"{shown(file)}:{line}"
