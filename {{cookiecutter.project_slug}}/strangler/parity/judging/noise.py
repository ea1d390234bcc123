"""What chance has a hand in: where the legacy half differs from itself when it is asked twice.

A mask holds for a path in all members of its lists, and for one kind of difference: where the value changes each time,
a missing value is still missing, and a number is no text.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from strangler.parity.judging.comparing import Found
from strangler.parity.judging.data import shown, type_name
from strangler.parity.judging.difference import Kind, Path
from strangler.parity.judging.shapes import moment, same_form

PRESENCE = frozenset({Kind.MISSING, Kind.EXTRA})
LENGTHS = frozenset({Kind.LENGTH, Kind.MISSING, Kind.EXTRA})
VALUES = frozenset({Kind.VALUE, Kind.LEXICAL})


@dataclass
class Mask:
    """What was seen to change at a path.

    Args:
        pattern: the path, for all members of its lists.
        kinds: in what ways the legacy half differed from itself.
        types: of the values that were there.
        times: whether all of them were times.
        sample: two values that differed.
        count: how often they did.
    """

    pattern: str
    kinds: set[Kind] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    times: bool = True
    sample: tuple[str, str] = ("", "")
    count: int = 0

    def see(self, found: Found) -> None:
        """Note that the legacy half differed from itself."""
        self.kinds.add(found.kind)
        self.types.update((type_name(found.legacy), type_name(found.routes)))
        self.times = self.times and _is_time(found.legacy) and _is_time(found.routes)
        self.sample = self.sample if self.count else (_brief(found.legacy), _brief(found.routes))
        self.count += 1

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.title}: {self.sample[0] or 'nothing'}, then {self.sample[1] or 'nothing'}"

    @property
    def title(self) -> str:
        """The path, and in what ways the legacy half differed from itself there."""
        return f"{self.pattern}: {', '.join(sorted(self.kinds))}"


class Noise:
    """The masks of one operation."""

    def __init__(self) -> None:
        self.masks: dict[str, Mask] = {}

    def learn(self, found: Iterable[Found]) -> None:
        """Take in how the legacy half differs from itself."""
        for each in found:
            self.masks.setdefault(each.pattern, Mask(each.pattern)).see(each)

    def copy(self) -> "Noise":
        """Return one that may learn more on its own."""
        copy = Noise()
        copy.masks = {
            pattern: replace(mask, kinds={*mask.kinds}, types={*mask.types}) for pattern, mask in self.masks.items()
        }
        return copy

    def hides(self, found: Found, here: dict[Path, Found]) -> bool:
        """Tell whether a difference of the route is one of chance.

        Args:
            found: the difference.
            here: how the legacy half differed from itself at the same request.
        """
        mask = self.masks.get(found.pattern)
        if mask is None:
            return False
        if found.kind in VALUES:
            return bool(mask.kinds & VALUES) and self._value(found, here.get(found.path), mask)
        if found.kind is Kind.TYPE:
            return Kind.TYPE in mask.kinds and type_name(found.routes) in mask.types
        if found.kind in PRESENCE:
            return bool(mask.kinds & PRESENCE)
        return found.kind in mask.kinds

    @staticmethod
    def _value(found: Found, twice: Found | None, mask: Mask) -> bool:
        in_row = found.path[0] == "rows"
        if twice is not None and twice.kind in VALUES:
            return same_form(found.legacy, twice.routes, found.routes, in_row=in_row)
        # This time the legacy half said the same twice, or the place in the list is another one: only of what changes
        # as clocks do is it known that it may change here, too.
        return mask.times and same_form(found.legacy, found.legacy, found.routes, in_row=in_row)


def _brief(value: Any) -> str:
    """Return a value as shown in a line; of a page of text, how long it is."""
    return f"{len(value)} letters" if isinstance(value, str) and "\n" in value else shown(value, 60)


def _is_time(value: Any) -> bool:
    return isinstance(value, str) and moment(value) is not None
