"""Whether a route may take over: what is known of it, and what is not."""

from dataclasses import dataclass

from strangler.parity.judging.tally import ERRORS, Tally

ENOUGH = 30  # requests: with none of them different, at most a tenth of all are, 19 times in 20
MUCH = 1.0


@dataclass(frozen=True)
class Verdict:
    """What is to be thought of a route.

    Args:
        word: `same`, `different`, or `untested` where no request reached the route.
        bound: the share of requests that may still differ, with 95 % certainty: 3 of n (the rule of three).
        reasons: why it isn't safe to switch yet; none where it is.
    """

    word: str
    bound: float
    reasons: tuple[str, ...] = ()

    @property
    def safe(self) -> bool:
        """Whether it is safe to switch."""
        return not self.reasons

    @property
    def sentence(self) -> str:
        """The verdict, in words."""
        if self.safe:
            return f"safe to switch: fewer than {self.bound:.1%} of requests may still differ"
        return f"not yet: {'; '.join(self.reasons)}"


def verdict_of(tally: Tally) -> Verdict:
    """Return what is to be thought of a route after what was seen of it."""
    if not tally.by_route:
        return Verdict("untested", MUCH, ("no request reached a route",))
    if tally.unresolved:
        count = len(tally.groups)
        reason = f"{count} difference{'s' * (count != 1)} in {tally.unresolved} of {tally.requests} requests"
        return Verdict("different", MUCH, (reason,))
    bound = min(MUCH, 3 / tally.by_route)
    reasons = []
    if all(status >= ERRORS for status in tally.statuses):
        reasons.append("only errors were compared")
    if not tally.errors:
        reasons.append("no error was compared")
    if tally.by_route < ENOUGH:
        reasons.append(f"{tally.by_route} of {ENOUGH} requests")
    return Verdict("same", bound, tuple(reasons))
