"""Lets `routes/__init__.py` know of a module: in the loop that includes the others, or by a line of its own."""

from collections.abc import Sequence

import libcst
import libcst.matchers as m

from strangler.errors import ToolkitError
from strangler.porting.names import defined_names, used_names

ROUTER = "api_router"
INCLUDE = m.Call(func=m.Attribute(value=m.Name(ROUTER), attr=m.Name("include_router")))


def registered(text: str, module: str, package: str = "routes") -> str:
    """Return the text of the package's `__init__.py` with a module's router included; unchanged where it is already.

    Args:
        text: of `routes/__init__.py`.
        module: its name, without the package's.
        package: the name of the package.

    Raises:
        ToolkitError: it can't be read, or has no `api_router`.
    """
    try:
        tree = libcst.parse_module(text)
        names = defined_names(text)
    except (libcst.ParserSyntaxError, SyntaxError) as error:
        raise ToolkitError(f"{package}/__init__.py is no Python, so that {module} can't be included there.") from error
    if ROUTER not in names:
        raise ToolkitError(f"{package}/__init__.py has no {ROUTER} in which {module} could be included.")
    if is_registered(tree, module, package):
        return text
    name = f"{module}_routes" if module in names | used_names(text) - _imported(tree, package) else module
    tree = _imported_too(tree, module, name, package)
    loop = next((node for node in tree.body if isinstance(node, libcst.For) and _names_of(node) is not None), None)
    if loop is None:
        call = libcst.parse_statement(f"{ROUTER}.include_router({name}.router)\n")
        return tree.with_changes(body=[*tree.body, call]).code
    return _replaced(tree, loop, _with_name(loop, name)).code


def is_registered(tree: libcst.Module, module: str, package: str) -> bool:
    """Return whether a module's router is included already."""
    known = _known_as(tree, module, package)
    included = {_root(call.args[0].value) for call in m.findall(tree, INCLUDE) if call.args}  # type: ignore[attr-defined]
    looped = {name for node in tree.body for name in _names_of(node) or ()}
    return bool(known & (included | looped))


def _known_as(tree: libcst.Module, module: str, package: str) -> set[str]:
    """Return the names that stand for a module or for its router."""
    known = set()
    for node in m.findall(tree, m.ImportFrom()):
        if not isinstance(node, libcst.ImportFrom) or isinstance(node.names, libcst.ImportStar):
            continue
        source = _source(node)
        for alias in node.names:
            whole = source in {package, "."} and alias.evaluated_name == module
            if whole or (source in {f"{package}.{module}", f".{module}"} and alias.evaluated_name == "router"):
                known.add(alias.evaluated_alias or alias.evaluated_name)
    return known


def _imported(tree: libcst.Module, package: str) -> set[str]:
    """Return the names of modules of the package that are imported as they are called."""
    return {
        alias.evaluated_name
        for node in tree.body
        for found in [_import_of(node, package)]
        if found is not None
        for alias in _names(found)
        if alias.evaluated_alias is None
    }


def _imported_too(tree: libcst.Module, module: str, name: str, package: str) -> libcst.Module:
    """Return the tree with an import of the module: beside the others of the package, or after the last import."""
    if name in _imported(tree, package):
        return tree
    alias = libcst.ImportAlias(libcst.Name(module), asname=libcst.AsName(libcst.Name(name)) if name != module else None)
    for node in tree.body:
        found = _import_of(node, package)
        if found is not None:
            return _replaced(tree, found, found.with_changes(names=_inserted(_names(found), alias)))
    line = libcst.SimpleStatementLine(
        [libcst.ImportFrom(module=libcst.parse_expression(package), names=[alias])]  # type: ignore[arg-type]
    )
    last = max((number for number, node in enumerate(tree.body) if _is_import(node)), default=_docstring(tree) - 1)
    return tree.with_changes(body=[*tree.body[: last + 1], line, *tree.body[last + 1 :]])


def _inserted(names: Sequence[libcst.ImportAlias], alias: libcst.ImportAlias) -> list[libcst.ImportAlias]:
    """Return imported names with another one where it belongs by the alphabet, laid out as the others are."""
    position = sum(each.evaluated_name < alias.evaluated_name for each in names)
    comma = next((each.comma for each in names[:-1] if isinstance(each.comma, libcst.Comma)), None)
    between = comma or libcst.Comma(whitespace_after=libcst.SimpleWhitespace(" "))
    if position < len(names):
        return [*names[:position], alias.with_changes(comma=between), *names[position:]]
    last = names[-1]
    return [*names[:-1], last.with_changes(comma=between), alias.with_changes(comma=last.comma)]


def _import_of(node: libcst.CSTNode, package: str) -> libcst.ImportFrom | None:
    """Return `from routes import …` of a statement, if it is that."""
    if not isinstance(node, libcst.SimpleStatementLine) or not isinstance(node.body[0], libcst.ImportFrom):
        return None
    found = node.body[0]
    return found if _source(found) in {package, "."} and not isinstance(found.names, libcst.ImportStar) else None


def _names(node: libcst.ImportFrom) -> Sequence[libcst.ImportAlias]:
    """Return what is imported by name."""
    return () if isinstance(node.names, libcst.ImportStar) else node.names


def _replaced(tree: libcst.Module, old: libcst.CSTNode, new: libcst.CSTNode) -> libcst.Module:
    """Return a module with one node in the place of another."""
    replaced = tree.deep_replace(old, new)
    if not isinstance(replaced, libcst.Module):
        raise TypeError("The module itself was replaced.")
    return replaced


def _source(node: libcst.ImportFrom) -> str:
    return "." * len(node.relative) + (libcst.Module(()).code_for_node(node.module) if node.module else "")


def _is_import(node: libcst.CSTNode) -> bool:
    return isinstance(node, libcst.SimpleStatementLine) and isinstance(node.body[0], libcst.Import | libcst.ImportFrom)


def _docstring(tree: libcst.Module) -> int:
    """Return the number of statements that the docstring is."""
    return 1 if tree.get_docstring(clean=False) is not None else 0


def _root(node: libcst.BaseExpression) -> str:
    while isinstance(node, libcst.Attribute):
        node = node.value
    return node.value if isinstance(node, libcst.Name) else ""


def _names_of(node: libcst.CSTNode) -> list[str] | None:
    """Return the modules of `for module in (…): api_router.include_router(module.router)`; None for anything else."""
    if not isinstance(node, libcst.For) or not isinstance(node.iter, libcst.Tuple | libcst.List):
        return None
    if not isinstance(node.target, libcst.Name):
        return None
    call = m.Call(
        func=INCLUDE.func, args=[m.Arg(m.Attribute(m.Name(node.target.value), m.Name("router"))), m.ZeroOrMore()]
    )
    if not m.matches(node.body, m.IndentedBlock([m.SimpleStatementLine([m.Expr(call)])])):
        return None
    elements = [element.value for element in node.iter.elements]
    return [each.value for each in elements if isinstance(each, libcst.Name)] if elements else None


def _with_name(loop: libcst.For, name: str) -> libcst.For:
    """Return the loop with another module at the end, laid out as the others are."""
    modules = loop.iter
    if not isinstance(modules, libcst.Tuple | libcst.List):
        raise TypeError("This is no loop over modules.")
    last = modules.elements[-1]
    commas = [each.comma for each in modules.elements[:-1] if isinstance(each.comma, libcst.Comma)]
    between = commas[0] if commas else libcst.Comma(whitespace_after=libcst.SimpleWhitespace(" "))
    end = last.comma if len(modules.elements) > 1 else libcst.MaybeSentinel.DEFAULT
    elements = [
        *modules.elements[:-1],
        last.with_changes(comma=between),
        libcst.Element(libcst.Name(name), comma=end),
    ]
    return loop.with_changes(iter=modules.with_changes(elements=elements))
