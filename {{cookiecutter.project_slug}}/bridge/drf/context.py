"""The request that is being answered, for what needs one deep inside: absolute URLs, for example."""

from contextvars import ContextVar
from typing import TYPE_CHECKING, Union

from django.http import HttpRequest

if TYPE_CHECKING:  # every request passes here, also where DRF is not installed
    from rest_framework.request import Request

# On a ported route DRF's, which knows the version; it has all that Django's has.
current_request: ContextVar[Union["Request", HttpRequest, None]] = ContextVar("current_request", default=None)
