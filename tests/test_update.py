"""`cruft update` brings a newer template into a project, and leaves alone what its owner did."""

import json
import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.template import GIT_ENVIRONMENT, PROJECT, ROOT, bake, commit_all, copy_template, files_in, git

ANSWERS = {"project_name": 'The "Shop" 🦄', "project_slug": "shop", "author": "Žofie", "django_version": "6.1"}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a git repository that holds the template as it stands."""
    folder = copy_template(tmp_path / "template")
    commit_all(folder, "as it stands")
    return folder


def cruft(project: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "cruft", *arguments]
    environment = {**GIT_ENVIRONMENT, "HOME": str(project.parent), "PWD": str(project)}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def release(repository: Path) -> str:
    """Commit a newer template: a file more, a file less, and a changed one."""
    inside = repository / PROJECT
    (inside / "routes" / "newer.py").write_text('"""New in this version."""\n', encoding="utf-8")
    (inside / ".pre-commit-config.yaml").unlink()
    with (inside / "compose.yaml").open("a", encoding="utf-8", newline="\n") as file:
        file.write("# {{ cookiecutter.project_slug }}: newer\n")
    return commit_all(repository, "newer")


def skipped(project: Path, name: str) -> bool:
    """Tell whether the project asks cruft to leave a file alone, or one of us wrote it on this machine."""
    pyproject = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    own = [*pyproject["tool"]["cruft"]["skip"], ".cruft.json", ".git"]
    return any(fnmatch(name, pattern) or name.startswith(f"{pattern}/") for pattern in own)


def differences(project: Path, fresh: Path) -> set[str]:
    """Return the names of the files in which a project differs from one made today."""
    names = {name for name in files_in(project) | files_in(fresh) if not skipped(fresh, name)}
    return {
        name
        for name in names
        if not (project / name).is_file()
        or not (fresh / name).is_file()
        or (project / name).read_bytes() != (fresh / name).read_bytes()
    }


def test_an_update_keeps_edits_and_brings_the_rest(repository: Path, tmp_path: Path) -> None:
    # From an address, as people do it; a local folder is the next test's.
    project = bake(f"git+file://{repository}", tmp_path / "out", **ANSWERS)
    commit_all(project, "generated")
    assert "up to date" in cruft(project, "check")

    # Edits of the owner: in a file that the template changes elsewhere, in one that it doesn't, and a new one.
    compose = project / "compose.yaml"
    compose.write_text("# Ours.\n" + compose.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    (project / "manage.py").write_text("# Ours too.\n", encoding="utf-8", newline="\n")
    (project / "routes" / "ours.py").write_text('"""Ours."""\n', encoding="utf-8", newline="\n")
    commit_all(project, "edited")
    secrets = (project / ".env").read_bytes()
    newer = release(repository)

    cruft(project, "update", "--skip-apply-ask")

    assert (project / ".env").read_bytes() == secrets
    text = compose.read_text(encoding="utf-8")
    assert text.startswith("# Ours.\n")
    assert text.endswith("# shop: newer\n")
    link = json.loads((project / ".cruft.json").read_text(encoding="utf-8"))
    assert link["commit"] == newer
    assert {name: link["context"]["cookiecutter"][name] for name in ANSWERS} == ANSWERS
    assert [name for name in files_in(project) if name.endswith((".rej", ".orig"))] == []
    fresh = bake(f"git+file://{repository}", tmp_path / "fresh", **ANSWERS)
    assert differences(project, fresh) == {"compose.yaml", "manage.py", "routes/ours.py"}

    commit_all(project, "updated")
    assert "up to date" in cruft(project, "check")
    assert ".env" not in git(project, "ls-files").split()


def test_a_project_without_edits_becomes_a_fresh_one(repository: Path, tmp_path: Path) -> None:
    project = bake(repository, tmp_path / "out")
    commit_all(project, "generated")
    release(repository)
    cruft(project, "update", "--skip-apply-ask")
    assert differences(project, bake(repository, tmp_path / "fresh")) == set()


def test_an_adopted_project_keeps_what_was_brought(repository: Path, tmp_path: Path) -> None:
    source = shutil.copytree(ROOT / "tests" / "adoption" / "projects" / "classes", tmp_path / "theirs")
    project = bake(repository, tmp_path / "out", legacy_source=str(source))
    commit_all(project, "generated")
    assert "up to date" in cruft(project, "check")
    names = {name for name in files_in(project) if skipped(project, name)} - {".cruft.json"}
    brought = {name: (project / name).read_bytes() for name in names if not name.startswith(".git/")}
    assert {"legacy/manage.py", "compose.yaml", "adopted/facts.json"} <= brought.keys()
    inside = repository / PROJECT
    (inside / "bridge" / "newer.py").write_text('"""New in this version."""\n', encoding="utf-8")
    manage = inside / "adopted" / "start" / "manage.py"
    manage.write_text(manage.read_text(encoding="utf-8") + "# newer\n", encoding="utf-8", newline="\n")
    commit_all(repository, "newer")

    cruft(project, "update", "--skip-apply-ask")

    assert {name: (project / name).read_bytes() for name in brought} == brought
    assert differences(project, bake(repository, tmp_path / "fresh", legacy_source=str(source))) == set()
    assert (project / "bridge" / "newer.py").is_file()
    assert (project / "manage.py").read_text(encoding="utf-8").endswith("# newer\n")


def test_a_project_made_by_cruft_is_the_same(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "cruft").mkdir()
    answers = json.dumps(ANSWERS)
    cruft(tmp_path / "cruft", "create", str(repository), "--no-input", "--extra-context", answers)
    created, baked = tmp_path / "cruft" / "shop", bake(repository, tmp_path / "out", **ANSWERS)
    assert differences(created, baked) == set()
    links = [json.loads((project / ".cruft.json").read_text(encoding="utf-8")) for project in (created, baked)]
    assert links[0].keys() == links[1].keys()
    assert {key: links[0][key] for key in links[0] if key != "context"} == {
        key: links[1][key] for key in links[1] if key != "context"
    }
    assert links[0]["context"]["cookiecutter"] == links[1]["context"]["cookiecutter"]


def test_the_last_release_updates_to_this_one(tmp_path: Path) -> None:
    tags = git(ROOT, "tag", "--list", "v*", "--sort=-v:refname").split()
    if not tags:
        pytest.skip("no release has been tagged (v*), or this clone has no tags")
    git(tmp_path, "clone", "--quiet", "--no-hardlinks", str(ROOT), "template")
    repository = tmp_path / "template"
    git(repository, "checkout", "--quiet", "-B", "main", tags[0])
    project = bake(repository, tmp_path / "out")
    commit_all(project, "generated")
    for name in git(repository, "ls-files", "-z").split("\0"):
        if name:
            (repository / name).unlink()
    copy_template(repository)
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "as it stands")
    cruft(project, "update", "--skip-apply-ask")
    assert differences(project, bake(repository, tmp_path / "fresh")) == set()
