"""Where serializers say what they say: files and lines, and the arguments of declared fields as they are written."""

import ast
import builtins
import inspect
import sys
import textwrap
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from django.db.models import Manager, QuerySet

from strangler.places import shown
from strangler.porting.names import used_names
from strangler.porting.schemas.expressions import Expression, UnwritableError, imported, is_forbidden
from strangler.porting.schemas.querysets import same_rows


@dataclass(frozen=True)
class Where:
    """A place in the project's source.

    Args:
        file: relative to the folder in which the command runs, where it is within; "" if nobody knows.
        line: of that file, or 0.
    """

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        """Return it as editors open it."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True)
class ClassSource:
    """The source of a class.

    Args:
        cls: the class.
        tree: its syntax.
        file: where it stands.
        first: the line of the file on which it begins.
        text: its source, without indentation.
    """

    cls: type[Any]
    tree: ast.ClassDef
    file: str
    first: int
    text: str

    @property
    def module(self) -> ModuleType:
        """Where it was defined."""
        return sys.modules[self.cls.__module__]

    def assigned(self, name: str) -> ast.Assign | ast.AnnAssign | None:
        """Return the statement that gives the class an attribute."""
        for node in self.tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            if isinstance(node, ast.Assign | ast.AnnAssign) and any(_is_name(target, name) for target in targets):
                return node
        return None


def _is_name(node: ast.AST | None, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


@cache
def class_source(cls: type[Any]) -> ClassSource | None:
    """Return the source of a class, or None where there is none to be had."""
    try:
        lines, first = inspect.getsourcelines(cls)
        file = shown(inspect.getsourcefile(cls) or "")
        text = textwrap.dedent("".join(lines))
        (tree,) = ast.parse(text).body
    except (OSError, TypeError, SyntaxError, ValueError):
        return None
    return ClassSource(cls, tree, file, first, text) if isinstance(tree, ast.ClassDef) else None


def where_is(thing: Any) -> Where:
    """Return where a class or a function is defined."""
    try:
        file = inspect.getsourcefile(inspect.unwrap(thing))
        line = inspect.getsourcelines(inspect.unwrap(thing))[1]
    except (OSError, TypeError):
        return Where()
    return Where(shown(file or ""), line)


def declaration(serializer: type[Any], name: str) -> tuple[ClassSource, ast.Call] | None:
    """Return the class and the call that declare a serializer's field, if they are plain to see."""
    for cls in serializer.__mro__:
        source = class_source(cls) if name in vars(cls).get("_declared_fields", {}) else None
        node = source and source.assigned(name)
        if source and node:
            return (source, node.value) if isinstance(node.value, ast.Call) else None
    return None


def where_is_field(serializer: type[Any], name: str) -> Where:
    """Return where a field is declared, or the serializer where its model says it."""
    found = declaration(serializer, name)
    if found is None:
        return where_is(serializer)
    source, node = found
    return Where(source.file, source.first + node.lineno - 1)


def written_argument(serializer: type[Any], field: Any, argument: str, position: int | None = None) -> Expression:
    """Return an argument of a declared field as the serializer's author wrote it.

    Args:
        serializer: the field's.
        field: the field.
        argument: its name.
        position: where it may stand without its name.

    Raises:
        UnwritableError: it is not there, doesn't stand by itself, or is not what the field has now.
    """
    found = declaration(serializer, field.field_name or "")
    if found is None:
        raise UnwritableError(f"{argument} is nowhere to be seen in the source")
    source, node = found
    keyword = next((one.value for one in node.keywords if one.arg == argument), None)
    if keyword is None and position is not None and len(node.args) > position:
        keyword = node.args[position]
    if keyword is None:
        raise UnwritableError(f"{argument} is no argument of the declared field")
    text = ast.get_source_segment(source.text, keyword) or ast.unparse(keyword)
    expression = Expression(f"({text})" if "\n" in text else text, _imports(source.module, text))
    _check(source, keyword, text, field, argument)
    return expression


def _imports(module: ModuleType, text: str) -> frozenset[str]:
    """Return what the names in some source of a module import."""
    imports = set()
    for name in used_names(text):
        if not hasattr(module, name):
            if name in vars(builtins):
                continue
            raise UnwritableError(f"{name} is no name of {module.__name__}")
        imports.add(_import(module, name))
    return frozenset(imports)


def _import(module: ModuleType, name: str) -> str:
    value = getattr(module, name)
    if isinstance(value, ModuleType):
        if is_forbidden(value.__name__):
            raise UnwritableError(f"it uses {value.__name__}")
        return value.__name__ + f" as {name}" if "." in value.__name__ else f"import {value.__name__} as {name}"
    try:
        found = imported(value)
    except UnwritableError:
        if is_forbidden(getattr(value, "__module__", None) or type(value).__module__):
            raise
        return home(module, name)
    return next(iter(found.imports)) if found.text == name and found.imports else home(module, name)


def home(module: ModuleType, name: str) -> str:
    """Return the dotted name of something that a module has, by the module that gives it, if the first imports it."""
    for node in _imports_from(module):
        for alias in node.names:
            origin = sys.modules.get(node.module or "")
            if (alias.asname or alias.name) == name and origin is not None and hasattr(origin, alias.name):
                found = home(origin, alias.name)
                return found if alias.asname is None or is_forbidden(found) else f"{found} as {name}"
    return f"{module.__name__}.{name}"


@cache
def _imports_from(module: ModuleType) -> list[ast.ImportFrom]:
    """Return a module's absolute imports of names."""
    try:
        tree = ast.parse(inspect.getsource(module))
    except (OSError, TypeError, SyntaxError):
        return []
    return [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.level == 0]


def _check(source: ClassSource, node: ast.expr, text: str, field: Any, argument: str) -> None:
    """See that the source is what the field has."""
    given: Any = getattr(field, "_kwargs", {})
    has = given.get(argument, getattr(field, argument, None))
    if argument == "choices" and getattr(field, "_args", None):
        has = field._args[0]
    code = getattr(has, "__code__", None)
    if code is not None and code.co_name == "<lambda>":
        line = source.first + node.lineno - 1
        if not isinstance(node, ast.Lambda) or code.co_firstlineno not in {line, source.first + node.lineno}:
            raise UnwritableError(f"{argument} is another function by now")
        return
    try:
        value = eval(compile(text, "<argument>", "eval"), vars(source.module))  # noqa: S307 - the project's own source
    except Exception as error:
        raise UnwritableError(f"{argument} can't be made anew: {error}") from error
    if not _same(value, has):
        raise UnwritableError(f"{argument} is not what the source says")


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, Manager | QuerySet) and isinstance(other, Manager | QuerySet):
        return same_rows(one.all(), other.all())
    return type(one) is type(other) and bool(one == other)
