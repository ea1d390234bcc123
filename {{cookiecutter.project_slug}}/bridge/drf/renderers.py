"""DRF's renderers, for the policy of a route that answers some kinds of content only."""

from rest_framework.renderers import JSONRenderer, StaticHTMLRenderer

__all__ = ["JSONRenderer", "StaticHTMLRenderer"]
