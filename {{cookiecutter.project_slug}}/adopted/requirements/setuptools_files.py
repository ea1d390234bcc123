"""Reads setup.cfg and setup.py, as far as they are static: nothing is run."""

import ast
import configparser
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from adopted.facts import Note, Place
from adopted.requirements.collected import (
    RUNTIME,
    Collected,
    inside,
    line_of,
    read_text,
    relative,
    requirement,
    unreadable,
)
from adopted.requirements.pip_files import read_requirements_file


def read_setup_cfg(path: Path, top: Path) -> Collected:
    """Read a setup.cfg: `install_requires`, the extras, and `python_requires`.

    Raises:
        ValueError: it is no INI file.
    """
    text = read_text(path)
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise ValueError(str(error)) from error
    name = relative(path, top)
    found = Collected(files=[name])
    file = _File(path, top, text, found)
    tables = [(RUNTIME, parser.get("options", "install_requires", fallback=""))]
    if parser.has_section("options.extras_require"):
        tables += parser.items("options.extras_require")
    for group, value in tables:
        file.lines(value, group)
    if python := parser.get("options", "python_requires", fallback=""):
        found.python, found.python_found = python, f"{name}:{line_of(text, 'python_requires')} (python_requires)"
    return found


@dataclass
class _File:
    """A file that is being read."""

    path: Path
    top: Path
    text: str
    found: Collected

    @property
    def name(self) -> str:
        return relative(self.path, self.top)

    def lines(self, value: str, group: str) -> None:
        """Read requirements of setup.cfg: one a line, or the files that have them."""
        if value.strip().startswith("file:"):
            for file in value.strip().removeprefix("file:").split(","):
                self.file(file.strip(), group, line_of(self.text, file.strip()))
            return
        for line in value.splitlines():
            self.one(line.split(" #")[0].strip(), group, line_of(self.text, line.strip()))

    def one(self, text: str, group: str, line: int) -> None:
        """Read one requirement."""
        if not text or text.startswith("#"):
            return
        place = Place(self.name, line)
        try:
            self.found.requirements.append(requirement(text, place, group))
        except ValueError:
            self.found.notes.append(unreadable(text, place))

    def file(self, file: str, group: str, line: int) -> None:
        """Read a requirements file that this one names."""
        target = self.path.parent / file
        if target.is_file() and inside(target, self.top):
            self.found.add(read_requirements_file(target, self.top, group))
        else:
            place = Place(self.name, line)
            self.found.notes.append(Note(f"{file} is read by {self.name}, but isn't there", place=place))


def read_setup_py(path: Path, top: Path) -> Collected:
    """Read the call of `setup` in a setup.py: lists, sums of lists, names of such, and requirement files that it opens.

    Raises:
        ValueError: it is no Python of this time.
    """
    try:
        tree = ast.parse(read_text(path))
    except SyntaxError as error:
        raise ValueError(str(error)) from error
    found = Collected(files=[relative(path, top)])
    script = _Script(tree, _File(path, top, "", found))
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _called(call) == "setup":
            for keyword in call.keywords:
                script.keyword(keyword)
    return found


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


class _Script:
    """A setup.py."""

    def __init__(self, tree: ast.Module, file: _File) -> None:
        self.file = file
        self.values: dict[str, ast.expr] = {}
        self.functions: dict[str, ast.FunctionDef] = {}
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.values[node.targets[0].id] = node.value
            elif isinstance(node, ast.FunctionDef):
                self.functions[node.name] = node

    def keyword(self, keyword: ast.keyword) -> None:
        """Read one argument of `setup`."""
        value = self.resolved(keyword.value)
        if keyword.arg == "install_requires":
            self.requirements(value, RUNTIME)
        elif keyword.arg == "extras_require" and isinstance(value, ast.Dict):
            for key, items in zip(value.keys, value.values, strict=True):
                if isinstance(key, ast.Constant):
                    self.requirements(items, str(key.value).split(":", maxsplit=1)[0])
        elif keyword.arg == "python_requires" and isinstance(value, ast.Constant):
            self.file.found.python = str(value.value)
            self.file.found.python_found = f"{self.file.name}:{value.lineno} (python_requires)"

    def resolved(self, value: ast.expr) -> ast.expr:
        """Follow a name to what was assigned to it."""
        for _ in range(10):
            if not (isinstance(value, ast.Name) and value.id in self.values):
                break
            value = self.values[value.id]
        return value

    def requirements(self, value: ast.expr, group: str) -> None:
        """Read a list of requirements, or the file that it is made from."""
        value = self.resolved(value)
        if isinstance(value, ast.List | ast.Tuple):
            for item in value.elts:
                self.requirements(item.value if isinstance(item, ast.Starred) else item, group)
        elif isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
            self.requirements(value.left, group)
            self.requirements(value.right, group)
        elif isinstance(value, ast.Constant) and isinstance(value.value, str):
            for line in value.value.splitlines():
                self.file.one(line.strip(), group, value.lineno)
        else:
            self.files(value, group)

    def files(self, value: ast.expr, group: str) -> None:
        """Read the requirement files that an expression names, itself or in the functions that it calls."""
        names = list(dict.fromkeys(self.named_files(value)))
        for name in names:
            self.file.file(name, group, value.lineno)
        own = self.file.name
        if names:
            text = f"{own} takes its requirements from {', '.join(names)}, as far as reading it tells"
        else:
            text = f"{own} makes its requirements by a program, which was not run"
        todo = "" if names else "Add them to pyproject.toml."
        self.file.found.notes.append(Note(text, todo, Place(own, value.lineno)))

    def named_files(self, value: ast.AST, seen: tuple[str, ...] = ()) -> Iterator[str]:
        """Yield the constants of an expression that name requirement files."""
        for node in ast.walk(value):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if re.search(r"(require|depend)[^\n]*\.(txt|in|pip)$|^[\w/.-]+\.txt$", node.value):
                    yield node.value.lstrip("/")
            elif isinstance(node, ast.Name) and node.id not in seen:
                inner = self.values.get(node.id) or self.functions.get(node.id)
                if inner is not None:
                    yield from self.named_files(inner, (*seen, node.id))
