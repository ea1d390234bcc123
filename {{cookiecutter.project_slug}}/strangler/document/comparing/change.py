"""One thing that a client may notice."""

from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """What a change is to a client that was written against the old document."""

    BREAKING = "breaking"
    CHANGED = "changed"  # it goes on working, as far as a document can tell


class Side(StrEnum):
    """Who sends what a schema describes."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True)
class Change:
    """A difference between two documents.

    Args:
        level: whether it breaks clients.
        where: the operation and the place in it: `GET /api/products/, response 200, results[].price`.
        what: what is different.
    """

    level: Level
    where: str
    what: str

    def __str__(self) -> str:
        """Return it in a line."""
        return f"{self.level}: {self.where}: {self.what}"


@dataclass
class Changes:
    """The changes found so far, each once."""

    found: dict[Change, None] = field(default_factory=dict)

    def breaks(self, where: str, what: str) -> None:
        """Note something that breaks clients."""
        self.found[Change(Level.BREAKING, where, what)] = None

    def notes(self, where: str, what: str) -> None:
        """Note something else."""
        self.found[Change(Level.CHANGED, where, what)] = None

    def either(self, breaking: bool, where: str, what: str) -> None:
        """Note something that breaks clients or not."""
        (self.breaks if breaking else self.notes)(where, what)
