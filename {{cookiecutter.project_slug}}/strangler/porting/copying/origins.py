"""Where the names of a function's module come from, so that another module can have them too."""

import ast
import builtins
import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from types import ModuleType
from typing import Any

import starlette.status

from strangler.porting.module import Import

MISSING = object()
# Packages that routes don't import, and the modules of the bridge that have what is allowed of them.
FORBIDDEN = ("rest_framework",)
HOMES = ("bridge.drf.errors", "bridge.drf.policy", "bridge.drf.parsers", "bridge.drf.renderers")

# A module that has the same names, with the same values.
STATUS = "rest_framework.status"
MOVED = {("rest_framework", "status"): "fastapi"}


class UnknownOriginError(Exception):
    """No import is sure to give a name the meaning that it has in its module. Says why, about the name."""


@dataclass(frozen=True)
class _Definition:
    """How a module's top level gives a name its meaning.

    Args:
        given: the import that does it, or None for a definition or an assignment.
        always: whether it stands under no condition.
        typing_only: whether it is for type checkers only.
    """

    given: Import | None = None
    always: bool = True
    typing_only: bool = False


class Origins:
    """The names of one module.

    Args:
        names: what the module has now (`function.__globals__`).
        tree: its source.
    """

    def __init__(self, names: Mapping[str, Any], tree: ast.Module) -> None:
        self._names = names
        self._tree = tree
        self._module: str = names["__name__"]
        self._package: str = names.get("__package__") or ""

    @cached_property
    def _definitions(self) -> dict[str, list[_Definition]]:
        found: dict[str, list[_Definition]] = {}
        for name, definition in self._top(self._tree.body):
            found.setdefault(name, []).append(definition)
        return found

    @cached_property
    def _rebound(self) -> set[str]:
        """Names that functions of the module set."""
        return {name for node in ast.walk(self._tree) if isinstance(node, ast.Global) for name in node.names}

    def imports_of(self, name: str) -> tuple[Import, ...]:
        """Return the imports that give another module this name; none for a builtin.

        Raises:
            UnknownOriginError: no import is sure to.
        """
        definitions = self._definitions.get(name, [])
        if name not in self._names and not definitions:
            if hasattr(builtins, name):
                return ()
            raise UnknownOriginError("is not defined")
        if name in self._rebound:
            raise UnknownOriginError("changes while its module lives")
        imports = self._candidates(name, definitions)
        if any(definition.typing_only for definition in definitions) and name not in self._names:
            return imports
        if name not in self._names or not all(_found(each) is self._names[name] for each in imports):
            raise UnknownOriginError("is not what its module says it is")
        return imports

    def _candidates(self, name: str, definitions: list[_Definition]) -> tuple[Import, ...]:
        if not definitions:
            return (self._by_star(name),)
        if all(definition.given and definition.always for definition in definitions):
            given = tuple(dict.fromkeys(definition.given for definition in definitions if definition.given))
            if len(given) == 1 or all(not each.name and not each.alias for each in given):
                return given
        if self._module == "__main__":
            raise UnknownOriginError("is defined in a program")
        return (Import(self._module, name),)

    def _by_star(self, name: str) -> Import:
        for node in self._tree.body:
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
                each = Import(self._absolute(node), name)
                if _found(each) is self._names[name]:
                    return each
        raise UnknownOriginError("is defined dynamically")

    def _top(self, body: list[ast.stmt], *, always: bool = True, typing: bool = False) -> Iterator[Any]:
        """Yield the names that statements of the top level define, and how."""
        for node in body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                for each in self._imports(node):
                    yield each.bound, _Definition(each, always or typing, typing)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield node.name, _Definition(None, always)
            elif isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
                yield from self._top(node.body, always=always, typing=True)
                yield from self._top(node.orelse, always=False)
            else:
                for name in _set_by(node):
                    yield name, _Definition(None, always)
                for field in ("body", "orelse", "finalbody"):
                    yield from self._top(getattr(node, field, []), always=False)
                for handler in getattr(node, "handlers", []):
                    yield from self._top(handler.body, always=False)

    def _imports(self, node: ast.Import | ast.ImportFrom) -> Iterator[Import]:
        for alias in node.names:
            other = alias.asname or ""
            if isinstance(node, ast.Import):
                yield Import(alias.name, "", "" if other == alias.name else other)
            elif alias.name != "*":
                yield Import(self._absolute(node), alias.name, "" if other == alias.name else other)

    def _absolute(self, node: ast.ImportFrom) -> str:
        return absolute(node.module or "", node.level, self._package)


def absolute(module: str, level: int, package: str) -> str:
    """Return the name of a module as a relative import says it."""
    if not level:
        return module
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - level + 1], *([module] if module else [])])


def is_forbidden(each: Import) -> bool:
    """Return whether it is from a package that routes don't import."""
    return each.module.partition(".")[0] in FORBIDDEN


def home_of(meaning: Any, given: Import | None) -> Import | None:
    """Return where routes have something of DRF's, or None.

    Args:
        meaning: what it is.
        given: the import that gives it, where it is one name.
    """
    moved = MOVED.get((given.module, given.name)) if given else None
    if given and moved:
        return replace(given, module=moved)
    if given and given.module == STATUS and given.name in vars(starlette.status):
        return replace(given, module=starlette.status.__name__)
    return next((each for found, each in _homes() if found is meaning), None)


def is_gone(module: Any, name: str) -> bool:
    """Return whether a module of DRF's that stands elsewhere for routes has a name there no more."""
    return getattr(module, "__name__", "") == STATUS and name not in vars(starlette.status)


@cache
def _homes() -> list[tuple[Any, Import]]:
    found: list[tuple[Any, Import]] = []
    for module in map(importlib.import_module, HOMES):
        found += [(getattr(module, name), Import(module.__name__, name)) for name in module.__all__]
    return found


def _found(each: Import) -> Any:
    """Return what an import gives; `MISSING` where it gives nothing."""
    try:
        module = importlib.import_module(each.module)
        if not each.name:
            return module if each.alias else importlib.import_module(each.bound)
        return getattr(module, each.name) if hasattr(module, each.name) else _submodule(each)
    except ImportError:
        return MISSING


def _submodule(each: Import) -> ModuleType:
    return importlib.import_module(f"{each.module}.{each.name}")


def _set_by(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement sets, not those that statements within it do."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.stmt | ast.ExceptHandler):
            continue
        for each in ast.walk(part):
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                yield each.id
