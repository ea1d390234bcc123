# mypy: ignore-errors
"""The combined application after the last step of the migration: the ported views are deleted."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests_parity_inside.deleted_settings"

from asgi import app

__all__ = ["app"]
