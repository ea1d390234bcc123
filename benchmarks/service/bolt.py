"""Settings for django-bolt."""

from benchmarks.service.other import *  # noqa: F403
from benchmarks.service.other import INSTALLED_APPS as APPS

INSTALLED_APPS = [*APPS, "django_bolt"]
BOLT_API = ["benchmarks.peers.bolt:api"]
