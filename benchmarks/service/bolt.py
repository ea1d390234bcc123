"""Settings for django-bolt."""

from benchmarks.service.other import *  # noqa: F403
from benchmarks.service.other import INSTALLED_APPS as APPS
from benchmarks.service.other import LOGGING as PROJECT_LOGGING

INSTALLED_APPS = [*APPS, "django_bolt"]
BOLT_API = ["benchmarks.peers.bolt:api"]
# Its access log, which the other servers are told to leave out too.
LOGGING = {
    **PROJECT_LOGGING,
    "loggers": {**PROJECT_LOGGING["loggers"], "django.server": {"level": "WARNING", "propagate": True}},
}
