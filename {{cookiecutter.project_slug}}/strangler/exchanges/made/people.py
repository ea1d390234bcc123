"""Who asks: nobody, and users that exist, by how much they may do."""

from collections.abc import Sequence

from django.contrib.auth import get_user_model
from django.db import DatabaseError

from strangler.errors import ToolkitError

NOBODY = ""
FLAGS = ("is_superuser", "is_staff", "is_active")


def people() -> Sequence[str]:
    """Return the names that nobody, an ordinary user and the mightiest one log in with, as far as there are such.

    Raises:
        ToolkitError: the database is not there, or has no tables.
    """
    model = get_user_model()
    known = {field.name for field in model._meta.get_fields()}
    active = {"is_active": True} if "is_active" in known else {}
    flags = [flag for flag in FLAGS if flag in known and flag != "is_active"]
    try:
        users = model._default_manager.filter(**active)
        plain = users.filter(**dict.fromkeys(flags, False)).order_by("pk").first()
        mighty = users.order_by(*(f"-{flag}" for flag in flags), "pk").first()
    except DatabaseError as error:
        said = str(error).strip().splitlines() or [type(error).__name__]
        raise ToolkitError(f"Requests are made of rows, and the database can't be asked: {said[0]}") from error
    found = [user.get_username() for user in (plain, mighty) if user is not None]
    return list(dict.fromkeys([NOBODY, *found]))
