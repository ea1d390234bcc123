"""The whole shop, ported by the command and left untouched, passes its parity tests, linters, types and contracts."""

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.environments import run
from tests.port_all import Result, copied, outcomes, port, share, shown

pytestmark = pytest.mark.slow

NATIVE = 0.6  # of all operations, at least; none may fail


class Ported(NamedTuple):
    """A copy of the project in which all is ported, and what became of each operation."""

    folder: Path
    results: list[Result]


@pytest.fixture(scope="module")
def ported(project: Path, project_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Ported:
    folder = copied(project, tmp_path_factory.mktemp("ported") / "project")
    told = port(folder, project_python, "native", {})
    return Ported(folder, list(outcomes(folder, project_python, told, {})))


def test_untouched_output_passes_parity(ported: Ported) -> None:
    assert len(ported.results) > 30
    assert [each for each in ported.results if each.verdict != "passed"] == [], "\n".join(
        shown(ported.results, "native", details=20)
    )
    assert share(ported.results, "native") >= NATIVE
    assert {each.grade for each in ported.results} <= {"native", "hybrid"}


def test_it_satisfies_the_projects_linters(ported: Ported, project_python: Path) -> None:
    run(ported.folder, project_python.with_name("ruff"), "check", "routes", "tests")
    run(ported.folder, project_python.with_name("ruff"), "format", "--check", "routes", "tests")
    printed = run(ported.folder, project_python.with_name("lint-imports"))
    assert "0 broken" in printed


def test_its_types_are_right(ported: Ported, project_python: Path) -> None:
    run(ported.folder, project_python.with_name("mypy"), "routes", "tests/parity")
