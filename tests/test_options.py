"""Every choice gives exactly the files it should, whole and valid, whatever people are called."""

import itertools
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from cookiecutter.main import cookiecutter

from tests.conftest import Bake
from tests.template import (
    CONTEXT,
    MADE_BY_HOOKS,
    PROJECT,
    PROMPTS,
    ROOT,
    files_in,
    git,
    template_files,
    user_config,
)

CHOICES = {name: default for name, default in PROMPTS.items() if isinstance(default, list)}
FLAT = ROOT / "tests" / "adoption" / "projects" / "flat"
REFUSED = {("3.11", "6.1")}
MATRIX = [
    dict(zip(CHOICES, values, strict=True))
    for values in itertools.product(*CHOICES.values())
    if (values[list(CHOICES).index("python_version")], values[list(CHOICES).index("django_version")]) not in REFUSED
]
NASTY = [
    'Bob "the builder" O\'Brien',
    "triple \"\"\" and ''' quotes",
    "back\\slash \\n \\u0041 \\",
    '\\" both \\\\"',
    "Ünïcödé Šćepanović 日本語 العربية",
    "emoji 🦄 👩‍👩‍👧 🇳🇿",
    "$HOME `id` ${x} %s {brace} #hash 'single",
    "<b>&amp;</b> [bold]",
]


@pytest.fixture(scope="module", params=MATRIX, ids=lambda answers: "-".join(answers.values()))
def output(request: pytest.FixtureRequest, bake: Bake, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project for each combination of choices."""
    return bake(tmp_path_factory.mktemp("matrix"), **request.param)


def text_files(folder: Path) -> dict[str, str]:
    texts = {}
    for name in files_in(folder):
        content = (folder / name).read_bytes()
        if b"\0" not in content:
            texts[name] = content.decode("utf-8")
    return texts


def test_at_most_seven_prompts_each_with_a_question() -> None:
    assert 1 <= len(PROMPTS) <= 7
    assert CONTEXT["__prompts__"].keys() == PROMPTS.keys()
    for name, choices in CHOICES.items():
        question = CONTEXT["__prompts__"][name]
        if isinstance(question, dict):
            assert set(question) == {"__prompt__", *choices}


def test_the_matrix_is_what_the_prompts_offer() -> None:
    assert len(MATRIX) == 5
    for name, choices in CHOICES.items():
        assert {answers[name] for answers in MATRIX} == set(choices)


def test_exact_files(output: Path) -> None:
    assert files_in(output) == {*template_files(), *MADE_BY_HOOKS}


def test_no_folder_is_left_empty(output: Path) -> None:
    assert [path for path in output.rglob("*") if path.is_dir() and not any(path.iterdir())] == []


def test_caches_of_local_runs_are_not_in_the_template(template: Path) -> None:
    """The fixtures generate from a clean copy; what lies about in the working folder must not reach it."""
    caches = {
        "__pycache__",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".import_linter_cache",
        ".postgres",
        ".venv",
    }
    assert [name for name in files_in(template / PROJECT) if caches & set(Path(name).parts)] == []


def test_files_without_tags_arrive_unchanged(output: Path, template: Path) -> None:
    """Only files that mention `cookiecutter` may differ from the template's, and they must."""
    for name in template_files():
        before, after = (template / PROJECT / name).read_bytes(), (output / name).read_bytes()
        rendered = b"cookiecutter." in before
        assert (before != after) == rendered, name


def test_no_template_tags_are_left(output: Path) -> None:
    for name, text in text_files(output).items():
        assert not re.search(r"\{[{%#]|\}", name), name
        workflow, django_template = name.startswith(".github/workflows/"), "templates" in Path(name).parts
        tags = r"(?<!\$)\{[{%#]" if workflow else r"\{[{%#]"
        if name.endswith(".py"):  # which is not rendered, and whose f-strings have two braces for one
            tags = r"\{\{-?\s*cookiecutter|\{[%#]"
        assert django_template or not re.search(tags, text), name
        assert "cookiecutter." not in text, name


def test_structured_files_parse(output: Path) -> None:
    parsers: dict[str, Any] = {
        ".toml": tomllib.loads,
        ".json": json.loads,
        ".yaml": lambda text: list(yaml.safe_load_all(text)),
        ".yml": lambda text: list(yaml.safe_load_all(text)),
    }
    parsed = [
        parsers[Path(name).suffix](text) for name, text in text_files(output).items() if Path(name).suffix in parsers
    ]
    assert len(parsed) >= 3


def test_lines_end_as_on_unix(output: Path) -> None:
    assert [name for name, text in text_files(output).items() if "\r" in text] == []


def test_names_suit_windows(output: Path) -> None:
    devices = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
    names = files_in(output)
    assert len({name.lower() for name in names}) == len(names)
    for name in names:
        for part in Path(name).parts:
            assert not re.search(r'[<>:"\\|?*\x00-\x1f]|[ .]$', part), name
            assert part.split(".")[0].lower() not in devices, name


def test_answers_reach_the_project(bake: Bake, tmp_path: Path) -> None:
    project = bake(tmp_path, project_name="Order Desk", python_version="3.12", django_version="6.1")
    assert project.name == "order_desk"
    pyproject = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    assert pyproject["project"]["name"] == "order_desk"
    assert pyproject["tool"]["service"]["title"] == "Order Desk"
    assert re.search(r"^django==6\.1\.\d+$", (project / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", PROMPTS)
def test_every_answer_makes_a_difference(bake: Bake, project: Path, tmp_path: Path, name: str) -> None:
    """Nothing is asked that nothing uses."""
    values = {**{choice: offered[1] for choice, offered in CHOICES.items()}, "legacy_source": str(FLAT)}
    other = bake(tmp_path, **{name: values.get(name, "something_else")})
    both = files_in(project) & files_in(other)
    changed = {name for name in both if (project / name).read_bytes() != (other / name).read_bytes()}
    assert changed - MADE_BY_HOOKS


@pytest.mark.parametrize("text", NASTY)
def test_any_text_survives(bake: Bake, tmp_path: Path, text: str) -> None:
    project = bake(tmp_path, project_name=text, project_slug="service", description=text, author=text)
    pyproject = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    assert pyproject["tool"]["service"]["title"] == text
    assert pyproject["project"]["description"] == text
    assert pyproject["project"]["authors"] == [{"name": text}]
    parsed = yaml.safe_load((project / "compose.yaml").read_text(encoding="utf-8"))
    assert parsed["name"] == "service"


def test_secrets_differ_and_stay_out_of_git(bake: Bake, tmp_path: Path) -> None:
    first, second = bake(tmp_path / "first"), bake(tmp_path / "second")
    secrets = [(project / ".env").read_text(encoding="utf-8") for project in (first, second)]
    assert secrets[0] != secrets[1]
    git(first, "init", "--quiet")
    git(first, "add", "--all")
    staged = set(git(first, "ls-files", "-z").split("\0")) - {""}
    assert staged == files_in(first) - {name for name in files_in(first) if name.startswith(".git/")} - {".env"}
    key = re.search(r"^SECRET_KEY=(\S{50,})$", secrets[0], re.MULTILINE)
    assert key
    for name in staged:
        assert key[1].encode() not in (first / name).read_bytes(), name


def test_generation_over_a_project_keeps_its_secrets(bake: Bake, template: Path, tmp_path: Path) -> None:
    project = bake(tmp_path / "out")
    before = (project / ".env").read_bytes()
    (project / "manage.py").write_text("# edited\n", encoding="utf-8")
    cookiecutter(
        str(template),
        no_input=True,
        overwrite_if_exists=True,
        output_dir=str(tmp_path / "out"),
        config_file=str(user_config(tmp_path)),
    )
    assert (project / ".env").read_bytes() == before
    assert (project / "manage.py").read_bytes() == (template / PROJECT / "manage.py").read_bytes()


def test_replay_gives_the_same_project(bake: Bake, template: Path, tmp_path: Path) -> None:
    project = bake(tmp_path / "out", project_name='The "Shop"', project_slug="the_shop", django_version="6.1")
    again = Path(
        cookiecutter(
            str(template),
            replay=True,
            output_dir=str(tmp_path / "again"),
            config_file=str(tmp_path / "out-memory" / "cookiecutter.yaml"),
        )
    )
    assert files_in(again) == files_in(project)
    assert {name for name in files_in(project) if (project / name).read_bytes() != (again / name).read_bytes()} == {
        ".env"
    }


def test_the_readme_lists_the_options() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|", readme, re.MULTILINE)
    expected = []
    shown_otherwise = {"project_slug": "from the name", "author": "empty", "legacy_source": "empty"}
    for name, default in PROMPTS.items():
        values = default if isinstance(default, list) else [default]
        shown = (
            " or ".join([", ".join(f"`{value}`" for value in values[:-1]), f"`{values[-1]}`"])
            if len(values) > 1
            else ""
        )
        expected.append((name, shown or shown_otherwise.get(name, f"`{default}`")))
    assert rows == expected
