"""OpenAPI 3.0 to 3.1, whose schemas are JSON Schema's of 2020-12.

Mirrors the migration guide of the OpenAPI Initiative, "Migrating from OpenAPI 3.0 to 3.1.0".
"""

from typing import Any

from strangler.document.walking import Json, change_schemas

VERSION = "3.1.0"
BOUNDS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
NUMBERS = {*BOUNDS.values(), "multipleOf", "minLength", "maxLength", "minItems", "maxItems"}
NULL: Json = {"type": "null"}


def to_3_1(document: Json) -> None:
    """Rewrite a document of version 3.0 as one of 3.1; a later one stays as it is."""
    if str(document.get("openapi", "3.0")).startswith("3.0"):
        change_schemas(document, convert)
    document["openapi"] = VERSION


def convert(schema: Json) -> Json:
    """Return a schema of 3.0, whose parts are converted already, as one of 3.1."""
    for exclusive, bound in BOUNDS.items():
        flag = schema.get(exclusive)
        if flag is True and bound in schema:
            schema[exclusive] = schema.pop(bound)
        elif isinstance(flag, bool):
            del schema[exclusive]
    for bound in NUMBERS & schema.keys():
        if isinstance(schema[bound], str):  # as a project's validator has it
            schema[bound] = number(schema[bound])
    if "example" in schema:
        schema["examples"] = [schema.pop("example")]
    if schema.get("type") == "string":
        _say_encoding(schema)
    return _nullable(schema) if schema.pop("nullable", False) is True else schema


def number(text: str) -> Any:
    """Return the number that a text is, or the text."""
    try:
        found = float(text)
    except ValueError:
        return text
    return int(found) if found.is_integer() else found


def _say_encoding(schema: Json) -> None:
    # The format stays: an annotation in 3.1, by which many clients still know a file.
    if schema.get("format") == "binary":
        schema.setdefault("contentMediaType", "application/octet-stream")
    elif schema.get("format") in {"byte", "base64"}:
        schema.setdefault("contentEncoding", "base64")


def _nullable(schema: Json) -> Json:
    kind = schema.get("type")
    if kind is not None:
        if "enum" in schema and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
        return {**schema, "type": [kind, "null"]}
    for either in ("anyOf", "oneOf"):
        if either in schema:
            if not any(_allows_null(each) for each in schema[either]):
                schema[either] = [*schema[either], dict(NULL)]
            return schema
    if "allOf" in schema:
        whole = schema.pop("allOf")
        return {**schema, "anyOf": [whole[0] if len(whole) == 1 else {"allOf": whole}, dict(NULL)]}
    return schema  # without a type, anything goes, null too


def _allows_null(schema: Any) -> bool:
    return isinstance(schema, dict) and (schema.get("type") == "null" or None in schema.get("enum", ()))
