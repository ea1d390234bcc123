"""Views of DRF's own that stand in a URLconf, for routes that call them in place."""

from rest_framework.routers import APIRootView

__all__ = ["APIRootView"]
