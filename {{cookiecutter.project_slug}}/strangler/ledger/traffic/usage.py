"""How often clients called an operation."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Calls:
    """The calls of one operation.

    Args:
        count: how many.
        last: when the last one was, where the logs say so.
        statuses: how often each status was answered.
    """

    count: int = 0
    last: datetime | None = None
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        """How many were answered with a status of 500 or above."""
        return sum(count for status, count in self.statuses.items() if status >= SERVER_ERROR)

    def add(self, status: int, at: datetime | None) -> None:
        """Count a call.

        Args:
            status: of the answer; 0 where it is not known.
            at: when it was, where that is known.
        """
        self.count += 1
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if at is not None and (self.last is None or at > self.last):
            self.last = at


SERVER_ERROR = 500
