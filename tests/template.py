"""The template as files: which belong to it, which prompts it has, and a run of cookiecutter on it."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from cookiecutter.main import cookiecutter

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "{{cookiecutter.project_slug}}"
ADOPTED = "adopted/"  # there only with a project of the user's own
CONTEXT: dict[str, Any] = json.loads((ROOT / "cookiecutter.json").read_text(encoding="utf-8"))
PROMPTS = {name: default for name, default in CONTEXT.items() if not name.startswith("_")}

# What the generator adds to the files of the template.
MADE_BY_HOOKS = {".env"}

# A machine's own git settings, such as signed commits or another line ending, must not change a result.
GIT_ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "tests@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and return what it prints."""
    command = ["git", "-c", "init.defaultBranch=main", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", env=GIT_ENVIRONMENT).stdout


def tracked_files() -> list[str]:
    """Return the files of the repository, those to be committed included: what a clone would hold."""
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    return sorted(name for name in listed if name and (ROOT / name).is_file())


def template_files() -> list[str]:
    """Return the files of a generated project with the example shop, by their names in the template."""
    names = [name.removeprefix(f"{PROJECT}/") for name in tracked_files() if name.startswith(f"{PROJECT}/")]
    return [name for name in names if not name.startswith(ADOPTED)]


def copy_template(destination: Path) -> Path:
    """Copy the template as a clone would have it, without the caches and databases of local runs."""
    for name in tracked_files():
        target = destination / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    return destination


def commit_all(folder: Path, message: str) -> str:
    """Make the folder a git repository if it is none, commit everything in it, and return the commit."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)
    return git(folder, "rev-parse", "HEAD").strip()


def user_config(folder: Path) -> Path:
    """Write a configuration of cookiecutter that keeps what it remembers inside of `folder`."""
    path = folder / "cookiecutter.yaml"
    path.write_text(
        json.dumps({"replay_dir": str(folder / "replay"), "cookiecutters_dir": str(folder / "cookiecutters")}),
        encoding="utf-8",
    )
    return path


def bake(template: Path | str, folder: Path, **answers: str) -> Path:
    """Generate a project into `folder` with the given answers, and the default ones for the other prompts."""
    unknown = answers.keys() - PROMPTS.keys()
    assert not unknown, f"cookiecutter.json has no prompt {sorted(unknown)}, and cookiecutter would not say so"
    folder.mkdir(parents=True, exist_ok=True)
    memory = folder.parent / f"{folder.name}-memory"
    memory.mkdir(exist_ok=True)
    return Path(
        cookiecutter(
            str(template),
            no_input=True,
            extra_context=answers,
            output_dir=str(folder),
            config_file=str(user_config(memory)),
        )
    )


def files_in(folder: Path) -> set[str]:
    """Return the names of all files below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
