"""What continuous integration should stop for: the service against its committed ledger."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from strangler.ledger.entry import Entry
from strangler.ledger.file import LedgerFile
from strangler.ledger.ledger import Ledger
from strangler.operations.operation import Grade

FORTH = list(Grade)  # a grade is ahead of those before it
COMPARABLE = {
    Grade.HYBRID,
    Grade.NATIVE,
}  # the legacy view answers a wrapped one, and a retired one has nothing beside it
UNCOMPARED = "uncompared"  # in the ledger's file, the reason why there is no parity to be seen


class Trouble(StrEnum):
    """What can be wrong."""

    DISAPPEARED = "disappeared"
    BACK = "went back"
    HIDDEN = "hidden"
    DIFFERENT = "not the same"
    UNCOMPARED = "not compared"
    NEW = "new"
    OUTDATED = "out of date"


REPORTED = {Trouble.NEW, Trouble.OUTDATED}  # no failures, unless strict


@dataclass(frozen=True)
class Finding:
    """Something that is not as the ledger's file has it.

    Args:
        trouble: what is wrong.
        key: of which operation.
        text: in a few words.
    """

    trouble: Trouble
    key: str
    text: str

    @property
    def fails(self) -> bool:
        """Whether CI should stop for it."""
        return self.trouble not in REPORTED


def check(ledger: Ledger) -> list[Finding]:
    """Return all that is not as it should be, failures first.

    Args:
        ledger: what there is.
    """
    file = ledger.file or LedgerFile()
    found = [
        *_disappeared(file.operations, ledger.entries),
        *_hidden(ledger, file),
        *_unproven(file.operations, ledger),
        *_changed(file.operations, ledger.entries),
    ]
    return sorted(found, key=lambda finding: list(Trouble).index(finding.trouble))


def current(ledger: Ledger) -> LedgerFile:
    """Return the file as it should be now, with what people have written in it."""
    before = ledger.file or LedgerFile()
    operations = {entry.key: {**before.operations.get(entry.key, {}), **_state(entry)} for entry in ledger.entries}
    return LedgerFile(operations, before.accepted)


def _state(entry: Entry) -> dict[str, Any]:
    return {"grade": entry.grade.value, "view": _legacy(entry), "route": entry.route}


def _legacy(entry: Entry) -> str:
    """Return the dotted name of the view with its action; of a function's, its own."""
    has_actions = entry.operation is not None and entry.operation.handler != entry.view
    return f"{entry.view}.{entry.action}" if has_actions else entry.view


def _disappeared(before: Mapping[str, Mapping[str, Any]], entries: Sequence[Entry]) -> Iterator[Finding]:
    keys = {entry.key for entry in entries}
    for key, entry in before.items():
        if key not in keys:
            was = entry.get("route") or entry.get("view") or "something"
            yield Finding(Trouble.DISAPPEARED, key, f"nothing answers it any more; {was} did")


def _hidden(ledger: Ledger, file: LedgerFile) -> Iterator[Finding]:
    accepted = {(one.route, one.hides) for one in file.accepted}
    for hiding in ledger.hiding:
        if (hiding.route, hiding.operation) not in accepted:
            text = f"{hiding.endpoint} ({hiding.route}) takes {hiding.example}"
            yield Finding(Trouble.HIDDEN, hiding.operation, text)


def _unproven(before: Mapping[str, Mapping[str, Any]], ledger: Ledger) -> Iterator[Finding]:
    for entry in ledger.entries:
        if entry.grade not in COMPARABLE or before.get(entry.key, {}).get(UNCOMPARED):
            continue
        if entry.parity is not None and entry.parity.verdict == "different":
            yield Finding(Trouble.DIFFERENT, entry.key, f"the last comparison of {entry.route} saw differences")
        elif entry.parity is None or entry.parity.verdict == "untested":
            never = "no request was compared" if ledger.compared else "nothing was compared yet"
            yield Finding(Trouble.UNCOMPARED, entry.key, f"{entry.route}: {never} (manage.py parity)")


def _changed(before: Mapping[str, Mapping[str, Any]], entries: Sequence[Entry]) -> Iterator[Finding]:
    for entry in entries:
        was = before.get(entry.key)
        if was is None:
            yield Finding(Trouble.NEW, entry.key, f"{entry.grade}, {_legacy(entry) or entry.route}")
            continue
        grade = was.get("grade")
        if grade in FORTH and FORTH.index(Grade(grade)) > FORTH.index(entry.grade):
            yield Finding(Trouble.BACK, entry.key, f"was {grade}, and is {entry.grade}")
        elif changed := [name for name, value in _state(entry).items() if was.get(name, "") != value]:
            yield Finding(Trouble.OUTDATED, entry.key, f"{' and '.join(changed)} changed (--write)")
