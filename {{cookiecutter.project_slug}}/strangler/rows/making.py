"""Makes one row of a model, with the rows that it needs."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db import IntegrityError, models, router, transaction
from django.db.models.fields.related import ForeignKey

from strangler.rows.values import LEAVE, value_of

Row = TypeVar("Row", bound=models.Model)
DEEPEST = 8  # rows that need each other
TRIES = 3  # where values are taken already


class CannotMakeError(Exception):
    """A row needs values that can't be guessed from its model. Says which call of `make` would do."""


def make(model: type[Row], **values: Any) -> Row:
    """Add a row, and whatever rows it refers to.

    A value that isn't given is the field's default, else a plain one that fits its type, choices and limits. A foreign
    key takes the first row that is there, such as the user that a test has made, else one that is made for it.

    Args:
        model: the row's.
        values: of some fields, by name.

    Raises:
        CannotMakeError: the database or the model refuses the row.
    """
    return _make(model, values, 0)


def make_user(name: str, **values: Any) -> Any:
    """Add a user of the project's own kind, who can log in.

    Args:
        name: what goes into `USERNAME_FIELD`; an e-mail address is made of it where that is one.
        values: of other fields; one that the project's users don't have is left out.
    """
    model = get_user_model()
    login = model._meta.get_field(model.USERNAME_FIELD)
    names = {field.name for field in model._meta.get_fields()}
    given = {"is_active": True, **values}
    if isinstance(login, models.EmailField):
        name = f"{name}@example.com"
    return _make(model, {login.name: name, **{key: value for key, value in given.items() if key in names}}, 0)


def _make(model: type[Row], values: dict[str, Any], depth: int) -> Row:
    if depth > DEEPEST:
        raise CannotMakeError(f"A row of {model.__name__} needs others without end.")
    problem: Exception | None = None
    for number in range(TRIES):
        try:
            with transaction.atomic(using=router.db_for_write(model)):
                row = model(**_all_values(model, values, depth, fresh=number > 0))
                row.save()
                return row
        except CannotMakeError:
            raise
        except IntegrityError as error:  # taken: once more, with other rows and numbers
            problem = error
        except Exception as error:  # noqa: BLE001 - of a `save` or a signal of the project's own
            problem = error
            break
    reason = str(problem).splitlines() or [type(problem).__name__]
    raise CannotMakeError(
        f"make({model.__name__}) can't guess a row: {reason[0]}. Give it what is missing: make({model.__name__}, …=…)."
    ) from problem


def _all_values(model: type[models.Model], given: dict[str, Any], depth: int, *, fresh: bool) -> dict[str, Any]:
    manager: Callable[[], int] = model._base_manager.count
    number = manager() + 1 + (10 if fresh else 0)
    values = dict(given)
    for field in model._meta.concrete_fields:
        if field.name in values or field.attname in values or getattr(field, "generated", False):
            continue
        if isinstance(field, ForeignKey):
            if not field.null and not field.has_default():
                values[field.name] = _related(field, depth, fresh=fresh)
        elif (value := value_of(field, number)) is not LEAVE:
            values[field.name] = value
    return values


def _related(field: "ForeignKey[Any, Any]", depth: int, *, fresh: bool) -> Any:
    """Return the row that a foreign key is to refer to."""
    model: Any = field.related_model
    rows = model._base_manager.order_by("pk")
    if field.unique:
        rows = rows.exclude(pk__in=field.model._base_manager.values(field.attname))
    row = None if fresh else rows.first()
    if row is None and field.remote_field.parent_link:
        return _make(model, {}, depth + 1)
    return row if row is not None else _make(model, {}, depth + 1)
