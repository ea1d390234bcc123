"""Bodies for requests: the source of a dict that a serializer should accept, as far as its fields tell."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import CharField, IntegerField

from strangler.porting.testing.matching import example_of

MOMENT = "2024-05-17T09:30:00Z"
# By the name of a DRF field's class, or of one that it is derived from; the first that is found counts.
SAMPLES = {
    "EmailField": '"ann@example.com"',
    "URLField": '"https://example.com/"',
    "SlugField": '"sample"',
    "UUIDField": '"00000000-0000-4000-8000-000000000001"',
    "IPAddressField": '"192.0.2.1"',
    "BooleanField": "True",
    "DateTimeField": f'"{MOMENT}"',
    "DateField": '"2024-05-17"',
    "TimeField": '"09:30:00"',
    "DurationField": '"01:00:00"',
    "MultipleChoiceField": "[]",
    "ListField": "[]",
    "DictField": "{}",
    "JSONField": "{}",
}


def serializer_of(view: Any) -> Any:
    """Return the serializer of what a view is sent, with its fields; None where nobody knows without a request."""
    view.request = None
    try:
        serializer = view.get_serializer_class()()
        has_fields = bool(serializer.fields)
    except Exception:  # noqa: BLE001 - of a project's own method
        return None
    return serializer if has_fields else None


@dataclass(frozen=True)
class Body:
    """What a serializer should accept.

    Args:
        values: the source of a value for each field, as far as one is known.
        imports: what they need.
    """

    values: dict[str, str]
    imports: tuple[str, ...] = ()


def body_of(serializer: Any, row: str) -> Body:
    """Return a body for all fields that may be sent.

    Args:
        serializer: with fields.
        row: what a test calls a row of the serializer's model, "" for none.
    """
    sampler = Sampler(getattr(getattr(serializer, "Meta", None), "model", None) if row else None, row)
    return Body(sampler.values_of(serializer), tuple(dict.fromkeys(sampler.imports)))


@dataclass(frozen=True)
class Sampler:
    """Finds values for fields.

    Args:
        model: of the row that values may be taken from.
        row: what the test calls it.
        imports: grows by what the values need.
    """

    model: Any = None
    row: str = ""
    imports: list[str] = field(default_factory=list)

    def values_of(self, serializer: Any) -> dict[str, str]:
        """Return values for the fields of a serializer that may be sent, as far as they are known."""
        found = {}
        for name, each in serializer.fields.items():
            if not each.read_only and type(each).__name__ != "HiddenField" and (value := self.sample(each)):
                found[name] = value
        return found

    def sample(self, each: Any) -> str:
        """Return the source of a value that a field should accept, "" where none is known."""
        kinds = [cls.__name__ for cls in type(each).__mro__]
        if known := next((SAMPLES[kind] for kind in kinds if kind in SAMPLES), ""):
            return known
        makers: dict[str, Callable[[], str]] = {
            "RelatedField": lambda: self._of_row(each, kinds) or self._related(each, kinds),
            "ManyRelatedField": lambda: self._many(each, kinds),
            "ListSerializer": lambda: self._one_of(each) or ("[]" if each.allow_empty else ""),
            "BaseSerializer": lambda: self._nested(each),
            "ChoiceField": lambda: _choice(each),
            "DecimalField": lambda: f'"{_number(each)}"',
            "FloatField": lambda: str(_number(each)),
            "IntegerField": lambda: str(_number(each)),
            "CharField": lambda: _text(each),
        }
        return next((makers[kind]() for kind in kinds if kind in makers), "")

    def _many(self, each: Any, kinds: list[str]) -> str:
        value = "" if each.allow_empty else self._related(each.child_relation, kinds)
        return f"[{value}]"

    def _nested(self, each: Any) -> str:
        values = Sampler(imports=self.imports).values_of(each)
        needed = [name for name, child in each.fields.items() if child.required and not child.read_only]
        return _dict(values) if set(needed) <= set(values) else ""

    def _one_of(self, each: Any) -> str:
        child = self.sample(each.child)
        return f"[{child}]" if child else ""

    def _of_row(self, each: Any, kinds: list[str]) -> str:
        """Return what the test's own row refers to."""
        fields = self.model._meta.concrete_fields if self.model else ()
        known = next((one for one in fields if one.name == each.source and one.related_model), None)
        if known is None or known.null:
            return ""
        return _key(f"{self.row}.{each.source}", each, kinds, known.related_model)

    def _related(self, each: Any, kinds: list[str]) -> str:
        """Return what a row that is made for this is referred to by."""
        model = getattr(getattr(each, "queryset", None), "model", None)
        if model is None or not (value := _key(f"make({model.__name__})", each, kinds, model)):
            return ""
        self.imports.extend([f"{model.__module__}.{model.__name__}", "strangler.rows.make"])
        return value


def _key(row: str, each: Any, kinds: list[str], model: Any) -> str:
    """Return by what a field refers to a row."""
    slug = getattr(each, "slug_field", None)
    if slug:
        return f"{row}.{slug}" if "__" not in slug else ""
    if ("PrimaryKeyRelatedField" not in kinds and type(each).__name__ != "PrimaryKeyRelatedField") or each.pk_field:
        return ""
    key = f"{row}.pk"
    return key if isinstance(model._meta.pk, IntegerField | CharField) else f"str({key})"


def _choice(each: Any) -> str:
    """Return a choice, of fields that have any."""
    keys = [key for key in each.choices if isinstance(key, str | int) and key != ""]
    if not keys:
        return ""
    return _quoted(keys[0]) if isinstance(keys[0], str) else repr(keys[0])


def _dict(values: dict[str, str]) -> str:
    return "{" + ", ".join(f'"{name}": {value}' for name, value in values.items()) + "}"


def _number(each: Any) -> int:
    least = [one.limit_value for one in each.validators if isinstance(one, MinValueValidator)]
    most = [one.limit_value for one in each.validators if isinstance(one, MaxValueValidator)]
    limits = [value() if callable(value) else value for value in (*least, *most)]
    low = max(limits[: len(least)], default=1)
    return max(1, int(low)) if not most or min(limits[len(least) :]) >= max(1, low) else int(low)


def _text(each: Any) -> str:
    text = f"Some {each.field_name or 'text'}".replace("_", " ")
    for one in each.validators:
        regex: Any = getattr(one, "regex", None)
        if isinstance(one, RegexValidator) and not one.inverse_match and not regex.search(text):
            text = example_of(regex)
            if not text:
                return ""
    least, most = getattr(each, "min_length", None) or 0, getattr(each, "max_length", None)
    text = text.ljust(least, "x")
    return _quoted(text if most is None else text[:most])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if escaped.isprintable() else repr(text)
