"""Writes files so that none is ever there by half."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from strangler.errors import ToolkitError


def write(files: Mapping[Path, str | None]) -> None:
    """Give each file its new text, or delete it.

    All new texts are on the disk before the first file is replaced.

    Raises:
        ToolkitError: one can't be written; then none has been.
    """
    written: dict[Path, Path] = {}
    try:
        for path, text in files.items():
            if text is not None:
                descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
                written[path] = Path(name)
                with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
                    file.write(text)
                if path.exists():
                    written[path].chmod(path.stat().st_mode)
    except OSError as error:
        for temporary in written.values():
            temporary.unlink(missing_ok=True)
        raise ToolkitError(f"{error.filename} can't be written: {error.strerror}") from error
    for path, text in files.items():
        if text is None:
            path.unlink()
        else:
            written[path].replace(path)
