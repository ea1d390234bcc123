"""Their ASGI application, as far as it is needed here: HTTP goes to their WSGI application."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, register
from django.core.checks import Warning as CheckWarning
from django.core.handlers.asgi import ASGIHandler
from django.utils.module_loading import import_string

LEGACY = "LEGACY_ASGI_APPLICATION"


def their_application() -> Any:
    """Return their ASGI application for WebSockets; None where they have none, or only Django's, which takes none."""
    path = getattr(settings, LEGACY, "")
    application = import_string(path) if path else None
    return None if isinstance(application, ASGIHandler) else application


@register("adoption")
def check_http_consumers(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Warn where their ASGI application answers HTTP with more than Django (Channels' HTTP consumers)."""
    http = getattr(their_application(), "application_mapping", {}).get("http")
    if http is None or isinstance(http, ASGIHandler):
        return []
    return [
        CheckWarning(
            f"{getattr(settings, LEGACY)} answers HTTP requests with {type(http).__name__}, not Django alone.",
            hint="Here HTTP goes to Django's WSGI application. Make what else answers there a FastAPI route.",
            id="adopted.W001",
        )
    ]
