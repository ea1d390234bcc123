"""Lists and objects in HTML forms: `tags[0]`, `lines[0]product`, `address.city` (`rest_framework.utils.html`)."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.datastructures import MultiValueDict


def is_form(data: Any) -> bool:
    """Return whether `data` came as a form, in which a key may have more than one value, and only strings."""
    return hasattr(data, "getlist")


def form_list(data: Any, prefix: str = "", default: Any = None) -> Any:
    """Return the values of `prefix[0]`, `prefix[1]` in that order, and `default` if there is none.

    `prefix[0]name` makes the item a form again, as `parse_html_list` has it.
    """
    items: dict[int, Any] = {}
    pattern = re.compile(rf"^{re.escape(prefix)}\[([0-9]+)\](.*)$")
    for key, value in data.items():
        match = pattern.match(key)
        if match is None:
            continue
        index, name = int(match[1]), match[2]
        if not name:
            items[index] = value
        elif isinstance(items.get(index), dict):
            items[index][name] = value
        else:
            items[index] = MultiValueDict({name: [value]})
    return [items[index] for index in sorted(items)] if items else default


def form_dict(data: Any, prefix: str, default: Any) -> Any:
    """Return the form of the keys that begin with `prefix.`, and `default` if there is none (`parse_html_dict`)."""
    pattern = re.compile(rf"^{re.escape(prefix)}\.(.+)$")
    found: MultiValueDict[str, Any] = MultiValueDict()
    for key in data:
        match = pattern.match(key)
        if match is not None:
            found.setlist(match[1], data.getlist(key))
    return found or default


def plain_dict(data: Any) -> Any:
    """Return a form as a dict, the last value of each key; anything else as it is (`DictField.to_internal_value`)."""
    if not is_form(data):
        return data
    return data.dict() if hasattr(data, "dict") else dict(data)


def type_name(value: Any) -> str:
    """Return the name of a value's type, for messages."""
    return type(value).__name__


def is_list(value: Any) -> bool:
    """Return whether DRF's list fields take the value for a list: anything to go through, save text and objects."""
    return hasattr(value, "__iter__") and not isinstance(value, str | Mapping)
