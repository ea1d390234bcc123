"""Sends the same request to both halves and shows the difference."""
