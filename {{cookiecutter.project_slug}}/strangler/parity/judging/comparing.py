"""Compares data with data, by structure."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from strangler.parity.judging.aligning import Pairs, align
from strangler.parity.judging.data import Number, frozen, shown, type_name
from strangler.parity.judging.difference import Kind, Path, pattern_of

MEMBERS = 3  # that are shown of those that one list has and the other has not

Same = Callable[[Path, Any, Any], Kind | None]


@dataclass(frozen=True)
class Found:
    """A difference in data.

    Args:
        path: where.
        kind: in what way.
        legacy: what is there in the legacy's data, None for nothing.
        routes: what is there in the route's.
        note: more to say.
    """

    path: Path
    kind: Kind
    legacy: Any = None
    routes: Any = None
    note: str = ""

    @property
    def pattern(self) -> str:
        """The path for all members of its lists."""
        return pattern_of(self.path)


def equal(_path: Path, legacy: Any, routes: Any) -> Kind | None:
    """Tell in what way two values of the same type differ that have no parts."""
    if legacy == routes:
        return None
    if isinstance(legacy, Number) and isinstance(routes, Number) and _same_number(legacy, routes):
        return Kind.LEXICAL
    return Kind.VALUE


def compare(legacy: Any, routes: Any, path: Path = (), same: Same = equal) -> Iterator[Found]:
    """Yield the differences of two pieces of data.

    Args:
        legacy: what the legacy half has.
        routes: what the route has.
        path: where they stand.
        same: tells whether two values are the same that have no parts and are of one type.
    """
    if type_name(legacy) != type_name(routes):
        yield Found(path, Kind.TYPE, legacy, routes)
    elif isinstance(legacy, dict):
        yield from _objects(legacy, routes, path, same)
    elif isinstance(legacy, list):
        yield from _lists(legacy, routes, path, same)
    elif kind := same(path, legacy, routes):
        yield Found(path, kind, legacy, routes)


def _objects(legacy: dict[str, Any], routes: dict[str, Any], path: Path, same: Same) -> Iterator[Found]:
    for key, value in legacy.items():
        if key in routes:
            yield from compare(value, routes[key], (*path, key), same)
        else:
            yield Found((*path, key), Kind.MISSING, value)
    for key, value in routes.items():
        if key not in legacy:
            yield Found((*path, key), Kind.EXTRA, routes=value)
    orders = [key for key in legacy if key in routes], [key for key in routes if key in legacy]
    if orders[0] != orders[1]:
        yield Found(path, Kind.LEXICAL, *orders, note="the keys stand in another order")


def _lists(legacy: list[Any], routes: list[Any], path: Path, same: Same) -> Iterator[Found]:
    pairs = align(legacy, routes)
    if pairs is not None:
        yield from _aligned(legacy, routes, pairs, path, same)
    elif _multiset(legacy) == _multiset(routes):
        if legacy != routes:
            yield Found(path, Kind.ORDER, legacy, routes)
    elif len(legacy) != len(routes):
        yield Found(path, Kind.LENGTH, legacy, routes, note=_lengths(legacy, routes))
    else:
        for index, (left, right) in enumerate(zip(legacy, routes, strict=True)):
            yield from compare(left, right, (*path, index), same)


def _aligned(legacy: list[Any], routes: list[Any], pairs: Pairs, path: Path, same: Same) -> Iterator[Found]:
    for left, right in pairs.both:
        yield from compare(legacy[left], routes[right], (*path, left), same)
    for index in pairs.legacy:
        yield Found((*path, index), Kind.MISSING, legacy[index])
    for index in pairs.routes:
        yield Found((*path, index), Kind.EXTRA, routes=routes[index])
    order = [right for _, right in pairs.both]
    if order != sorted(order):
        keys = [pairs.name(legacy[left]) for left, _ in pairs.both], [pairs.name(routes[n]) for n in sorted(order)]
        yield Found(path, Kind.ORDER, *keys)


def _lengths(legacy: list[Any], routes: list[Any]) -> str:
    left, right = _multiset(legacy), _multiset(routes)
    gone = [item for item in legacy if frozen(item) not in right]
    new = [item for item in routes if frozen(item) not in left]
    lines = [f"{len(legacy)} members and {len(routes)}"]
    lines += [f"- {shown(item)}" for item in gone[:MEMBERS]] + [f"+ {shown(item)}" for item in new[:MEMBERS]]
    return "\n".join(lines)


def _multiset(values: list[Any]) -> Counter[Any]:
    return Counter(map(frozen, values))


def _same_number(legacy: Number, routes: Number) -> bool:
    try:
        return legacy.value == routes.value
    except ArithmeticError:
        return False
