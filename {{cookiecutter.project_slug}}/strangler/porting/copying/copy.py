"""The copy of a function: its head as the caller wants it, its body as the table says, and its imports."""

import ast
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import libcst

from strangler.porting.copying.annotating import TYPING, AnnotateInner, read_by, signature
from strangler.porting.copying.decorators import kept_decorators
from strangler.porting.copying.origins import Origins
from strangler.porting.copying.rewriting import Rewriter
from strangler.porting.copying.scopes import bound_within
from strangler.porting.copying.sources import Source, source_of
from strangler.porting.copying.table import Replacement, parsed_table, root_of
from strangler.porting.module import Code, Import, Place


def copied(
    function: Callable[..., Any],
    *,
    name: str,
    parameters: Sequence[str] = (),
    keeps: Collection[str] = (),
    table: Mapping[str, str | Replacement] | None = None,
    returns: str = "",
    decorators: Sequence[str] = (),
    docstring: str = "",
    imports: Iterable[str] = (),
    place: Place = Place.HELPER,
) -> Code:
    """Return a function as a plain one.

    Args:
        function: a function, or a method as its class has it.
        name: what the copy is called.
        parameters: those of the copy, as they are written: `pk: int`, `*`, `user: CurrentUser`. One without annotation
            gets that of the function's parameter of this name, or `Any`.
        keeps: the function's own parameters that mean the same in the copy.
        table: what takes the place of expressions; see this package's docstring.
        returns: the annotation of what it returns; by default the function's own, else `Any` or `None`.
        decorators: of the copy, without `@`, above those that are kept.
        docstring: in the place of its own, or where it has none.
        imports: what parameters, annotation and decorators need, as `Import.of` reads it.
        place: where in a module it stands.

    Raises:
        CannotCopyError: it can't be shown that the copy would mean the same.
        ToolkitError: the table is none.
    """
    source = source_of(function)
    if free := set(source.function.__code__.co_freevars) - {"__class__"}:
        raise source.refuse(f"uses `{min(free)}` of the function around it")
    own = [each.name.value for each in source.parameters]
    origins = Origins(source.function.__globals__, ast.parse(source.parsed.tree.code))
    tracked = frozenset(own) - frozenset(keeps)
    entries = parsed_table(table or {}, own)
    rewriter = Rewriter(source, entries, tracked, bound_within(source.text), origins)
    kept = kept_decorators(source, rewriter.meaning)
    rewriter.drop_copies()
    head, annotations = signature(source, name, parameters, returns)
    body: Any = source.node.body.visit(rewriter)
    for node in (*annotations, *kept):
        node.visit(rewriter)
    if not returns and not source.node.returns and (known := read_by(body, rewriter.names)):
        head = head.with_changes(returns=known)
    _check_parameters(source, head, rewriter, keeps)
    given = [libcst.Decorator(libcst.parse_expression(each)) for each in decorators]
    copy = head.with_changes(
        body=_documented(body.visit(AnnotateInner()), docstring),
        decorators=[*given, *(each.with_changes(leading_lines=()) for each in kept)],
        leading_lines=[line for line in source.node.leading_lines if line.comment],
    )
    needed = [*(Import.of(each) for each in (*imports, *rewriter.added)), TYPING]
    text = libcst.Module([copy], default_indent=source.parsed.tree.default_indent).code
    try:
        ast.parse(text)
    except SyntaxError:  # quotes within an f-string, for example
        raise source.refuse("has a place where what should stand there does not fit") from None
    return Code.of(text, place=place, imports=(*needed, *_beside(source, rewriter, needed)))


def _check_parameters(source: Source, head: libcst.FunctionDef, rewriter: Rewriter, keeps: Collection[str]) -> None:
    """Refuse parameters of the copy that would hide what the body means by their names.

    Raises:
        CannotCopyError: one would.
    """
    params = head.params
    stars = [each for each in (params.star_arg, params.star_kwarg) if isinstance(each, libcst.Param)]
    names = {each.name.value for each in (*params.posonly_params, *params.params, *params.kwonly_params, *stars)}
    for each in rewriter.imports.values():
        if each.bound in names:
            raise source.refuse(f"uses `{each.bound}`, which would be a parameter")
    if missing := sorted(set(keeps) - names):
        raise source.refuse(f"would lose its parameter {missing[0]}")


def _beside(source: Source, rewriter: Rewriter, given: Sequence[Import]) -> list[Import]:
    """Return the imports that the body needs beside those of the caller.

    Raises:
        CannotCopyError: one name would have to mean two things.
    """
    known = {each.bound: each for each in given}
    for each in rewriter.imports.values():
        other = known.get(each.bound)
        if other and other != each and (other.name or each.name):
            raise source.refuse(f"uses `{each.bound}` of {each.module}, and its replacements that of {other.module}")
    return list(rewriter.imports.values())


def _documented(body: libcst.BaseSuite, docstring: str) -> libcst.BaseSuite:
    """Return a body with a docstring in the place of its own."""
    if not docstring:
        return body
    quoted = docstring.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    text = libcst.parse_statement(f'"""{quoted}"""')
    statements: list[Any] = list(body.body)
    if not isinstance(body, libcst.IndentedBlock):
        statements = [libcst.SimpleStatementLine(statements)]
    has_one = ast.get_docstring(_first_function(libcst.Module([_function(body)]).code)) is not None
    return libcst.IndentedBlock([text, *statements[1 if has_one else 0 :]])


def _function(body: libcst.BaseSuite) -> libcst.FunctionDef:
    return libcst.FunctionDef(libcst.Name("copy"), libcst.Parameters(), body)


def _first_function(text: str) -> ast.FunctionDef | ast.AsyncFunctionDef:
    tree = ast.parse(text).body[0]
    if not isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef):
        raise TypeError("This is no function.")
    return tree


@dataclass(frozen=True)
class Use:
    """Something of `self` or of a parameter that a function uses.

    Args:
        text: as it stands: `self.get_serializer(data=request.data)`.
        line: where.
    """

    text: str
    line: int


def uses(function: Callable[..., Any]) -> list[Use]:
    """Return what a function uses of `self`, of `super()` and of its parameters: what a table has to have.

    Raises:
        CannotCopyError: its source is not known.
    """
    source = source_of(function)
    finder = _Uses(source)
    source.node.body.visit(finder)
    return finder.found


class _Uses(libcst.CSTVisitor):
    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source
        self.names = {each.name.value for each in source.parameters} | {"super"}
        self.found: list[Use] = []
        self._within: set[libcst.CSTNode] = set()

    def on_visit(self, node: libcst.CSTNode) -> bool:
        """Note the largest chain that begins with a name; look for others in its arguments."""
        if isinstance(node, libcst.Arg) and node.keyword:
            self._within.add(node.keyword)
        if isinstance(node, libcst.BaseExpression) and node not in self._within and root_of(node) in self.names:
            text = " ".join(self.source.parsed.tree.code_for_node(node).split())
            self.found.append(Use(text, self.source.parsed.line(node)))
            self._mark(node)
        return True

    def _mark(self, node: libcst.BaseExpression) -> None:
        """Note the parts of a chain, that they are not told again."""
        while not isinstance(node, libcst.Name):
            if isinstance(node, libcst.Attribute):
                self._within.add(node.attr)
                node = node.value
            elif isinstance(node, libcst.Subscript):
                node = node.value
            elif isinstance(node, libcst.Call):
                node = node.func
            else:
                return
            self._within.add(node)


def as_method(code: Code) -> str:
    """Return the source of what was copied as it stands in the body of a class; text within strings stays as it is."""
    module = libcst.parse_module("\n".join(statement.source for statement in code.statements))
    body = libcst.IndentedBlock(module.body, indent="    ")
    text = libcst.Module([libcst.ClassDef(libcst.Name("Holder"), body)], default_indent=module.default_indent).code
    return text.partition("\n")[2]
