"""How the tests of a project are found to be run."""

from pathlib import Path

import pytest

from adopted.facts import Tests as Facts
from adopted.reading import read_layout, read_tests
from tests.adoption.projects import SETTINGS, manage, write


def found_in(folder: Path, files: dict[str, str], root: str = "") -> Facts:
    top = f"{root}/" if root else ""
    write(
        folder, {f"{top}manage.py": manage(), f"{top}site1/settings.py": SETTINGS, f"{top}site1/tests.py": "", **files}
    )
    found: Facts = read_tests(folder, read_layout(folder)[0])[0]
    return found


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pytest.ini", "[pytest]\nDJANGO_SETTINGS_MODULE = site1.settings\n"),
        ("pyproject.toml", "[tool.pytest.ini_options]\naddopts = '-q'\n"),
        ("setup.cfg", "[tool:pytest]\naddopts = -q\n"),
        ("tox.ini", "[pytest]\naddopts = -q\n"),
    ],
)
def test_pytest_by_its_configuration(tmp_path: Path, name: str, content: str) -> None:
    assert found_in(tmp_path, {name: content}) == Facts(("pytest",), "", (), name)


def test_nothing_said(tmp_path: Path) -> None:
    found = found_in(tmp_path, {}, root="backend")

    assert (found.command, found.folder) == (("python", "manage.py", "test"), "backend")


def test_no_tests(tmp_path: Path) -> None:
    folder = write(tmp_path, {"manage.py": manage(), "site1/settings.py": SETTINGS})

    found, notes = read_tests(folder, read_layout(folder)[0])

    assert found == Facts()
    assert "No tests" in notes[0].text


def test_a_workflow_with_its_environment(tmp_path: Path) -> None:
    workflow = """
        env:
          STAGE: ci
        jobs:
          lint:
            env:
              OTHER: x
            steps:
              - run: ruff check
          test:
            services:
              postgres:
                env:
                  POSTGRES_PASSWORD: x
            env:
              DATABASE_URL: postgres://x@localhost/x
              TOKEN: ${{ secrets.TOKEN }}
            steps:
              - name: Deploy
                env:
                  DEPLOYING: "1"
                run: ./deploy
              - name: Tests
                env:
                  SECRET_KEY: "abc"
                run: |
                  coverage run manage.py test --settings=site1.ci --parallel 4 -v 2 site1
    """
    found = found_in(tmp_path, {".github/workflows/ci.yml": workflow})

    assert found.command == ("python", "manage.py", "test", "--settings=site1.ci", "site1")
    assert dict(found.environment) == {"STAGE": "ci", "DATABASE_URL": "postgres://x@localhost/x", "SECRET_KEY": "abc"}
    assert found.found == ".github/workflows/ci.yml:26"


def test_a_workflow_in_a_folder(tmp_path: Path) -> None:
    workflow = "jobs:\n  test:\n    steps:\n      - run: uv run pytest -n auto --cov=. tests/unit\n        working-directory: ./backend\n"  # noqa: E501

    found = found_in(tmp_path, {".github/workflows/ci.yml": workflow}, root="backend")

    assert (found.command, found.folder) == (("pytest", "tests/unit"), "backend")


def test_manage_py_by_its_path(tmp_path: Path) -> None:
    workflow = "jobs:\n  test:\n    steps:\n      - run: python backend/manage.py test backend/\n"

    found = found_in(tmp_path, {".github/workflows/ci.yml": workflow}, root="backend")

    assert (found.command, found.folder) == (("python", "backend/manage.py", "test", "backend/"), "")


def test_a_makefile_but_not_its_installing(tmp_path: Path) -> None:
    makefile = "install:\n\tpip install pytest\nclean:\n\trm -rf .pytest_cache\ntest:\n\tSTAGE=ci docker compose run web pytest --ds=site1.ci\n"  # noqa: E501

    found = found_in(tmp_path, {"Makefile": makefile})

    assert (found.command, found.environment, found.found) == (
        ("pytest", "--ds=site1.ci"),
        (("STAGE", "ci"),),
        "Makefile:6",
    )


@pytest.mark.parametrize(
    ("workflow", "modules", "environment"),
    [
        ("", ("base", "development", "test"), (("DJANGO_SETTINGS_MODULE", "site1.settings.test"),)),
        ("", ("base", "development"), (("DJANGO_SETTINGS_MODULE", "site1.settings.development"),)),
        ("python manage.py test --settings site1.settings.test", ("base", "test"), ()),
        ("pytest", ("base", "test"), ()),
    ],
)
def test_settings_where_manage_py_names_none(
    tmp_path: Path, workflow: str, modules: tuple[str, ...], environment: tuple[tuple[str, str], ...]
) -> None:
    program = "import sys\nfrom django.core import management\nmanagement.execute_from_command_line(sys.argv)\n"
    files = {"manage.py": program, "site1/tests.py": "", "site1/settings/__init__.py": "", "site1/__init__.py": ""}
    files |= {f"site1/settings/{module}.py": SETTINGS for module in modules}
    files[".devcontainer.json"] = '{"containerEnv": {"DJANGO_SETTINGS_MODULE": "site1.settings.development"}}\n'
    if workflow:
        files[".github/workflows/ci.yml"] = f"jobs:\n  test:\n    steps:\n      - run: {workflow}\n"
    folder = write(tmp_path, files)

    assert read_tests(folder, read_layout(folder)[0])[0].environment == environment
