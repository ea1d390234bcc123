"""Counts what both servers answered: by the status of the first, and of the second."""

from collections import Counter
from collections.abc import Iterable
from typing import TypeAlias

Statuses: TypeAlias = Counter[tuple[int, int]]
# As a property of a test: a worker hands on plain lists only.
Rows: TypeAlias = list[tuple[int, int, int]]


def as_rows(statuses: Statuses) -> Rows:
    """Return the counts as rows of left status, right status, number."""
    return [(left, right, count) for (left, right), count in sorted(statuses.items())]


def from_rows(rows: Iterable[tuple[int, int, int]]) -> Statuses:
    """Return the sum of such rows."""
    statuses: Statuses = Counter()
    for left, right, count in rows:
        statuses[left, right] += count
    return statuses


def failed_by_right_only(statuses: Statuses) -> int:
    """Return how many answers of the second server were 5xx where the first server's was not."""
    return sum(count for (left, right), count in statuses.items() if right >= 500 > left)


def summary(statuses: Statuses) -> str:
    """Return how many answers of each kind both servers gave, and how often only the second failed."""
    sides = (", ".join(f"{kind} {count}" for kind, count in sorted(by_kind(statuses, side).items())) for side in (0, 1))
    return f"left: {'; right: '.join(sides)}; 5xx on the right only: {failed_by_right_only(statuses)}"


def by_kind(statuses: Statuses, side: int) -> Counter[str]:
    """Return how many answers of each kind one server gave; 5xx is always told."""
    kinds = Counter({"5xx": 0})
    for pair, count in statuses.items():
        kinds[f"{pair[side] // 100}xx" if pair[side] else "none"] += count
    return kinds
