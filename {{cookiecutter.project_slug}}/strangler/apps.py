"""The toolkit as a Django application: its commands."""

from django.apps import AppConfig

from strangler.exchanges.suite.plan import suite_folder


class StranglerConfig(AppConfig):
    """Brings `manage.py endpoints`, `port`, `parity`, `openapi` and `retire`. Serves no request."""

    name = "strangler"
    label = "fastapi_strangler"  # a project may have an application called strangler somewhere

    def ready(self) -> None:
        """Listen to the test clients, where `manage.py parity` or the pytest plugin has asked for it."""
        folder = suite_folder()
        if folder is not None:
            from strangler.exchanges.suite.hook import install  # noqa: PLC0415 - in no other process

            install(folder)
