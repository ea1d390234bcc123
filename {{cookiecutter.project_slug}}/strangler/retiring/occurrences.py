"""What a module defines at its top, and every place where it names something."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

Position = tuple[int, int]  # line, and column in characters
DOTTED = re.compile(r"[A-Za-z_][\w.:]*")


class Use(StrEnum):
    """How a name is named."""

    CODE = "code"
    TEXT = "text"  # a string that may be a dotted path
    IMPORT = "import"
    EXPORT = "export"  # in `__all__`


@dataclass(frozen=True)
class Span:
    """A part of a module's text.

    Args:
        path: of the module.
        start: where it begins, decorators included.
        end: where it ends.
        anchor: where its own first word is, such as `def`.
    """

    path: Path
    start: Position
    end: Position
    anchor: Position = (0, 0)

    def holds(self, path: Path, position: Position) -> bool:
        """Return whether a place is within."""
        return self.path == path and self.start <= position < self.end


@dataclass(frozen=True)
class Occurrence:
    """A place where a module names something."""

    name: str
    path: Path
    position: Position
    use: Use


@dataclass(frozen=True)
class Definition:
    """A class, a function or a constant at the top of a module.

    Args:
        name: of the thing.
        span: its text, decorators included.
        node: Python's own.
    """

    name: str
    span: Span
    node: ast.stmt = field(repr=False, compare=False)


@dataclass
class Module:
    """A module, read.

    Args:
        path: its file.
        source: its text.
        tree: Python's own.
        definitions: by their names.
        occurrences: all of them.
    """

    path: Path
    source: str
    tree: ast.Module
    definitions: dict[str, Definition] = field(default_factory=dict)
    occurrences: list[Occurrence] = field(default_factory=list)


def read_module(path: Path) -> Module | None:
    """Return a module, or None where its text is no Python of today."""
    try:
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
    except (SyntaxError, ValueError, OSError):
        return None
    module = Module(path, source, tree)
    places = Places(module)
    for statement in tree.body:
        for name in names_bound_by(statement):
            module.definitions.setdefault(name, Definition(name, places.span(statement), statement))
    module.occurrences = list(places.occurrences())
    return module


def names_bound_by(statement: ast.stmt) -> list[str]:
    """Return the name that a statement defines; none for imports, and for what defines several."""
    if isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return [statement.name]
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    return [targets[0].id] if len(targets) == 1 and isinstance(targets[0], ast.Name) else []


class Places:
    """Finds where things stand in a module."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._lines = module.source.splitlines(keepends=True)

    def position(self, line: int, offset: int) -> Position:
        """Return a place as people count it; Python counts bytes."""
        text = self._lines[line - 1] if line <= len(self._lines) else ""
        return line, offset if text.isascii() else len(text.encode()[:offset].decode(errors="replace"))

    def span(self, node: ast.expr | ast.stmt) -> Span:
        """Return the text of a node, with its decorators."""
        first = min([node, *getattr(node, "decorator_list", ())], key=lambda each: (each.lineno, each.col_offset))
        start = self.position(first.lineno, first.col_offset)
        if first is not node:
            start = (start[0], 0)  # the @ before it
        end = self.position(node.end_lineno or 0, node.end_col_offset or 0)
        return Span(self._module.path, start, end, self.position(node.lineno, node.col_offset))

    def occurrences(self) -> Iterator[Occurrence]:
        """Yield every name that stands somewhere, but in docstrings and comments."""
        docstrings = {id(text) for node in ast.walk(self._module.tree) if (text := docstring(node)) is not None}
        exported = {id(each) for statement in self._module.tree.body for each in exports(statement)}
        for node in ast.walk(self._module.tree):
            if isinstance(node, ast.Name):
                yield self._at(node, node.id)
            elif isinstance(node, ast.Attribute):
                yield self._at(node, node.attr)
            elif isinstance(node, ast.alias):
                use = Use.IMPORT if node.asname in {None, node.name} else Use.CODE
                yield self._at(node, node.name.rpartition(".")[2], use)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                use = Use.EXPORT if id(node) in exported else Use.TEXT
                words = re.findall(r"\w+", node.value) if DOTTED.fullmatch(node.value) else []
                yield from (self._at(node, word, use) for word in words)

    def _at(self, node: ast.expr | ast.alias, name: str, use: Use = Use.CODE) -> Occurrence:
        return Occurrence(name, self._module.path, self.position(node.lineno, node.col_offset), use)


def docstring(node: ast.AST) -> ast.Constant | None:
    """Return the docstring of a module, class or function."""
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or not node.body:
        return None
    first = node.body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return first.value if is_text else None  # type: ignore[attr-defined]


def exports(statement: ast.stmt) -> list[ast.expr]:
    """Return the strings of `__all__ = [...]`."""
    if names_bound_by(statement) != ["__all__"] or not isinstance(statement, ast.Assign):
        return []
    return list(statement.value.elts) if isinstance(statement.value, ast.List | ast.Tuple) else []
