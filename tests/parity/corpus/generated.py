"""Requests composed at random, the same ones each time, from the service's own OpenAPI schema."""

import random
import string
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from tests.parity.case import WHO, Body, Case, as_form, as_json, as_multipart, ask

Schema = dict[str, Any]
BODILESS = {"get", "delete"}
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
PKS = (
    "1",
    "2",
    "7",
    "9",
    "40",
    "250",
    "1000",
    "1490",
    "1499",
    "1500",
    "1501",
    "0",
    "999999",
    "abc",
    "-1",
    "1.0",
    "%0A",
)
TEXTS = ("", "a", " padded ", "tents", "TNT-0001", "XYZ-0042", "é\u2028😀", "a\0b", "<script>", "null", "0", "x" * 200)
NUMBERS = (0, 1, -1, 2, 5, 10, 100, 2.5, 1e9, 2**31, 10**20, "1", "2.50", "1e3", "abc", "", None, True)
TIMES = ("2026-10-01", "2026-10-01T12:00:00Z", "2026-03-08T02:30:00", "2026-10-01T12:00:00+02:00", "nonsense", "", None)
STRANGE: tuple[Any, ...] = (None, [], {}, [1], {"a": "b"}, True, 1.5, "text")
WORDS = ("name", "-price", "rating,-name", "json", "api", "tent", "paid", "month", "last", "true", "%00", "%FF", "é")


class Composer:
    """Composes requests.

    Args:
        schema: the service's OpenAPI document.
        seed: of the random numbers.
    """

    def __init__(self, schema: Schema, seed: int) -> None:
        self.schema = schema
        self.random = random.Random(seed)  # noqa: S311 - the same requests each time
        self.operations = [
            (path, method, operation)
            for path, methods in sorted(schema["paths"].items())
            for method, operation in sorted(methods.items())
        ]

    def cases(self, count: int) -> Iterator[Case]:
        """Yield so many cases."""
        for number in range(count):
            yield self.case(number)

    def case(self, number: int) -> Case:
        """Return one case: mostly an operation as the schema has it, now and then with another method."""
        path, method, operation = self.random.choice(self.operations)
        verb = method.upper() if self.random.random() < 0.85 else self.random.choice(METHODS)
        target = path.replace("{id}", self.random.choice(PKS))
        if query := self.query(operation):
            target += f"?{query}"
        body = None
        if method not in BODILESS and verb not in {"GET", "HEAD", "OPTIONS"}:
            body = self.body(operation)
        return ask(
            verb,
            quote(target, safe=string.punctuation),
            body,
            who=self.random.choice(("admin", "alice", "nobody", "admin", "alice", *WHO)),
            accept=self.random.choice((None, None, "application/json", "text/html", "*/*", "text/csv", "nonsense/x")),
            name=f"generated {number}",
        )

    def query(self, operation: Schema) -> str:
        """Return some of the operation's parameters, with values good and bad."""
        names = [parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "query"]
        chosen = self.random.sample(names, min(len(names), self.random.choice((0, 0, 1, 1, 2, 4))))
        texts = (*WORDS, *(str(value) for value in (*NUMBERS, *TIMES) if value is not None))
        return "&".join(f"{name}={self.random.choice(texts)}" for name in chosen).replace("+", "%2B")

    def body(self, operation: Schema) -> Body:
        """Return a body as the operation's schema has it, more or less, in one of several formats."""
        content = operation.get("requestBody", {}).get("content", {})
        schema = next(iter(content.values()))["schema"] if content else {}
        value = self.value(schema)
        kind = self.random.random()
        if kind < 0.06 or not isinstance(value, dict):
            return as_json(self.random.choice((value, *STRANGE)))
        flat = {name: item for name, item in value.items() if isinstance(item, str | int | float)}
        if kind < 0.16:
            return as_form(flat)
        if kind < 0.26:
            return as_multipart({name: str(item) for name, item in flat.items()})
        if kind < 0.29:
            return Body(as_json(value).content[:-1], "application/json")
        return as_json(value)

    def value(self, schema: Schema) -> Any:
        """Return a value of a schema, or now and then one that isn't."""
        if "$ref" in schema:
            return self.value(self.schema["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]])
        for group in ("allOf", "oneOf"):
            if group in schema:
                return self.value(self.random.choice(schema[group]))
        if "properties" in schema:
            return self.object(schema)
        if self.random.random() < 0.08:
            return self.random.choice(STRANGE)
        makers: dict[str, Callable[[], Any]] = {
            "array": lambda: [self.value(schema["items"]) for _ in range(self.random.choice((0, 1, 1, 2, 3)))],
            "integer": lambda: self.random.choice((*range(1, 60), *NUMBERS)),
            "number": lambda: self.random.choice((*range(1, 30), *NUMBERS)),
            "boolean": lambda: self.random.choice((True, False, True, False, "yes", "off", 2)),
            "object": lambda: {"colour": self.random.choice(TEXTS)},
        }
        return makers.get(str(schema.get("type")), lambda: self.text(schema))()

    def object(self, schema: Schema) -> dict[str, Any]:
        """Return an object from which little is missing."""
        return {
            name: self.value(field)
            for name, field in schema["properties"].items()
            if self.random.random() < (0.95 if name in schema.get("required", ()) else 0.4)
        }

    def text(self, schema: Schema) -> Any:
        """Return a text that may fit its field's format."""
        if "enum" in schema:
            return self.random.choice((*schema["enum"], "nonsense"))
        if schema.get("pattern", "").startswith("^[A-Z]{3}"):
            return f"GEN-{self.random.randrange(10_000):04}"
        if schema.get("format") == "decimal":
            return str(self.random.choice((*NUMBERS, "9.99", "19.50", "0.01")))
        if schema.get("format") in {"date", "date-time"}:
            return self.random.choice(TIMES)
        return self.random.choice((*TEXTS, "Some words", f"text-{self.random.randrange(1000)}"))
