"""Names that a field of a schema can't have."""

import keyword

from pydantic import BaseModel

from bridge.drf.schemas import Schema
from strangler.porting.schemas.expressions import UnwritableError


def check_name(name: str) -> None:
    """See that a schema can have a field of that name.

    Raises:
        UnwritableError: it can't.
    """
    if not name.isidentifier() or keyword.iskeyword(name):
        raise UnwritableError(f"{name!r} is no name in Python")
    if name.startswith("_"):
        raise UnwritableError(f"Pydantic takes {name!r} for private")
    if hasattr(Schema, name):
        raise UnwritableError(f"a schema has {name!r} for itself")


def unusable_in_model(name: str) -> bool:
    """Return whether a plain model of Pydantic's needs another name for a field, with this one as its alias."""
    return not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_") or hasattr(BaseModel, name)
