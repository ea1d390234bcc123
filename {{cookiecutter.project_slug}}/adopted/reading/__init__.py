"""Reads a Django project without importing or running any of it: its layout, its settings, how its tests are run."""

from adopted.reading.layout import read_layout
from adopted.reading.settings import read_settings
from adopted.reading.tests import read_tests

__all__ = ["read_layout", "read_settings", "read_tests"]
