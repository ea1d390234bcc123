"""The last verdict of each operation, for `manage.py endpoints`: `.strangler/parity.json`."""

import json
from pathlib import Path
from typing import Any

from strangler.errors import ToolkitError
from strangler.parity.judging.session import Results
from strangler.parity.judging.tally import Tally
from strangler.parity.judging.verdicts import verdict_of

FILE = Path(".strangler") / "parity.json"
VERSION = 1


def remember(results: Results, folder: Path) -> None:
    """Write the verdicts down; of operations that no request was for, the last ones stay.

    Args:
        results: what was found.
        folder: of the project.

    Raises:
        ToolkitError: the file can't be written.
    """
    path = folder / FILE
    operations = _read(path)
    at = results.at.isoformat(timespec="seconds")
    # Other paths and methods are no operations; of one that is, the last word may be that no route answers it any more.
    told = [tally for tally in results.tallies if not tally.is_elsewhere or tally.key in operations]
    operations |= {tally.key: entry_of(tally) | {"at": at} for tally in told}
    text = json.dumps({"version": VERSION, "operations": dict(sorted(operations.items()))}, indent=1)
    write(path, f"{text}\n")


def entry_of(tally: Tally) -> dict[str, Any]:
    """Return the verdict of one operation, and what it rests on."""
    verdict = verdict_of(tally)
    return {
        "verdict": verdict.word,
        "safe": verdict.safe,
        "reasons": list(verdict.reasons),
        "requests": tally.requests,
        "shapes": len(tally.shapes),
        "statuses": {str(status): count for status, count in sorted(tally.statuses.items())},
        "unresolved": tally.unresolved,
        "accepted": tally.accepted,
        "bound": round(verdict.bound, 4),
        "queries": _rounded(tally.query_ratio),
        "time": _rounded(tally.time_ratio),
    }


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all.

    Raises:
        ToolkitError: it can't be written.
    """
    draft = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise ToolkitError(f"Can't write {path}: {error.strerror or error}.") from error


def _read(path: Path) -> dict[str, Any]:
    """Return what is known from before; nothing where that can't be read: it is only a memory."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(known, dict) or known.get("version") != VERSION:
        return {}
    operations = known.get("operations")
    return operations if isinstance(operations, dict) else {}


def _rounded(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio, 2)
