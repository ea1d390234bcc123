"""Several parts of a module as one: what is the same is there once, and no name means two things."""

from collections.abc import Iterable
from dataclasses import replace

from strangler.porting.module import Code, Import
from strangler.porting.names import renamed


def merge(parts: Iterable[Code]) -> Code:
    """Return the union of parts; where two mean different things by a name, that of the later gets another."""
    whole = Code()
    for part in parts:
        whole = _join(whole, _beside(part, whole))
    return whole


def rename(code: Code, old: str, new: str) -> Code:
    """Return code in which a name of its module is another, where it is imported, defined and used."""
    imports = (_renamed_import(each, old, new) for each in code.imports)
    statements = (
        replace(each, source=renamed(each.source, old, new)) if old in each.defines | each.uses else each
        for each in code.statements
    )
    return replace(code, imports=tuple(imports), statements=tuple(statements))


def _renamed_import(each: Import, old: str, new: str) -> Import:
    if each.bound != old:
        return each
    return replace(each, alias="" if new == each.name else new)


def _join(whole: Code, part: Code) -> Code:
    shapes = {statement.shape for statement in whole.statements}
    new = [statement for statement in part.statements if statement.shape not in shapes]
    return Code(
        tuple(dict.fromkeys((*whole.imports, *part.imports))),
        (*whole.statements, *new),
        tuple(dict.fromkeys((*whole.notes, *part.notes))),
    )


def _beside(part: Code, whole: Code) -> Code:
    """Return the part with names that mean nothing else in the whole."""
    part = _with_imports_of(part, whole)
    while name := _clash(part, whole):
        taken = whole.defines | part.defines | whole.uses | part.uses | _bound(whole) | _bound(part)
        part = rename(part, name, _other(name, part, taken))
    return part


def _with_imports_of(part: Code, whole: Code) -> Code:
    """Return the part with the names that the whole already has for the same imports."""
    known = {(each.module, each.name): each.bound for each in whole.imports}
    for each in part.imports:
        name = known.get((each.module, each.name), each.bound)
        if name != each.bound and name not in part.defines | part.uses | _bound(part):
            part = rename(part, each.bound, name)
    return part


def _clash(part: Code, whole: Code) -> str | None:
    """Return a name by which the part means something else than the whole."""
    imports = {each.bound: each for each in whole.imports}
    for each in part.imports:
        if each.bound in whole.defines or _another(each, imports.get(each.bound)):
            return each.bound
    shapes = {statement.shape for statement in whole.statements}
    for statement in part.statements:
        if statement.shape in shapes:
            continue
        for name in sorted(statement.defines):
            if name in whole.defines or name in imports:
                return name
    return None


def _another(one: Import, other: Import | None) -> bool:
    if other is None or one == other:
        return False
    # `import a.b` and `import a.c` both bind `a`, and it is the same.
    return bool(one.name or other.name or one.alias or other.alias)


def _bound(code: Code) -> frozenset[str]:
    return frozenset(each.bound for each in code.imports)


def _other(name: str, part: Code, taken: frozenset[str]) -> str:
    """Return another name: with an import, that of the package before it, else a number behind it."""
    for each in part.imports:
        if each.bound == name and each.name:
            for package in reversed(each.module.split(".")):
                other = _prefixed(package, name)
                if other not in taken:
                    return other
    number = 2
    while f"{name}{number}" in taken:
        number += 1
    return f"{name}{number}"


def _prefixed(package: str, name: str) -> str:
    package = package.strip("_")
    if package in {"models", "views", "serializers"} or not package.isidentifier():
        return name  # it says nothing
    if name.isupper():
        return f"{package.upper()}_{name}"
    if name[0].isupper():
        return package.title().replace("_", "") + name
    return f"{package}_{name}"
