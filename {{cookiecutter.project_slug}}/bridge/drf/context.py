"""The Django request that is being answered, for what needs one deep inside: absolute URLs, for example."""

from contextvars import ContextVar

from django.http import HttpRequest

current_request: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)
