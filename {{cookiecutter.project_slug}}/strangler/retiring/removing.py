"""Takes pieces out of a module's text, and leaves the rest as it was, character by character."""

import ast
from collections.abc import Collection, Sequence
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from strangler.retiring.occurrences import Position


def without(source: str, anchors: Collection[Position]) -> str:
    """Return a module without some of its statements, methods and elements of lists.

    Args:
        source: its text.
        anchors: where each begins: `def` or `class`, the first word of a statement or of an element.
    """
    remover = Remover(set(anchors))
    return _from_the_top(MetadataWrapper(cst.parse_module(source)).visit(remover)).code


def without_unused(source: str, before: str, gone: Collection[str]) -> str:
    """Return a module without the imports that nothing in it uses any more.

    Args:
        source: its text.
        before: its text as it was; what was not used there either is somebody else's concern.
        gone: names that no module defines any more.
    """
    was, is_now = used_names(before), used_names(source)
    unused = {name for name in (was | set(gone)) if name not in is_now}
    module = cst.parse_module(source)
    body: list[Any] = []
    blank: list[cst.EmptyLine] = []
    for statement in module.body:
        kept = _without_imports(statement, unused)
        if kept is None:  # what follows stands in its place
            blank = blank or _blank(statement)
            continue
        if blank and len(_blank(kept)) < len(blank):
            kept = kept.with_changes(leading_lines=[*blank, *kept.leading_lines])
        blank = []
        body.append(kept)
    return _from_the_top(module.with_changes(body=body)).code


def used_names(source: str) -> set[str]:
    """Return all names that a module's code uses, `__all__` and annotations in strings included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):  # a class may have an attribute of that name
                found.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            found.add(node.value)
    return found


def is_empty(source: str) -> bool:
    """Return whether a module has nothing left but imports and a docstring."""
    body = ast.parse(source).body
    return all(
        isinstance(each, ast.Import | ast.ImportFrom)
        or (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
        for each in body
    )


class Remover(cst.CSTTransformer):
    """Removes what begins at some places."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, anchors: set[Position]) -> None:
        super().__init__()
        self._anchors = anchors

    def _goes(self, node: cst.CSTNode) -> bool:
        start = self.get_metadata(PositionProvider, node).start
        return (start.line, start.column) in self._anchors

    def leave_FunctionDef(self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef) -> Any:  # noqa: N802
        """Remove a function or method."""
        return cst.RemoveFromParent() if self._goes(original_node) else updated_node

    def leave_ClassDef(self, original_node: cst.ClassDef, updated_node: cst.ClassDef) -> Any:  # noqa: N802
        """Remove a class."""
        return cst.RemoveFromParent() if self._goes(original_node) else updated_node

    def leave_SimpleStatementLine(  # noqa: N802
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> Any:
        """Remove a line's statements."""
        kept = [new for old, new in zip(original_node.body, updated_node.body, strict=True) if not self._goes(old)]
        if not kept:
            return cst.RemoveFromParent()
        return updated_node if len(kept) == len(original_node.body) else updated_node.with_changes(body=kept)

    def leave_List(self, original_node: cst.List, updated_node: cst.List) -> Any:  # noqa: N802
        """Remove elements."""
        return self._elements(original_node, updated_node)

    def leave_Tuple(self, original_node: cst.Tuple, updated_node: cst.Tuple) -> Any:  # noqa: N802
        """Remove elements."""
        return self._elements(original_node, updated_node)

    def leave_IndentedBlock(self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock) -> Any:  # noqa: N802
        """Let no blank line stand where the first statement of a block was."""
        if not updated_node.body or not self._is_gone(original_node.body[0]):
            return updated_node
        first = _without_blank(updated_node.body[0])
        return updated_node.with_changes(body=[first, *updated_node.body[1:]])

    def _is_gone(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.SimpleStatementLine):
            return all(self._goes(each) for each in node.body)
        return self._goes(node)

    def _elements(self, original: Any, updated: Any) -> Any:
        pairs = list(zip(original.elements, updated.elements, strict=True))
        kept = [new for old, new in pairs if not self._goes(old.value)]
        if len(kept) == len(pairs):
            return updated
        if not kept and isinstance(original, cst.List):
            return cst.List([], lpar=original.lpar, rpar=original.rpar)
        if kept and isinstance(original, cst.List) and kept[-1] is not pairs[-1][1] and _has_comment(kept[-1].comma):
            # The comment behind the comma stays, and the bracket comes after it.
            end = kept[-1].comma.whitespace_after.with_changes(indent=True, last_line=cst.SimpleWhitespace(""))
            last = kept[-1].with_changes(comma=cst.Comma(whitespace_after=end))
            bracket = original.rbracket.with_changes(whitespace_before=cst.SimpleWhitespace(""))
            return updated.with_changes(elements=[*kept[:-1], last], rbracket=bracket)
        return updated.with_changes(elements=with_last_comma(kept, original.elements))


def _has_comment(comma: Any) -> bool:
    space = getattr(comma, "whitespace_after", None)
    return isinstance(space, cst.ParenthesizedWhitespace) and space.first_line.comment is not None


def with_last_comma(kept: Sequence[Any], original: Sequence[Any]) -> list[Any]:
    """Return elements of which the last has the comma, or none, that the last one had before; and its own comment."""
    if not kept or kept[-1].comma is original[-1].comma:
        return list(kept)
    comma, own = original[-1].comma, kept[-1].comma
    spaces: list[Any] = [getattr(each, "whitespace_after", None) for each in (comma, own)]
    if all(isinstance(each, cst.ParenthesizedWhitespace) for each in spaces):
        comma = comma.with_changes(whitespace_after=spaces[0].with_changes(first_line=spaces[1].first_line))
    return [*kept[:-1], kept[-1].with_changes(comma=comma)]


def _without_imports(statement: Any, unused: set[str]) -> Any:
    """Return a top-level statement without some imported names, or None where nothing of it is left."""
    if not isinstance(statement, cst.SimpleStatementLine):
        return statement
    body = [new for each in statement.body if (new := _filtered(each, unused)) is not None]
    if not body:
        return None
    return (
        statement
        if len(body) == len(statement.body) and all(map(_is, body, statement.body))
        else statement.with_changes(body=body)
    )


def _is(one: Any, other: Any) -> bool:
    return one is other


def _filtered(node: Any, unused: set[str]) -> Any:
    if not isinstance(node, cst.Import | cst.ImportFrom) or isinstance(node.names, cst.ImportStar):
        return node
    kept = [alias for alias in node.names if _bound(alias, node) not in unused]
    if len(kept) == len(node.names):
        return node
    return node.with_changes(names=with_last_comma(kept, node.names)) if kept else None


def _bound(alias: cst.ImportAlias, node: Any) -> str:
    """Return the name by which an import is known in its module."""
    if alias.evaluated_alias is not None:
        return alias.evaluated_alias
    return alias.evaluated_name if isinstance(node, cst.ImportFrom) else alias.evaluated_name.partition(".")[0]


def _blank(statement: Any) -> list[cst.EmptyLine]:
    lines: list[cst.EmptyLine] = []
    for line in statement.leading_lines:
        if line.comment is not None:
            break
        lines.append(line)
    return lines


def _without_blank(statement: Any) -> Any:
    return statement.with_changes(leading_lines=statement.leading_lines[len(_blank(statement)) :])


def _from_the_top(module: cst.Module) -> cst.Module:
    if not module.body or module.header:
        return module
    return module.with_changes(body=[_without_blank(module.body[0]), *module.body[1:]])
