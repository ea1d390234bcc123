"""Errors that a ported endpoint raises, answered as DRF does; Django's `Http404` and `PermissionDenied` do as well."""

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
