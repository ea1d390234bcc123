"""Requirements in pyproject.toml: the standard tables, uv's and Poetry's."""

from pathlib import Path

import pytest

from adopted.requirements.poetry import specifier
from adopted.requirements.pyproject import read_pyproject
from tests.adoption.lists import notes, places, said, write


def test_pep_621_and_735(tmp_path: Path) -> None:
    write(
        tmp_path,
        pyproject_DOT_toml="""
            [project]
            name = "My.App"
            requires-python = ">=3.10,<3.13"
            dependencies = [
                "Django~=5.1",
                "broken = 1",
            ]
            [project.optional-dependencies]
            redis = ["django-redis>=5"]
            all = ["my-app[redis]", "gunicorn"]
            [dependency-groups]
            test = ["pytest>=8"]
            Dev = [{include-group = "test"}, "ipython", {include-group = "dev"}]
            [tool.uv]
            constraint-dependencies = ["urllib3<2"]
            override-dependencies = ["six==1.16"]
            [[tool.uv.index]]
            url = "https://pypi.example.com/simple"
            """,
    )
    found = read_pyproject(tmp_path / "pyproject.toml", tmp_path)
    assert said(found) == ["django~=5.1"]
    assert said(found, "redis") == ["django-redis>=5"]
    assert said(found, "all") == ["django-redis>=5", "gunicorn"]
    assert said(found, "test") == ["pytest>=8"]
    assert said(found, "Dev") == ["pytest>=8", "ipython"]
    assert [one.text for one in found.constraints] == ["urllib3<2"]
    assert [one.text for one in found.overrides] == ["six==1.16"]
    assert found.options == ["--extra-index-url https://pypi.example.com/simple"]
    assert (found.python, found.python_found) == (">=3.10,<3.13", "pyproject.toml:3 (requires-python)")
    assert places(found)["django"] == "pyproject.toml:5"
    assert "'broken = 1' can't be read" in notes(found)


def test_sources_of_uv(tmp_path: Path) -> None:
    write(
        tmp_path,
        backend__pyproject_DOT_toml="""
            [project]
            dependencies = ["a", "b[x]>=1 ; python_version > '3.9'", "c", "d", "e", "f", "g"]
            [tool.uv.sources]
            a = { git = "https://git.example.com/a", tag = "v1", subdirectory = "py" }
            b = { git = "ssh://git@git.example.com/b.git", rev = "abc" }
            c = { path = "../libs/c", editable = true }
            d = { workspace = true }
            e = { url = "https://files.example.com/e-1.tar.gz" }
            f = { index = "own" }
            g = { path = "../../elsewhere" }
            [[tool.uv.index]]
            name = "own"
            url = "https://pypi.example.com/simple"
            explicit = true
            """,
        libs__c__pyproject_DOT_toml="",
        libs__d__pyproject_DOT_toml="[project]\nname = 'D'\n",
        pyproject_DOT_toml="[tool.uv.workspace]\nmembers = ['backend', 'libs/*']\n",
    )
    found = read_pyproject(tmp_path / "backend/pyproject.toml", tmp_path)
    assert said(found) == [
        "a @ git+https://git.example.com/a@v1#subdirectory=py",
        "b[x] @ git+ssh://git@git.example.com/b.git@abc ; python_version > '3.9'",
        "-e ./libs/c",
        "-e ./libs/d",
        "e @ https://files.example.com/e-1.tar.gz",
        "f",
        "g",
    ]
    assert found.options == ["--extra-index-url https://pypi.example.com/simple"]
    assert "g comes from a place that can't be read" in notes(found)


def test_dynamic_dependencies(tmp_path: Path) -> None:
    write(
        tmp_path,
        pyproject_DOT_toml="""
            [project]
            dynamic = ["dependencies"]
            [tool.setuptools.dynamic]
            dependencies = { file = ["requirements.txt", "gone.txt"] }
            """,
        requirements_DOT_txt="Django==5.2\n",
    )
    found = read_pyproject(tmp_path / "pyproject.toml", tmp_path)
    assert said(found) == ["django==5.2"]
    assert "gone.txt is named by pyproject.toml, but isn't there" in notes(found)


@pytest.mark.parametrize(
    ("constraint", "meant"),
    [
        ("^4.2", ">=4.2,<5"),
        ("^4.2.1", ">=4.2.1,<5"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("^0.0", ">=0.0,<0.1"),
        ("^0", ">=0,<1"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1.2", ">=1.2,<1.3"),
        ("~1", ">=1,<2"),
        ("1.2.*", "==1.2.*"),
        ("*", ""),
        ("1.2", "==1.2"),
        ("==1.2", "==1.2"),
        ("=1.2", "==1.2"),
        (">= 1.2, < 2", ">=1.2,<2"),
        (">=1.2 <2", ">=1.2,<2"),
        ("^1.2 || ^2.0", ">=1.2,<3"),
        ("~2.7 | ^3.6", ">=2.7,<4"),
        ("~=1.2", "~=1.2"),
        ("^1.2,!=1.3", ">=1.2,<2,!=1.3"),
        (">=1 || <0.5", ""),
    ],
)
def test_constraints_of_poetry(constraint: str, meant: str) -> None:
    assert specifier(constraint) == meant


def test_poetry(tmp_path: Path) -> None:
    write(
        tmp_path,
        pyproject_DOT_toml="""
            [tool.poetry.dependencies]
            python = "^3.9"
            Django = "~4.2"
            djangorestframework = { version = "^3.14", extras = ["yaml"] }
            gunicorn = { version = "*", optional = true }
            backports = { version = "1.0", python = "<3.11" }
            numpy = [
                { version = "^1.26", python = "<3.12" },
                { version = "^2.0", python = ">=3.12" },
            ]
            forked = { git = "git@git.example.com:team/forked.git", branch = "main" }
            local = { path = "libs/local", develop = true }
            archive = { url = "https://files.example.com/archive-1.zip" }
            windows = { version = "*", markers = "sys_platform == 'win32' or os_name == 'nt'", python = ">=3.9" }
            wrong = "latest"
            [tool.poetry.extras]
            server = ["gunicorn"]
            [tool.poetry.dev-dependencies]
            black = "*"
            [tool.poetry.group.test.dependencies]
            pytest = "^8"
            [[tool.poetry.source]]
            name = "own"
            url = "https://pypi.example.com/simple"
            """,
        libs__local__setup_DOT_py="",
    )
    found = read_pyproject(tmp_path / "pyproject.toml", tmp_path)
    assert said(found) == [
        "django>=4.2,<4.3",
        "djangorestframework[yaml]>=3.14,<4",
        'backports==1.0 ; python_full_version < "3.11"',
        'numpy>=1.26,<2 ; python_full_version < "3.12"',
        'numpy>=2.0,<3 ; python_full_version >= "3.12"',
        "forked @ git+ssh://git@git.example.com/team/forked.git@main",
        "-e ./libs/local",
        "archive @ https://files.example.com/archive-1.zip",
        "windows ; (sys_platform == 'win32' or os_name == 'nt') and python_full_version >= \"3.9\"",
    ]
    assert (said(found, "server"), said(found, "dev"), said(found, "test")) == (
        ["gunicorn"],
        ["black"],
        ["pytest>=8,<9"],
    )
    assert (found.python, found.python_found) == (">=3.9,<4", "pyproject.toml:2 (Poetry's python)")
    assert places(found)["django"] == "pyproject.toml:3"
    assert places(found)["pytest"] == "pyproject.toml:21"
    assert found.options == ["--extra-index-url https://pypi.example.com/simple"]
    assert "'wrong = latest' can't be read" in notes(found)


def test_poetry_2_keeps_what_the_project_table_says(tmp_path: Path) -> None:
    write(
        tmp_path,
        pyproject_DOT_toml="""
            [project]
            dependencies = ["django (>=5.2,<6.0)"]
            [tool.poetry.dependencies]
            django = { source = "own" }
            extra = "^1"
            """,
    )
    assert said(read_pyproject(tmp_path / "pyproject.toml", tmp_path)) == ["django>=5.2,<6.0", "extra>=1,<2"]
