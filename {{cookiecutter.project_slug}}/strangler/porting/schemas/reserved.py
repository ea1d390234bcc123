"""Names that a field of a schema can't have."""

import keyword

from bridge.drf.schemas import Schema


def unusable(name: str) -> str:
    """Return why a schema can't have a field of that name; "" if it can."""
    if not name.isidentifier() or keyword.iskeyword(name):
        return f"{name!r} is no name in Python"
    if name.startswith("_"):
        return f"Pydantic takes {name!r} for private"
    if hasattr(Schema, name):
        return f"a schema has {name!r} for itself"
    return ""
