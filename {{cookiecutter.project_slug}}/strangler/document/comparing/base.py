"""The document to compare with: a file, one that git has, or what a git ref would serve."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from strangler.document.converting import to_3_1
from strangler.document.walking import Json
from strangler.errors import ToolkitError

NAMES = ("openapi.json", "openapi.yaml", "openapi.yml")  # what a committed document is called
MOST_SECONDS = 300


def read_base(base: str, half: str, folder: Path) -> Json:
    """Return the document that somebody means, as version 3.1.

    Args:
        base: a file; a ref and a file of git's, `main:docs/openapi.json`; or a ref alone, `main`. There, it is the
            committed `openapi.json` or `openapi.yaml` beside `manage.py`, or else what that commit would serve.
        half: what the commit is asked for.
        folder: the project's, which holds `manage.py`.

    Raises:
        ToolkitError: there is no such document, or it is none.
    """
    if Path(base).is_file():
        return parsed(Path(base).read_text(encoding="utf-8"), base)
    ref, colon, path = base.partition(":")
    commit = _git(folder, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    if commit is None:
        raise ToolkitError(f"{base} is neither a file nor a git ref.")
    if colon:
        text = _git(folder, "show", f"{ref}:{path}")
        if text is None:
            raise ToolkitError(f"{ref} has no {path}.")
        return parsed(text, base)
    for name in NAMES:
        if (text := _git(folder, "show", f"{ref}:./{name}")) is not None:
            return parsed(text, f"{ref}:{name}")
    return served_by(ref, half, folder)


def parsed(text: str, name: str) -> Json:
    """Return the document in a text of JSON or YAML, as version 3.1.

    Raises:
        ToolkitError: it is none.
    """
    try:
        document: Any = json.loads(text)
    except ValueError:
        document = _from_yaml(text, name)
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
        raise ToolkitError(f"{name} is no OpenAPI document: it has no paths.")
    if not str(document.get("openapi", "")).startswith("3."):
        raise ToolkitError(f"{name} is no document of OpenAPI 3.0 or 3.1.")
    to_3_1(document)
    return document


def _from_yaml(text: str, name: str) -> Any:
    try:
        import yaml  # noqa: PLC0415 - not everybody has it
    except ImportError:
        raise ToolkitError(f"{name} is no JSON; for YAML, install PyYAML.") from None
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        raise ToolkitError(f"{name} is neither JSON nor YAML: {str(error).splitlines()[0]}") from None


def served_by(ref: str, half: str, folder: Path) -> Json:
    """Return what a commit would serve: its files are unpacked elsewhere, and its own `manage.py openapi` is asked.

    Raises:
        ToolkitError: it can't be asked.
    """
    archive = subprocess.run(["git", "archive", ref, "."], cwd=folder, capture_output=True, check=False)  # noqa: S603, S607
    if archive.returncode:
        raise ToolkitError(f"git can't unpack {ref}: {archive.stderr.decode(errors='replace').strip()}")
    with tempfile.TemporaryDirectory() as place:
        with tarfile.open(fileobj=BytesIO(archive.stdout)) as files:
            files.extractall(place, filter="data")
        if (folder / ".env").is_file():
            shutil.copy(folder / ".env", place)  # which git does not have
        written = Path(place) / ".openapi-of-base.json"
        command = [sys.executable, "manage.py", "openapi", "--half", half, "--output", str(written)]
        environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "GIT_DIR"}}
        try:
            asked = subprocess.run(  # noqa: S603 - the project's own command
                command, cwd=place, env=environment, capture_output=True, text=True, check=False, timeout=MOST_SECONDS
            )
        except subprocess.TimeoutExpired:
            raise ToolkitError(f"{ref} has not made its document within {MOST_SECONDS} seconds.") from None
        if asked.returncode or not written.is_file():
            last = (asked.stderr.strip() or asked.stdout.strip() or "no word").splitlines()[-1]
            raise ToolkitError(f"{ref} has no openapi.json, and can't make one: {last}")
        return parsed(written.read_text(encoding="utf-8"), ref)


def _git(folder: Path, *arguments: str) -> str | None:
    try:
        command = ["git", *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
