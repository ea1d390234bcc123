"""The toolkit as a Django application: its commands."""

from django.apps import AppConfig


class StranglerConfig(AppConfig):
    """Brings `manage.py endpoints`, `port`, `parity`, `openapi` and `retire`. Serves no request."""

    name = "strangler"
    label = "fastapi_strangler"  # a project may have an application called strangler somewhere
