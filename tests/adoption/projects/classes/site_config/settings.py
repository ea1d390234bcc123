from pathlib import Path

from configurations import Configuration, values


class Base(Configuration):
    BASE_DIR = Path(__file__).resolve().parent.parent
    SECRET_KEY = values.SecretValue(environ_prefix=None)
    ALLOWED_HOSTS = ["*"]
    INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
    ROOT_URLCONF = "site_config.urls"
    USE_TZ = True

    @property
    def DATABASES(self):
        return {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": self.BASE_DIR / "db.sqlite3"}}


class Development(Base):
    DEBUG = values.BooleanValue(True)
    STAGE = "development"


class Production(Base):
    DEBUG = False
    STAGE = "production"
