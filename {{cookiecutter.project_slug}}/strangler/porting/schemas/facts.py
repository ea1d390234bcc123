"""What is known of a serializer: its fields, validators and methods, and how each can be carried over."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import Any

from strangler.porting.module import Code, Fidelity, Import, Note
from strangler.porting.schemas.expressions import Expression
from strangler.porting.schemas.sources import Where

WORST = (Fidelity.MANUAL, Fidelity.BRIDGED, Fidelity.NATIVE)


def worst(fidelities: Iterator[Fidelity]) -> Fidelity:
    """Return the lowest of some grades; native where there is none."""
    found = set(fidelities)
    return next((one for one in WORST if one in found), Fidelity.NATIVE)


@dataclass(frozen=True)
class Converted:
    """What stands for a field in a schema.

    Args:
        annotation: the type.
        marker: what stands beside it in `Annotated`; None for a nested schema without options.
        fidelity: native, or bridged where the marker calls the legacy's own field.
        reason: why it is not native.
        code: what stands beside the class: the function of a method field.
    """

    annotation: Expression
    marker: Expression
    fidelity: Fidelity = Fidelity.NATIVE
    reason: str = ""
    code: Code = field(default_factory=Code, repr=False)


@dataclass(frozen=True)
class FieldFacts:
    """A bound field of a serializer.

    Args:
        name: its name, as clients see it.
        kind: dotted name of its class.
        fidelity: how it can be carried over.
        reason: why it isn't native, in a few words.
        where: where it is declared.
        read_only: clients can't set it.
        write_only: clients don't see it.
        annotation: its type in a schema; of a nested one only what surrounds the schema is said by `many` and `null`.
        marker: what stands beside the type.
        default: what stands for it if a client leaves it out, as Pydantic has it; None if it is required.
        description: its help text.
        nested: what is known of the serializer that it is.
        many: it is a list of such.
        null: it may be null.
        code: what stands beside the class: the function of a method field.
        field: the field itself.
    """

    name: str
    kind: str
    fidelity: Fidelity
    reason: str
    where: Where
    read_only: bool
    write_only: bool
    annotation: Expression
    marker: Expression
    default: Expression | None = None
    description: str = ""
    nested: "SerializerFacts | None" = None
    many: bool = False
    null: bool = False
    code: Code = field(default_factory=Code, repr=False)
    field: Any = field(default=None, repr=False, compare=False)


class Role(StrEnum):
    """What a method that a serializer overrides is for."""

    PRINTS = "prints"  # what clients see
    READS = "reads"  # what is made of what they send
    SHAPES = "shapes"  # which fields there are
    CHECKS = "checks"  # `validate`, or `validate_<field>`
    SAVES = "saves"  # `create`, `update`, `save`


@dataclass(frozen=True)
class Method:
    """A method of a schema, as it stands in the class.

    Args:
        source: indented.
        imports: what it needs.
        fidelity: copied, or called in place.
        reason: why it wasn't copied.
    """

    source: str
    imports: tuple[Import | str, ...]
    fidelity: Fidelity
    reason: str = ""


@dataclass(frozen=True)
class MethodFacts:
    """A method of DRF's that a serializer overrides, or one that DRF calls by its name.

    Args:
        name: its name.
        role: what it is for.
        fidelity: how it can be carried over; for one that saves that is the view's to say.
        reason: why it isn't native.
        where: where it is defined.
        function: the method, as the class has it.
        validator: what takes its place in a schema, if it checks.
    """

    name: str
    role: Role
    fidelity: Fidelity
    reason: str
    where: Where
    function: Callable[..., Any] = field(repr=False, compare=False)
    validator: Method | None = field(default=None, repr=False)

    @property
    def field(self) -> str:
        """The name of the field that a `validate_<field>` is for."""
        return self.name.removeprefix("validate_") if self.name != "validate" else ""


@dataclass(frozen=True)
class ValidatorFacts:
    """A validator of the serializer as a whole.

    Args:
        kind: its class.
        expression: what stands for it; None if nothing does.
        reason: why not.
    """

    kind: str
    expression: Expression | None
    reason: str = ""


@dataclass(frozen=True)
class SerializerFacts:
    """A serializer.

    Args:
        serializer: its class.
        where: where that is defined.
        fields: in their order.
        validators: of the whole, in their order.
        methods: those that its author wrote and DRF calls.
        many: it reads and prints a list.
        problem: why nothing can be said of it; "" otherwise.
        lengths: of a list: `allow_empty`, `min_length`, `max_length` where they are not DRF's defaults.
    """

    serializer: type[Any]
    where: Where
    fields: tuple[FieldFacts, ...] = ()
    validators: tuple[ValidatorFacts, ...] = ()
    methods: tuple[MethodFacts, ...] = ()
    many: bool = False
    problem: str = ""
    lengths: Expression | None = None

    @property
    def name(self) -> str:
        """The name of its class."""
        return self.serializer.__name__

    @property
    def reading(self) -> Fidelity:
        """How what it prints can be carried over: the worst of what has a part in that."""
        nested = (one.nested.reading for one in self._nested() if not one.write_only and one.nested)
        return worst(chain(self._of({Role.PRINTS, Role.SHAPES}, lambda field: not field.write_only), nested))

    @property
    def writing(self) -> Fidelity:
        """How what it makes of a client's data can be carried over. Saving is another matter: see `saves`."""
        if any(one.expression is None for one in self.validators):
            return Fidelity.MANUAL
        nested = (one.nested.writing for one in self._nested() if not one.read_only and one.nested)
        roles = {Role.READS, Role.SHAPES, Role.CHECKS}
        return worst(chain(self._of(roles, lambda field: not field.read_only), nested))

    @property
    def saves(self) -> tuple[MethodFacts, ...]:
        """Its own `create`, `update` and `save`."""
        return tuple(one for one in self.methods if one.role is Role.SAVES)

    def _nested(self) -> list[FieldFacts]:
        """Return the fields that are schemas of their own."""
        return [one for one in self.fields if one.nested is not None and one.fidelity is Fidelity.NATIVE]

    def _of(self, roles: set[Role], counts: Callable[[FieldFacts], bool]) -> Iterator[Fidelity]:
        if self.problem:
            yield Fidelity.MANUAL
        yield from (one.fidelity for one in self.fields if counts(one))
        yield from (one.fidelity for one in self.methods if one.role in roles)

    def notes(self) -> tuple[Note, ...]:
        """Return what a person should know of it and of those nested in it; the native fields are among it."""
        return tuple(dict.fromkeys(self._notes()))

    def _notes(self) -> Iterator[Note]:
        if self.problem:
            yield Note(self.name, Fidelity.MANUAL, self.problem, self.where.file, self.where.line)
        for one in self.fields:
            yield Note(f"{self.name}.{one.name}", one.fidelity, one.reason, one.where.file, one.where.line)
            if one.nested is not None and one.fidelity is Fidelity.NATIVE:
                yield from one.nested.notes()
        for validator in self.validators:
            if validator.expression is None:
                where = self.where
                yield Note(f"{self.name}.validators", Fidelity.MANUAL, validator.reason, where.file, where.line)
        for method in self.methods:
            if method.role is not Role.SAVES:
                where = method.where
                yield Note(f"{self.name}.{method.name}", method.fidelity, method.reason, where.file, where.line)
