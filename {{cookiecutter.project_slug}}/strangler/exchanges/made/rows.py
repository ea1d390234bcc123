"""Values of rows that exist, for the parameters of paths."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Model

from strangler.operations.operation import Operation

ROWS = 2  # of which requests are made for each path
MISSING: Mapping[str, str] = {"int": "999999999", "uuid": "00000000-0000-4000-8000-000000000000", "slug": "no-such-row"}
PLAIN = "1"


def model_of(operation: Operation, view: Any = None) -> type[Model] | None:
    """Return the model that a view shows, if it says so."""
    cls = operation.view_class
    queryset = getattr(cls, "queryset", None)
    if queryset is not None:
        return queryset.model  # type: ignore[no-any-return]
    serializer = getattr(cls, "serializer_class", None)
    model = getattr(cls, "model", None) or getattr(getattr(serializer, "Meta", None), "model", None)
    if model is None and view is not None:
        try:
            model = view.get_queryset().model
        except Exception:  # noqa: BLE001 - it may need its request, or its path
            model = None
    return model if isinstance(model, type) and issubclass(model, Model) else None


def existing(name: str, operation: Operation, model: type[Model] | None) -> list[str]:
    """Return values of rows that a parameter of a path may stand for, the likeliest first.

    Args:
        name: of the parameter.
        operation: with that path.
        model: that its view shows.
    """
    asked = (_values(candidate, field) for candidate, field in _candidates(name, operation, model))
    return next((values for values in asked if values), [])


def _values(model: type[Model], field: str) -> list[str]:
    try:
        rows = model._default_manager.order_by("pk").values_list(field, flat=True)[:ROWS]
        return [str(value) for value in rows if value not in {None, ""}]
    except Exception:  # noqa: BLE001 - there is no such field, or the project's own manager wants something
        return []


def missing(name: str, operation: Operation) -> str:
    """Return a value that no row has, of the kind that the path's pattern asks for."""
    for kind, value in MISSING.items():
        if f"<{kind}:{name}>" in operation.pattern:
            return value
    return MISSING["int"]


def _candidates(name: str, operation: Operation, model: type[Model] | None) -> Iterator[tuple[type[Model], str]]:
    if model is not None:
        lookup = getattr(operation.view_class, "lookup_field", None) or "pk"
        asked = getattr(operation.view_class, "lookup_url_kwarg", None) or lookup
        if asked == name or name in {"pk", "id"}:
            yield model, lookup
        yield model, name
    subject, _, what = name.rpartition("_")
    for other in apps.get_models():
        known = other._meta.model_name
        if subject and known == subject.replace("_", "").lower():
            yield other, what or "pk"
        elif known == name.replace("_", "").lower():
            yield other, "pk"
    if name in {"pk", "id", "username"}:
        user = get_user_model()
        yield user, user.USERNAME_FIELD if name == "username" else "pk"
