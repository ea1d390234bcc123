"""The adopted project's side of this repository as a Django application: its command and its checks."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class AdoptedConfig(AppConfig):
    """Brings the command `adopted`, and the checks of `manage.py check --tag adoption`."""

    name = "adopted"
    label = "adopted_project"

    def ready(self) -> None:
        """Register the checks."""
        from adopted import websockets  # noqa: F401, PLC0415 - importing it registers its check

        if find_spec("adopted.checks"):
            import_module("adopted.checks").register()
