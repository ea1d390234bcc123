"""Finish the generated project: a secret that git never sees, and the link that lets `cruft update` work.

Cruft runs this hook twice in each update, in folders of its own: it must not mind.
"""

import json
import os
import re
import secrets
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

CONTEXT: dict[str, Any] = json.loads(r"""{{ cookiecutter | jsonify }}""")

# What only the example shop needs. With a project of the user's own, `adopted/start/` has what stands in its place.
SHOP = ("legacy", "tests", "settings.py", "urls.py", "compose.yaml", "constraints.txt", "bridge/environment.py")
KEPT_ROUTES = {"dependencies.py"}


def main() -> None:
    """Write what can't be in the template, then say what to do next."""
    source = CONTEXT["legacy_source"].strip()
    if source:
        replace_shop()
    else:
        if Path("adopted").exists():
            shutil.rmtree("adopted")
        write_secrets(Path(".env"))
    if "_repo_dir" not in CONTEXT:  # cruft: it writes the link itself, and nobody waits for advice
        return
    if source:
        adopt(source)
    try:
        write_link(Path(".cruft.json"))
    except LookupError as reason:
        print(f"No .cruft.json, so `cruft update` needs `cruft link` first: {reason}")
    print_next_steps("python3 -m adopted.install" if source else INSTALL)


def replace_shop() -> None:
    """Put the files that go around a project of the user's own in the place of the example's."""
    for path in map(Path, SHOP):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in Path("routes").iterdir():
        if path.name not in KEPT_ROUTES:
            path.unlink()
    shutil.copytree(Path("adopted", "start"), ".", dirs_exist_ok=True)
    shutil.rmtree(Path("adopted", "start"))


def adopt(source: str) -> None:
    """Bring the user's project into `legacy/`, and write what depends on it. The output's own code does it.

    Raises:
        SystemExit: it can't be adopted; the message says why, and what to do. Cookiecutter removes the output then.
    """
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(Path.cwd()))
    from adopted import adopting  # noqa: PLC0415 - there is no such package before the output is there
    from adopted.writing import report  # noqa: PLC0415

    try:
        adopted = adopting.adopt(source, Path.cwd(), python=CONTEXT["python_version"], called_from=called_from())
    except adopting.AdoptionError as error:
        sys.exit(str(error))
    print(report.terminal(adopted.facts, adopted.python))


def write_secrets(path: Path) -> None:
    """Write the settings of this machine, unless there are some already."""
    if path.exists():
        return
    path.touch(mode=0o600)
    # A URL-safe secret has nothing that a shell, Compose or an env file would read as more than a letter.
    path.write_text(
        "# This machine's settings; git ignores this file. `.env.example` lists every variable.\n"
        f"DEBUG=true\nSECRET_KEY={secrets.token_urlsafe(48)}\n",
        encoding="utf-8",
        newline="\n",
    )


def write_link(path: Path) -> None:
    """Write from which template, at which commit and with which answers the project came, as cruft would.

    Raises:
        LookupError: the template is no git repository that has a commit and an address.
    """
    repository = Path(called_from(), CONTEXT["_repo_dir"]).resolve()
    if not (repository / "cookiecutter.json").is_file():
        raise LookupError(f"{repository} is not the template")
    if git(repository, "rev-parse", "--show-prefix"):
        raise LookupError(f"{repository} is a folder inside another git repository")
    local = CONTEXT["_template"] == CONTEXT["_repo_dir"]
    template = str(repository) if local else without_password(git(repository, "remote", "get-url", "origin"))
    commit = git(repository, "rev-parse", "HEAD")
    elsewhere = ("_output_dir", "_repo_dir", "_checkout")  # true of this run on this machine only
    answers = {name: value for name, value in CONTEXT.items() if name not in elsewhere}
    answers["legacy_source"] = without_password(CONTEXT["legacy_source"])
    link = {
        "template": template,
        "commit": commit,
        "checkout": CONTEXT["_checkout"],
        "context": {"cookiecutter": {**answers, "_template": template, "_commit": commit}},
        "directory": None,
    }
    path.write_text(json.dumps(link, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")


def git(repository: Path, *arguments: str) -> str:
    """Return what git says about the repository.

    Raises:
        LookupError: git isn't there, doesn't know, or takes too long.
    """
    # Variables such as GIT_DIR, which git sets for hooks of its own, would point to another repository.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-C", str(repository), *arguments]
    try:
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            check=True,
            timeout=10,
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.CalledProcessError as error:
        raise LookupError(error.stderr.strip()) from error
    except (OSError, subprocess.SubprocessError) as error:
        raise LookupError(str(error)) from error
    return done.stdout.strip()


def without_password(address: str) -> str:
    """Return the address without the user and the token that it may have been fetched with."""
    return re.sub(r"^(https?://)[^/]*@", r"\1", address)


def called_from() -> Path:
    """Return the folder that cookiecutter was called from: a hook itself runs inside the project."""
    return Path(os.environ.get("PWD", CONTEXT["_output_dir"]))


INSTALL = "uv venv && uv pip install -r pyproject.toml --group dev -c constraints.txt"


def print_next_steps(install: str) -> None:
    """Say which commands come next."""
    folder = shlex.quote(os.path.relpath(Path.cwd(), called_from()))
    print(f"\nThe project is in {folder}. Next:\n\n    cd {folder}\n    docker compose up\n")
    print(f"Without Docker: {install} && uv run --no-sync manage.py migrate && uv run --no-sync manage.py runserver")


if __name__ == "__main__":
    main()
