"""What is wrong with a client's data, in the form that DRF prints: lists of messages with codes, by field."""

from collections.abc import Mapping, Sequence
from typing import Any

import pydantic
from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.settings import api_settings

Detail = Any  # a list of ErrorDetail, or a dict of details


class InvalidError(ValueError):
    """A value is refused; Pydantic takes it for an error of the field.

    Args:
        detail: the messages.
    """

    def __init__(self, detail: Detail) -> None:
        super().__init__(detail)
        self.detail = detail

    def __str__(self) -> str:
        return str(self.detail)


def message(text: Any, code: str) -> list[ErrorDetail]:
    """Return the detail for one message, translated now if it is lazy."""
    return [ErrorDetail(str(text), code)]


def django_detail(error: DjangoValidationError) -> Detail:
    """Return the messages of one of Django's errors (`rest_framework.fields.get_error_detail`)."""
    code = getattr(error, "code", None) or "invalid"
    if hasattr(error, "error_dict"):
        return {name: [_django_message(one, code) for one in errors] for name, errors in error.error_dict.items()}
    return [_django_message(one, code) for one in error.error_list]


def _django_message(error: DjangoValidationError, code: str) -> ErrorDetail:
    text = (error.message % error.params) if error.params else error.message
    return ErrorDetail(str(text), error.code or code)


def detail_of(error: Exception) -> Detail:
    """Return the messages of an error that a validator raised: ours, DRF's, Django's, or a plain ValueError."""
    if isinstance(error, InvalidError | ValidationError):
        return error.detail
    if isinstance(error, DjangoValidationError):
        return django_detail(error)
    return message(error, "invalid")


def by_field(detail: Detail) -> dict[Any, Any]:
    """Return what a whole object is refused for as a dict (`rest_framework.serializers.as_serializer_error`)."""
    if isinstance(detail, Mapping):
        return {name: one if isinstance(one, list | Mapping) else [one] for name, one in detail.items()}
    return non_field(detail)


def non_field(detail: list[Any]) -> dict[Any, Any]:
    """Return messages that belong to no field."""
    return {api_settings.NON_FIELD_ERRORS_KEY: detail}


def pydantic_detail(error: pydantic.ValidationError, required: Mapping[str, Any] | None = None) -> Detail:
    """Return Pydantic's errors as DRF would write them: one list, or a dict by field.

    Args:
        error: what Pydantic found.
        required: what to say of each field that is missing.
    """
    detail: Any = {}
    for problem in error.errors(include_url=False):
        one = _problem_detail(problem, required or {})
        if not problem["loc"]:
            return one
        _merge(detail, problem["loc"], one)
    return detail


def _problem_detail(problem: Any, required: Mapping[str, Any]) -> Detail:
    if problem["type"] == "missing":
        return message(required.get(problem["loc"][-1], problem["msg"]), "required")
    cause = problem.get("ctx", {}).get("error")
    if isinstance(cause, Exception):
        return detail_of(cause)
    return message(problem["msg"], problem["type"])


def _merge(detail: dict[Any, Any], location: Sequence[Any], one: Detail) -> None:
    """Put a detail where it belongs; plain Pydantic types may have several errors in one place."""
    for part in location[:-1]:
        inner = detail.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        detail = inner
    known = detail.setdefault(location[-1], one)
    if known is not one and isinstance(known, list) and isinstance(one, list):
        known.extend(one)
