"""Python interpreters and virtual environments, by uv."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from uv import find_uv_bin

UV = find_uv_bin()
ROOT = Path(__file__).resolve().parent.parent

# What a developer's shell may have set would reach into the environments made here.
CLEAN_ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name not in {"VIRTUAL_ENV", "DJANGO_SETTINGS_MODULE", "DEBUG", "SECRET_KEY", "PYTHONPATH"}
    and not name.startswith(("PYTEST_", "GIT_"))
}


def run(folder: Path, *command: str | Path, environment: Mapping[str, str] | None = None) -> str:
    """Run a command in a folder and return what it printed; an error shows all of it."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**CLEAN_ENVIRONMENT, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    printed = f"$ {' '.join(map(str, command))}\n{done.stdout}"
    assert done.returncode == 0, f"{printed}exit code {done.returncode}"
    return done.stdout


def find_python(version: str) -> str | None:
    """Return the path of an interpreter of that version, if this machine has one that uv or pyenv knows."""
    found = subprocess.run(
        [UV, "python", "find", "--no-project", "--no-python-downloads", "--system", version],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if found.returncode == 0:
        return found.stdout.strip()
    if shutil.which("pyenv"):
        prefix = subprocess.run(["pyenv", "prefix", version], capture_output=True, encoding="utf-8", check=False)
        if prefix.returncode == 0:
            return str(Path(prefix.stdout.strip()) / "bin" / "python")
    return None


def make_environment(folder: Path, project: Path, python: str) -> Path:
    """Make a virtual environment with the dependencies of a generated project; return its interpreter."""
    run(project, UV, "venv", "--quiet", "--no-project", "--python", python, folder)
    interpreter = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = ("pip", "install", "--quiet", "--python", interpreter)
    run(project, UV, *install, "-r", "pyproject.toml", "--group", "dev", "-c", "constraints.txt")
    return interpreter


def add_test_tools(interpreter: Path) -> None:
    """Install what the tests inside a generated project need and the project itself does not."""
    run(
        ROOT, UV, "pip", "install", "--quiet", "--python", interpreter, "--group", "in-project", "-c", "constraints.txt"
    )


def installed(interpreter: Path) -> dict[str, str]:
    """Return the version of each distribution that an environment has."""
    listed = run(Path.cwd(), UV, "pip", "list", "--format", "json", "--python", interpreter)
    return {entry["name"]: entry["version"] for entry in json.loads(listed[listed.index("[") :])}
