"""What `manage.py openapi --check` says."""

import json
from collections.abc import Sequence

from strangler.document.comparing.change import Change, Level

VERSION = 1


def as_text(changes: Sequence[Change]) -> str:
    """Return a line for each change, and one that sums up."""
    return "\n".join([*map(str, changes), summary(changes)])


def as_markdown(changes: Sequence[Change]) -> str:
    """Return two lists, for a pull request's comment."""
    lines = [f"**{summary(changes)}**"]
    for level, title in ((Level.BREAKING, "Breaking"), (Level.CHANGED, "Changed")):
        some = [change for change in changes if change.level is level]
        if some:
            lines += ["", f"### {title}", "", *(f"- `{change.where}`: {change.what}" for change in some)]
    return "\n".join(lines)


def as_json(changes: Sequence[Change]) -> str:
    """Return the same for programs."""
    found = [{"level": change.level, "where": change.where, "what": change.what} for change in changes]
    return json.dumps({"version": VERSION, "breaking": count(changes), "changes": found}, indent=2)


def count(changes: Sequence[Change]) -> int:
    """Return how many break clients."""
    return sum(change.level is Level.BREAKING for change in changes)


def summary(changes: Sequence[Change]) -> str:
    """Return how many there are."""
    breaking = count(changes)
    return f"{breaking} breaking, {len(changes) - breaking} other changes"
