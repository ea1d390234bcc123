"""The hooks as modules: rendered as cookiecutter renders them, imported, and called."""

import ast
import importlib.util
import json
import stat
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cookiecutter.utils import create_env_with_context

from tests.template import PROMPTS, ROOT, commit_all, git

GOOD: dict[str, Any] = {
    **{name: value[0] if isinstance(value, list) else value for name, value in PROMPTS.items()},
    "project_slug": "shop_api",
    "__project_slug": "shop_api",
}
NASTY = 'A "b" \'c\' """ \\ \\""" \\\\" {{ x }} é 🦄 \ud83e </script>'


def load_hook(folder: Path, name: str, context: dict[str, Any]) -> ModuleType:
    """Render a hook, write it, and import it as a module."""
    whole = {"cookiecutter": context}
    source = (ROOT / "hooks" / f"{name}.py").read_text(encoding="utf-8")
    path = folder / f"{name}.py"
    path.write_text(create_env_with_context(whole).from_string(source).render(**whole), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty project folder, as a hook does."""
    folder = tmp_path / "output" / "shop_api"
    (folder / "adopted").mkdir(parents=True)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PWD", str(tmp_path / "output"))
    return folder


@pytest.mark.parametrize("name", ["pre_gen_project", "post_gen_project"])
def test_answers_reach_hooks_as_data(tmp_path: Path, name: str) -> None:
    context = {**GOOD, "author": NASTY, "description": NASTY[::-1], "project_name": '"""', "empty": ""}
    assert context == load_hook(tmp_path, name, context).CONTEXT


def test_good_answers_pass_in_silence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load_hook(tmp_path, "pre_gen_project", GOOD).main()
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("slug", ["a", "shop", "shop2", "s_h_o_p", "match", "type", "s" * 53, "djangoo"])
def test_slugs_that_are_fine(tmp_path: Path, slug: str) -> None:
    assert load_hook(tmp_path, "pre_gen_project", GOOD).slug_error(slug) is None


def test_a_replayed_slug_is_looked_at_itself(tmp_path: Path) -> None:
    """A context edited by hand may have another name for the folder than was answered."""
    hook = load_hook(tmp_path, "pre_gen_project", {**GOOD, "project_slug": "../x"})
    assert list(hook.slug_errors()) == [f"project_slug '../x' {hook.slug_error('../x')}"]


def test_emoji_and_accents_are_plain_text(tmp_path: Path) -> None:
    hook = load_hook(tmp_path, "pre_gen_project", {**GOOD, "author": "Žofie 👩‍👩‍👧 日本", "description": ""})
    assert list(hook.text_errors()) == []


def test_every_django_version_offered_is_judged(tmp_path: Path) -> None:
    """A Python or Django added to the prompts must be thought of in the hook too."""
    refused = [
        (django, python)
        for django in PROMPTS["django_version"]
        for python in PROMPTS["python_version"]
        if any(
            load_hook(
                tmp_path, "pre_gen_project", {**GOOD, "django_version": django, "python_version": python}
            ).version_errors()
        )
    ]
    assert refused == [("6.1", "3.11")]


def test_secrets_are_written_once(tmp_path: Path, inside: Path) -> None:
    hook = load_hook(tmp_path, "post_gen_project", GOOD)
    hook.main()
    first = (inside / ".env").read_text(encoding="utf-8")
    settings = dict(line.split("=", 1) for line in first.splitlines() if not line.startswith("#"))
    assert settings.keys() == {"DEBUG", "SECRET_KEY"}
    assert settings["DEBUG"] == "true"
    assert len(settings["SECRET_KEY"]) >= 50
    assert set(settings["SECRET_KEY"]) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
    if sys.platform != "win32":
        assert stat.S_IMODE((inside / ".env").stat().st_mode) == 0o600
    hook.main()
    assert (inside / ".env").read_text(encoding="utf-8") == first


def test_under_cruft_nothing_else_happens(tmp_path: Path, inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load_hook(tmp_path, "post_gen_project", {**GOOD, "_template": "x", "_commit": "y"}).main()
    assert [path.name for path in inside.iterdir()] == [".env"]
    assert capsys.readouterr() == ("", "")


def repository(folder: Path) -> tuple[Path, str]:
    """Make the smallest folder that looks like a template to git and to the hook."""
    folder.mkdir()
    (folder / "cookiecutter.json").write_text("{}", encoding="utf-8")
    return folder, commit_all(folder, "first")


def called(tmp_path: Path, template: str, repo_dir: Path | str, **more: Any) -> dict[str, Any]:
    return {
        **GOOD,
        "_template": template,
        "_repo_dir": str(repo_dir),
        "_output_dir": str(tmp_path / "output"),
        "_checkout": None,
        "_template_version": "0.1.0",
        **more,
    }


def test_a_local_template_is_linked_by_its_path(tmp_path: Path, inside: Path) -> None:
    folder, commit = repository(tmp_path / "template")
    load_hook(tmp_path, "post_gen_project", called(tmp_path, "../template", "../template")).main()
    link = json.loads((inside / ".cruft.json").read_text(encoding="utf-8"))
    assert link["template"] == str(folder)
    assert link["commit"] == commit
    assert link["context"]["cookiecutter"]["project_slug"] == "shop_api"
    assert not {"_output_dir", "_repo_dir", "_checkout"} & link["context"]["cookiecutter"].keys()


def test_a_cloned_template_is_linked_by_its_address(
    tmp_path: Path, inside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, commit = repository(tmp_path / "clone")
    git(folder, "remote", "add", "origin", "https://someone:token@example.com/a/template.git")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "another.git"))
    context = called(tmp_path, "gh:a/template", folder, _checkout="v1", author="Žofie 🦄")
    load_hook(tmp_path, "post_gen_project", context).main()
    text = (inside / ".cruft.json").read_text(encoding="utf-8")
    link = json.loads(text)
    assert "token" not in text
    assert "Žofie 🦄" in text
    assert link["template"] == link["context"]["cookiecutter"]["_template"] == "https://example.com/a/template.git"
    assert (link["commit"], link["checkout"], link["directory"]) == (commit, "v1", None)


@pytest.mark.parametrize("trouble", ["no folder", "no git", "no commit", "no address", "inside another"])
def test_without_a_link_the_project_is_still_made(
    tmp_path: Path, inside: Path, capsys: pytest.CaptureFixture[str], trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, remote = tmp_path / "template", trouble == "no address"
    if trouble != "no folder":
        folder.mkdir()
        (folder / "cookiecutter.json").write_text("{}", encoding="utf-8")
    if trouble == "no git":
        repository(tmp_path / "fine")
        folder = tmp_path / "fine"
        monkeypatch.setenv("PATH", str(tmp_path))
    if trouble == "no commit":
        git(folder, "init", "--quiet")
    if trouble == "no address":
        commit_all(folder, "first")
    if trouble == "inside another":
        commit_all(tmp_path, "around it")
    template = "gh:a/template" if remote else str(folder)
    load_hook(tmp_path, "post_gen_project", called(tmp_path, template, folder)).main()
    printed = capsys.readouterr().out
    assert printed.startswith("No .cruft.json, so `cruft update` needs `cruft link` first: ")
    assert not (inside / ".cruft.json").exists()
    assert (inside / ".env").exists()
    assert "docker compose up" in printed


def test_next_steps_lead_to_the_project(tmp_path: Path, inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load_hook(tmp_path, "post_gen_project", called(tmp_path, "x", tmp_path / "nowhere")).main()
    printed = capsys.readouterr().out.splitlines()
    steps = [line.strip() for line in printed if line.startswith("    ")]
    assert steps == ["cd shop_api", "docker compose up"]
    assert sum(line.startswith("Without Docker: uv ") for line in printed) == 1
    assert inside.name == "shop_api"


@pytest.mark.parametrize("name", ["pre_gen_project", "post_gen_project"])
def test_hooks_need_the_standard_library_only(name: str) -> None:
    source = (ROOT / "hooks" / f"{name}.py").read_text(encoding="utf-8")
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in imports if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= {*sys.stdlib_module_names, "adopted"}
