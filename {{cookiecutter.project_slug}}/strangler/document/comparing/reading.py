"""A schema in the form in which two are compared."""

import json
from dataclasses import dataclass, field
from typing import Any

from strangler.document.walking import Json

ANYTHING = "anything"
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")  # more of it lets less through
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
EXACT = ("pattern", "multipleOf", "uniqueItems", "contentMediaType", "contentEncoding")


@dataclass(frozen=True)
class Read:
    """What a schema says, its references followed and `null` taken out of its alternatives.

    Args:
        schema: its own keywords.
        types: what JSON it may be; None where it says nothing of that.
        choices: the values it may have; None where it has no `enum`.
        variants: its alternatives, if there is more than one besides null.
        name: of the component it is, for alternatives and cycles; "" where it has none.
    """

    schema: Json
    types: frozenset[str] | None
    choices: tuple[str, ...] | None = None
    variants: tuple[Any, ...] = ()
    name: str = ""
    properties: dict[str, Any] = field(default_factory=dict)
    required: frozenset[str] = frozenset()


class Reader:
    """Reads the schemas of one document."""

    def __init__(self, document: Json) -> None:
        self.document = document

    def resolve(self, part: Any) -> Json:
        """Return what a reference refers to; what refers to nothing is empty."""
        seen = set()
        while isinstance(part, dict) and "$ref" in part and part["$ref"] not in seen:
            seen.add(part["$ref"])
            found: Any = self.document
            for key in part["$ref"].removeprefix("#/").split("/"):
                found = found.get(key.replace("~1", "/").replace("~0", "~"), {}) if isinstance(found, dict) else {}
            others = {key: value for key, value in part.items() if key not in {"$ref", "summary", "description"}}
            part = {**found, **others} if others and isinstance(found, dict) else found
        return part if isinstance(part, dict) and "$ref" not in part else {}

    def read(self, schema: Any) -> Read:
        """Return what a schema says."""
        name = self._name(schema)
        whole = self._flat(self.resolve(schema))
        variants, null = self._variants(whole)
        if len(variants) == 1:
            inner = self.read(variants[0])
            types = inner.types | {"null"} if inner.types is not None and null else inner.types
            choices = (*inner.choices, "null") if inner.choices is not None and null else inner.choices
            return Read(
                inner.schema, types, choices, inner.variants, inner.name or name, inner.properties, inner.required
            )
        types = _types(whole)
        if variants and null:
            types = (types or frozenset()) | {"null"}
        choices = whole.get("enum", [whole["const"]] if "const" in whole else None)
        return Read(
            whole,
            types,
            None if choices is None else tuple(json.dumps(each, sort_keys=True, default=str) for each in choices),
            tuple(variants),
            name,
            whole.get("properties", {}),
            frozenset(whole.get("required", ())),
        )

    def label(self, schema: Any) -> str:
        """Return what an alternative is called: its component, or what it says."""
        name = self._name(schema)
        if name:
            return name
        read = self.read(schema)
        kind = "/".join(sorted(read.types or ())) or ANYTHING
        return f"{kind} {json.dumps(read.schema.get('format', ''))}".removesuffix(' ""')

    def _name(self, schema: Any) -> str:
        if not isinstance(schema, dict):
            return ""
        whole = schema.get("allOf", ())
        if "$ref" not in schema and len(whole) == 1:
            schema = whole[0]
        return str(schema.get("$ref", "")).rpartition("/")[2]

    def _flat(self, schema: Json, depth: int = 0) -> Json:
        """Return a schema with those of `allOf` put together; the later keyword counts."""
        if "allOf" not in schema or depth > 20:  # noqa: PLR2004 - a cycle
            return schema
        flat: Json = {}
        own = {key: value for key, value in schema.items() if key != "allOf"}
        for part in [*(self._flat(self.resolve(each), depth + 1) for each in schema["allOf"]), own]:
            both = {
                "properties": {**flat.get("properties", {}), **part.get("properties", {})},
                "required": [*flat.get("required", ()), *part.get("required", ())],
            }
            flat = {**flat, **part, **{key: value for key, value in both.items() if value}}
        return flat

    def _variants(self, schema: Json) -> tuple[list[Any], bool]:
        variants = schema.get("anyOf") or schema.get("oneOf") or []
        rest = [each for each in variants if not _is_null(self.resolve(each))]
        return rest, len(rest) < len(variants)


def _is_null(schema: Json) -> bool:
    return schema.get("type") == "null" or schema.get("enum") == [None]


def _types(schema: Json) -> frozenset[str] | None:
    kind = schema.get("type")
    if kind is None:
        if "properties" in schema:
            return frozenset({"object"})
        return None
    return frozenset({kind} if isinstance(kind, str) else kind)
