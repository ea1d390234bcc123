"""Wrong answers: one line that says what to do, exit code 1, and the folder as it was before."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.template import CONTEXT, PROJECT, PROMPTS, ROOT, commit_all, copy_template, template_files, user_config

MODULE = "is the name of a module that the project uses"
LETTERS = "must be small letters"
PATH = "leads out of the output folder"
SLUGS = {
    "": "is empty",
    ".": PATH,
    "..": PATH,
    "../x": PATH,
    "a/b": PATH,
    "a/b/c/": PATH,
    "a\\b": PATH,
    "shop/../../x": PATH,
    "2fast": LETTERS,
    "_shop": LETTERS,
    "shop_": LETTERS,
    "Shop": LETTERS,
    "shop-api": LETTERS,
    "shop api": LETTERS,
    "shop.api": LETTERS,
    "café": LETTERS,
    "shop\n": LETTERS,
    "sh{op": LETTERS,
    "~": LETTERS,
    "-o": LETTERS,
    "class": "is a keyword of Python",
    "async": "is a keyword of Python",
    "s" * 54: "is too long (54): 53 characters fit",
    "s" * 3000: "is too long (3000): 53 characters fit",
    **dict.fromkeys(["con", "nul", "aux", "prn", "com1", "lpt9"], "is the name of a device on Windows"),
    **dict.fromkeys(["json", "asyncio", "types", "this"], MODULE),
    **dict.fromkeys(["django", "rest_framework", "fastapi", "starlette", "uvicorn", "a2wsgi", "psycopg"], MODULE),
    **dict.fromkeys(["pydantic", "legacy", "routes", "bridge", "strangler", "settings", "urls", "asgi"], MODULE),
    **dict.fromkeys(["wsgi", "manage", "tests", "adopted"], MODULE),
}
TEXTS = {
    "two\nlines": "has a control character in it",
    "two\r\nlines": "has a control character in it",
    "bell\x07": "has a control character in it",
    "tab\t": "has a control character in it",
    "line\u2028separator": "has a line break in it",
    "{%raw%}": "has a template tag in it",
}
ANSWERS: list[tuple[dict[str, str], str]] = [
    *(({"project_slug": slug}, message) for slug, message in SLUGS.items()),
    *(({name: text}, message) for name in ("project_name", "description", "author") for text, message in TEXTS.items()),
    ({"project_name": " ", "project_slug": "shop"}, "project_name is empty"),
    ({"django_version": "6.1", "python_version": "3.11"}, "Django 6.1 needs Python 3.12"),
]


def tree(folder: Path) -> dict[str, bytes | None]:
    """Return everything below a folder."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def generate(template: Path, output: Path, answers: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    """Run cookiecutter as people do, with answers from a configuration file that is kept beside `output`."""
    config = user_config(output.parent)
    # Such answers are rendered, and typed ones are not: this is how a tag gets through as if it had been typed.
    typed = {name: text.replace("{%", "{{ '{%' }}") for name, text in answers.items()}
    settings = {**json.loads(config.read_text(encoding="utf-8")), "default_context": typed}
    config.write_text(json.dumps(settings), encoding="utf-8")
    return cookiecutter(template, output, config, "--no-input", *options)


def cookiecutter(template: Path, output: Path, config: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cookiecutter", str(template), "--output-dir", str(output)]
    return subprocess.run(
        [*command, "--config-file", str(config), *options], capture_output=True, encoding="utf-8", check=False
    )


def assert_refused(done: subprocess.CompletedProcess[str], message: str) -> None:
    """Check that standard error has one line, the message. Cookiecutter's own report is on standard output."""
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert message in done.stderr


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Return the output folder, with a folder above it in which nothing may appear either."""
    folder = tmp_path / "above" / "output"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize(("answers", "message"), ANSWERS, ids=lambda value: ascii(value)[:60])
def test_refused(template: Path, output: Path, tmp_path: Path, answers: dict[str, str], message: str) -> None:
    done = generate(template, output, answers)
    assert_refused(done, message)
    assert {path.name for path in tmp_path.rglob("*") if path.is_dir()} == {"above", "output", "replay"}
    assert list(output.iterdir()) == []


def test_absolute_path_is_refused(template: Path, output: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "x" / "y" / "z"
    assert_refused(generate(template, output, {"project_slug": str(elsewhere)}), PATH)
    assert not (tmp_path / "x").exists()
    assert list(output.iterdir()) == []


def test_each_wrong_answer_has_its_line(template: Path, output: Path) -> None:
    done = generate(template, output, {"project_slug": "class", "author": "a\nb", "description": "\x1b[31m"})
    assert [line.split()[0] for line in done.stderr.splitlines()[:3]] == ["project_slug", "description", "author"]
    assert "\x1b" not in done.stderr.splitlines()[1]


@pytest.mark.parametrize("slug", ["../other", ".", "class"])
def test_refused_over_what_is_there(template: Path, output: Path, slug: str) -> None:
    """With --overwrite-if-exists, cookiecutter doesn't delete; nor may anything be written."""
    other = output.parent / "other"
    for folder in (output / "class", other):
        folder.mkdir(parents=True)
        (folder / "work.txt").write_text("mine", encoding="utf-8")
    before = tree(output) | tree(other)
    done = generate(template, output, {"project_slug": slug}, "--overwrite-if-exists")
    assert_refused(done, "project_slug")
    assert tree(output) | tree(other) == before


def test_refused_answers_are_refused_when_replayed(template: Path, output: Path) -> None:
    assert_refused(generate(template, output, {"project_slug": "../x"}), PATH)
    done = cookiecutter(template, output, output.parent / "cookiecutter.yaml", "--replay")
    assert_refused(done, PATH)
    assert list(output.iterdir()) == []
    assert not (output.parent / "x").exists()


def test_refused_by_cruft(output: Path, tmp_path: Path) -> None:
    """Cruft runs the same hooks, by way of its own copy of cookiecutter's steps."""
    template = copy_template(tmp_path / "template")
    commit_all(template, "as it is")
    command = [sys.executable, "-m", "cruft", "create", str(template), "--no-input", "--output-dir", str(output)]
    done = subprocess.run(
        [*command, "--extra-context", json.dumps({"project_slug": "../x"})],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    assert done.returncode == 1
    assert PATH in done.stderr.splitlines()[0]
    assert list(output.iterdir()) == []
    assert not (output.parent / "x").exists()


def test_choices_that_do_not_exist_are_refused(template: Path, output: Path, tmp_path: Path) -> None:
    done = cookiecutter(template, output, user_config(tmp_path), "--no-input", "python_version=3.10")
    assert done.returncode != 0
    assert "3.10 provided for choice variable python_version" in done.stderr
    assert list(output.iterdir()) == []


def test_every_module_and_dependency_of_the_project_is_taken() -> None:
    """The list in the hook is data; what it must hold is in the template."""
    hook = (ROOT / "hooks" / "pre_gen_project.py").read_text(encoding="utf-8")
    words = re.search(r'TAKEN = frozenset\(\s+"""(.*?)"""', hook, re.DOTALL)
    assert words
    taken = set(words[1].split())
    own = {name.split("/")[0].removesuffix(".py") for name in template_files() if name.endswith(".py")}
    assert own <= taken
    assert words[1].split() == sorted(taken)
    pyproject = tomllib.loads((ROOT / PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = pyproject["project"]["dependencies"] + [
        entry for group in pyproject["dependency-groups"].values() for entry in group if isinstance(entry, str)
    ]
    for requirement in needed:
        name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower().replace("-", "_").replace(".", "_")
        assert name in taken, requirement


def test_the_longest_slug_is_the_same_in_both_places() -> None:
    assert "<= 53 %}" in CONTEXT["__contained"]
    assert 63 - len("test_") - len("_gw99") == 53
    assert "project_slug" in PROMPTS
