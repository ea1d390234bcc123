"""The request that is being answered, for what needs one deep inside: absolute URLs, for example."""

from contextvars import ContextVar

from django.http import HttpRequest
from rest_framework.request import Request

# On a ported route DRF's, which knows the version; it has all that Django's has.
current_request: ContextVar[Request | HttpRequest | None] = ContextVar("current_request", default=None)
