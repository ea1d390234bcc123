"""Imports from where a name is made, not from a module that happens to import it."""

import ast
import sys
from dataclasses import replace
from pathlib import Path

from strangler.places import ROOT
from strangler.porting.copying.origins import Origins, UnknownOriginError, is_forbidden
from strangler.porting.module import Code, Import


def from_origins(code: Code) -> Code:
    """Return code whose imports from the project's own modules are those that the modules themselves have.

    Type checkers ask for that. A package's `__init__` is meant to be imported from, and stays.
    """
    return replace(code, imports=tuple(dict.fromkeys(_origin(each) for each in code.imports)))


def _origin(each: Import) -> Import:
    module = sys.modules.get(each.module)
    file = Path(getattr(module, "__file__", None) or "__init__.py")
    if not each.name or file.name == "__init__.py" or not file.is_relative_to(ROOT):
        return each
    try:
        found = Origins(vars(module), ast.parse(file.read_text("utf-8"))).imports_of(each.name)
    except (UnknownOriginError, OSError, SyntaxError):
        return each
    if len(found) != 1 or is_forbidden(found[0]):
        return each
    return replace(found[0], alias="" if each.bound == found[0].name else each.bound) if found[0].name else each
