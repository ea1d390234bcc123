"""Which connections `django.db.connections` gives to a task."""

from collections.abc import Mapping
from typing import Any

from django.db import connections


def use(wrappers: Mapping[str, Any]) -> None:
    """Let `django.db.connections` be these, in this task. Outside of a greenlet they refuse to be used."""
    own = connections._connections  # type: ignore[attr-defined]
    for alias, wrapper in wrappers.items():
        if getattr(own, alias, None) is not wrapper:
            setattr(own, alias, wrapper)
