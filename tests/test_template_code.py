"""The code of the template reads and checks as code, before and after generation."""

import ast
import re
import sys
from pathlib import Path

import pytest
import yaml

from tests.environments import run
from tests.template import CONTEXT, PROJECT, ROOT, tracked_files

RUFF = (sys.executable, "-m", "ruff")


@pytest.mark.parametrize("where", ["template", "output"])
def test_ruff_finds_nothing(template: Path, project: Path, where: str) -> None:
    """Ruff's rules are the project's own, which it finds in the project's own pyproject.toml."""
    folder = template / PROJECT if where == "template" else project
    run(folder, *RUFF, "check", "--no-cache", ".")
    run(folder, *RUFF, "format", "--no-cache", "--check", ".")


def test_ruff_finds_nothing_in_hooks_and_tests(template: Path) -> None:
    run(template, *RUFF, "check", "--no-cache", ".")
    run(template, *RUFF, "format", "--no-cache", "--check", ".")


def test_hooks_and_tests_are_typed(template: Path) -> None:
    run(template, sys.executable, "-m", "mypy")


def test_python_files_of_the_template_are_plain_python() -> None:
    """They are copied as they stand, so that braces mean in them what they mean in Python."""
    assert "*.py" in CONTEXT["_copy_without_render"]
    names = [name for name in tracked_files() if name.startswith(f"{PROJECT}/") and name.endswith(".py")]
    assert names
    for name in names:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"\{\{ ?cookiecutter|\{%-? ?(if|for|set|end)", text), name
        ast.parse(text)


@pytest.mark.parametrize("folder", ["", f"{PROJECT}/"], ids=["template", "project"])
def test_actions_are_pinned_to_commits(folder: str) -> None:
    workflows = [name for name in tracked_files() if name.startswith(f"{folder}.github/workflows/")]
    assert workflows
    for name in workflows:
        text = (ROOT / name).read_text(encoding="utf-8")
        used = re.findall(r"^\s*(?:- )?uses: (.*)$", text, re.MULTILINE)
        assert used, name
        assert all(re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*", line) for line in used), used
        assert yaml.safe_load(text)["permissions"] == {}


def test_nothing_names_a_package_registry() -> None:
    hosts = re.compile(rb"p[y]pi\.org|python[h]osted\.org|deb\.[d]ebian\.org|registry\.[n]pmjs")
    assert [name for name in tracked_files() if hosts.search((ROOT / name).read_bytes())] == []


def test_constraints_are_exact() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert len(pins) > 20
    for line in pins:
        assert re.fullmatch(r"[a-z0-9._-]+==[\w.]+( ; .+)?", line), line
