"""The tests of what goes: they ask the legacy half for URLs that it has no more."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from strangler.retiring.asking import Asked, Urls
from strangler.retiring.occurrences import Module, Places, Span, docstring
from strangler.retiring.project import Project

COMPARING = {"legacy", "parity"}  # fixtures that ask the legacy half
BEFORE_EACH = {"setUp", "setUpClass", "setUpTestData", "asyncSetUp", "setup_method", "setup_class"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Tests:
    """What becomes of a project's tests.

    Args:
        go: those that ask for what goes, and classes and functions that consist of such alone.
        unsure: those that may ask for it.
        also: those of `go` that ask for something that stays, too.
    """

    go: list[Span] = field(default_factory=list)
    unsure: list[Span] = field(default_factory=list)
    also: list[Span] = field(default_factory=list)


def tests_of(project: Project, urls: Urls) -> Tests:
    """Return the tests that ask for URLs that go.

    In the legacy tree those are all that do. Elsewhere the routes answer, and only those go that compare both halves.
    """
    found = Tests()
    for path, module in project.modules.items():
        if is_test_module(path):
            Reader(module, urls, found, comparing=not path.is_relative_to(project.legacy)).read()
    return found


def is_test_module(path: Path) -> bool:
    """Return whether a file holds tests."""
    return (
        path.name.startswith("test")
        or path.stem.endswith("_test")
        or any(part in {"tests", "test"} for part in path.parts[:-1])
    )


class Reader:
    """Reads one module of tests.

    Args:
        module: of tests.
        urls: those that go, and those that stay.
        found: where the tests are noted.
        comparing: whether only tests that compare both halves are meant.
    """

    def __init__(self, module: Module, urls: Urls, found: Tests, *, comparing: bool) -> None:
        self._urls, self._found, self._comparing = urls, found, comparing
        self._places = Places(module)
        self._body = module.tree.body
        self._top = {name: one.node for name, one in module.definitions.items()}
        self._classes = {name: node for name, node in self._top.items() if isinstance(node, ast.ClassDef)}

    def read(self) -> None:
        """Note the tests of the module."""
        for statement in self._body:
            if isinstance(statement, ast.ClassDef):
                self._class(statement)
            elif isinstance(statement, Function) and statement.name.startswith("test"):
                self._one(statement, None, self._places.span(statement))

    def _class(self, node: ast.ClassDef) -> None:
        tests = [each for each in node.body if isinstance(each, Function) and each.name.startswith("test")]
        if not tests:
            return
        whole = self._places.span(node)
        before = len(self._found.go)
        for test in tests:
            self._one(test, node, self._places.span(test))
        if len(self._found.go) - before == len(tests) and not self._is_base(node):
            self._found.go[before:] = [whole]

    def _one(self, node: Function, within: ast.ClassDef | None, span: Span) -> None:
        if self._comparing and not COMPARING & {argument.arg for argument in node.args.args}:
            return
        asked = self._asked(node, within, set())
        if within is not None:
            for name in BEFORE_EACH:
                if (member := self._member(within, name)) is not None:
                    asked |= self._asked(member, within, set())
            asked |= {found for each in self._lineage(within) for found in self._in_assignments(each)}
        if Asked.GONE in asked:
            self._found.go.append(span)
            if asked & {Asked.KEPT, Asked.UNSURE}:
                self._found.also.append(span)
        elif Asked.UNSURE in asked:
            self._found.unsure.append(span)

    def _asked(self, node: ast.AST, within: ast.ClassDef | None, seen: set[int]) -> set[Asked]:
        """Return all that a piece of code asks for, by what it names in its class and module, too."""
        if id(node) in seen:
            return set()
        seen.add(id(node))
        found = set(self._texts(node))
        for each in ast.walk(node):
            other: ast.AST | None = None
            if isinstance(each, ast.Name):
                other = self._top.get(each.id)
            elif isinstance(each, ast.arg):  # a fixture of the module
                other = self._top.get(each.arg)
            elif isinstance(each, ast.Attribute) and within is not None and isinstance(each.value, ast.Name):
                other = self._member(within, each.attr) if each.value.id in {"self", "cls"} else None
            if other is not None and not isinstance(other, ast.ClassDef):
                found |= self._asked(other, within, seen)
        return found

    def _texts(self, node: ast.AST) -> Iterator[Asked]:
        parts = {id(part) for each in ast.walk(node) if isinstance(each, ast.JoinedStr) for part in each.values}
        words = {id(docstring(each)) for each in ast.walk(node)}
        whole = [
            each
            for each in ast.walk(node)
            if isinstance(each, ast.JoinedStr | ast.Constant) and id(each) not in parts | words
        ]
        texts = [each.value for each in whole if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        for each in whole:
            yield from self._urls.asks(each, texts)

    def _in_assignments(self, node: ast.ClassDef) -> Iterator[Asked]:
        for statement in node.body:
            if isinstance(statement, ast.Assign | ast.AnnAssign):
                yield from self._texts(statement)

    def _lineage(self, node: ast.ClassDef) -> list[ast.ClassDef]:
        """Return a class and those of this module that it is made of."""
        found, waiting = [node], [node]
        while waiting:
            for base in waiting.pop().bases:
                parent = self._classes.get(base.id) if isinstance(base, ast.Name) else None
                if parent is not None and parent not in found:
                    found.append(parent)
                    waiting.append(parent)
        return found

    def _member(self, node: ast.ClassDef, name: str) -> Function | None:
        for each in self._lineage(node):
            for member in each.body:
                if isinstance(member, Function) and member.name == name:
                    return member
        return None

    def _is_base(self, node: ast.ClassDef) -> bool:
        return any(
            isinstance(base, ast.Name) and base.id == node.name
            for each in self._classes.values()
            for base in each.bases
        )
