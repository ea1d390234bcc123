"""The findings as messages of Django's check framework, without those that somebody has accepted.

One message for each kind, with all its places: three hundred findings are thirty hints to read, and not three hundred.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core import checks

from adopted.checks import loaded, reading
from adopted.checks.findings import Finding, Kind
from adopted.facts import Facts, Layout

TAG = "adoption"
LEVELS = {"E": checks.ERROR, "W": checks.WARNING, "I": checks.INFO}
HOME = Path(__file__).parents[1]
LEGACY = HOME.parent / "legacy"
FACTS = HOME / "facts.json"
# One finding a line, as it was printed and with its id before it. The line number doesn't count.
ACCEPTED = HOME / "accepted.txt"
HEAD = """\
# Findings of `manage.py check --tag adoption` that are fine as they are: an id, a place, and what is there.
# Line numbers don't count. `manage.py check --tag adoption --accept` adds all that it finds.
"""
LINE_NUMBER = re.compile(r"^(\S+ \S+?):\d+(?= |$)")


def check_adoption(app_configs: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """Return a message for each kind of finding. A system check, of the tag `adoption`."""
    return messages(unaccepted())


def unaccepted() -> list[Finding]:
    """Return the findings of the project that nobody has accepted."""
    accepted = read_accepted(ACCEPTED)
    return [finding for finding in findings() if finding.key not in accepted]


def findings() -> list[Finding]:
    """Return all findings of the project."""
    layout = Facts.read(FACTS).layout if FACTS.exists() else Layout()
    return loaded.find(LEGACY, reading.find(LEGACY, layout))


def messages(found: Iterable[Finding]) -> list[checks.CheckMessage]:
    """Return a message for each kind among the findings, in the order of their ids."""
    kinds: dict[Kind, list[Finding]] = {}
    for finding in sorted(found):
        kinds.setdefault(finding.kind, []).append(finding)
    return [_message(kind, kinds[kind]) for kind in sorted(kinds, key=lambda kind: kind.id)]


def _message(kind: Kind, places: list[Finding]) -> checks.CheckMessage:
    lines = "".join(f"\n\t{place}" for place in places)
    return checks.CheckMessage(LEVELS[kind.level], kind.title + lines, hint=kind.hint, obj=LEGACY.name, id=kind.id)


def read_accepted(path: Path) -> set[str]:
    """Return the keys of the findings that a file accepts; none if there is no such file."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {LINE_NUMBER.sub(r"\1", line.strip()) for line in lines if line.strip() and not line.startswith("#")}


def accept(found: Iterable[Finding], path: Path) -> None:
    """Add findings to those that a file accepts."""
    text = path.read_text(encoding="utf-8") if path.exists() else HEAD
    known = read_accepted(path)
    added = dict.fromkeys(finding.key for finding in found if finding.key not in known)
    path.write_text(text + "".join(f"{key}\n" for key in added), encoding="utf-8", newline="\n")
