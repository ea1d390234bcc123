"""Which names a function gives a meaning of its own, anywhere within it."""

import symtable
from collections.abc import Iterator

import libcst


def bound_within(source: str) -> frozenset[str]:
    """Return the names that a function sets, its own parameters aside, with those of functions within it.

    Args:
        source: of the function alone.
    """
    table = symtable.symtable(source, "<function>", "exec").get_children()
    outer = next(each for each in table if isinstance(each, symtable.Function))
    names = {symbol.get_name() for symbol in outer.get_symbols() if _is_set(symbol)}
    for inner in _within(outer):
        names |= {symbol.get_name() for symbol in inner.get_symbols() if _is_set(symbol) or symbol.is_parameter()}
    return frozenset(name for name in names if name.isidentifier())


def bound_in_expression(source: str) -> frozenset[str]:
    """Return the names that an expression sets: of its lambdas and comprehensions."""
    table = symtable.symtable(source, "<expression>", "eval")
    return frozenset(
        symbol.get_name()
        for inner in (table, *_within(table))
        for symbol in inner.get_symbols()
        if symbol.get_name().isidentifier() and (_is_set(symbol) or symbol.is_parameter())
    )


def needs_parentheses(node: libcst.BaseExpression) -> bool:
    """Return whether an expression means something else as a part of a larger one, unless it stands in parentheses."""
    atoms = (
        libcst.Name,
        libcst.Attribute,
        libcst.Call,
        libcst.Subscript,
        libcst.BaseString,
        libcst.BaseDict,
        libcst.BaseList,
        libcst.BaseSet,
    )
    return not isinstance(node, atoms) and not node.lpar


def _is_set(symbol: symtable.Symbol) -> bool:
    return symbol.is_assigned() or symbol.is_imported()


def _within(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _within(child)
