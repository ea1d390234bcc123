"""`python -m adopted.install`: what uv can't do is said in plain words, first as uv has put it, then with uv itself."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from adopted import install
from adopted.requirements.explaining import explain, lines_of
from tests.template import PROJECT, ROOT

PYPROJECT = """
[project]
name = "shop"
version = "1"
requires-python = ">=3.11"
dependencies = [
    "fastapi>=0.165,<0.166",
    "asgiref>=3.13",    # a comment
]
[dependency-groups]
dev = []
[tool.service]
python = "3.11"
"""
THEIRS = """# What the adopted project needs to run.

# legacy/requirements.txt
typing-extensions==4.5.0  # line 31
django-filter==25.2  # line 4
asgiref==3.7.2  # line 7
django==4.2.3  # line 3
django-ninja==0.22  # line 5
no-such-thing==3  # line 6
psycopg2==2.9.9  # line 8
"""


@pytest.fixture
def project(tmp_path: Path) -> Callable[[str], Path]:
    def make(theirs: str) -> Path:
        (tmp_path / "adopted").mkdir()
        (tmp_path / "pyproject.toml").write_text(PYPROJECT)
        (tmp_path / "adopted/requirements.txt").write_text(theirs)
        return tmp_path

    return make


# As uv 0.13 puts it.
MESSAGES = {
    "a pin against what one of ours needs": (
        "  cause: Because fastapi>=0.165.0 depends on typing-extensions>=4.8.0 and you require"
        " fastapi>=0.165, we can conclude"
        " that you require typing-extensions>=4.8.0.\n         And because you require"
        " typing-extensions==4.5.0, we can"
        " conclude that your requirements are unsatisfiable.",
        "typing-extensions==4.5.0 (legacy/requirements.txt:31) and fastapi>=0.165,<0.166 (pyproject.toml:7)"
        " can't be installed"
        " together: fastapi>=0.165.0 needs typing-extensions>=4.8.0. Allow typing-extensions>=4.8.0 in the"
        " project itself and"
        " adopt again; or, to try it here first, write typing-extensions>=4.8.0 to adopted/overrides.txt.",
    ),
    "two of one name": (
        "  cause: Because you require asgiref>=3.13 and asgiref==3.7.2, we can conclude that your"
        " requirements are unsatisfiable.",
        "asgiref==3.7.2 (legacy/requirements.txt:7, and asgiref>=3.13 in pyproject.toml:8) can't be installed"
        " together.",
    ),
    "two of theirs": (
        "  cause: Because django-filter==25.2 depends on django>=5.2 and you require django==4.2.3, we can"
        " conclude that your"
        " requirements and django-filter==25.2 are incompatible.\n         And because you require"
        " django-filter==25.2, we can"
        " conclude that your requirements are unsatisfiable.",
        "django==4.2.3 (legacy/requirements.txt:3) and django-filter==25.2 (legacy/requirements.txt:4) can't"
        " be installed"
        " together: django-filter==25.2 needs django>=5.2.",
    ),
    "not there": (
        "  cause: Because no-such-thing was not found in the package registry and you require"
        " no-such-thing==3, we can conclude"
        " that your requirements are unsatisfiable.",
        "no-such-thing==3 (legacy/requirements.txt:6) is not in the package registry.",
    ),
    "no such version": (
        "  cause: Because there is no version of django==4.2.3 and you require django==4.2.3, we can conclude"
        " that your"
        " requirements are unsatisfiable.",
        "django==4.2.3 (legacy/requirements.txt:3): the package registry has no such version (any more).",
    ),
    "another Python": (
        "  cause: Because the requested Python version (>=3.11) does not satisfy Python>=3.12 and"
        " django==4.2.3 depends on"
        " Python>=3.12, we can conclude that django==4.2.3 cannot be used.",
        "django==4.2.3 (legacy/requirements.txt:3) needs Python >=3.12: make the environment with that.",
    ),
    "a build without pg_config": (
        "error: Failed to build `psycopg2==2.9.9`\n  cause: The build backend returned an error\n\n"
        "         Error: pg_config executable not found.",
        "psycopg2==2.9.9 (legacy/requirements.txt:8) has to be built here and couldn't be: `apt-get install"
        " gcc libc6-dev"
        " libpq-dev`, then try again.",
    ),
    "a build without a header": (
        "error: Failed to build `python-ldap==3.4.4`\n         Modules/common.h:15:10: fatal error: lber.h:"
        " No such file or"
        " directory\n",
        "python-ldap has to be built here and couldn't be (lber.h is missing): `apt-get install gcc libc6-dev"
        " libldap2-dev"
        " libsasl2-dev`, then try again.",
    ),
    "a build without a compiler": (
        "error: Failed to build `uwsgi==2.0.24`\n         Exception: you need a C compiler to build uWSGI",
        "uwsgi has to be built here and couldn't be: `apt-get install gcc libc6-dev`, then try again.",
    ),
    "a build that fails by itself": (
        "error: Failed to build `ancient==0.1`\n         error: use_2to3 is invalid.",
        "ancient has to be built here and couldn't be. It may be too old for this Python",
    ),
    "no such Python": (
        "error: Request failed after 3 retries\n  cause: Failed to download `https://example.com/download/1/cpython-3.12.16-x86`"
        "\n  cause: error sending request for url (https://example.com/x)",
        "Python 3.12 is not on this machine, and uv could not bring it: install it, or name another with --python.",
    ),
    "no network": (
        "error: Failed to fetch: `https://pypi.example.com/simple/six/`\n  cause: error sending request for url"
        " (https://pypi.example.com/simple/six/)",
        "pypi.example.com can't be reached from here: is a network or a proxy missing?",
    ),
    "a build of old code": (
        "error: Failed to build `psycopg2==2.9.9`\n         psycopg/psycopgmodule.c:900:37: error: lvalue"
        " required as left"
        " operand of assignment\n",
        "psycopg2==2.9.9 (legacy/requirements.txt:8) has to be built here and couldn't be. It may be too old",
    ),
    "git without a host": (
        "error: Failed to download and build `own @ git+https://git.example.com/own`\n  cause: Git operation failed\n"
        " fatal: unable to access: Could not resolve host: git.example.com",
        "own could not be fetched with git: its host isn't reached from here.",
    ),
    "git without the right": (
        "error: Failed to download and build `own @ git+https://git.example.com/own`\n  cause: Git operation failed\n",
        "own could not be fetched with git: is it private, and may this machine read it?",
    ),
}


@pytest.mark.parametrize("kind", MESSAGES)
def test_what_uv_says_in_plain_words(project: Callable[[str], Path], kind: str) -> None:
    message, words = MESSAGES[kind]
    found = explain(f"error: No solution found when resolving dependencies\n{message}", lines_of(project(THEIRS)))
    assert len(found) == 1
    assert found[0].startswith(words)


def test_what_is_not_understood_is_shown_as_it_is(project: Callable[[str], Path]) -> None:
    assert explain("error: something new", lines_of(project(THEIRS))) == []


def test_no_uv_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert install.main([]) == 1
    assert capsys.readouterr().err.startswith("uv isn't installed: ")


@pytest.fixture
def copied(project: Callable[[str], Path]) -> Callable[..., Path]:
    """Make a generated project that has the package `adopted` itself."""

    def make(theirs: str, constraints: str = "# head\n") -> Path:
        folder = project(theirs)
        shutil.copytree(ROOT / PROJECT / "adopted", folder / "adopted", dirs_exist_ok=True)
        (folder / "constraints.txt").write_text(constraints)
        return folder

    return make


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    command = [sys.executable, "-m", "adopted.install", "--python", version]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_theirs_and_ours_are_installed_together(copied: Callable[..., Path]) -> None:
    wishes = "# head\ndjango==5.2.1.0\nsqlparse==0.5.1\nanyio==4.9.0\nstarlette==0.40.0\n"
    folder = copied("-c bounds.txt\ndjango>=5  # line 1\n./legacy/own  # line 2\n", wishes)
    (folder / "adopted/bounds.txt").write_text("sqlparse<0.5.3  # bounds.txt:1\n")
    (folder / "legacy/own").mkdir(parents=True)
    (folder / "legacy/own/pyproject.toml").write_text(
        '[project]\nname = "own"\nversion = "7"\n[tool.setuptools]\npy-modules = []\n'
    )
    done = run(folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("starlette 0.40.0 -> ")
    asked = "from importlib.metadata import version as v; print(*map(v, ('django', 'sqlparse', 'anyio', 'own')))"
    installed = subprocess.run([folder / ".venv/bin/python", "-c", asked], capture_output=True, text=True, check=True)
    assert installed.stdout.split() == ["5.2.1", "0.5.1", "4.9.0", "7"]
    constraints = (folder / "constraints.txt").read_text()
    assert constraints.startswith("# head\n")
    assert "\ndjango==5.2.1\n" in constraints
    assert "own" not in constraints
    again = run(folder)
    assert (again.returncode, again.stdout) == (0, "")
    assert (folder / "constraints.txt").read_text() == constraints


@pytest.mark.slow
@pytest.mark.parametrize(
    ("theirs", "words"),
    [
        (
            "# legacy/requirements.txt\ntyping-extensions==4.5.0  # line 31\n",
            "typing-extensions==4.5.0 (legacy/requirements.txt:31)",
        ),
        ("# legacy/requirements.txt\nasgiref==3.7.2  # line 7\n", "asgiref==3.7.2 (legacy/requirements.txt:7"),
        (
            "# legacy/requirements.txt\ndjango==4.2.3  # line 1\ndjango-filter==25.2  # line 2\n",
            "django-filter==25.2 (legacy/requirements.txt:2) and django==4.2.3 (legacy/requirements.txt:1)",
        ),
        ("# legacy/requirements.txt\ndjango==4.2.999  # line 2\n", "django==4.2.999 (legacy/requirements.txt:2)"),
    ],
)
def test_what_cannot_be_installed_is_said_in_one_line_and_nothing_is_changed(
    copied: Callable[..., Path], theirs: str, words: str
) -> None:
    folder = copied(theirs, "# head\nsqlparse==0.5.1\n")
    done = run(folder)
    assert done.returncode == 1
    assert done.stderr.startswith(words), done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "constraints.txt").read_text() == "# head\nsqlparse==0.5.1\n"
    assert not (folder / ".venv").exists()
