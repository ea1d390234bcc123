"""What chance has a hand in at one request: values that differ each time, and ids, which must stay one to one."""

from collections.abc import Iterable
from typing import Any

from strangler.parity.judging.comparing import Found, equal
from strangler.parity.judging.data import Number
from strangler.parity.judging.difference import Kind, Path
from strangler.parity.judging.ids import Ids, made_pairs, names_something, split
from strangler.parity.judging.shapes import moment, same_form
from strangler.parity.outcome import Comparison


class Chance:
    """Compares the values of one request.

    Args:
        comparison: what both halves did.
        itself: how the legacy half differed from itself.
    """

    def __init__(self, comparison: Comparison, itself: Iterable[Found]) -> None:
        self.here: dict[Path, Found] = {found.path: found for found in itself}
        self.in_answer = any(path[0] in {"header", "body"} for path in self.here)
        self.forgave_in_body = False
        self.ids = Ids(
            made_pairs(comparison.legacy, comparison.routes),
            made_pairs(comparison.legacy, comparison.again),
        )

    def same(self, path: Path, legacy: Any, routes: Any) -> Kind | None:
        """Tell in what way two values of the same type differ, ids apart that stand for each other."""
        left, right = _text(legacy), _text(routes)
        if left is None or right is None:
            return equal(path, legacy, routes)
        twice = self.here.get(path)
        again = None if twice is None else _text(twice.routes)
        if again is not None and moment(left) is None:
            kind = self._of_chance(path, left, again, right)
        elif left != right and self.ids.renamed(path, left, right):
            kind = None
        else:
            return equal(path, legacy, routes)
        if kind is None and left != right and path[0] == "body":
            self.forgave_in_body = True
        return kind

    def _of_chance(self, path: Path, legacy: str, again: str, routes: str) -> Kind | None:
        parts = split(legacy), split(again), split(routes)
        if not len(parts[0]) == len(parts[1]) == len(parts[2]):
            return None if legacy == routes else Kind.VALUE
        others = False
        for left, middle, right in zip(*parts, strict=True):
            if left == middle or not (self.ids.is_made(left, middle) or names_something(path, left)):
                others = others or left != right
            elif not self.ids.fits(path, left, right):
                return Kind.IDENTITY
            else:
                others = others or not same_form(left, middle, right)
        return Kind.VALUE if others else None


def _text(value: Any) -> str | None:
    if isinstance(value, Number):
        return value.literal
    return value if isinstance(value, str) else None
