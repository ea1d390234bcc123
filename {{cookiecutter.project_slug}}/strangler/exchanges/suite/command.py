"""How the project's own tests are run, so that its test clients are hooked: the shop's, and an adopted project's."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from strangler.errors import ToolkitError
from strangler.exchanges.suite.plan import FOLDER

OURS = "adopted.settings"
SETTINGS = "DJANGO_SETTINGS_MODULE"
THEIRS = "LEGACY_SETTINGS_MODULE"
PYTHONS = {"python", "python3"}


@dataclass(frozen=True)
class Command:
    """How to run a suite.

    Args:
        words: program and arguments.
        folder: where.
        environment: all of it.
    """

    words: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str]


def command_of(root: Path, arguments: Sequence[str], folder: Path) -> Command:
    """Return how to run the project's suite.

    Args:
        root: the folder of `manage.py` and `asgi.py`.
        arguments: more for the command: which tests, `-n 4`, `--parallel`.
        folder: for what the suite's processes write.

    Raises:
        ToolkitError: nobody knows how the tests are run.
    """
    path = os.pathsep.join(filter(None, (str(root), os.environ.get("PYTHONPATH", ""))))
    environment = {**os.environ, FOLDER: str(folder), "PYTHONPATH": path}
    facts = root / "adopted" / "facts.json"
    if facts.is_file():
        return _adopted(root, json.loads(facts.read_text(encoding="utf-8")), arguments, environment)
    environment.pop(SETTINGS, None)  # that of this command; pyproject.toml names the tests' own
    return Command((sys.executable, "-m", "pytest", *arguments), root, environment)


def _adopted(
    root: Path, facts: Mapping[str, Mapping[str, object]], arguments: Sequence[str], environment: dict[str, str]
) -> Command:
    """Return how an adopted project's suite is run with its settings, and ours laid over them."""
    tests, layout = facts.get("tests", {}), facts.get("layout", {})
    said = [str(word) for word in tests.get("command") or ()]  # type: ignore[attr-defined]
    words, settings = without_settings(said)
    if not words:
        raise ToolkitError("How the project's tests are run could not be told: see adopted/REPORT.md, and facts.json.")
    own = {str(name): str(value) for name, value in tests.get("environment") or ()}  # type: ignore[attr-defined]
    theirs = settings or own.get(SETTINGS) or str(layout.get("settings") or "")
    environment = {**environment, **own, SETTINGS: OURS, THEIRS: theirs}
    if words[0] in PYTHONS:
        words = [sys.executable, *words[1:]]
    elif words[0] == "pytest":
        words = [sys.executable, "-m", *words]
    if "pytest" in words:  # their own pytest.ini may name settings
        words = [*words, f"--ds={OURS}"]
    return Command((*words, *arguments), root / "legacy" / str(tests.get("folder") or ""), environment)


def without_settings(words: Sequence[str]) -> tuple[list[str], str]:
    """Return a command without the settings module that it names, and that module."""
    kept: list[str] = []
    named = ""
    each = iter(words)
    for word in each:
        name, sign, value = word.partition("=")
        if name in {"--settings", "--ds"}:
            named = value if sign else next(each, "")
        else:
            kept.append(word)
    return kept, named
