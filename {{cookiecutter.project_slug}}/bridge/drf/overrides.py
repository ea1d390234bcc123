"""Which methods of a policy's view are the project's own, so that they run where DRF would have run them."""

from typing import Any

from django.conf import settings
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.views import APIView

# What runs before `initial`, in the order of `APIView.dispatch`.
BEFORE_INITIAL = (
    "setup",
    "initialize_request",
    "get_parser_context",
    "get_parsers",
    "get_authenticators",
    "get_content_negotiator",
    "get_format_suffix",
    "default_response_headers",
    "perform_content_negotiation",
    "get_renderers",
)
FRAMEWORKS = {"django", "rest_framework"}
# What `initial` calls besides the classes that a view names.
IN_INITIAL = ("initial", "perform_authentication", "check_permissions", "check_throttles", "determine_version")
# Authenticators and session engines that ask nothing but the database, and write nothing.
READING_AUTHENTICATORS = (SessionAuthentication, TokenAuthentication)
IN_AUTHENTICATE = ("authenticate", "authenticate_credentials", "enforce_csrf", "get_model")  # of either
READING_SESSIONS = {"django.contrib.sessions.backends.db", "django.contrib.sessions.backends.signed_cookies"}


def needs_thread(view: type[APIView]) -> bool:
    """Return whether something that runs before `initial` is the project's own and may use the ORM."""
    return not is_framework(view.content_negotiation_class) or any(is_own(view, name) for name in BEFORE_INITIAL)


def begins_by_reading(view: type[APIView]) -> bool:
    """Return whether the policy does no more than read from the database before the endpoint runs.

    Of the permission classes that is taken for granted: they are asked for endpoints alone that `@reads` says so of.
    A throttle writes, and asks a cache.
    """
    authenticators = (
        issubclass(kind, READING_AUTHENTICATORS)
        and not any(is_own(kind, name) for name in IN_AUTHENTICATE if hasattr(kind, name))
        for kind in view.authentication_classes
    )
    if view.throttle_classes or settings.SESSION_ENGINE not in READING_SESSIONS:
        return False
    return all(authenticators) and not any(is_own(view, name) for name in IN_INITIAL)


def finalizes(view: type[APIView]) -> bool:
    """Return whether the view has its own way with responses."""
    return is_own(view, "finalize_response")


def is_own(view: type[Any], name: str) -> bool:
    """Return whether an attribute is neither Django's nor DRF's."""
    return not is_framework(next(cls for cls in view.__mro__ if name in vars(cls)))


def is_framework(cls: type) -> bool:
    """Return whether a class is Django's or DRF's."""
    return cls.__module__.partition(".")[0] in FRAMEWORKS
