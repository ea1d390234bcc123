"""Evaluates small modules as the settings of a project are."""

from pathlib import Path
from typing import Any

from adopted.reading.environment import Environment
from adopted.reading.evaluator import Evaluator
from adopted.reading.project import Project
from tests.adoption.projects import write


def evaluated(
    folder: Path, source: str, files: dict[str, str] | None = None, examples: dict[str, str] | None = None
) -> tuple[dict[str, Any], Environment]:
    write(folder, {"conf.py": source, **(files or {})})
    evaluator = Evaluator(Project(folder), Environment(examples=examples))
    return evaluator.evaluate("conf").names, evaluator.environment


def x_of(folder: Path, source: str, **files: str) -> Any:
    return evaluated(folder, source, {f"{name}.py": content for name, content in files.items()})[0]["X"]
