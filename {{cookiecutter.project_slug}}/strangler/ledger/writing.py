"""Brings the committed ledger up to date."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from strangler.errors import ToolkitError
from strangler.ledger.checking import current
from strangler.ledger.file import LedgerFile, by_path, written
from strangler.ledger.ledger import Ledger


def write_file(path: Path, ledger: Ledger) -> Iterator[str]:
    """Write the file, and yield lines that say what has changed in it.

    Args:
        path: of the file; it is replaced as a whole, or not at all.
        ledger: what there is.

    Raises:
        ToolkitError: it can't be written.
    """
    before, after = ledger.file or LedgerFile(), current(ledger)
    replace_text(path, written(after))
    for key in sorted({*before.operations, *after.operations}, key=by_path):
        old, new = before.operations.get(key), after.operations.get(key)
        if new is None:
            yield f"disappeared  {key}"
        elif old is None:
            yield f"new          {key}  {new['grade']}"
        elif old.get("grade") != new["grade"]:
            yield f"{new['grade']:<12} {key}  was {old.get('grade')}"
    yield f"{path.name} has {len(after.operations)} operations."


def replace_text(path: Path, text: str) -> None:
    """Write a text file in one go: whoever reads it has the old text or the new one.

    Raises:
        ToolkitError: it can't be written.
    """
    try:
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8", newline="\n") as file:
            file.write(text)
        mode = path.stat().st_mode if path.exists() else 0o644
        Path(file.name).chmod(mode & 0o777)
        os.replace(file.name, path)  # noqa: PTH105 - over a file that is there
    except OSError as error:
        raise ToolkitError(f"Can't write {path}: {error.strerror or error}.") from error
