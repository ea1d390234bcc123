"""A document of paths, methods and parameters, for a legacy half that nothing describes."""

import re
from typing import Any

from strangler.document.converting import VERSION
from strangler.document.walking import METHODS, Json
from strangler.operations.find import app_of
from strangler.operations.legacy import legacy_operations
from strangler.operations.operation import Kind, Operation
from strangler.operations.paths import parameters

KINDS: dict[str, Json] = {
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "uuid": {"type": "string", "format": "uuid"},
}
CONVERTER = re.compile(r"<(\w+):(\w+)>")


def bare_document() -> Json:
    """Return what the URLs tell of the legacy half, as OpenAPI 3.1.

    Raises:
        ToolkitError: the URLconf can't be read.
    """
    document: Json = {"openapi": VERSION, "info": {"title": "Legacy", "version": "1"}, "paths": {}}
    every = legacy_operations()
    api = [operation for operation in every if operation.kind is not Kind.DJANGO]
    for operation in api or every:  # pages are no API, unless there is no other
        if operation.method.lower() in METHODS:
            document["paths"].setdefault(operation.path, {})[operation.method.lower()] = described(operation)
    return document


def described(operation: Operation) -> Json:
    """Return all that is known of an operation without looking into its view."""
    converters = {name: kind for kind, name in CONVERTER.findall(operation.pattern)}
    found: Json = {
        "operationId": re.sub(r"\W+", "_", f"{operation.name or operation.path}_{operation.method}").strip("_").lower(),
        "tags": [app_of(operation)],
        "responses": {"default": {"description": "Not described."}},
    }
    places = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": dict(KINDS.get(converters.get(name, ""), {"type": "string"})),
        }
        for name in parameters(operation.path)
    ]
    if places:
        found["parameters"] = places
    if accepted := _accepted(operation):
        found["requestBody"] = {"content": {media_type: {} for media_type in accepted}}
    return found


def _accepted(operation: Operation) -> list[str]:
    if operation.method not in {"POST", "PUT", "PATCH"}:
        return []
    parsers: Any = getattr(operation.view_class, "parser_classes", ())
    return [parser.media_type for parser in parsers if parser.media_type] or ["*/*"]
