"""Which member of one list is which of another: by what tells them apart, wherever they stand."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from strangler.parity.judging.data import frozen

KEYS = ("id", "pk", "uuid", "url", "slug", "key", "code", "what", "name")


@dataclass(frozen=True)
class Pairs:
    """The members of two lists, by index.

    Args:
        key: what tells them apart.
        both: those that both lists have, in the order of the legacy's.
        legacy: those that only the legacy's has.
        routes: those that only the route's has.
    """

    key: str
    both: tuple[tuple[int, int], ...]
    legacy: tuple[int, ...]
    routes: tuple[int, ...]

    def name(self, member: dict[str, Any]) -> Any:
        """Return what tells a member apart."""
        return member[self.key]


def align(legacy: list[Any], routes: list[Any]) -> Pairs | None:
    """Return which members belong together, or None where nothing tells: no key, not unique, or none in common.

    New rows have other ids on each side. When as many are left on both sides, they belong together in their order.
    """
    for key in KEYS:
        left, right = _index(legacy, key), _index(routes, key)
        if left is None or right is None or not left.keys() & right.keys():
            continue
        both = [(index, right[name]) for name, index in left.items() if name in right]
        only_legacy = [index for name, index in left.items() if name not in right]
        only_routes = [index for name, index in right.items() if name not in left]
        if len(only_legacy) == len(only_routes):
            both = sorted([*both, *zip(only_legacy, only_routes, strict=True)])
            only_legacy, only_routes = [], []
        return Pairs(key, tuple(both), tuple(only_legacy), tuple(only_routes))
    return None


def _index(members: list[Any], key: str) -> dict[Hashable, int] | None:
    """Return where the member with each key stands; None unless each has one of its own."""
    found: dict[Hashable, int] = {}
    for index, member in enumerate(members):
        if not isinstance(member, dict) or isinstance(member.get(key), dict | list | None):
            return None
        found[frozen(member[key])] = index
    return found if found and len(found) == len(members) else None
