"""A DRF view as it stands just before its handler runs, without a client: as drf-spectacular builds them."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from strangler.operations.operation import Operation
from strangler.operations.views import view_of


def mock_view(operation: Operation) -> Any:
    """Return an object of an operation's DRF view, with its action and an anonymous request.

    It has no keyword arguments, and `swagger_fake_view` tells it so, which views ask that are documented.

    Raises:
        Exception: whatever the view raises.
    """
    view = view_of(operation.callback)
    if view.view_class is None:
        raise TypeError(f"{operation.view} is no class.")
    made = view.view_class(**view.initkwargs)
    made.args, made.kwargs, made.format_kwarg = (), {}, None
    made.swagger_fake_view = True
    if view.actions is not None:
        made.action_map = dict(view.actions)
        made.action = operation.action
        for method, action in view.actions.items():
            setattr(made, method, getattr(made, action))
    made.request = mock_request(operation, made)
    return made


def mock_request(operation: Operation, view: Any) -> Any:
    """Return a request for an operation; where the view can't make one of DRF's, it is a plain one."""
    http = APIRequestFactory().generic(operation.method, operation.path)
    http.user = AnonymousUser()
    try:
        request = view.initialize_request(http)
    except Exception:  # noqa: BLE001 - a view's own, which asks for what is not there
        request = Request(http)
    # As after content negotiation, and before any version was told.
    renderers = [renderer() for renderer in getattr(view, "renderer_classes", ())]
    request.accepted_renderer = next(iter(renderers), None)
    request.accepted_media_type = getattr(request.accepted_renderer, "media_type", "")
    request.version = request.versioning_scheme = None
    return request
