"""The settings that are the bridge's own."""

from typing import Any

from django.conf import settings


def option(name: str) -> Any:
    """Return a setting of the bridge's.

    A project that has a setting of that name for something else has the bridge's as `BRIDGE_<name>`.

    Raises:
        AttributeError: it is in neither place.
    """
    own = f"BRIDGE_{name}"
    return getattr(settings, own) if hasattr(settings, own) else getattr(settings, name)
