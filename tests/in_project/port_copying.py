"""Modules for tests of copying: written to a file, imported, and copied from."""

import ast
import builtins
import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any

import pytest

from strangler.porting.module import Code
from strangler.porting.rendering import plain, undefined

Written = Callable[..., ModuleType]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Written]:
    """Return a function that writes a module of a package and imports it."""
    monkeypatch.syspath_prepend(str(tmp_path))
    package = tmp_path / "copied_from"
    package.mkdir()
    (package / "__init__.py").write_text("", "utf-8")
    made: list[str] = []

    def write(source: str, name: str = "views") -> ModuleType:
        (package / f"{name}.py").write_text(dedent(source), "utf-8")
        importlib.invalidate_caches()
        made.append(f"copied_from.{name}")
        return importlib.import_module(f"copied_from.{name}")

    yield write
    for name in [*made, "copied_from"]:
        sys.modules.pop(name, None)


def run(code: Code, name: str) -> Any:
    """Return what a module of this code calls by a name, having looked that no name is missing."""
    assert undefined(code) == []
    text = plain(code, "What was copied.")
    names: dict[str, Any] = {"__name__": "ran", "__builtins__": builtins}
    exec(compile(text, "ran.py", "exec", dont_inherit=True), names)  # noqa: S102 - that is what it is for
    return names[name]


def text_of(code: Code) -> str:
    """Return the statements as they stand."""
    (statement,) = code.statements
    ast.parse(statement.source)
    return statement.source.strip("\n")
