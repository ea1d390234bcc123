"""Which entries somebody wants to see, and in which order."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any

from strangler.ledger.entry import Entry
from strangler.ledger.traffic.counting import Traffic
from strangler.ledger.traffic.usage import Calls
from strangler.operations.find import find_operations
from strangler.operations.operation import Grade
from strangler.operations.paths import of_route

LONG_AGO = datetime.min.replace(tzinfo=UTC)
MISSING = 1 << 60
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see; what is empty lets everything through.

    Args:
        grades: how far an operation is.
        apps: labels of applications.
        methods: in capitals.
        path: how its path begins, or a pattern with `*`.
        text: somewhere in its path, names, view, handler, owner or note, in any case.
        unported: only what the legacy half answers alone.
        unused: only what no log has a call of.
    """

    grades: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    path: str = ""
    text: str = ""
    unported: bool = False
    unused: bool = False

    def __call__(self, entry: Entry) -> bool:
        """Return whether an entry is wanted."""
        return (
            (not self.grades or entry.grade in self.grades)
            and (not self.apps or entry.app in self.apps)
            and (not self.methods or entry.method in self.methods)
            and (not self.path or _has_path(entry, of_route(self.path)))
            and (not self.text or self.text.lower() in _text_of(entry))
            and (not self.unported or entry.grade is Grade.LEGACY)
            and (not self.unused or not (entry.calls and entry.calls.count))
        )


# By what entries are sorted; each is followed by path and method.
ORDERS: dict[str, Callable[[Entry], Any]] = {
    "url": lambda _: 0,
    "path": lambda entry: (entry.path, _method(entry)),
    "method": lambda entry: (_method(entry), entry.path),
    "grade": lambda entry: (list(Grade).index(entry.grade), entry.path),
    "app": lambda entry: (entry.app, entry.path),
    "view": lambda entry: (entry.view or entry.route, entry.path),
    "handler": lambda entry: (entry.handler or entry.route, entry.path),
    "calls": lambda entry: (-(entry.calls.count if entry.calls else 0), entry.path),
    "last": lambda entry: ((entry.calls.last if entry.calls else None) or LONG_AGO, entry.path),
    "tests": lambda entry: (entry.tests.requests if entry.tests else MISSING, entry.path),
    "owner": lambda entry: (entry.owner or "\uffff", entry.path),
}


def named(entries: Sequence[Entry], name: str) -> list[Entry]:
    """Return the entries that somebody means: by the names that operations have, or by a retired one's key or path.

    Raises:
        ToolkitError: there is none.
    """
    retired = [entry for entry in entries if entry.operation is None and name in {entry.key, entry.path, entry.route}]
    if retired:
        return retired
    found = {one.key for one in find_operations(name, [entry.operation for entry in entries if entry.operation])}
    return [entry for entry in entries if entry.key in found]


def with_calls(entries: Iterable[Entry], traffic: Traffic | None) -> list[Entry]:
    """Return entries with their calls, if logs were read."""
    if traffic is None:
        return list(entries)
    return [replace(entry, calls=traffic.calls.get(entry.key, Calls())) for entry in entries]


def ordered(entries: Iterable[Entry], order: str) -> list[Entry]:
    """Return entries in one of `ORDERS`; `url` is the order of the URLconf, in which they come."""
    return sorted(entries, key=ORDERS[order])


@dataclass(frozen=True)
class Group:
    """The operations that one class answers, by the handlers that it defines.

    Args:
        owner: the dotted name of the class; of functions, their module.
        entries: what it answers.
    """

    owner: str
    entries: tuple[Entry, ...]

    @property
    def views(self) -> int:
        """How many views have it among their bases, or are it."""
        return len({entry.view or entry.route for entry in self.entries})


def by_handler(entries: Sequence[Entry]) -> list[Group]:
    """Return entries grouped by the class that defines their handler, the largest groups first.

    Porting one of these, often a base class, ports all that it answers.
    """
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[(entry.handler or entry.route).rpartition(".")[0]].append(entry)
    found = [Group(owner, tuple(group)) for owner, group in groups.items()]
    return sorted(found, key=lambda group: (-len(group.entries), group.owner))


def _method(entry: Entry) -> int:
    return METHODS.index(entry.method) if entry.method in METHODS else len(METHODS)


def _has_path(entry: Entry, path: str) -> bool:
    return fnmatchcase(entry.path, path) if "*" in path else entry.path.startswith(path)


def _text_of(entry: Entry) -> str:
    said = (entry.key, entry.name, entry.view, entry.action, entry.handler, entry.route, entry.owner, entry.note)
    return "\n".join(said).lower()
