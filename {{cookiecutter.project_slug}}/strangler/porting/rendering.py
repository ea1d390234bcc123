"""The text of a module: imports sorted and grouped, statements in order, formatted and fixed as the project has it."""

import ast
import builtins
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from pathlib import Path

from strangler.errors import ToolkitError
from strangler.porting.module import Code, Import, Statement
from strangler.porting.names import needed_names
from strangler.porting.ruff import tidy

LINE_LENGTH = 120
FIRST_PARTY = ("adopted", "bridge", "legacy", "routes", "strangler", "tests")


def render(code: Code, docstring: str, path: Path, root: Path) -> str:
    """Return the text of a module.

    Args:
        code: what it is made of.
        docstring: its own, without quotes.
        path: where it will stand, for rules that hold for some files only.
        root: the folder whose pyproject.toml has the rules.

    Raises:
        ToolkitError: it uses a name that nothing defines, what came out is no Python, or ruff can't work.
    """
    if missing := undefined(code):
        raise ToolkitError(f"Nothing defines {', '.join(missing)}, which {path} would use. Nothing is written.")
    return tidy(plain(code, docstring), path, root)


def undefined(code: Code) -> list[str]:
    """Return the names that statements use and nobody gives them."""
    given = code.defines | {each.bound for each in code.imports} | vars(builtins).keys() | {"__name__", "__file__"}
    return sorted(code.uses - given)


def plain(code: Code, docstring: str) -> str:
    """Return the text of a module as it is where no ruff is installed: valid, imports sorted, lines as they came."""
    parts = [f'"""{docstring.strip()}"""'] if docstring.strip() else []
    parts += [text for text in (imports_of(code), statements_of(code)) if text]
    return "\n\n".join(parts) + "\n"


def imports_of(code: Code) -> str:
    """Return the imports that statements use, in groups: standard library, others', the project's own."""
    used = code.uses
    groups: dict[int, list[Import]] = {}
    for each in sorted({each for each in code.imports if each.bound in used}):
        groups.setdefault(_group(each.module), []).append(each)
    return "\n\n".join(_lines(groups[number]) for number in sorted(groups))


def statements_of(code: Code) -> str:
    """Return the statements, each after those that it needs while the module is imported."""
    ordered = in_order(code.statements)
    if not ordered:
        return ""
    text = ordered[0].source.strip("\n")
    for one, other in pairwise(ordered):
        text += "\n" * _distance(one, other) + other.source.strip("\n")
    return text


def in_order(statements: Sequence[Statement]) -> list[Statement]:
    """Return statements by place, as they came, but none before what it needs while the module is imported."""
    by_place = sorted(statements, key=lambda statement: statement.place)
    makers = {name: statement for statement in by_place for name in statement.defines}
    ordered: list[Statement] = []
    begun: set[int] = set()

    def add(statement: Statement) -> None:
        if id(statement) in begun:
            return
        begun.add(id(statement))
        for name in sorted(needed_names(statement.source)):
            if name in makers:
                add(makers[name])
        ordered.append(statement)

    for statement in by_place:
        add(statement)
    return ordered


def _distance(one: Statement, other: Statement) -> int:
    """Return how many line breaks stand between two statements."""
    if _is_definition(one) or _is_definition(other):
        return 3
    return 1 if one.place is other.place else 2


def _is_definition(statement: Statement) -> bool:
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return any(isinstance(node, definitions) for node in ast.parse(statement.source).body)


def _group(module: str) -> int:
    first = module.partition(".")[0]
    if first in sys.stdlib_module_names:
        return 1
    return 3 if first in FIRST_PARTY else 2


def _lines(imports: Iterable[Import]) -> str:
    """Return one group: whole modules first, then names by module."""
    imports = list(imports)
    lines = [_whole(each) for each in imports if not each.name]
    for module, names in groupby((each for each in imports if each.name), key=lambda each: each.module):
        lines += _from(module, sorted(names, key=_rank))
    return "\n".join(lines)


def _whole(each: Import) -> str:
    return f"import {each.module}" + (f" as {each.alias}" if each.alias else "")


def _from(module: str, imports: Sequence[Import]) -> list[str]:
    """Return the lines that import names of one module; isort gives each alias a line of its own."""
    lines = []
    plain = [each.name for each in imports if not each.alias]
    if plain:
        line = f"from {module} import {', '.join(plain)}"
        if len(line) > LINE_LENGTH:
            line = "\n".join([f"from {module} import (", *(f"    {name}," for name in plain), ")"])
        lines.append(line)
    return lines + [f"from {module} import {each.name} as {each.alias}" for each in imports if each.alias]


def _rank(each: Import) -> tuple[int, str]:
    """Return isort's order of names: constants, classes, all others."""
    if each.name.isupper() and len(each.name) > 1:
        return 0, each.name
    return (1 if each.name[0].isupper() else 2), each.name
