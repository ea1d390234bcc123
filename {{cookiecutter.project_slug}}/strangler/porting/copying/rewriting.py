"""Puts what the table says in the place of expressions, and refuses what no table and no import gives a meaning."""

import ast
import builtins
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import libcst
from libcst.metadata import ExpressionContext

from strangler.porting.copying.origins import Origins, UnknownOriginError, home_of, is_forbidden, is_gone
from strangler.porting.copying.refusing import Refusing
from strangler.porting.copying.scopes import bound_in_expression, bound_within, needs_parentheses
from strangler.porting.copying.sources import Source
from strangler.porting.copying.substitution import substituted
from strangler.porting.copying.table import NOTHING, Captured, Entry, dotted, fits, root_of
from strangler.porting.module import Import
from strangler.porting.names import names_of_types, used_names

# They look at the frame, the class or the module that a function stands in.
PLACE_BOUND = {
    "super",
    "__class__",
    "locals",
    "globals",
    "vars",
    "dir",
    "eval",
    "exec",
    "__import__",
    "__name__",
    "__file__",
}
# Parents under which an expression needs no parentheses.
ALONE = (
    libcst.Return,
    libcst.Assign,
    libcst.AnnAssign,
    libcst.AugAssign,
    libcst.Expr,
    libcst.Element,
    libcst.DictElement,
    libcst.Index,
)


class Rewriter(Refusing):
    """Rewrites the body of one function.

    Args:
        source: the function.
        entries: the table.
        tracked: names that may stand only where the table says what takes their place.
        bound: names that the function gives a meaning of its own.
        origins: where the names of its module come from.
    """

    def __init__(
        self, source: Source, entries: Sequence[Entry], tracked: frozenset[str], bound: frozenset[str], origins: Origins
    ) -> None:
        super().__init__(source)
        self.entries = entries
        self.tracked = tracked
        self.bound = bound
        self.origins = origins
        self.imports: dict[str, Import] = {}
        self.added: list[str] = []  # imports of replacements, as they say them
        self.names: set[str] = set()  # that replacements use
        self._found: dict[libcst.CSTNode, tuple[Entry, Captured]] = {}
        self._homes: dict[libcst.CSTNode, str] = {}
        self._chain: libcst.CSTNode | None = None
        self._no_expressions: set[libcst.CSTNode] = set()
        self._dropped: set[libcst.CSTNode] = set()
        self._given: set[str] = set()  # names that had a meaning by a dropped statement

    def drop_copies(self) -> None:
        """Leave out statements like `user = self.request.user` where the table says `user` in any case."""
        body = self.source.node.body.body
        copies = {node: name for node in body if (name := self._copies(node))}
        if not copies:
            return
        rest = self.source.node.with_deep_changes(
            self.source.node.body, body=[node for node in body if node not in copies]
        )
        bound = bound_within(self.source.code_of(rest))
        names = set(copies.values()) - bound
        self._dropped = {node for node, name in copies.items() if name in names}
        self._given = names
        self.bound -= names

    def _copies(self, node: libcst.CSTNode) -> str | None:
        """Return the name that a statement sets to what the table calls by the same name."""
        if not isinstance(node, libcst.SimpleStatementLine) or len(node.body) != 1:
            return None
        assign = node.body[0]
        if not isinstance(assign, libcst.Assign) or len(assign.targets) != 1:
            return None
        target, found = assign.targets[0].target, self._match(assign.value)
        if found is None or not isinstance(target, libcst.Name):
            return None
        return target.value if dotted(found[0].expression) == target.value else None

    def leave_SimpleStatementLine(
        self, original_node: libcst.SimpleStatementLine, updated_node: libcst.SimpleStatementLine
    ) -> libcst.SimpleStatementLine | libcst.RemovalSentinel:
        """Leave it out, where that was decided."""
        return libcst.RemoveFromParent() if original_node in self._dropped else updated_node

    # What is looked for

    def on_visit(self, node: libcst.CSTNode) -> bool:
        """Look whether the table has an expression; the largest one counts."""
        if isinstance(node, libcst.BaseExpression) and node not in self._no_expressions:
            if found := self._match(node):
                self._check(node, *found)
                self._found[node] = found
                return False
            if self._chain is None and root_of(node) in self.tracked | {"super"}:
                self._chain = node
        return super().on_visit(node)

    def on_leave(self, original_node: Any, updated_node: Any) -> Any:
        """Put in what takes its place."""
        if original_node is self._chain:
            self._chain = None
        if original_node in self._found:
            return self._replaced(original_node)
        return super().on_leave(original_node, updated_node)

    def _match(self, node: libcst.BaseExpression) -> tuple[Entry, Captured] | None:
        for entry in self.entries:
            captured = fits(entry, node, self.meaning)
            if captured is not None:
                return entry, captured
        return None

    def _check(self, node: libcst.BaseExpression, entry: Entry, captured: Captured) -> None:
        """Refuse to put a replacement where it would mean something else."""
        text = self.text_of(node)
        if self.source.parsed.contexts.get(node, ExpressionContext.LOAD) is not ExpressionContext.LOAD:
            raise self.source.refuse(f"sets {text}", node)
        names = used_names(entry.replacement.source) - captured.keys()
        if hidden := sorted(names & self.bound):
            raise self.source.refuse(f"has a `{hidden[0]}` of its own, which the place of {text} takes", node)
        inner = bound_in_expression(entry.replacement.source)
        for value in captured.values():
            if taken := sorted(inner & used_names(f"({self.source.parsed.tree.code_for_node(value)})")):
                raise self.source.refuse(f"uses `{taken[0]}` within {text}", node)
        self.names |= names
        self.added += entry.replacement.imports

    def _replaced(self, node: libcst.BaseExpression) -> libcst.BaseExpression:
        entry, captured = self._found[node]
        values: dict[str, Any] = {name: value.visit(self) for name, value in captured.items()}
        new = substituted(entry.expression, values)
        parent = self.source.parsed.parents.get(node)
        alone = isinstance(parent, ALONE) or (isinstance(parent, libcst.Arg) and not parent.star)
        if needs_parentheses(new) and (not alone or isinstance(new, libcst.GeneratorExp)):
            new = new.with_changes(lpar=[libcst.LeftParen()], rpar=[libcst.RightParen()])
        return new

    # What is left

    def visit_Attribute(self, node: libcst.Attribute) -> None:
        """Look at what it is an attribute of; where that is DRF's, at where routes have it."""
        self._no_expressions.add(node.attr)
        if node.attr.value.startswith("__") and not node.attr.value.endswith("__"):
            raise self.source.refuse(f"uses the private name {node.attr.value}", node)
        if is_gone(self.meaning(node.value), node.attr.value):
            raise self.source.refuse(f"uses {self.text_of(node)}", node)
        self._look_for_home(node)

    def visit_Arg(self, node: libcst.Arg) -> None:
        """Look at the value, not at the keyword."""
        if node.keyword:
            self._no_expressions.add(node.keyword)

    def visit_NameItem(self, node: libcst.NameItem) -> None:
        """Leave `nonlocal` alone."""
        self._no_expressions.add(node.name)

    def visit_Name(self, node: libcst.Name) -> None:
        """Refuse a name that can't have the same meaning elsewhere, and note where the others come from."""
        if node in self._no_expressions or node in self._homes:
            return
        name = node.value
        if name in self.tracked or name in PLACE_BOUND - self.bound:
            raise self.source.refuse(f"uses {self.text_of(self._chain or node)}", node)
        if name.startswith("__") and not name.endswith("__"):
            raise self.source.refuse(f"uses the private name {name}", node)
        if name in self.local or self._look_for_home(node):
            return
        self._note(name, node)

    def _note(self, name: str, node: libcst.CSTNode) -> None:
        """Note where a name of the module comes from."""
        for each in self._imports_of(name, node):
            if is_forbidden(each):
                raise self.source.refuse(f"uses {each.module}.{each.name}".rstrip("."), node)
            self.imports[f"{each.module} {each.bound}"] = each

    @property
    def local(self) -> set[str]:
        """Names that are not the module's: parameters, what the function sets, what the table gives instead."""
        return {each.name.value for each in self.source.parameters} | self.bound | self._given

    def leave_Attribute(self, original_node: libcst.Attribute, updated_node: libcst.Attribute) -> libcst.BaseExpression:
        """Name it as routes do."""
        home = self._homes.get(original_node)
        return libcst.Name(home, updated_node.lpar, updated_node.rpar) if home else updated_node

    def leave_Name(self, original_node: libcst.Name, updated_node: libcst.Name) -> libcst.BaseExpression:
        """Name it as routes do."""
        return updated_node.with_changes(value=self._homes.get(original_node, updated_node.value))

    def _look_for_home(self, node: libcst.Name | libcst.Attribute) -> bool:
        """Note where routes have something of DRF's; return whether they do."""
        path = dotted(node)
        root = (path or "").partition(".")[0]
        if not path or root in self.local or not any(map(is_forbidden, self._imports_of(root, node))):
            return False
        home = home_of(self.meaning(node), self._imports_of(root, node)[0] if path == root else None)
        if home is None:
            return False
        self._homes[node] = home.bound
        self.imports[f"{home.module} {home.bound}"] = home
        while isinstance(node, libcst.Attribute):
            self._no_expressions |= {node.value, node.attr}
            if not isinstance(node.value, libcst.Name | libcst.Attribute):
                break
            node = node.value
        return True

    def _imports_of(self, name: str, node: libcst.CSTNode) -> tuple[Import, ...]:
        try:
            return self.origins.imports_of(name)
        except UnknownOriginError as error:
            raise self.source.refuse(f"uses `{name}`, which {error}", node) from None

    def meaning(self, node: libcst.BaseExpression) -> Any:
        """Return what a dotted name of the module means, as far as modules and classes say it; else `NOTHING`."""
        path = dotted(node)
        root, *attributes = (path or "").split(".")
        if not path or root in self.local:
            return NOTHING
        found = self.source.function.__globals__.get(root, getattr(builtins, root, NOTHING))
        for attribute in attributes:
            if not isinstance(found, ModuleType | type):
                return NOTHING
            found = getattr(found, attribute, NOTHING)
        return found

    # What stands within

    def visit_Annotation(self, node: libcst.Annotation) -> None:
        """Note the names of types that are strings."""
        text = self.source.parsed.tree.code_for_node(node.annotation)
        for name in names_of_types(ast.parse(text, mode="eval").body):
            self._note(name, node)

    def visit_FunctionDef(self, node: libcst.FunctionDef) -> None:
        """Leave its name alone."""
        self._no_expressions.add(node.name)

    def visit_Param(self, node: libcst.Param) -> None:
        """Refuse a parameter of a function within, that would take the place of a tracked name."""
        if node.name.value in self.tracked:
            raise self.source.refuse(f"has another `{node.name.value}` within", node)
        self._no_expressions.add(node.name)
