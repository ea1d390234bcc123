"""The bridge as a Django application: its system checks, its guard, and `runserver`."""

from django.apps import AppConfig
from django.core.signals import got_request_exception
from django.db.backends.signals import connection_created


class BridgeConfig(AppConfig):
    """Connects the bridge to Django. Imports no FastAPI, so that the legacy half runs without it."""

    name = "bridge"
    label = "fastapi_bridge"  # a project may have an application called bridge somewhere

    def ready(self) -> None:
        """Register the system checks and the guard on new connections."""
        from bridge import checks, connections, guard, outage  # noqa: F401, PLC0415 - importing `checks` registers them

        connection_created.connect(guard.refuse_anyio_threads, dispatch_uid="bridge.guard")
        connection_created.connect(connections.probe_connection, dispatch_uid="bridge.connections")
        got_request_exception.connect(outage.note_outage, dispatch_uid="bridge.outage")
        connection_created.connect(outage.database_is_back, dispatch_uid="bridge.outage")
