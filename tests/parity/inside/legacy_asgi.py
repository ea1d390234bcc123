# mypy: ignore-errors
"""The legacy half of the combined application alone: also at the paths where it has routes."""

import asgi

app = asgi.legacy
