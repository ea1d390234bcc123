"""How large a project may be, and what to say of a larger one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from adopted.bringing.showing import counted, megabytes, shown
from adopted.errors import AdoptionError


@dataclass(frozen=True)
class Limits:
    """The largest source that is brought, after leaving out, and the longest that git may take for it."""

    size: int = 500_000_000  # bytes
    files: int = 200_000
    seconds: int = 900  # for each command of git that fetches


def check_size(files: Iterable[tuple[str, int]], limits: Limits, advice: str) -> None:
    """Refuse a source that is too large, and name its largest folders.

    Args:
        files: each file's path and size in bytes.
        limits: the largest that is brought.
        advice: what the user can do about it.

    Raises:
        AdoptionError: it is too large.
    """
    number = size = 0
    folders: Counter[str] = Counter()
    for path, length in files:
        number += 1
        size += length
        folders["/".join(path.split("/")[:-1][:2]) or "."] += length
    if number <= limits.files and size <= limits.size:
        return
    largest = ", ".join(f"{shown(folder)} {megabytes(length)}" for folder, length in folders.most_common(4))
    raise AdoptionError(
        f"The source is too large: {megabytes(size)} in {counted(number, 'file')}, and at most {megabytes(limits.size)}"
        f" in {counted(limits.files, 'file')} are brought (the largest folders: {largest}). {advice}"
    )
