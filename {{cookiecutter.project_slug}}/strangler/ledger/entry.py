"""A line of the ledger."""

from dataclasses import dataclass, field
from functools import cached_property

from strangler.ledger.evidence import Asked, Parity
from strangler.ledger.reading.facts import Facts
from strangler.ledger.reading.read import read_facts
from strangler.ledger.traffic.usage import Calls
from strangler.operations.operation import Grade, Operation


@dataclass(frozen=True)
class Entry:
    """An operation, and all that is known of it.

    Args:
        method: in capitals.
        path: as OpenAPI writes it.
        grade: how far it is.
        app: the label of the application that its view belongs to.
        route: the dotted name of the FastAPI endpoint, or "".
        operation: of the legacy half, or None where that has it no more.
        parity: what the last comparison has shown, or None where there was none.
        tests: what the project's tests ask of it, or None where they were not watched.
        calls: how often clients called it, or None where no logs were read.
        owner: who looks after it, from the ledger's file.
        note: likewise.
    """

    method: str
    path: str
    grade: Grade
    app: str = ""
    route: str = ""
    operation: Operation | None = field(default=None, repr=False)
    parity: Parity | None = None
    tests: Asked | None = None
    calls: Calls | None = None
    owner: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        """What it is called: `GET /api/products/{pk}/`."""
        return f"{self.method} {self.path}"

    @property
    def name(self) -> str:
        """The name of its URL; "" where it has none."""
        return self.operation.name if self.operation else ""

    @property
    def view(self) -> str:
        """The dotted name of its legacy view; "" where that is gone."""
        return self.operation.view if self.operation else ""

    @property
    def action(self) -> str:
        """What a viewset calls it."""
        return self.operation.action if self.operation else ""

    @property
    def handler(self) -> str:
        """The dotted name of the function that answers in the legacy half."""
        return self.operation.handler if self.operation else ""

    @property
    def answered_by(self) -> str:
        """In few words, who answers: the view and its action, or else the FastAPI endpoint."""
        view = self.view.rpartition(".")[2]
        if not view:
            return self.route.rpartition(".")[2]
        return f"{view}.{self.action}" if self.operation and self.action.upper() != self.method else view

    @cached_property
    def facts(self) -> Facts:
        """What the view says; read when somebody asks."""
        return read_facts(self.operation) if self.operation else Facts()
