"""Statements that a copy can't have, and imports within a function as another package may have them."""

from textwrap import shorten

import libcst

from strangler.porting.copying.origins import absolute, is_forbidden
from strangler.porting.copying.sources import Source
from strangler.porting.module import Import


class Refusing(libcst.CSTTransformer):
    """Refuses statements whose meaning depends on where they stand.

    Args:
        source: the function.
    """

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source

    def visit_Global(self, node: libcst.Global) -> None:
        """Refuse it."""
        raise self.source.refuse("has a `global` statement", node)

    def visit_ClassDef(self, node: libcst.ClassDef) -> None:
        """Refuse it: its names are another matter."""
        raise self.source.refuse(f"defines the class {node.name.value}", node)

    def visit_Import(self, node: libcst.Import) -> bool:
        """Look that routes may import it."""
        for alias in node.names:
            self._check_import(libcst.Module(()).code_for_node(alias.name), node)
        return False

    def visit_ImportFrom(self, node: libcst.ImportFrom) -> bool:
        """Look that routes may import it."""
        self._check_import(self._module_of(node), node)
        return False

    def leave_ImportFrom(self, original_node: libcst.ImportFrom, updated_node: libcst.ImportFrom) -> libcst.ImportFrom:
        """Make a relative import absolute."""
        if not original_node.relative:
            return updated_node
        module = libcst.parse_expression(self._module_of(original_node))
        return updated_node.with_changes(module=module, relative=())

    def _module_of(self, node: libcst.ImportFrom) -> str:
        module = libcst.Module(()).code_for_node(node.module) if node.module else ""
        package = self.source.function.__globals__.get("__package__") or ""
        return absolute(module, len(node.relative), package)

    def _check_import(self, module: str, node: libcst.CSTNode) -> None:
        if is_forbidden(Import(module)):
            raise self.source.refuse(f"imports {module}", node)

    def text_of(self, node: libcst.CSTNode) -> str:
        """Return the source of a node, in one line and not too long."""
        return shorten(self.source.parsed.tree.code_for_node(node), 60, placeholder="...")
