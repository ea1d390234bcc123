"""What is to be done with the requests of a suite. Goes to its processes through a file, in a folder that they know."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = "STRANGLER_SUITE"  # the environment variable that names the folder; without it, nothing is done
FILE = "plan.json"


@dataclass(frozen=True)
class Plan:
    """What is to be done.

    Args:
        compare: whether both halves are asked; otherwise requests are only recorded.
        operations: the keys of those that are compared; None for all.
        unported: whether to compare where no route takes the request, too: the legacy half with itself.
    """

    compare: bool = False
    operations: tuple[str, ...] | None = None
    unported: bool = False

    def write(self, folder: Path) -> None:
        """Write this into a folder."""
        (folder / FILE).write_text(json.dumps(asdict(self)), encoding="utf-8")


def read_plan(folder: Path) -> Plan:
    """Return the plan of a folder; the one that compares nothing, where it has none."""
    if not (folder / FILE).is_file():
        return Plan()
    said = json.loads((folder / FILE).read_text(encoding="utf-8"))
    operations = said["operations"]
    return Plan(said["compare"], None if operations is None else tuple(operations), said["unported"])


def suite_folder() -> Path | None:
    """Return the folder that this process is to write to; None where nobody has asked for it."""
    folder = os.environ.get(FOLDER)
    return Path(folder) if folder else None
