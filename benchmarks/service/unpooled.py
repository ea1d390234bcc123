"""Settings for django-fastapi-bridge, which gives no connection back to a pool: each thread keeps its own."""

from benchmarks.service.other import *  # noqa: F403
from benchmarks.service.other import DATABASES as POOLED
from benchmarks.service.other import INSTALLED_APPS as APPS

DATABASES = {
    "default": {
        **POOLED["default"],
        "CONN_MAX_AGE": None,
        "OPTIONS": {name: value for name, value in POOLED["default"]["OPTIONS"].items() if name != "pool"},
    }
}
INSTALLED_APPS = [*APPS, "django_fastapi"]
