"""Settings of the tests: the service's own, with safe defaults so that no `.env` is needed."""

import os

os.environ.setdefault("DEBUG", "true")

from settings import *  # noqa: F403

DEBUG = False
# One round of hashing: tests create many users, and none is worth guarding.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True  # no collected files are needed
