"""Settings for the peers of others: Django as their documentation and `startproject` have it, on the same shop."""

import os

import dj_database_url

from benchmarks.service.settings import *  # noqa: F403
from benchmarks.service.settings import INSTALLED_APPS as PROJECT_APPS

INSTALLED_APPS = [app for app in PROJECT_APPS if app != "bridge"]

# Those of `startproject`: all of them asynchronous where they have to be.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# The seed article's pool, which is also what Django's documentation and that of django-bolt recommend.
POOL = {"min_size": 4, "max_size": 20, "max_lifetime": 60 * 60, "max_idle": 10 * 60}
_database = dj_database_url.parse(os.environ["DATABASE_URL"])
DATABASES = {"default": {**_database, "OPTIONS": {**_database.get("OPTIONS", {}), "pool": POOL}}}

if _urlconf := os.environ.get("BENCH_URLCONF"):
    ROOT_URLCONF = _urlconf
