# Everything beside manage.py, as a script of old: relative paths, a file read at import, names that are taken here.
import os

DEBUG = os.environ.get("NOTES_DEBUG", "yes") == "yes"
SECRET_KEY = os.environ["NOTES_SECRET"]
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
HOST = "https://notes.example.com"  # no address to listen on
GREETING = os.environ.get("NOTES_GREETING", "")
with open("motd.txt") as motd:
    MOTD = motd.read().strip()

INSTALLED_APPS = (
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "notes",
)
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "notes.middleware.function",
    "notes.middleware.OldStyle",
    "notes.middleware.Plain",
    "notes.middleware.either",
    "notes.middleware.OnlyAsync",
]
ROOT_URLCONF = "urls"
WSGI_APPLICATION = "wrapper.application"
AUTH_USER_MODEL = "notes.Person"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": ["templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": "db.sqlite3",
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 60,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
USE_I18N = True
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
STATIC_URL = "/static/"
STATICFILES_DIRS = ["static"]
MEDIA_ROOT = "uploads"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": "cache"}}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"file": {"class": "logging.FileHandler", "filename": "notes.log", "delay": True}},
    "loggers": {"notes": {"handlers": ["file"], "level": "INFO"}},
}
if os.environ.get("NOTES_PREFIX"):
    FORCE_SCRIPT_NAME = os.environ["NOTES_PREFIX"]
