"""All that one half did about one request: its answer, and what it left behind before that was rolled back."""

from dataclasses import dataclass, field
from typing import Any

from strangler.exchanges.exchange import Answer, Request
from strangler.operations.operation import Operation


@dataclass(frozen=True)
class RowChange:
    """A row that was written.

    Args:
        table: its name.
        kind: insert, update or delete.
        values: of the row's columns afterwards (before, for a delete), as text that PostgreSQL would print.
    """

    table: str
    kind: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Effect:
    """Something that would have left the process: a mail, a task, a request to another service, a stored file.

    Args:
        kind: mail, task, http, file, cache, commit.
        what: its name: a task's, a URL, a file's name, an `on_commit` callback's dotted name.
        details: what else there is to compare: recipients, arguments, content.
    """

    kind: str
    what: str
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What one half did.

    Args:
        answer: what the client got.
        rows: what was written, in order, before it was rolled back.
        effects: what was held back, in order.
        queries: SQL statements that were sent, without those of the comparison itself.
        seconds: from request to the last byte.
        error: the exception that no one caught, as `module.Class: message`; "" for none.
    """

    answer: Answer
    rows: tuple[RowChange, ...] = ()
    effects: tuple[Effect, ...] = ()
    queries: tuple[str, ...] = ()
    seconds: float = 0.0
    error: str = ""


@dataclass(frozen=True)
class Comparison:
    """What both halves did about one request.

    Args:
        request: what both were sent.
        legacy: what the legacy half did.
        again: what it did when it was asked once more: where that differs, chance has its hand in it.
        routes: what the combined application did.
        took_by: who answered there: `route`, or `legacy` where no route is for the request.
        route: `GET /api/products/{pk}/`, the route that answered; "" for none.
        operation: what the legacy half calls it; None where it has no such URL.
    """

    request: Request
    legacy: Outcome
    again: Outcome
    routes: Outcome
    took_by: str = "route"
    route: str = ""
    operation: Operation | None = None
