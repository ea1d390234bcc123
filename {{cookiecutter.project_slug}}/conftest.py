"""Fixtures for all tests."""

pytest_plugins = ["bridge.testing", "strangler.testing"]
