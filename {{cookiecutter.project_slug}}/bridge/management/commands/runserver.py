"""`manage.py runserver` for both halves: Django's command with its checks, reloader and static files, on uvicorn."""

import socket
from typing import Any

import uvicorn
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.contrib.staticfiles.management.commands import runserver
from django.utils.module_loading import import_string


class UvicornServer:
    """Has the face of the WSGI server that Django's command expects, and runs uvicorn behind it.

    The socket is bound here, so that Django says in its own words that a port is taken.
    """

    def __init__(self, address: tuple[str, int], _handler: type, *, ipv6: bool = False) -> None:
        self.socket = socket.socket(socket.AF_INET6 if ipv6 else socket.AF_INET)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(address)
        self.server_port = self.socket.getsockname()[1]

    def set_app(self, app: Any) -> None:
        """Take the application to serve."""
        # Running requests get no time to end, since a reload must not wait for an open stream.
        self.config = uvicorn.Config(app, timeout_graceful_shutdown=0, log_config=None)

    def serve_forever(self) -> None:
        """Serve until the process is told to stop."""
        uvicorn.Server(self.config).run(sockets=[self.socket])


class Command(runserver.Command):
    """Serves the combined application that `ASGI_APPLICATION` names."""

    help = "Starts a development server for both halves, legacy and routes."
    server_cls = UvicornServer  # type: ignore[assignment]

    def get_handler(self, *_args: Any, **options: Any) -> Any:
        """Return the combined application, with static files as Django's command serves them."""
        application = import_string(settings.ASGI_APPLICATION)
        if not serves_static_files() or not options["use_static_handler"]:
            return application
        return ASGIStaticFilesHandler(application) if settings.DEBUG or options["insecure_serving"] else application


def serves_static_files() -> bool:
    """Return whether the `runserver` that this one replaces would: Whitenoise's leaves it to its middleware."""
    return apps.is_installed("django.contrib.staticfiles") and not apps.is_installed("whitenoise.runserver_nostatic")
