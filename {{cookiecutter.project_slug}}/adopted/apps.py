"""The adopted project's side of this repository as a Django application: its commands."""

from django.apps import AppConfig


class AdoptedConfig(AppConfig):
    """Brings the command `adopted`, and `check` with the tag `adoption`."""

    name = "adopted"
    label = "adopted_project"
