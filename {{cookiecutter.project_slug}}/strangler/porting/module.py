"""`Code`: a part of a module that is being written. What the parts of the porter hand each other.

Whoever writes code makes one `Code` for each thing, and names what it needs::

    Code.of(
        textwrap.dedent(class_of(serializer)),
        place=Place.SCHEMA,
        imports=["typing.Annotated", "bridge.drf.schemas.Schema", "bridge.drf.fields.CharField"],
        notes=[Note("ProductSerializer.name", Fidelity.NATIVE)],
    )

- An import is a dotted path, `package.module.name`, or `package.module.name as other`; `import datetime` and
  `import datetime as dt` for a whole module. Give all that might be needed: what no statement uses is not printed.
- A statement is the source of one or more statements of a module, formatted or not: a constant, a class, a function.
  What it defines and what it uses is read from it. `Place` says where in a module it stands; within a place, what is
  used while the module is imported (bases, decorators, defaults, annotations) comes before what uses it, else the order
  is that of the parts.
- `merge([one, two])` (`strangler.porting.merging`) is the union. The same import or the same statement twice is one.
  Where two parts mean different things by a name, that of the later part gets another (`sales_selectors`,
  `ProductSchema2`), wherever this part uses it. So a part that uses a name of another part is merged with that one
  first: `merge([schemas_of_products, endpoints_of_products])`, and the outcome with other outcomes.
- `render(code, docstring, path, root)` (`strangler.porting.rendering`) is the text of the module: imports sorted and
  grouped, formatted and fixed by ruff as the project has it, where ruff is installed.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cached_property

from strangler.porting.names import defined_names, used_names


class Place(IntEnum):
    """Where in a module a statement stands."""

    CONSTANT = 1  # MAX_BYTES, and plain classes and functions that the others are made of
    ROUTER = 2  # router, filtering, pages
    ALIAS = 3  # Narrow = Annotated[…]
    SCHEMA = 4
    ENDPOINT = 5
    HELPER = 6  # functions that endpoints call


class Fidelity(StrEnum):
    """How a field or a part of a view is carried over."""

    NATIVE = "native"  # in code of the new kind, shown to mean the same
    BRIDGED = "bridged"  # the legacy's own code is called in place
    MANUAL = "manual"  # left to a person


@dataclass(frozen=True)
class Note:
    """What a person should know of one field, or of one part of a view.

    Args:
        subject: what it is about: `ProductSerializer.price`, `ProductViewSet.get_queryset`.
        fidelity: how it is carried over.
        reason: why it isn't native, in a few words; "" where it is.
        file: where its source stands, relative to the project where it can be; "" if nobody knows.
        line: of that file, or 0.
    """

    subject: str
    fidelity: Fidelity
    reason: str = ""
    file: str = ""
    line: int = 0

    @property
    def where(self) -> str:
        """File and line, as editors open it: `legacy/catalog/views.py:43`; "" if nobody knows."""
        return f"{self.file}:{self.line}" if self.file and self.line else self.file


@dataclass(frozen=True, order=True)
class Import:
    """`from module import name as alias`; without a name, `import module as alias`.

    Args:
        module: dotted, absolute.
        name: what is imported from it, or "" for the module itself.
        alias: what it is called here, or "" for the same.
    """

    module: str
    name: str = ""
    alias: str = ""

    @classmethod
    def of(cls, text: str) -> "Import":
        """Read `package.module.name`, `package.module.name as other`, `import module` or `import module as other`."""
        whole = text.startswith("import ")
        path, _, alias = text.removeprefix("import ").partition(" as ")
        if whole:
            return cls(path, "", "" if alias == path else alias)
        module, _, name = path.rpartition(".")
        return cls(module, name, "" if alias == name else alias)

    @property
    def bound(self) -> str:
        """The name that it gives a module."""
        return self.alias or self.name or self.module.partition(".")[0]


@dataclass(frozen=True)
class Statement:
    """Source of a module's top level.

    Args:
        source: one or more statements.
        place: where they stand.
    """

    source: str
    place: Place = Place.CONSTANT

    @cached_property
    def defines(self) -> frozenset[str]:
        """The names that it gives the module."""
        return defined_names(self.source)

    @cached_property
    def uses(self) -> frozenset[str]:
        """The module's names that it uses at any time, builtins among them."""
        return used_names(self.source)

    @cached_property
    def shape(self) -> str:
        """What it says, without spacing and comments: equal for two that mean the same in one module."""
        return ast.dump(ast.parse(self.source))


@dataclass(frozen=True)
class Code:
    """Imports, statements and notes that belong together."""

    imports: tuple[Import, ...] = ()
    statements: tuple[Statement, ...] = ()
    notes: tuple[Note, ...] = field(default=(), compare=False)

    @classmethod
    def of(
        cls,
        source: str = "",
        *,
        place: Place = Place.CONSTANT,
        imports: Iterable[str | Import] = (),
        notes: Iterable[Note] = (),
    ) -> "Code":
        """Make it of one source (none for "") and imports as `Import.of` reads them."""
        named = (each if isinstance(each, Import) else Import.of(each) for each in imports)
        statements = (Statement(source, place),) if source.strip() else ()
        return cls(tuple(dict.fromkeys(named)), statements, tuple(notes))

    @cached_property
    def defines(self) -> frozenset[str]:
        """The names that its statements define."""
        return frozenset().union(*(statement.defines for statement in self.statements))

    @cached_property
    def uses(self) -> frozenset[str]:
        """The module's names that its statements use."""
        return frozenset().union(*(statement.uses for statement in self.statements))
