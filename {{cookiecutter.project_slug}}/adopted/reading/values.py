"""What the evaluator computes with, where plain Python values don't do.

A value that can't be read is `UNKNOWN`, and so is what is computed with it. A list may hold `UNKNOWN` where some of its
items could be read and others not. What comes from outside the project is a dotted name, `External`.
"""

import ast
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from adopted.facts import Place


class Shared:
    """Stays the same object when the names of a module are copied."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


class Unknown(Shared):
    """A value that can't be read."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        raise TypeError("An unknown value is neither true nor false")


UNKNOWN = Unknown()


@dataclass(frozen=True)
class External(Shared):
    """Something that is not in the project, by its dotted name: "os.path.join"."""

    name: str


@dataclass(eq=False)
class Module(Shared):
    """A module of the project: its names so far, and the line where each was last given a value."""

    name: str
    file: Path
    names: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    sure: bool = True  # False: it was run only to see what it might read

    @property
    def package(self) -> str:
        """The name that relative imports start from."""
        return self.name if self.file.name == "__init__.py" or self.file.is_dir() else self.name.rpartition(".")[0]


@dataclass(eq=False)
class Frame(Shared):
    """A module, class or function that is being run."""

    module: Module
    names: dict[str, Any]
    outer: "Frame | None" = None
    origins: dict[str, set[str]] = field(default_factory=dict)  # name: environment variables its value comes from
    returns: list[Any] = field(default_factory=list)  # what a function may have returned so far
    shared: set[str] = field(default_factory=set)  # `global` names
    function: bool = False
    owner: Any = None  # what a method is called on
    cls: "Class | None" = None  # the class whose body this is


@dataclass(eq=False)
class Function(Shared):
    """A function or lambda of the project; `owner` is what it is bound to."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    frame: Frame
    owner: Any = None

    @property
    def is_property(self) -> bool:
        """Whether reading it calls it."""
        return self.decorated("property", "cached_property", "classproperty")

    def decorated(self, *names: str) -> bool:
        """Return whether it has one of these decorators."""
        decorators = [] if isinstance(self.node, ast.Lambda) else self.node.decorator_list
        return any(ast.unparse(each).rpartition(".")[2] in names for each in decorators)


@dataclass(eq=False)
class Class(Shared):
    """A class of the project, with the names of its bases already looked up."""

    name: str
    bases: list[Any]
    names: dict[str, Any]
    annotations: dict[str, tuple[ast.expr | None, int]] = field(default_factory=dict)  # name: (its value, its line)
    frame: Frame | None = None

    def find(self, name: str) -> Any:
        """Return an attribute, the nearest base first, or UNKNOWN."""
        if name in self.names:
            return self.names[name]
        found = (base.find(name) for base in self.bases if isinstance(base, Class))
        return next((value for value in found if value is not UNKNOWN), UNKNOWN)

    def outside(self) -> set[str]:
        """Return the dotted names of all bases that are not in the project."""
        names = {base.name for base in self.bases if isinstance(base, External)}
        return names.union(*(base.outside() for base in self.bases if isinstance(base, Class)))

    def lineage(self) -> list["Class"]:
        """Return itself and its bases in the project, the furthest first."""
        above = [each for base in reversed(self.bases) if isinstance(base, Class) for each in base.lineage()]
        return [*dict.fromkeys(above), self]


@dataclass(eq=False)
class Instance(Shared):
    """An object of a class of the project."""

    cls: Class
    names: dict[str, Any] = field(default_factory=dict)
    real: "Instance | None" = None  # of `super()`: the object that it stands for


@dataclass(eq=False)
class Method(Shared):
    """A method of a plain value, not called yet: the `append` of a list."""

    owner: Any
    name: str


def join(one: Any, other: Any) -> Any:
    """Return what is true of both: the value if they are the same, what either may hold for lists and dicts."""
    if one is other or (type(one) is type(other) and one == other):
        return one
    if isinstance(one, list) and isinstance(other, list):
        return other + [item for item in one if not any(item is each or item == each for each in other)]
    if isinstance(one, tuple) and isinstance(other, tuple):
        return tuple(join(list(one), list(other)))
    if isinstance(one, dict) and isinstance(other, dict):
        both = {key: join(one[key], other[key]) for key in one.keys() & other.keys()}
        return {**one, **other, **both}
    return UNKNOWN


def has_unknown(values: Any) -> bool:
    """Return whether any of them is unknown."""
    return any(value is UNKNOWN for value in values)


def strings(value: Any) -> tuple[str, ...]:
    """Return the strings that a list or tuple holds, as far as they can be read; each once."""
    if not isinstance(value, list | tuple | set | frozenset):
        return ()
    return tuple(dict.fromkeys(item for item in value if isinstance(item, str)))


def text(value: Any) -> str:
    """Return a string or path as text; empty for everything else."""
    return str(value) if isinstance(value, str | Path) else ""
