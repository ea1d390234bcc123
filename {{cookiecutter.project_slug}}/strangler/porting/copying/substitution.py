"""An expression of the table with what its placeholders stand for."""

from collections.abc import Mapping

import libcst

from strangler.porting.copying.scopes import needs_parentheses


def substituted(
    expression: libcst.BaseExpression, values: Mapping[str, libcst.BaseExpression]
) -> libcst.BaseExpression:
    """Return a copy of an expression in which placeholders are what they stand for."""
    new = expression.deep_clone().visit(_Substitution(values))
    if not isinstance(new, libcst.BaseExpression):
        raise TypeError(f"{type(new).__name__} is no expression.")
    return new


class _Substitution(libcst.CSTTransformer):
    def __init__(self, values: Mapping[str, libcst.BaseExpression]) -> None:
        super().__init__()
        self.values = values
        self.alone: set[libcst.CSTNode] = set()

    def visit_Arg(self, node: libcst.Arg) -> None:
        """Note a placeholder that is an argument: what it stands for needs no parentheses."""
        if not node.star:
            self.alone.add(node.value)

    def leave_Name(self, original_node: libcst.Name, updated_node: libcst.Name) -> libcst.BaseExpression:
        """Put in what it stands for."""
        value = self.values.get(original_node.value)
        if value is None:
            return updated_node
        value = value.deep_clone()
        alone = original_node in self.alone and not isinstance(value, libcst.GeneratorExp)
        if needs_parentheses(value) and not alone:
            value = value.with_changes(lpar=[libcst.LeftParen()], rpar=[libcst.RightParen()])
        return value
