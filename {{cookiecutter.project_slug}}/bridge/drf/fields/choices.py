"""Fields for one value, or several, out of a few."""

from collections.abc import Iterable
from enum import Enum
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from bridge.drf.fields.field import ABSENT, Field, Scope
from bridge.drf.fields.forms import is_form, type_name
from bridge.drf.fields.printing import jsonable


def flat_choices(choices: Iterable[Any]) -> list[Any]:
    """Return the values of plain, paired or grouped choices, in their order (`flatten_choices_dict`)."""
    keys: list[Any] = []
    for choice in choices:
        if not isinstance(choice, list | tuple):
            keys.append(choice)
        elif isinstance(choice[1], list | tuple):
            keys += flat_choices(choice[1])
        else:
            keys.append(choice[0])
    return list(dict.fromkeys(keys))


def plain(value: Any) -> Any:
    """Return an enum member's value, unless the member prints as its value anyway."""
    return value.value if isinstance(value, Enum) and str(value) != str(value.value) else value


class ChoiceField(Field):
    """One of the choices, told by its text (`rest_framework.fields.ChoiceField`).

    Args:
        choices: values, pairs of a value and a label, groups of these, or an enum of Django's.
        allow_blank: "" is allowed, too.
        options: those of `Field`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {"invalid_choice": _('"{input}" is not a valid choice.')}

    def __init__(self, choices: Any, *, allow_blank: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.allow_blank = allow_blank
        pairs = getattr(choices, "choices", choices)  # Django's TextChoices have them
        self.choices = {str(plain(key)): key for key in flat_choices(pairs)}

    def to_internal_value(self, data: Any, scope: Scope) -> Any:  # noqa: ARG002
        """Return the choice."""
        return self.choice(data)

    def choice(self, data: Any) -> Any:
        """Return the choice with that text."""
        if data == "" and self.allow_blank:
            return ""
        data = plain(data)
        try:
            return self.choices[str(data)]
        except KeyError:
            self.fail("invalid_choice", input=data)

    def to_representation(self, value: Any) -> Any:
        """Return the choice; a value that is none any more is printed, too."""
        if value == "":
            return value
        value = plain(value)
        return self.choices.get(str(value), value)

    def json_schema(self, mode: str) -> dict[str, Any]:  # noqa: ARG002
        """Return the schema with the choices."""
        values = [jsonable(plain(key)) for key in self.choices.values()] + [""] * self.allow_blank
        kinds = {"string" if isinstance(value, str) else "integer" for value in values}
        typed = all(isinstance(value, str) or type(value) is int for value in values) and len(kinds) == 1
        return {"enum": values, **({"type": kinds.pop()} if typed else {})}


class MultipleChoiceField(ChoiceField):
    """Some of the choices, each once (`rest_framework.fields.MultipleChoiceField`).

    Args:
        choices: those of `ChoiceField`.
        allow_empty: none is enough.
        options: those of `ChoiceField`.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "not_a_list": _('Expected a list of items but got type "{input_type}".'),
        "empty": _("This selection may not be empty."),
    }

    def __init__(self, choices: Any, *, allow_empty: bool = True, **options: Any) -> None:
        super().__init__(choices, **options)
        self.allow_empty = allow_empty

    def get_value(self, data: Any, name: str, *, required: bool, partial: bool) -> Any:  # noqa: ARG002
        """Return all values of the key; a form without any means none."""
        if name not in data and partial:
            return ABSENT
        return data.getlist(name) if is_form(data) else data.get(name, ABSENT)

    def to_internal_value(self, data: Any, scope: Scope) -> Any:  # noqa: ARG002
        """Return the choices in the client's order."""
        if isinstance(data, str) or not hasattr(data, "__iter__"):
            self.fail("not_a_list", input_type=type_name(data))
        if not self.allow_empty and len(data) == 0:
            self.fail("empty")
        return list(dict.fromkeys(self.choice(item) for item in data))

    def to_representation(self, value: Any) -> Any:
        """Return the choices."""
        return list(dict.fromkeys(self.choices.get(str(item), item) for item in value))

    def json_schema(self, mode: str) -> dict[str, Any]:
        """Return the schema of the list."""
        schema: dict[str, Any] = {"type": "array", "items": super().json_schema(mode)}
        return schema if self.allow_empty else {**schema, "minItems": 1}
