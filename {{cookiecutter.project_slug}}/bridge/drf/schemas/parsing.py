"""The way from a client's data to valid ones, at the outermost level."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from rest_framework.exceptions import ErrorDetail, ValidationError

from bridge.drf.fields.details import InvalidError, non_field

Valid = TypeVar("Valid")


def parse(
    validate: Callable[[Any, Mapping[str, Any]], Valid],
    data: Any,
    *,
    instance: Any,
    partial: bool,
    context: Mapping[str, Any] | None,
) -> Valid:
    """Return what `validate` makes of the data and the context (`rest_framework.serializers.BaseSerializer.is_valid`).

    Raises:
        ValidationError: DRF's, with DRF's details.
    """
    if data is None:
        raise ValidationError(non_field([ErrorDetail("No data provided", "null")]))
    outermost = {"instance": instance, "partial": partial, "initial_data": data}
    try:
        return validate(data, {**(context or {}), **outermost})
    except InvalidError as error:
        raise ValidationError(error.detail) from error
