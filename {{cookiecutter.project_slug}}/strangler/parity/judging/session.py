"""Judges many requests, one after the other, and at the end once more with all that was learnt meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from strangler.operations.operation import Operation
from strangler.parity.judging.accepting import Acceptance, Accepted
from strangler.parity.judging.judge import Judgement, differences_with_itself, weigh
from strangler.parity.judging.noise import Mask
from strangler.parity.judging.tally import Tally, operation_key, put
from strangler.parity.outcome import Comparison

WAITING = 500  # comparisons of an operation that are held until the end


@dataclass(frozen=True)
class Results:
    """What was found, for reports.

    Args:
        tallies: of each operation that requests were for, by its key.
        expired: accepted differences whose last day has gone by.
        unused: accepted differences that were not met.
        uncovered: ported operations that no request was for.
        source: where the requests came from.
        remarks: what there is to say of them.
        seconds: how long it took.
        at: when it was done.
    """

    tallies: tuple[Tally, ...]
    expired: tuple[Accepted, ...] = ()
    unused: tuple[Accepted, ...] = ()
    uncovered: tuple[str, ...] = ()
    source: str = ""
    remarks: tuple[str, ...] = ()
    seconds: float = 0.0
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def with_uncovered(self, ported: Iterable[Operation]) -> "Results":
        """Return the same, with the ported operations that no request reached."""
        reached = {tally.key for tally in self.tallies if tally.by_route}
        return replace(self, uncovered=tuple(one.key for one in ported if one.key not in reached))

    @property
    def shown(self) -> list[Tally]:
        """The operations that there is something to say about."""
        return [tally for tally in self.tallies if not tally.is_elsewhere]

    @property
    def elsewhere(self) -> str:
        """What there is to say of the others, in a line; "" if there are none."""
        others = [tally for tally in self.tallies if tally.is_elsewhere]
        requests = sum(tally.requests for tally in others)
        return f"{requests:,} more went to the legacy half alone: other paths and methods" if others else ""

    def masks(self) -> list[str]:
        """Return what is masked, in lines: the same of several operations in one."""
        found: dict[str, list[tuple[str, Mask]]] = {}
        for tally in self.tallies:
            for mask in tally.noise.masks.values():
                found.setdefault(mask.title, []).append((tally.key, mask))
        return [_masked(*each) for each in found.values()]

    @property
    def requests(self) -> int:
        """How many requests were compared."""
        return sum(tally.requests for tally in self.tallies)

    @property
    def preserved(self) -> int:
        """How many had no difference."""
        return sum(tally.preserved for tally in self.tallies)

    @property
    def accepted(self) -> int:
        """How many had none but accepted ones."""
        return sum(tally.accepted for tally in self.tallies)

    @property
    def unresolved(self) -> int:
        """How many had others."""
        return sum(tally.unresolved for tally in self.tallies)


class Judging:
    """Takes comparisons in, and says at the end what came of them.

    Args:
        acceptance: the differences that may stay.
    """

    def __init__(self, acceptance: Acceptance | None = None) -> None:
        self._acceptance = acceptance or Acceptance()
        self._tallies: dict[str, Tally] = {}
        self._waiting: dict[str, list[Comparison]] = {}

    def add(self, comparison: Comparison) -> Judgement:
        """Take a comparison in, and say what is known of it by now. What is learnt later may mask some of it."""
        key = operation_key(comparison)
        tally = self._tallies.setdefault(key, Tally(key))
        tally.see(comparison)
        tally.noise.learn(differences_with_itself(comparison))
        judgement = weigh(comparison, tally.noise)
        waiting = self._waiting.setdefault(key, [])
        if judgement.differences and len(waiting) < WAITING:
            waiting.append(comparison)
        else:
            self._settle(tally, comparison, judgement)
        return judgement

    def unresolved(self, comparison: Comparison, judgement: Judgement) -> bool:
        """Tell whether something of it is not accepted."""
        key = operation_key(comparison)
        return any(self._acceptance.find(key, difference) is None for difference in judgement.differences)

    def finish(
        self,
        uncovered: Iterable[str] = (),
        source: str = "",
        seconds: float = 0.0,
        remarks: Iterable[str] = (),
    ) -> Results:
        """Return what was found, after all noise is known."""
        for key, comparisons in self._waiting.items():
            for comparison in comparisons:
                self._settle(self._tallies[key], comparison, weigh(comparison, self._tallies[key].noise))
        self._waiting.clear()
        return Results(
            tallies=tuple(sorted(self._tallies.values(), key=lambda tally: _by_path(tally.key))),
            expired=tuple(self._acceptance.expired),
            unused=tuple(self._acceptance.unused),
            uncovered=tuple(uncovered),
            source=source,
            remarks=tuple(remarks),
            seconds=seconds,
        )

    def _settle(self, tally: Tally, comparison: Comparison, judgement: Judgement) -> None:
        reasons = [self._acceptance.find(tally.key, difference) for difference in judgement.differences]
        for difference, reason in zip(judgement.differences, reasons, strict=True):
            put(tally.differences, comparison.request, difference, reason)
        for difference in judgement.information:
            put(tally.information, comparison.request, difference, None)
        if not reasons:
            tally.preserved += 1
        elif None in reasons:
            tally.unresolved += 1
        else:
            tally.accepted += 1


def _masked(*masks: tuple[str, Mask]) -> str:
    key, mask = masks[0]
    more = f" and {len(masks) - 1} more" if len(masks) > 1 else ""
    return f"{mask} ({key}{more})"


def _by_path(key: str) -> tuple[str, str]:
    method, _, path = key.partition(" ")
    return path, method
