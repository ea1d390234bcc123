"""What was read is written down so that uv installs it from the generated project's top."""

from adopted.facts import Place, Requirement, Requirements
from adopted.requirements import writing
from adopted.requirements.pep508 import normalised


def one(text: str, name: str, line: int = 1, file: str = "requirements/base.txt") -> Requirement:
    return Requirement(text, normalised(name), Place(file, line))


FOUND = Requirements(
    runtime=(
        one("django==5.2.1", "django", 4),
        one("asgiref==3.7.2", "asgiref", 2),
        one("pyyaml==5.4 ; python_version > '3'", "pyyaml", 3),
        one("-e ./libs/own[x]", "own", 5),
        one("./ ; os_name == 'posix'", "", 6),
        one("forked @ git+https://user:token@git.example.com/forked@v1", "forked", 7),
        one("ssh @ git+ssh://git@git.example.com/ssh", "ssh", 8),
        one("https://files.example.com/x/archive/main.zip", "x", 9),
        one("celery>=5", "celery", 1, "requirements/prod.txt"),
    ),
    development=(one("pytest==8.3", "pytest", 1, "requirements/test.txt"),),
    constraints=(one("urllib3<2", "urllib3", 1, "bounds.txt"), one("pydantic<2", "pydantic", 2, "bounds.txt")),
    overrides=(one("six==1.16", "six", 3, "pyproject.toml"),),
    locked=(one("kombu==5.3", "kombu", 7, "uv.lock"), one("asgiref==3.7.2", "asgiref", 9, "uv.lock")),
    options=("--index-url https://user:secret@pypi.example.com/simple", "--find-links wheels", "--no-binary psycopg2"),
)
INSTEAD = {"asgiref": "", "pyyaml": ">=5.4", "pydantic": ""}


def test_requirements() -> None:
    assert writing.requirement_lines(FOUND, INSTEAD) == [
        "# What the adopted project needs to run. Adopting again writes this file anew.",
        "--index-url https://pypi.example.com/simple",
        "--find-links ./legacy/wheels",
        "--no-binary psycopg2",
        "-c bounds.txt",
        "",
        "# legacy/requirements/base.txt",
        "./legacy/ ; os_name == 'posix'  # line 6",
        "asgiref  # line 2: ==3.7.2 there, which ours don't allow",
        "django==5.2.1  # line 4",
        "forked @ git+https://git.example.com/forked@v1  # line 7",
        "-e ./legacy/libs/own[x]  # line 5",
        "pyyaml>=5.4 ; python_version > '3'  # line 3: ==5.4 there, which constraints.txt keeps if ours allow it",
        "ssh @ git+ssh://git@git.example.com/ssh  # line 8",
        "https://files.example.com/x/archive/main.zip  # line 9",
        "",
        "# legacy/requirements/prod.txt",
        "celery>=5  # line 1",
    ]


def test_what_stands_beside_it() -> None:
    assert writing.bound_lines(FOUND, INSTEAD) == ["urllib3<2  # bounds.txt:1"]
    assert writing.override_lines(FOUND) == ["six==1.16  # pyproject.toml:3"]
    assert writing.development_lines(FOUND, INSTEAD)[1:] == [
        "",
        "# legacy/requirements/test.txt",
        "pytest==8.3  # line 1",
    ]
    assert "-c bounds.txt" not in writing.requirement_lines(FOUND, {**INSTEAD, "urllib3": ""})


def test_the_versions_to_start_from_are_theirs_then_ours() -> None:
    ours = [
        one("asgiref==3.13.0", "asgiref"),
        one("kombu==5.9", "kombu"),
        one("a2wsgi==1.10.10", "a2wsgi"),
        one("django==6.1", "django"),
    ]
    assert writing.constraint_lines(FOUND, ours, INSTEAD)[1:] == [
        "a2wsgi==1.10.10",
        "asgiref==3.13.0",
        "django==5.2.1",
        "kombu==5.3",
        "pytest==8.3",
        "pyyaml==5.4",
    ]


def test_their_tools_stay_where_ours_are_others() -> None:
    kept, notes = writing.our_development(
        FOUND, [one("pytest>=9", "pytest"), one("kombu>=6", "kombu"), one("ruff>=0.17", "ruff")]
    )
    assert kept == ["pytest", "kombu", "ruff>=0.17"]
    assert [note.text for note in notes] == [
        "pytest==8.3 stays, so pytest>=9 of ours is not installed",
        "kombu==5.3 stays, so kombu>=6 of ours is not installed",
    ]
