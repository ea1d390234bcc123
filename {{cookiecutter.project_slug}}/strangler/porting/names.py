"""Which names of its module some source defines and uses, and what becomes of it when one is renamed."""

import ast
import re
import symtable
from collections.abc import Iterator

import libcst
from libcst.metadata import GlobalScope, MetadataWrapper, Scope, ScopeProvider


def defined_names(source: str) -> frozenset[str]:
    """Return the names that source of a module's top level gives the module."""
    table = symtable.symtable(source, "<part>", "exec")
    top = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    return frozenset(top) | {
        symbol.get_name()
        for inner in _tables(table)
        for symbol in inner.get_symbols()
        if symbol.is_declared_global() and symbol.is_assigned()
    }


def used_names(source: str) -> frozenset[str]:
    """Return the names of its module and of builtins that source uses, in annotations that are strings as well."""
    table = symtable.symtable(source, "<part>", "exec")
    top = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
    inner = {
        symbol.get_name()
        for inner in _tables(table)
        for symbol in inner.get_symbols()
        # What a class reads and then defines may be the module's.
        if symbol.is_referenced() and (symbol.is_global() or inner.get_type() == "class")
    }
    return frozenset(top | inner) | _in_strings(ast.parse(source))


def needed_names(source: str) -> frozenset[str]:
    """Return the names that source uses while its module is being imported; not those of bodies of functions."""
    visitor = _AtImport()
    visitor.visit(ast.parse(source))
    return frozenset(visitor.names)


def renamed(source: str, old: str, new: str) -> str:
    """Return source in which a name of its module is another, wherever it means that of the module."""
    wrapper = MetadataWrapper(libcst.parse_module(source))
    scopes = {scope for scope in wrapper.resolve(ScopeProvider).values() if scope is not None}
    transformer = _Rename(old, new, _nodes(scopes, old))
    return wrapper.module.visit(transformer).code


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _tables(child)


def _in_strings(tree: ast.AST) -> frozenset[str]:
    """Return the names in annotations that are strings, or have strings for types."""
    found: set[str] = set()
    for node in ast.walk(tree):
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            found |= names_of_types(annotation)
    return frozenset(found)


def names_of_types(annotation: ast.expr | None) -> set[str]:
    """Return the names in those strings of an annotation that stand for types; others are values."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            tree = ast.parse(annotation.value, mode="eval")
        except SyntaxError:
            return set()
        return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | names_of_types(tree.body)
    if isinstance(annotation, ast.BinOp):
        return names_of_types(annotation.left) | names_of_types(annotation.right)
    if not isinstance(annotation, ast.Subscript):
        return set()
    kind = ast.unparse(annotation.value).rpartition(".")[2]
    inner = annotation.slice
    parts = inner.elts if isinstance(inner, ast.Tuple | ast.List) else [inner]
    if kind in {"Literal", "Annotated"}:
        parts = parts[:1] if kind == "Annotated" else []
    return {name for part in parts for name in names_of_types(part)}


class _AtImport(ast.NodeVisitor):
    """Collects the names that are looked up when a module is imported."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        """Collect it."""
        if isinstance(node.ctx, ast.Load):
            self.names.add(node.id)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Look at all but the body."""
        for part in (*node.decorator_list, node.args, node.returns):
            if part is not None:
                self.visit(part)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Look at the defaults alone."""
        self.visit(node.args)


def _nodes(scopes: set[Scope], name: str) -> set[libcst.CSTNode]:
    """Return the nodes by which a name of the module is used or defined."""
    nodes: set[libcst.CSTNode] = set()
    for scope in scopes:
        for access in scope.accesses[name]:
            # Without referents it is a name of another part; a class's own names hide the module's.
            if all(isinstance(referent.scope, GlobalScope) for referent in access.referents):
                nodes.add(access.node)
        if isinstance(scope, GlobalScope):
            nodes |= {node for each in scope.assignments[name] if (node := getattr(each, "node", None)) is not None}
    return nodes


class _Rename(libcst.CSTTransformer):
    def __init__(self, old: str, new: str, nodes: set[libcst.CSTNode]) -> None:
        super().__init__()
        self.old, self.new, self.nodes = old, new, nodes
        # Of a definition the scopes know the whole node, of an attribute's or an annotation's the outermost.
        self.names: set[libcst.CSTNode] = set()
        for node in nodes:
            if isinstance(node, libcst.FunctionDef | libcst.ClassDef):
                self.names.add(node.name)
            elif isinstance(node, libcst.Attribute):
                self.names.add(_first(node))
            else:
                self.names.add(node)

    def leave_Name(self, original_node: libcst.Name, updated_node: libcst.Name) -> libcst.Name:
        """Rename it."""
        return updated_node.with_changes(value=self.new) if original_node in self.names else updated_node

    def leave_SimpleString(
        self, original_node: libcst.SimpleString, updated_node: libcst.SimpleString
    ) -> libcst.SimpleString:
        """Rename it within an annotation that is a string."""
        if original_node not in self.names:
            return updated_node
        return updated_node.with_changes(value=re.sub(rf"(?<![\w.]){self.old}\b", self.new, updated_node.value))


def _first(node: libcst.BaseExpression) -> libcst.BaseExpression:
    while isinstance(node, libcst.Attribute):
        node = node.value
    return node
