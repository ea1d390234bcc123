"""URLs of the legacy half. A FastAPI route of the same method and path comes first (see `bridge/dispatch.py`)."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("legacy.urls")),
]
