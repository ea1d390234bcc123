"""Fixtures for all tests: a clean copy of the template, projects made from it, an environment to run one in."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from filelock import FileLock

from tests import template as the_template
from tests.environments import add_test_tools, find_python, make_environment

Bake: TypeAlias = Callable[..., Path]

# Other versions than the default ones for the project that most tests share.
ASKED = {"python_version": "PROJECT_PYTHON", "django_version": "PROJECT_DJANGO"}
VERSIONS = {prompt: os.environ[variable] for prompt, variable in ASKED.items() if variable in os.environ}


def pytest_configure(config: pytest.Config) -> None:
    """Give the tests a temporary folder of their own, unless --basetemp names one.

    Under root, the embedded PostgreSQL runs as another user, who must be able to enter the folder. Pytest's default is
    closed to others again by each pytest that starts meanwhile, such as that of a generated project.
    """
    if config.option.basetemp is None:
        config.option.basetemp = tempfile.mkdtemp(prefix="drf-to-fastapi-")
        config.add_cleanup(lambda: shutil.rmtree(config.option.basetemp, ignore_errors=True))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the template as a clone would have it."""
    return the_template.copy_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def bake(template: Path) -> Bake:
    """Return a function that generates a project: `bake(folder, project_name="Orders", ...)`."""

    def bake(folder: Path, **answers: str) -> Path:
        return the_template.bake(template, folder, **answers)

    return bake


@pytest.fixture(scope="session")
def project(bake: Bake, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project made with the default answers, or other versions. Tests share it, and must not change it."""
    return bake(tmp_path_factory.mktemp("default"), **VERSIONS)


@pytest.fixture(scope="session")
def project_python(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the interpreter of an environment with the default project's dependencies, shared by all workers."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    folder, ready = shared / "project-environment", shared / "project-environment.ready"
    with FileLock(shared / "project-environment.lock"):
        if not ready.exists():
            python = make_environment(folder, project, find_python(default_python()) or sys.executable)
            add_test_tools(python)
            ready.write_text(str(python), encoding="utf-8")
    return Path(ready.read_text(encoding="utf-8"))


def default_python() -> str:
    """Return the Python version that a project has when nobody chooses another."""
    return VERSIONS.get("python_version") or str(the_template.PROMPTS["python_version"][0])
