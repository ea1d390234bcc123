"""The source of schemas: one class for each serializer, those that are nested in it before it."""

import io
import tokenize
from collections.abc import Iterator
from typing import Any

from rest_framework import serializers

from strangler.porting.merging import merge
from strangler.porting.module import Code, Fidelity, Import, Place
from strangler.porting.schemas.docstrings import docstring_of
from strangler.porting.schemas.expressions import Expression, call, joined, text
from strangler.porting.schemas.facts import FieldFacts, SerializerFacts
from strangler.porting.schemas.names import Names
from strangler.porting.schemas.types import ANY, optional

ENDING = "Schema"
ALWAYS = ("typing.Annotated", "bridge.drf.schemas.Schema")
BUILTINS = {"list", "dict", "str", "int", "float", "bool", "set", "tuple", "bytes"}


def schema_code(facts: SerializerFacts, names: Names, outer: str = "") -> Code:
    """Return the schema for a serializer, with those that are nested in it.

    What is left to a person is left out, and told by a comment; whether a port may do so, `facts.reading` and
    `facts.writing` say.

    Args:
        facts: of the serializer.
        names: of the module; afterwards `names.schema_of(facts.serializer)` is the class's name.
        outer: the name of the serializer around it.
    """
    parts: list[Code] = []
    lines: list[str] = []
    imports: list[Import | str] = list(ALWAYS)
    shadowed = frozenset(field.name for field in facts.fields)
    for field in facts.fields:
        nested = _nested(field, names, facts.name, parts)
        line = _line(field, nested, shadowed)
        lines.append(line.text)
        imports += sorted(line.imports)
        parts.append(field.code)
    body = [*_validators(facts, imports), "\n".join(lines), *_methods(facts, imports)]
    source = "\n\n".join(part for part in body if part) or "    pass"
    key = facts.serializer, ENDING, source, tuple(sorted(map(str, imports)))
    if names.known(key) is not None:
        return Code()
    name = names.give(key, facts.serializer, ENDING, outer)
    head = f"class {name}({ENDING}):\n    {docstring_of(facts)}\n\n"
    cls = Code.of(head + source + "\n", place=Place.SCHEMA, imports=imports, notes=_notes(facts))
    return merge([*parts, cls])


def _notes(facts: SerializerFacts) -> Iterator[Any]:
    for note in facts.notes():
        if note.subject.startswith(f"{facts.name}."):
            yield note


def _nested(field: FieldFacts, names: Names, outer: str, parts: list[Code]) -> str:
    """Return the name of the schema that a field is; write it first."""
    if field.nested is None or field.fidelity is not Fidelity.NATIVE:
        return ""
    parts.append(schema_code(field.nested, names, outer))
    return names.latest


def _line(field: FieldFacts, nested: str, shadowed: frozenset[str]) -> Expression:
    """Return the line of a field."""
    if field.fidelity is Fidelity.MANUAL:
        return Expression.of(f"    # left out: {field.name}, {field.reason}")
    annotation = field.annotation
    if nested:
        annotation = Expression.of(f"list[{nested}]" if field.many else nested)
    none = field.default is not None and field.default.text == "None"
    if field.null or none:
        annotation = optional(annotation)
    marks = [annotation, field.marker]
    if field.description:
        said = call(Expression.of("Field", "pydantic.Field"), description=text(field.description))
        marks.append(said)
    line = Expression.of(f"    {field.name}: Annotated") + joined(marks, "[", "]")
    if field.default is not None:
        line = line + " = " + field.default
    if _is_model(field, annotation):
        line = line + "  # type: ignore[valid-type]"  # by the plugin for Django, of a model with a call beside it
    return unshadowed(line, shadowed - {field.name} if field.default is None else shadowed, len(field.name) + 5)


def _is_model(field: FieldFacts, annotation: Expression) -> bool:
    related = isinstance(field.field, serializers.RelatedField | serializers.HiddenField)
    return (
        related
        and not field.read_only
        and annotation.text.isidentifier()
        and annotation.text[0].isupper()
        and annotation != ANY
    )


def unshadowed(line: Expression, shadowed: frozenset[str], start: int = 0) -> Expression:
    """Return a line in which no import has the name of a field, which would hide it within the class.

    Args:
        line: the source.
        shadowed: the names of fields.
        start: where in the line to begin.
    """
    for each in sorted(line.imports):
        found = Import.of(each)
        if found.bound in shadowed and found.name:
            other = f"{found.bound}_type"
            imports = line.imports - {each} | {f"{found.module}.{found.name} as {other}"}
            line = Expression(_renamed(line.text, found.bound, other, start), imports)
    for name in sorted(BUILTINS & shadowed):
        changed = _renamed(line.text, name, f"builtins.{name}", start)
        if changed != line.text:
            line = Expression(changed, line.imports | {"import builtins"})
    return line


def _renamed(source: str, old: str, new: str, start: int) -> str:
    """Return source in which a name is another, but not that of an attribute or of an argument."""
    tokens = list(tokenize.generate_tokens(io.StringIO(source[start:].strip(" :")).readline))
    offset = source.index(source[start:].strip(" :"), start)
    parts, last, before = [source[:offset]], 0, ""
    for number, token in enumerate(tokens):
        after = tokens[number + 1].string if number + 1 < len(tokens) else ""
        if token.type == tokenize.NAME and token.string == old and before != "." and after != "=":
            parts += [source[offset + last : offset + token.start[1]], new]
            last = token.end[1]
        before = token.string
    return "".join([*parts, source[offset + last :]])


def _validators(facts: SerializerFacts, imports: list[Import | str]) -> Iterator[str]:
    """Yield the validators of the whole."""
    found = [one.expression for one in facts.validators if one.expression is not None]
    if found:
        row = joined(found, "(", ",)" if len(found) == 1 else ")")
        imports += sorted(row.imports)
        yield f"    validators = {row.text}"
    missing = [f"    # left out: {one.reason}" for one in facts.validators if one.expression is None]
    if missing:
        yield "\n".join(missing)


def _methods(facts: SerializerFacts, imports: list[Import | str]) -> Iterator[str]:
    """Yield the methods that validate."""
    there = {field.name for field in facts.fields if field.fidelity is not Fidelity.MANUAL}
    for method in facts.methods:
        if method.validator is not None and (not method.field or method.field in there):
            imports += method.validator.imports
            yield method.validator.source.strip("\n")
