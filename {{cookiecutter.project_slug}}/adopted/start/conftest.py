"""Fixtures for all tests."""

from adopted.prepare import enter

pytest_plugins = ["bridge.testing", "strangler.testing"]


def pytest_sessionstart() -> None:
    """Let the project find the files that it opens by relative paths, in migrations for example."""
    enter()
