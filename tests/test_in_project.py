"""Runs the tests of the bridge, which need Django and FastAPI, in the generated project's environment."""

from pathlib import Path

import pytest

from tests.environments import run

TESTS = Path(__file__).parent / "in_project"


@pytest.mark.slow
def test_in_project(project: Path, project_python: Path) -> None:
    """All at once: to start Django and make a database for each module would take longer than most modules do."""
    printed = run(
        project,
        project_python,
        *("-m", "pytest", TESTS, "-q", "-c", "pyproject.toml", "--rootdir", ".", "-p", "bridge.testing"),
        *("-p", "no:cacheprovider", "--confcutdir", TESTS, "-n", "2", "--dist", "loadfile", "--durations", "25"),
        environment={"PYTHONDONTWRITEBYTECODE": "1"},
    )
    print(printed)  # noqa: T201 - what took how long, for who asks with -rP
