"""Loads Django's settings for a program's entry point; wrong settings end it with one line, not a traceback."""

import os
import sys

import django
from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured


def load_settings() -> None:
    """Load the settings module that `DJANGO_SETTINGS_MODULE` names, by default `settings`.

    Raises:
        SystemExit: a setting is missing or wrong; the message says which.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
    try:
        settings.INSTALLED_APPS  # noqa: B018 - reading one loads them all
    except (ImproperlyConfigured, ValueError) as error:  # environs raises a ValueError
        sys.exit(f"Wrong settings: {error}")


def setup() -> None:
    """Load the settings and Django's applications, so that models can be imported.

    Raises:
        SystemExit: a setting is missing or wrong, or the numbers don't fit; the message says which.
    """
    load_settings()
    django.setup(set_prefix=False)
    if errors := run_checks(tags=["bridge"]):
        sys.exit("\n".join(f"{error.msg} {error.hint}" for error in errors))
