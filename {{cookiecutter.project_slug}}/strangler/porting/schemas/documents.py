"""Models that only document: what goes in and what comes out of an endpoint that the legacy still answers."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from rest_framework import serializers

from strangler.porting.merging import merge
from strangler.porting.module import Code, Fidelity, Import, Place
from strangler.porting.schemas.annotations import wire_type
from strangler.porting.schemas.code import unshadowed
from strangler.porting.schemas.describe import column_of, model_of
from strangler.porting.schemas.docstrings import docstring_of
from strangler.porting.schemas.expressions import Expression, UnwritableError, call, joined, text, written
from strangler.porting.schemas.facts import FieldFacts, Role, SerializerFacts
from strangler.porting.schemas.here import Here
from strangler.porting.schemas.names import Names
from strangler.porting.schemas.reserved import unusable_in_model
from strangler.porting.schemas.types import optional

MOST_CHOICES = 20
CONSTRAINTS = {"max_length": "max_length", "min_length": "min_length", "max_value": "le", "min_value": "ge"}


def document_code(facts: SerializerFacts, names: Names, *, sent: bool, outer: str = "") -> Code:
    """Return a plain Pydantic model of what a serializer reads, or of what it prints, with those nested in it.

    Args:
        facts: of the serializer.
        names: of the module; afterwards `names.document_of(facts.serializer, sent=sent)` is the class's name. It is
            the same for both where there is nothing that only goes one way.
        sent: what clients send, rather than what they get.
        outer: the name of the serializer around it.
    """
    parts: list[Code] = []
    lines: list[Expression] = []
    shadowed = frozenset(field.name for field in facts.fields)
    for field in facts.fields:
        if field.read_only if sent else field.write_only:
            continue
        annotation = _type(facts, field, names, parts, sent=sent)
        lines.append(_line(field, annotation, shadowed, sent=sent))
    imports: list[Import | str] = ["pydantic.BaseModel", *sorted({one for line in lines for one in line.imports})]
    body = "\n".join(f"    {line.text}" for line in lines)
    if _is_open(facts, sent=sent):
        body = '    model_config = ConfigDict(extra="allow")\n' + (f"\n{body}" if body else "")
        imports.append("pydantic.ConfigDict")
    key = facts.serializer, "document", body, tuple(sorted(map(str, imports)))
    if names.known(key) is not None:
        names.document(facts.serializer, names.latest, sent=sent)
        return merge(parts)
    name = names.give(key, facts.serializer, _ending(facts, sent=sent), outer)
    names.document(facts.serializer, name, sent=sent)
    source = f"class {name}(BaseModel):\n    {docstring_of(facts)}\n" + (f"\n{body}\n" if body else "")
    return merge([*parts, Code.of(source, place=Place.SCHEMA, imports=imports)])


def _ending(facts: SerializerFacts, *, sent: bool) -> str:
    """Return what the name of the class ends with."""
    if not any(_one_way(field) for field in facts.fields):
        return "Data"
    return "In" if sent else "Out"


def _one_way(field: FieldFacts) -> bool:
    nested = field.nested is not None and any(map(_one_way, field.nested.fields))
    return field.read_only or field.write_only or field.default is not None or nested


def _is_open(facts: SerializerFacts, *, sent: bool) -> bool:
    """Return whether there may be more than the fields say."""
    role = Role.READS if sent else Role.PRINTS
    manual = (one.role for one in facts.methods if one.fidelity is Fidelity.MANUAL)
    return bool(facts.problem) or any(one in {role, Role.SHAPES} for one in manual)


def _type(facts: SerializerFacts, field: FieldFacts, names: Names, parts: list[Code], *, sent: bool) -> Expression:
    """Return the type of a field on the wire."""
    if field.nested is not None:
        parts.append(document_code(field.nested, names, sent=sent, outer=facts.name))
        name = names.document_of(field.nested.serializer, sent=sent)
        found = Expression.of(f"list[{name}]" if field.many else name)
    else:
        cls = facts.serializer
        found = _literal(field.field) or wire_type(
            field.field, Here(cls, field.name, model_of(cls), column_of(cls, field.field))
        )
        found = field.annotation if field.fidelity is Fidelity.BRIDGED else found
    return optional(found) if field.null else found


def _literal(field: Any) -> Expression | None:
    """Return the choices, if they are few and plain."""
    if not isinstance(field, serializers.ChoiceField) or isinstance(field, serializers.MultipleChoiceField):
        return None
    keys = [*field.choices, *([""] if field.allow_blank else [])]
    if not 0 < len(keys) <= MOST_CHOICES or not all(type(key) in {str, int} for key in keys):
        return None
    return joined(map(written, dict.fromkeys(keys)), "Literal[", "]") + Expression.of("", "typing.Literal")


def _line(field: FieldFacts, annotation: Expression, shadowed: frozenset[str], *, sent: bool) -> Expression:
    said = dict(_said(field, sent=sent))
    name = field.name
    if unusable_in_model(name):
        said["alias"] = text(name)
        name = "".join(letter if letter.isalnum() else "_" for letter in name).strip("_") + "_"
    default = _default(field) if sent else None
    if default is not None and default.text == "None":
        annotation = optional(annotation)
    if said:
        marks = [annotation, call(Expression.of("Field", "pydantic.Field"), **said)]
        annotation = Expression.of("Annotated", "typing.Annotated") + joined(marks, "[", "]")
    line = Expression.of(f"{name}: ") + annotation
    if default is not None:
        line = line + " = " + default
    return unshadowed(line, shadowed - {name} if default is None else shadowed, len(name) + 1)


def _default(field: FieldFacts) -> Expression | None:
    """Return the default of a field that clients may leave out."""
    if field.field.required:
        return None
    default = field.default
    if default is None and not callable(field.field.default):
        with suppress(UnwritableError):
            default = written(field.field.default)
    # Of others JSON has only the text, which is for the field to write.
    return default if default is not None and not default.imports else Expression.of("None")


def _said(field: FieldFacts, *, sent: bool) -> Iterator[tuple[str, Expression]]:
    """Yield what else there is to say of a field."""
    if sent and not isinstance(field.field, serializers.BaseSerializer):
        for name, other in CONSTRAINTS.items():
            value = getattr(field.field, name, None)
            if isinstance(value, int) and not isinstance(value, bool) and _fits(field.field, name):
                yield other, written(value)
    if field.description:
        yield "description", text(field.description)


def _fits(field: Any, name: str) -> bool:
    """Return whether Pydantic's type takes such a limit."""
    if name.endswith("_length"):
        return isinstance(field, serializers.CharField | serializers.ListField)
    numbers = serializers.IntegerField | serializers.FloatField | serializers.DecimalField
    return isinstance(field, numbers)
