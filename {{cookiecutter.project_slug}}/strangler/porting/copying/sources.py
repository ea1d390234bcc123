"""The source of a function as it runs: its node in its module, with file and line."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import libcst
from libcst.metadata import ExpressionContextProvider, MetadataWrapper, ParentNodeProvider, PositionProvider

from strangler.places import shown
from strangler.porting.copying.errors import CannotCopyError


@dataclass(frozen=True)
class Source:
    """A function and the text that it is made of.

    Args:
        function: without its decorators.
        node: its definition.
        parsed: its module.
        file: its path, relative to the project where it can be.
    """

    function: FunctionType
    node: libcst.FunctionDef
    parsed: "Parsed"
    file: str

    @property
    def text(self) -> str:
        """The function as source of its own, indented as a module's top level is."""
        return self.code_of(self.node)

    def code_of(self, node: libcst.FunctionDef) -> str:
        """Return a function as source, indented as a module's top level is."""
        return libcst.Module([node.with_changes(leading_lines=())], default_indent=self.parsed.tree.default_indent).code

    @property
    def parameters(self) -> list[libcst.Param]:
        """All its parameters, `*args` and `**kwargs` among them."""
        declared = self.node.params
        stars = [each for each in (declared.star_arg, declared.star_kwarg) if isinstance(each, libcst.Param)]
        return [*declared.posonly_params, *declared.params, *declared.kwonly_params, *stars]

    def refuse(self, reason: str, node: libcst.CSTNode | None = None) -> CannotCopyError:
        """Return the error that it can't be copied because of something in it."""
        return CannotCopyError(reason, self.file, self.parsed.line(self.node.name if node is None else node))


def source_of(function: Callable[..., Any]) -> Source:
    """Return the source of a function, of a method, or of what a decorator of `functools.wraps` wraps.

    Raises:
        CannotCopyError: it has none, or that isn't what runs.
    """
    plain = inspect.unwrap(getattr(function, "__func__", function))
    if not isinstance(plain, FunctionType):
        raise CannotCopyError(f"{type(function).__name__} is no function written in Python")
    code = plain.__code__
    file = shown(code.co_filename)
    try:
        parsed = parsed_file(code.co_filename)
    except (OSError, SyntaxError, UnicodeDecodeError, libcst.ParserSyntaxError):
        raise CannotCopyError("its source can't be read", file, code.co_firstlineno) from None
    if code not in parsed.codes:
        raise CannotCopyError("its source is not what runs", file, code.co_firstlineno)
    nodes = [node for node in parsed.functions if parsed.first_line(node) == code.co_firstlineno]
    nodes = [node for node in nodes if node.name.value == code.co_name]
    if len(nodes) != 1:
        raise CannotCopyError("it isn't made by a `def` of its own", file, code.co_firstlineno)
    return Source(plain, nodes[0], parsed, file)


class Parsed:
    """A module's text, parsed.

    Args:
        path: of its file.
    """

    def __init__(self, path: str) -> None:
        content = Path(path).read_bytes()
        wrapper = MetadataWrapper(libcst.parse_module(content), unsafe_skip_copy=True)
        self.tree = wrapper.module
        self._positions = wrapper.resolve(PositionProvider)
        # Whether an expression is read, set or deleted.
        self.contexts = wrapper.resolve(ExpressionContextProvider)
        self.parents = wrapper.resolve(ParentNodeProvider)
        finder = _Functions()
        self.tree.visit(finder)
        self.functions = finder.found
        # As the import system compiles it: `-O` leaves out `assert`.
        self.codes = frozenset(_codes(compile(content, path, "exec", dont_inherit=True)))

    def line(self, node: libcst.CSTNode) -> int:
        """Return the line at which a node begins; 0 for one that is no part of the module."""
        found = self._positions.get(node)
        return found.start.line if found else 0

    def first_line(self, node: libcst.FunctionDef) -> int:
        """Return the line where a function begins for Python, which is that of its first decorator."""
        if node.decorators:
            return self.line(node.decorators[0].decorator)
        # Of the node itself, the line of a comment above may be told.
        return self.line(node.name)


@cache
def parsed_file(path: str) -> Parsed:
    """Return a file, parsed. A module that changes while a command runs is not looked at again.

    Raises:
        OSError, SyntaxError, UnicodeDecodeError, libcst.ParserSyntaxError: it can't be read.
    """
    return Parsed(path)


class _Functions(libcst.CSTVisitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[libcst.FunctionDef] = []

    def visit_FunctionDef(self, node: libcst.FunctionDef) -> None:
        """Collect it."""
        self.found.append(node)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)
