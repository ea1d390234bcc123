"""Where a project says nothing about its Python, it gets one that its Django is made for."""

import tomllib
from pathlib import Path

import pytest

from tests.adoption.adopted import copy_project
from tests.conftest import Bake


@pytest.mark.parametrize(
    ("django", "said", "chosen"),
    [
        ("5.0.4", "", "3.12"),  # of April 2024: older than Python 3.13, and so is what stands beside it
        ("5.2.1", "", "3.13"),
        ("5.0.4", "3.13", "3.13"),  # production has it
    ],
)
def test_the_python_fits_the_django(bake: Bake, tmp_path: Path, django: str, said: str, chosen: str) -> None:
    source = copy_project("flat", tmp_path / "source")
    (source / "requirements.txt").write_text(f"Django=={django}\n", encoding="utf-8")
    if said:
        (source / ".python-version").write_text(said, encoding="utf-8")
    made = bake(tmp_path / "output", project_slug="fitting", legacy_source=str(source))
    described = tomllib.loads((made / "pyproject.toml").read_text(encoding="utf-8"))
    assert described["tool"]["service"]["python"] == chosen
    told = f"Python {chosen} was chosen instead of 3.13" in (made / "adopted" / "REPORT.md").read_text(encoding="utf-8")
    assert told == (chosen != "3.13")
