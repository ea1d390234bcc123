"""Runs the tests of the bridge, which need Django and FastAPI, in the generated project's environment."""

from pathlib import Path

import pytest

from tests.environments import run

TESTS = Path(__file__).parent / "in_project"


@pytest.mark.slow
@pytest.mark.parametrize("module", sorted(path.name for path in TESTS.glob("test_*.py")))
def test_in_project(project: Path, project_python: Path, module: str) -> None:
    run(
        project,
        project_python,
        *("-m", "pytest", TESTS / module, "-q", "-c", "pyproject.toml", "--rootdir", ".", "-p", "bridge.testing"),
        *("-p", "no:cacheprovider", "--confcutdir", TESTS),
        environment={"PYTHONDONTWRITEBYTECODE": "1"},
    )
