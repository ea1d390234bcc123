# mypy: ignore-errors
"""The service's settings, with URLs from which every ported view is deleted."""

from settings import *  # noqa: F403

ROOT_URLCONF = "tests_parity_inside.deleted_urls"
