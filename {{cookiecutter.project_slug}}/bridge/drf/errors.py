"""Errors of a ported endpoint: DRF's, which it raises, as well as Django's own; and FastAPI's, told as DRF's."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy
from fastapi.exceptions import RequestValidationError
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    NotAuthenticated,
    NotFound,
    ParseError,
    PermissionDenied,
    Throttled,
    ValidationError,
)
from starlette.exceptions import HTTPException

__all__ = [
    "APIException",
    "AuthenticationFailed",
    "NotAuthenticated",
    "NotFound",
    "ParseError",
    "PermissionDenied",
    "Throttled",
    "ValidationError",
]

REQUIRED = gettext_lazy("This field is required.")


def as_drf_error(error: Exception) -> Exception:
    """Return FastAPI's and Starlette's own errors as DRF's, so that they get DRF's shape; others as they are."""
    if isinstance(error, RequestValidationError):
        detail: dict[str, Any] = {}
        for problem in error.errors():
            if problem["loc"][0] == "path":
                return Http404()  # as where a converter of Django's doesn't match
            message = REQUIRED if problem["type"] == "missing" else problem["msg"]
            detail.setdefault(str(problem["loc"][-1]), []).append(message)
        return ValidationError(detail)
    if isinstance(error, HTTPException):
        translated = APIException(error.detail)
        translated.status_code = error.status_code
        return translated
    return error
