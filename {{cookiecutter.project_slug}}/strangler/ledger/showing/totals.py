"""How many operations are of each grade."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from strangler.ledger.entry import Entry
from strangler.operations.operation import Grade


@dataclass(frozen=True)
class Totals:
    """The operations by their grades.

    Args:
        counts: of each grade, in the order of `Grade`.
    """

    counts: dict[Grade, int]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Totals":
        """Return the totals of entries."""
        counted = Counter(entry.grade for entry in entries)
        return cls({grade: counted[grade] for grade in Grade})

    @property
    def all(self) -> int:
        """How many operations there are."""
        return sum(self.counts.values())

    @property
    def ported(self) -> int:
        """How many of them a FastAPI route answers by itself: hybrid, native or retired."""
        return self.all - self.counts[Grade.LEGACY] - self.counts[Grade.WRAPPED]

    def as_dict(self) -> dict[str, int]:
        """Return the counts by the names of grades, and their sum."""
        return {"operations": self.all, **{grade.value: count for grade, count in self.counts.items()}}

    def sentence(self) -> str:
        """Return the totals in a line."""
        share = f" ({100 * self.ported // self.all} %)" if self.all else ""
        return f"{self.ported} of {self.all} operations are ported{share}: {self.list()}"

    def list(self) -> str:
        """Return the counts of grades that there are, the last stage first."""
        counts = [f"{count} {grade.value}" for grade, count in reversed(self.counts.items()) if count]
        return ", ".join(counts) or "none"
