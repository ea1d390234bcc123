"""What is read of a project's settings."""

from pathlib import Path

import pytest

from adopted.facts import Database, Note, Settings
from adopted.reading import read_layout, read_settings
from adopted.reading.examples import read_examples
from adopted.reading.middleware import read_middleware
from tests.adoption.projects import SETTINGS, site, write


def settings_of(folder: Path, settings: str, **files: str) -> tuple[Settings, list[Note]]:
    site(folder, settings, **files)
    found: tuple[Settings, list[Note]] = read_settings(folder, read_layout(folder)[0])
    return found


def test_plain_settings(tmp_path: Path) -> None:
    found, notes = settings_of(
        tmp_path,
        """
        from pathlib import Path
        BASE_DIR = Path(__file__).resolve().parent.parent
        INSTALLED_APPS = ["django.contrib.sites", "rest_framework", "channels", "django_celery_beat"]
        MIDDLEWARE = ["site1.middleware.One"]
        ROOT_URLCONF = "site1.urls"
        WSGI_APPLICATION = "site1.wsgi.application"
        ASGI_APPLICATION = "site1.asgi.application"
        AUTH_USER_MODEL = "users.User"
        DATABASES = {
            "default": {"ENGINE": "django.contrib.gis.db.backends.postgis", "ATOMIC_REQUESTS": True},
            "old": {"ENGINE": "django.db.backends.mysql", "CONN_MAX_AGE": 60},
        }
        DATABASE_ROUTERS = ["site1.routers.Router"]
        CACHES = {"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://x"}}
        STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"}}
        STATIC_ROOT = BASE_DIR / "static"
        MEDIA_ROOT = "/srv/media"
        FORCE_SCRIPT_NAME = "/shop"
        """,
        site1__urls_dot_py="from django.conf.urls.i18n import i18n_patterns\nurlpatterns = i18n_patterns()\n",
        site1__celery_dot_py='from celery import Celery\napp = Celery("site1")\n',
        site1__wsgi_dot_py="application = None\n",
    )

    assert found == Settings(
        installed_apps=("django.contrib.sites", "rest_framework", "channels", "django_celery_beat"),
        middleware=("site1.middleware.One",),
        urlconf="site1.urls",
        wsgi="site1.wsgi.application",
        asgi="site1.asgi.application",
        user_model="users.User",
        databases=(
            Database("default", "django.contrib.gis.db.backends.postgis", atomic_requests=True),
            Database("old", "django.db.backends.mysql", conn_max_age=True),
        ),
        routers=True,
        caches=("django_redis.cache.RedisCache",),
        celery="site1.celery",
        celery_beat=True,
        channels=True,
        gis=True,
        redis=True,
        i18n_urls=True,
        sites=True,
        script_name=True,
        static_root="static",
        static_storage="whitenoise.storage.CompressedStaticFilesStorage",
        media_root="/srv/media",
        rest_framework=True,
    )
    assert notes == []


def texts(notes: list[Note]) -> str:
    return "\n".join(f"{note.text} {note.place}" for note in notes)


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ("INSTALLED_APPS.remove('rest_framework')", "No Django REST Framework"),
        ("DEBUG = True", "DEBUG is on unless something turns it off site1/settings.py:6"),
        (
            "import os\nDEBUG = os.getenv('DEBUG', '1') == '1'",
            "DEBUG is on unless something turns it off site1/settings.py:7",
        ),
        ("del MIDDLEWARE\nMIDDLEWARE_CLASSES = []", "MIDDLEWARE_CLASSES is not read since Django 2.0"),
        ("KEY = open('/srv/none/key').read()", "read the file /srv/none/key, which isn't there site1/settings.py:6"),
        ("from .secrets import *", "site1.secrets is imported but isn't there"),
        ("from lib import apps\nINSTALLED_APPS += apps", "Some of INSTALLED_APPS can't be read"),
        ("from lib import DATABASES", "DATABASES can't be read"),
    ],
)
def test_notes(tmp_path: Path, more: str, text: str) -> None:
    lines = SETTINGS.replace("\n    ", "\n").strip("\n")
    assert text in texts(settings_of(tmp_path, f"{lines.strip()}\n{more}\n")[1])


def test_a_database_that_is_asked_at_import(tmp_path: Path) -> None:
    models = """
        LAZY = Thing.objects.filter(a=1)
        FIRST = Thing.objects.filter(a=1).first()
        class View:
            queryset = Thing.objects.all()
            choices = list(Thing.objects.values_list("a"))
            def get(self):
                return Thing.objects.get(a=1)
    """
    notes = settings_of(tmp_path, SETTINGS, shop__models_dot_py=models)[1]

    assert [str(note.place) for note in notes] == ["shop/models.py:2", "shop/models.py:5"]


def test_variables_with_examples_and_places(tmp_path: Path) -> None:
    settings = "import os\nSECRET_KEY = os.environ['SECRET_KEY']\nDB = os.getenv('DB_URL', 'postgres://a:b@c/d')\nMODE = os.getenv('MODE', 'x')\n"  # noqa: E501
    found, _ = settings_of(
        tmp_path,
        settings + SETTINGS.replace("\n    ", "\n").replace('SECRET_KEY = "x"', ""),
        site1__wsgi_dot_py="import os\nWORKERS = os.environ.get('WORKERS', '2')\n",
        _dot_env_dot_example="SECRET_KEY=change-me # really\nexport MODE='y'\n",
    )

    assert [(v.name, v.default, v.required, v.example, v.secret, str(v.place)) for v in found.variables] == [
        ("SECRET_KEY", None, True, "change-me", True, "site1/settings.py:2"),
        ("DB_URL", "postgres://a:b@c/d", False, None, True, "site1/settings.py:3"),
        ("MODE", "x", False, "y", False, "site1/settings.py:4"),
        ("WORKERS", "2", False, None, False, "site1/wsgi.py:2"),
    ]


def test_an_engine_that_only_the_example_knows(tmp_path: Path) -> None:
    settings = SETTINGS.replace("\n    ", "\n").partition("DATABASES")[0]
    settings += (
        "import environ, os\nif 'DATABASE_URL' in os.environ:\n    DATABASES = {'default': environ.Env().db()}\n"
    )
    found, _ = settings_of(tmp_path, settings, _dot_env_dot_example="DATABASE_URL=postgres://a:b@c/d\n")

    assert found.databases == (Database("default", "django.db.backends.postgresql"),)
    assert [v.name for v in found.variables] == ["DATABASE_URL"]


def test_env_files(tmp_path: Path) -> None:
    more = "import environ, dotenv\nfrom pathlib import Path\nenviron.Env.read_env(Path(__file__).parent / 'local.env')\ndotenv.load_dotenv('.env')\n"  # noqa: E501
    found, _ = settings_of(tmp_path, more + SETTINGS.replace("\n    ", "\n"))

    assert found.env_files == ("site1/local.env", ".env")


def test_configurations(tmp_path: Path) -> None:
    settings = """
        from configurations import Configuration, values
        class Base(Configuration):
            INSTALLED_APPS = ["rest_framework"]
            ROOT_URLCONF = "site1.urls"
            MIDDLEWARE = []
            DEBUG = values.BooleanValue(False)
            SECRET_KEY = values.SecretValue()
            DATABASES = values.DatabaseURLValue("sqlite:///x")
        class Dev(Base):
            @property
            def INSTALLED_APPS(self):
                return super().INSTALLED_APPS + ["debug_toolbar"]
    """
    found, _ = settings_of(tmp_path, settings)

    assert found.installed_apps == ("rest_framework", "debug_toolbar")
    assert found.databases == (Database("default", "django.db.backends.sqlite3"),)
    assert [(v.name, v.required) for v in found.variables] == [
        ("DJANGO_DEBUG", False),
        ("DJANGO_SECRET_KEY", True),
        ("DATABASE_URL", False),
    ]


def test_examples(tmp_path: Path) -> None:
    compose = """
        x-shared-env: &shared
          SHARED: one
        services:
          web:
            environment:
              - LIST=two
              - "QUOTED=three"
              - DEFAULT=${OTHER:-four}
              - EMPTY=${OTHER}
          worker:
            environment:
              MAP: "five"
            ports: ["80:80"]
    """
    folder = site(tmp_path, SETTINGS)
    write(
        folder,
        {
            "docker-compose.yml": compose,
            ".env.sample": "LIST=first\n# COMMENTED=six\n#prose = not a variable\n",
            ".envs/.local/.django": "LOCAL=seven\n",
            "frontend/.env.example": "VITE=no\n",
        },
    )

    assert read_examples(folder, read_layout(folder)[0]) == {
        "LIST": "first",
        "COMMENTED": "six",
        "LOCAL": "seven",
        "SHARED": "one",
        "QUOTED": "three",
        "DEFAULT": "four",
        "EMPTY": "",
        "MAP": "five",
    }


def test_middleware(tmp_path: Path) -> None:
    names = ["One", "Both", "Mixed", "Old", "simple", "either"]
    middleware = """
        from django.utils.decorators import sync_and_async_middleware
        from django.utils.deprecation import MiddlewareMixin
        class One:
            def __init__(self, get_response): pass
            def __call__(self, request): pass
        class Both:
            sync_capable = True
            async_capable = True
            def __init__(self, get_response): pass
        class Mixed(MiddlewareMixin):
            def process_request(self, request): pass
        class Old:
            def process_request(self, request): pass
        def simple(get_response): pass
        @sync_and_async_middleware
        def either(get_response): pass
    """
    settings = SETTINGS.replace("MIDDLEWARE = []", f"MIDDLEWARE = {[f'site1.middleware.{name}' for name in names]}")
    found, _ = settings_of(tmp_path, settings, site1__middleware_dot_py=middleware)
    described = read_middleware(tmp_path, read_layout(tmp_path)[0], found)

    assert [(each.kind, each.sync, each.asynchronous) for each in described] == [
        ("class", True, False),
        ("class", True, True),
        ("class", True, True),
        ("old", True, False),
        ("function", True, False),
        ("function", True, True),
    ]
    assert str(described[1].place) == "site1/middleware.py:6"


def test_a_middleware_that_is_there_twice_stays_so(tmp_path: Path) -> None:
    found, _ = settings_of(tmp_path, SETTINGS.replace("MIDDLEWARE = []", "MIDDLEWARE = ['a.B', 'a.C', 'a.B']"))

    assert found.middleware == ("a.B", "a.C", "a.B")


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "WSGI_APPLICATION names site1.wsgi.application, which isn't there"),
        ({"site1__wsgi_dot_py": "application = None\n"}, ""),
        ({"site1__asgi_dot_py": "from fastapi import FastAPI\napplication = FastAPI()\n"}, "site1/asgi.py:1"),
        ({"site1__asgi_dot_py": "app = create()\napp.mount('/', django)\n"}, "site1/asgi.py:2"),
        (
            {
                "site1__wsgi_dot_py": "application = None\n",
                "site1__asgi_dot_py": (
                    "from django.core.asgi import get_asgi_application\napplication = get_asgi_application()\n"
                ),
            },
            "",
        ),
    ],
)
def test_what_a_server_runs(tmp_path: Path, files: dict[str, str], told: str) -> None:
    notes = settings_of(tmp_path, SETTINGS + '\n    WSGI_APPLICATION = "site1.wsgi.application"\n', **files)[1]

    assert (told in texts(notes)) if told else not notes
