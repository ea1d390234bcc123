"""DRF's parsers, for the policy of a route that takes some kinds of bodies only."""

from rest_framework.parsers import FileUploadParser, FormParser, JSONParser, MultiPartParser

__all__ = ["FileUploadParser", "FormParser", "JSONParser", "MultiPartParser"]
