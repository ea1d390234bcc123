"""Gives what is copied the types that a strict checker asks for, as far as they are known."""

from collections.abc import Collection, Sequence

import libcst

from strangler.porting.copying.sources import Source
from strangler.porting.module import Import

ANY = libcst.Annotation(libcst.Name("Any"))
NONE = libcst.Annotation(libcst.Name("None"))
TYPING = Import("typing", "Any")


def signature(
    source: Source, name: str, parameters: Sequence[str], returns: str
) -> tuple[libcst.FunctionDef, list[libcst.CSTNode]]:
    """Return the head of a copy, and the annotations that it has of the original.

    A parameter without annotation gets that of the function's parameter of this name, or `Any`; so does what is
    returned, where nobody says: `None` where nothing is.
    """
    marks = ", ".join(parameters)
    head = libcst.parse_statement(f"def {name}({marks}){f' -> {returns}' if returns else ''}:\n    pass\n")
    if not isinstance(head, libcst.FunctionDef):
        raise TypeError(f"{name}({marks}) is no function.")
    known = {each.name.value: each.annotation for each in source.parameters}
    taken: list[libcst.CSTNode] = []

    def annotated(each: libcst.Param) -> libcst.Param:
        if each.annotation or each.name.value in {"self", "cls"}:
            return each
        annotation = known.get(each.name.value)
        if annotation:
            taken.append(annotation)
        return each.with_changes(annotation=_spaced(annotation) if annotation else ANY)

    changed = {
        kind: [annotated(each) for each in getattr(head.params, kind)]
        for kind in ("posonly_params", "params", "kwonly_params")
    }
    if isinstance(head.params.star_arg, libcst.Param):
        changed["star_arg"] = annotated(head.params.star_arg)  # type: ignore[assignment]
    if head.params.star_kwarg:
        changed["star_kwarg"] = annotated(head.params.star_kwarg)  # type: ignore[assignment]
    head = head.with_changes(params=head.params.with_changes(**changed), asynchronous=source.node.asynchronous)
    if not returns:
        if source.node.returns:
            taken.append(source.node.returns)
        head = head.with_changes(returns=source.node.returns or (ANY if _returns(source.node) else NONE))
    return head, taken


class AnnotateInner(libcst.CSTTransformer):
    """Gives the functions within a copy `Any` where they say nothing."""

    def leave_Param(self, original_node: libcst.Param, updated_node: libcst.Param) -> libcst.Param:
        """Annotate it."""
        return updated_node if updated_node.annotation else updated_node.with_changes(annotation=ANY)

    def visit_Lambda(self, node: libcst.Lambda) -> bool:
        """Leave it alone: it can have no annotations."""
        return False

    def leave_FunctionDef(
        self, original_node: libcst.FunctionDef, updated_node: libcst.FunctionDef
    ) -> libcst.FunctionDef:
        """Annotate what it returns."""
        if updated_node.returns:
            return updated_node
        return updated_node.with_changes(returns=ANY if _returns(original_node) else NONE)


def read_by(body: libcst.BaseSuite, given: Collection[str]) -> libcst.Annotation | None:
    """Return what a body returns where that is `Schema.read(…)` in all cases, with a name of the table's; else None."""
    finder = _Returns()
    body.visit(finder)
    names = {_reader(value) for value in finder.values}
    name = names.pop() if len(names) == 1 else ""
    return libcst.Annotation(libcst.Name(name)) if name[:1].isupper() and name in given else None


def _reader(value: libcst.BaseExpression | None) -> str:
    called = value.func if isinstance(value, libcst.Call) else None
    if isinstance(called, libcst.Attribute) and called.attr.value == "read" and isinstance(called.value, libcst.Name):
        return called.value.value
    return ""


def _spaced(annotation: libcst.Annotation) -> libcst.Annotation:
    return annotation.with_changes(whitespace_before_indicator=libcst.MaybeSentinel.DEFAULT)


def _returns(node: libcst.FunctionDef) -> bool:
    """Return whether a function gives back anything, or is a generator."""
    finder = _Returns()
    node.body.visit(finder)
    return finder.found


class _Returns(libcst.CSTVisitor):
    def __init__(self) -> None:
        super().__init__()
        self.found = False
        self.values: list[libcst.BaseExpression | None] = []

    def visit_Return(self, node: libcst.Return) -> None:
        """Note one with a value."""
        self.values.append(node.value)
        self.found = self.found or node.value is not None

    def visit_Yield(self, node: libcst.Yield) -> None:
        """Note it."""
        self.found = True

    def visit_FunctionDef(self, node: libcst.FunctionDef) -> bool:
        """Leave out functions within."""
        return False

    def visit_Lambda(self, node: libcst.Lambda) -> bool:
        """Leave out functions within."""
        return False
