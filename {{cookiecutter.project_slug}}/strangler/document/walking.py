"""Where things stand in an OpenAPI document: its operations, its schemas, its references."""

import re
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]

METHODS = ("get", "put", "post", "delete", "patch")  # those that are documented; the others follow from them
# Keywords of a schema by what they hold: a schema, a list of them, or schemas by name.
ONE = ("items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else")
MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
NAMED = ("properties", "patternProperties", "$defs", "dependentSchemas")
DATA = ("example", "examples", "default", "enum", "const")  # what only looks like a part of the document


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Return path, method in capitals and operation of each documented operation."""
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if isinstance(item.get(method), dict):
                yield path, method.upper(), item[method]


def names_in(path: str) -> list[str]:
    """Return the names of the parameters in a path."""
    return re.findall(r"{([^}]*)}", path)


def change_schemas(document: Json, change: Callable[[Json], Json]) -> None:
    """Put in the place of each schema what `change` makes of it, those within first."""
    components = document.get("components", {})
    schemas = components.get("schemas", {})
    for name, schema in schemas.items():
        schemas[name] = _changed(schema, change)
    others = {kind: named for kind, named in components.items() if kind != "schemas"}
    _change_below([document.get("paths", {}), document.get("webhooks", {}), others], change)


def _change_below(node: Any, change: Callable[[Json], Json]) -> None:
    if isinstance(node, list):
        for each in node:
            _change_below(each, change)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "schema":
                node[key] = _changed(value, change)
            elif key not in DATA:
                _change_below(value, change)


def _changed(schema: Any, change: Callable[[Json], Json]) -> Any:
    if not isinstance(schema, dict):
        return schema  # true and false are schemas too
    for key, value in schema.items():
        if key in ONE:
            schema[key] = _changed(value, change)
        elif key in MANY and isinstance(value, list):
            schema[key] = [_changed(each, change) for each in value]
        elif key in NAMED and isinstance(value, dict):
            schema[key] = {name: _changed(each, change) for name, each in value.items()}
    return change(schema)


def references(node: Any) -> set[str]:
    """Return all that a part of a document refers to, as `#/components/schemas/Product`."""
    found: set[str] = set()

    def note(reference: str) -> str:
        found.add(reference)
        return reference

    change_references(node, note)
    return found


def change_references(node: Any, change: Callable[[str], str]) -> None:
    """Put in the place of each reference what `change` makes of it."""
    if isinstance(node, list):
        for each in node:
            change_references(each, change)
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if key == "$ref" and isinstance(value, str):
            node[key] = change(value)
        elif key == "mapping" and "propertyName" in node:  # of a discriminator
            node[key] = {name: change(_as_reference(target)) for name, target in value.items()}
        elif key not in DATA or (key == "examples" and isinstance(value, dict)):
            change_references(value, change)


def _as_reference(target: str) -> str:
    return target if "/" in target or "." in target else f"#/components/schemas/{target}"
