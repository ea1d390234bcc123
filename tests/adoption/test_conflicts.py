"""What can't be installed with ours is said at once, in one line each; what gives way is a note."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from adopted.errors import AdoptionError
from adopted.facts import Place, Requirement, Requirements
from adopted.requirements import Verdict, conflicts, ours, pep508

Judge = Callable[..., Verdict]
PYPROJECT = """
[project]
dependencies = [
    "django>=5.2,<6.2",
    "asgiref>=3.13",   # a comment
    "fastapi>=0.165,<0.166",
    "pydantic[email]>=2.12",
    "uvicorn[standard]>=0.54",
    "psycopg[binary,pool]>=3.2.10",
]
[dependency-groups]
dev = ["pytest>=9"]
"""
CONSTRAINTS = """# head
asgiref==3.13.0
django==5.2.19
httptools==0.9
opentelemetry-api==1.45.2
pydantic-core==2.50.4
pyyaml==6.0.4
starlette==1.10.0
"""


def requirements(*texts: str, python: str = "", used: str = "", locked: tuple[str, ...] = ()) -> Requirements:
    """Return what was read from a file whose lines are these."""

    def read(text: str, number: int, file: str) -> Requirement:
        return Requirement(text, pep508.parse(text).name, Place(file, number))

    return Requirements(
        runtime=tuple(read(text, number, "requirements.txt") for number, text in enumerate(texts, 1)),
        locked=tuple(read(text, number, "uv.lock") for number, text in enumerate(locked, 1)),
        python=python,
        python_found="pyproject.toml:5 (requires-python)" if python else "",
        python_used=used,
        python_used_found="Dockerfile:1" if used else "",
    )


@pytest.fixture
def verdict_on(tmp_path: Path) -> Judge:
    def verdict(needed: Requirements, code: str = "", python: str = "3.12", *, postgresql: bool = True) -> Verdict:
        project, legacy = tmp_path / "project", tmp_path / "legacy"
        legacy.mkdir()
        project.mkdir()
        (project / "pyproject.toml").write_text(PYPROJECT)
        (project / "adopted").mkdir()
        (project / "adopted" / "ours.txt").write_text(CONSTRAINTS)
        (legacy / "views.py").write_text(f"import os\n{code}\n")
        return conflicts(
            needed, ours.runtime(project), ours.locked(project), legacy, python=python, postgresql=postgresql
        )

    return verdict


def texts(verdict: Verdict) -> str:
    return "\n".join(f"{note.text} | {note.todo}" for note in verdict.notes)


def test_ours_are_read_from_the_project_itself(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    assert [one.name for one in ours.runtime(tmp_path)] == ["asgiref", "fastapi", "pydantic", "uvicorn", "psycopg"]
    assert [str(one.place) for one in ours.runtime(tmp_path)][:2] == ["pyproject.toml:5", "pyproject.toml:6"]
    assert [one.text for one in ours.development(tmp_path)] == ["pytest>=9"]


@pytest.mark.parametrize(
    ("django", "steps"),
    [
        ("django==4.1.13", "by way of 4.2:"),
        ("django>=3.2,<4", "by way of 4.2:"),
        ("django==2.2.28", "by way of 3.2, 4.2:"),
        ("django~=1.8.0", "by way of 1.11, 2.2, 3.2, 4.2:"),
        ("django<4.2", "by way of 4.2:"),
    ],
)
def test_an_old_django_is_refused_with_the_way_up(verdict_on: Judge, django: str, steps: str) -> None:
    verdict = verdict_on(requirements("six", django))
    assert len(verdict.errors) == 1
    assert verdict.errors[0].startswith("requirements.txt:2: Django ")
    for words in ("is too old, 4.2 is the first that works here", steps, "python -Wd manage.py test", "django-upgrade"):
        assert words in verdict.errors[0]
    with pytest.raises(AdoptionError, match="too old"):
        verdict.require()


def test_what_a_lock_says_runs(verdict_on: Judge) -> None:
    verdict = verdict_on(requirements("django>=3.2", locked=("sqlparse==0.5", "django==3.2.25")))
    assert verdict.errors[0].startswith("uv.lock:2: Django 3.2.25 is too old")


@pytest.mark.parametrize(
    "django", ["django", "django>=3.2", "django==4.2.*", "django~=5.0", "django>=4.2,<5", "django==6.0"]
)
def test_a_django_that_works_is_no_error(verdict_on: Judge, django: str) -> None:
    verdict = verdict_on(requirements(django))
    verdict.require()
    assert ("No version of Django" in texts(verdict)) == (django == "django")


@pytest.mark.parametrize(
    ("django", "python", "error", "note"),
    [
        ("django==6.0", "3.11", "doesn't run on Python 3.11: choose python_version 3.12 or 3.13", ""),
        ("django==6.1.3", "3.11", "doesn't run on Python 3.11: choose python_version 3.12 or 3.13", ""),
        ("django==4.2.7", "3.13", "", "made for Python 3.8 to 3.12, not for 3.13 | Choose python_version 3.12"),
        ("django==5.0.1", "3.13", "", "made for Python 3.10 to 3.12, not for 3.13"),
        ("django==5.1", "3.13", "", ""),
        ("django>=4.2", "3.13", "", ""),
        ("django==7.0", "3.13", "", "is none that was tried here: 4.2 to 6.1 were"),
    ],
)
def test_django_and_python(
    verdict_on: Judge,
    django: str,
    python: str,
    error: str,
    note: str,
) -> None:
    verdict = verdict_on(requirements(django), python=python)
    assert error in "".join(verdict.errors)
    assert bool(verdict.errors) == bool(error)
    assert note in texts(verdict)
    assert bool(verdict.notes) == bool(note)


@pytest.mark.parametrize(
    ("allowed", "python", "words"),
    [
        (">=3.8,<3.11", "3.12", "none of 3.11, 3.12, 3.13 is in it"),
        (">=3.12,<3.13", "3.11", "choose python_version 3.12."),
        ("==3.12.*", "3.13", "choose python_version 3.12."),
        ("~=3.11", "3.13", ""),
        (">=3.11.4", "3.11", ""),
        ("==3.13.13", "3.13", ""),
        (">=3.14", "3.13", "none of"),
        ("", "3.13", ""),
        ("about 3", "3.13", ""),
    ],
)
def test_python(verdict_on: Judge, allowed: str, python: str, words: str) -> None:
    verdict = verdict_on(requirements("django==5.2", python=allowed), python=python)
    if not words:
        assert verdict.errors == []
    else:
        assert verdict.errors[0].startswith("pyproject.toml:5 (requires-python) allows Python")
        assert words in verdict.errors[0]


def test_python_2_is_refused(verdict_on: Judge) -> None:
    verdict = verdict_on(requirements("django==5.2", used="2.7"))
    assert verdict.errors[0].startswith("Dockerfile:1: the project runs on Python 2.7")


def test_another_python_is_a_note(verdict_on: Judge) -> None:
    assert "runs on Python 3.10 (Dockerfile:1), and on 3.12 here" in texts(
        verdict_on(requirements("django==5.2", used="3.10"))
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("pydantic==1.10.13", "from pydantic import BaseModel"),
        ("pydantic<2", "import os, pydantic as p"),
        ("fastapi==0.100", "def f():\n    from fastapi.routing import APIRouter"),
    ],
)
def test_what_their_code_would_notice_is_an_error(verdict_on: Judge, text: str, code: str) -> None:
    verdict = verdict_on(requirements("django==5.2", text), code)
    assert len(verdict.errors) == 1
    assert verdict.errors[0].startswith(f"requirements.txt:2: {text} can't be installed with ")
    assert "views.py:" in verdict.errors[0]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("asgiref==3.7.2", ""),
        ("asgiref==3.7.2", "from asgiref.sync import sync_to_async"),
        ("pydantic==1.10.13", ""),
        ("uvicorn==0.30.0", ""),
        ("uvicorn>=0.32,<0.33", "import uvicorn"),
        ("pydantic==2.11.0", "import pydantic"),
        ("fastapi==0.200", ""),
    ],
)
def test_what_nothing_notices_gives_way_with_a_note(verdict_on: Judge, text: str, code: str) -> None:
    verdict = verdict_on(requirements("django==5.2", text, "pydantic-core==2.33"), code)
    assert verdict.errors == []
    name = pep508.parse(text).name
    assert verdict.instead[name] == ""
    assert f"{text} gives way to {name}" in texts(verdict)
    assert ("views.py:2 imports it" in texts(verdict)) == bool(code)
    assert (verdict.instead["pydantic-core"] == "") == (name == "pydantic")


def test_exact_versions_of_what_ours_need_become_wishes(verdict_on: Judge) -> None:
    needed = requirements(
        "django==5.2", "starlette==0.41", "pyyaml==5.4", "httptools==0.6.1", "celery==5.3", "asgiref==3.13.1"
    )
    verdict = verdict_on(needed, "import starlette\nimport pyyaml\n")
    assert verdict.instead == {"pyyaml": ">=5.4,<6", "httptools": ">=0.6.1"}


def test_a_family_of_exact_versions_moves_together(verdict_on: Judge) -> None:
    verdict = verdict_on(requirements("django==5.2", "opentelemetry-api==1.26.0", "opentelemetry-sdk==1.26.0"))
    assert verdict.instead == {"opentelemetry-api": ">=1.26.0", "opentelemetry-sdk": ">=1.26.0"}


def test_lists_for_tests_never_stand_in_the_way(verdict_on: Judge) -> None:
    tools = requirements("asgiref==3.7.2", "fastapi==0.100", "pyyaml==5.4", "pytest==8").runtime
    verdict = verdict_on(replace(requirements("django==5.2"), development=tools), "import fastapi")
    assert verdict.errors == []
    assert verdict.instead == {"asgiref": "", "fastapi": "", "pyyaml": ">=5.4"}


def test_a_locked_version_that_their_code_will_miss_is_a_note(verdict_on: Judge) -> None:
    verdict = verdict_on(requirements("django==5.2", "fastapi", locked=("fastapi==0.111",)), "import fastapi")
    assert verdict.errors == []
    assert "production has fastapi==0.111, and fastapi>=0.165,<0.166 is installed here" in texts(verdict)


def test_markers_that_dont_count(verdict_on: Judge) -> None:
    needed = requirements(
        "django==1.11 ; python_version < '3'", "django==5.2 ; python_version >= '3'", "asgiref<3 ; os_name == 'nt'"
    )
    verdict = verdict_on(needed)
    assert (verdict.errors, verdict.instead, verdict.notes) == ([], {}, [])


@pytest.mark.parametrize(
    ("driver", "postgresql", "installed", "note"),
    [
        (("psycopg2==2.9.9", ""), True, True, "installed beside psycopg2"),
        (
            ("psycopg2-binary", "import psycopg2.extras"),
            True,
            False,
            "stays the driver of PostgreSQL, because views.py:2",
        ),
        (("psycopg[c]>=3.1", "import psycopg"), True, True, ""),
        (("six", ""), True, True, ""),
        (("psycopg2", ""), False, False, ""),
    ],
)
def test_which_driver_of_postgresql(
    verdict_on: Judge,
    driver: tuple[str, str],
    postgresql: bool,
    installed: bool,
    note: str,
) -> None:
    name, code = driver
    verdict = verdict_on(requirements("django==5.2", name), code, postgresql=postgresql)
    assert verdict.psycopg is installed
    assert note in texts(verdict)
    assert bool(verdict.notes) == bool(note)
