"""What the image is made of: the version of Python, and Debian's packages."""

import re
from pathlib import Path

from adopted.facts import Requirements

# Where a generated project says which Python it runs on.
PYTHON = {"pyproject.toml": r'^(python = ")([\d.]+)(")', "Dockerfile": r"^(ARG PYTHON_IMAGE=python:)([\d.]+)(-slim)"}
PACKAGES = Path("adopted", "packages.txt")


def choose_python(project: Path, python: str | None = None) -> str:
    """Say in the project's files which Python it runs on, and return it; without one only return what they say."""
    found = ""
    for name, pattern in PYTHON.items():
        path = project / name
        text = path.read_text(encoding="utf-8")
        if match := re.search(pattern, text, re.MULTILINE):
            found = python or found or match[2]
            changed = re.sub(pattern, rf"\g<1>{found}\g<3>", text, flags=re.MULTILINE)
            if changed != text:
                path.write_text(changed, encoding="utf-8", newline="\n")
    return found


def write_packages(requirements: Requirements, project: Path) -> None:
    """Write the names of Debian packages that the Dockerfile installs."""
    lines = ["# Debian's packages that the project needs; the Dockerfile installs them.", *requirements.packages]
    (project / PACKAGES).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
