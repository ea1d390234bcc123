"""What drf-spectacular's schema says of an operation: for views that have no serializer, and for their parameters."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from typing import Any

from strangler.exchanges.made.field import Field, Sort
from strangler.operations.operation import Operation

DEEPEST = 4  # objects within objects
FORMATS = {
    "date": Sort.DATE,
    "date-time": Sort.DATETIME,
    "time": Sort.TIME,
    "duration": Sort.DURATION,
    "uuid": Sort.UUID,
    "email": Sort.EMAIL,
    "uri": Sort.URL,
    "decimal": Sort.DECIMAL,
    "binary": Sort.FILE,
}
TYPES = {
    "string": Sort.TEXT,
    "integer": Sort.INTEGER,
    "number": Sort.NUMBER,
    "boolean": Sort.BOOLEAN,
    "array": Sort.LIST,
    "object": Sort.OBJECT,
}

Schema = Mapping[str, Any]


def body_of(operation: Operation) -> tuple[Field, ...]:
    """Return the fields of an operation's body; none where there is no schema."""
    content = _described(operation).get("requestBody", {}).get("content", {})
    described: Schema = next(iter(content.values()), {})
    return field_of("", described.get("schema", {})).fields


def parameters_of(operation: Operation) -> tuple[Field, ...]:
    """Return the parameters of an operation's query string; none where there is no schema."""
    parameters = _described(operation).get("parameters", ())
    return tuple(
        field_of(each["name"], each.get("schema", {}), required=bool(each.get("required")))
        for each in parameters
        if each.get("in") == "query"
    )


def field_of(name: str, schema: Schema, depth: int = 0, *, required: bool = False) -> Field:
    """Return what an OpenAPI schema says of a value."""
    schema = _resolved(schema)
    kind = schema.get("type")
    kind = next((each for each in kind if each != "null"), None) if isinstance(kind, list) else kind
    sort = FORMATS.get(str(schema.get("format"))) or TYPES.get(str(kind), Sort.ANY)
    choices = tuple(value for value in schema.get("enum") or () if value not in {"", None})
    inner: tuple[Field, ...] = ()
    if depth < DEEPEST:
        needed = schema.get("required") or ()
        inner = tuple(
            field_of(key, value, depth + 1, required=key in needed)
            for key, value in (schema.get("properties") or {}).items()
            if not _resolved(value).get("readOnly")
        )
    item = field_of("", schema["items"], depth + 1) if "items" in schema and depth < DEEPEST else None
    return Field(
        name,
        Sort.CHOICE if choices else sort,
        required=required,
        longest=schema.get("maxLength"),
        lowest=schema.get("minimum"),
        highest=schema.get("maximum"),
        choices=choices,
        item=item,
        fields=inner,
    )


def _described(operation: Operation) -> Schema:
    paths = _document().get("paths", {})
    described: Schema = _by_structure(paths).get(_structure(operation.path), {}).get(operation.method.lower(), {})
    return described


def _by_structure(paths: Schema) -> dict[str, Any]:
    return {_structure(path): item for path, item in paths.items()}


def _structure(path: str) -> str:
    """Return a path without the names of its parameters, which drf-spectacular may change."""
    return re.sub(r"{[^}]*}", "{}", path)


def _resolved(schema: Schema) -> Schema:
    """Return the schema that a reference means, or the one that it is made of."""
    for word in ("allOf", "oneOf", "anyOf"):
        parts = [part for part in schema.get(word) or () if part.get("type") != "null"]
        if len(parts) == 1:
            return _resolved({**{key: value for key, value in schema.items() if key != word}, **_resolved(parts[0])})
    reference = schema.get("$ref")
    if not reference:
        return schema
    name = reference.rpartition("/")[2]
    found: Schema = _document().get("components", {}).get("schemas", {}).get(name, {})
    return found


@cache
def _document() -> Schema:
    if find_spec("drf_spectacular") is None:
        return {}
    from drf_spectacular.drainage import reset_generator_stats  # noqa: PLC0415
    from drf_spectacular.generators import SchemaGenerator  # noqa: PLC0415 - not every project has it

    try:
        document: Schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    except Exception:  # noqa: BLE001 - a project whose schema can't be made is asked without one
        return {}
    finally:
        reset_generator_stats()
    return document
