"""What comes out does what it promises: its tests, linters, types and contracts, for each Python and Django."""

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import Bake
from tests.environments import UV, find_python, installed, make_environment, run
from tests.test_options import MATRIX

pytestmark = pytest.mark.slow

PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": "3k5v9x2q8m1n7b4c6z0a-3k5v9x2q8m1n7b4c6z0a-3k5v9x2q8m1n7b4c6z0a",
    "DATABASE_URL": "postgresql://someone:secret@localhost:5432/nothing",
    "ALLOWED_HOSTS": "shop.example.com",
    "EMAIL_HOST": "mail.example.com",
}
# The half that is new, and what only it needs.
NEW_HALF = ("fastapi", "starlette", "uvicorn", "a2wsgi")


class Generated(NamedTuple):
    """A generated project, and the folder with the programs of its environment."""

    folder: Path
    answers: dict[str, str]
    python: Path

    def program(self, name: str) -> Path:
        """Return the path of a program that the environment has."""
        return self.python.with_name(name + self.python.suffix)


def name_of(answers: dict[str, str]) -> str:
    return "python{python_version}-django{django_version}".format(**answers)


@pytest.fixture(
    scope="module",
    params=[pytest.param(answers, id=name_of(answers)) for answers in MATRIX],
)
def generated(request: pytest.FixtureRequest, bake: Bake, tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """Return a project for each combination of versions, with an environment of its own."""
    answers: dict[str, str] = request.param
    python = find_python(answers["python_version"])
    if python is None:
        pytest.skip(f"this machine has no Python {answers['python_version']} that uv or pyenv knows")
    folder = bake(tmp_path_factory.mktemp("generated"), **answers)
    return Generated(folder, answers, make_environment(tmp_path_factory.mktemp("venv"), folder, python))


def test_versions_are_those_chosen(generated: Generated) -> None:
    version = run(generated.folder, generated.python, "--version").split()[1]
    assert version.startswith(generated.answers["python_version"] + ".")
    assert installed(generated.python)["django"].startswith(generated.answers["django_version"] + ".")


def test_constraints_pin_everything_installed(generated: Generated) -> None:
    """What isn't pinned would be another version tomorrow."""
    text = (generated.folder / "constraints.txt").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", text, re.MULTILINE))
    assert {name: version for name, version in installed(generated.python).items() if pins.get(name) != version} == {}


def test_its_own_tests_pass(generated: Generated) -> None:
    printed = run(generated.folder, generated.python, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert re.search(r"\d+ passed", printed)
    assert not re.search(r"\d+ (failed|error)", printed)


def test_ruff_finds_nothing(generated: Generated) -> None:
    run(generated.folder, generated.program("ruff"), "check")
    run(generated.folder, generated.program("ruff"), "format", "--check")


def test_types_are_right(generated: Generated) -> None:
    run(generated.folder, generated.program("mypy"))


def test_import_contracts_hold(generated: Generated) -> None:
    printed = run(generated.folder, generated.program("lint-imports"))
    contracts = tomllib.loads((generated.folder / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert f"Contracts: {len(contracts['contracts'])} kept, 0 broken." in printed


def test_migrations_match_the_models(generated: Generated) -> None:
    run(generated.folder, generated.python, "manage.py", "makemigrations", "--check", "--dry-run")


def test_ready_for_production(generated: Generated) -> None:
    command = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    run(generated.folder, generated.python, *command, environment=PRODUCTION)


@pytest.mark.parametrize("missing", ["SECRET_KEY", "DATABASE_URL"])
def test_production_needs_its_settings(generated: Generated, missing: str) -> None:
    """The environment has no such variable, and `.env`, which a deployment hasn't, is out of the way."""
    aside = (generated.folder / ".env").rename(generated.folder / ".env.aside")
    try:
        environment = {name: value for name, value in PRODUCTION.items() if name != missing}
        with pytest.raises(AssertionError, match=f"{missing} is missing"):
            run(generated.folder, generated.python, "manage.py", "check", environment=environment)
    finally:
        aside.rename(generated.folder / ".env")


def test_legacy_stays_legacy(generated: Generated, tmp_path: Path) -> None:
    """The legacy half and its tests know nothing of FastAPI: they pass where it isn't installed."""
    python = make_environment(tmp_path / "venv", generated.folder, str(generated.python))
    run(generated.folder, UV, "pip", "uninstall", "--quiet", "--python", python, *NEW_HALF)
    assert not set(NEW_HALF) & installed(python).keys()
    printed = run(generated.folder, python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "legacy")
    assert re.search(r"\d+ passed", printed)
