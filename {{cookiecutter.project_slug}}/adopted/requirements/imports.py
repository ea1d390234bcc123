"""Which modules a project's own code imports."""

import re
from pathlib import Path

from adopted.facts import Place
from adopted.requirements.collected import read_text, relative
from adopted.requirements.evidence import project_files

_IMPORT = re.compile(r"^[ \t]*(?:from[ \t]+([A-Za-z_]\w*)[\w.]*[ \t]+import|import[ \t]+([^#\n]+))", re.MULTILINE)
# Where they are not named as their distributions are.
MODULES = {"python-dotenv": "dotenv", "typing-extensions": "typing_extensions", "psycopg2-binary": "psycopg2"}


def imported(legacy: Path) -> dict[str, Place]:
    """Return the top-level modules that are imported anywhere, with the first place of each."""
    found: dict[str, Place] = {}
    for path in project_files(legacy):
        if path.suffix != ".py":
            continue
        text = read_text(path)
        for match in _IMPORT.finditer(text):
            names = [match[1]] if match[1] else [part.split(" as ")[0].strip() for part in match[2].split(",")]
            for name in names:
                module = name.split(".")[0]
                if module not in found:
                    line = text.count("\n", 0, match.start()) + 1
                    found[module] = Place(relative(path, legacy), line)
    return found


def module_of(distribution: str) -> str:
    """Return the module that a distribution is imported as."""
    return MODULES.get(distribution, distribution.replace("-", "_"))
