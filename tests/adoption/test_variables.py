"""What settings read from the environment is found, whichever way they read it."""

from pathlib import Path
from typing import Any

import pytest

from adopted.reading.values import UNKNOWN
from tests.adoption.evaluating import evaluated, x_of

HELPER = """
    import os
    def get_env(name, default=None):
        try:
            return os.environ[name]
        except KeyError:
            if default is not None:
                return default
            raise RuntimeError(name)
    def flag(name, default=False):
        return os.getenv(name, str(default)).lower() in ("1", "true")
"""


@pytest.mark.parametrize(
    ("source", "default", "required", "value"),
    [
        ("import os\nX = os.environ['V']", None, True, UNKNOWN),
        ("import os\nX = os.environ.get('V')", None, False, None),
        ("import os\nX = os.environ.get('V', 'a')", "a", False, "a"),
        ("from os import getenv\nX = getenv('V', default='a')", "a", False, "a"),
        ("from os import environ\nX = 'V' in environ", None, False, False),
        ("import os\nX = int(os.environ.get('V', 5))", "5", False, 5),
        ("import os\nX = os.environ.get('V').split(',')", None, True, UNKNOWN),
        ("import os\nX = int(os.getenv('V'))", None, True, UNKNOWN),
        ("import os\ntry:\n    X = os.environ['V']\nexcept KeyError:\n    X = 'b'", None, False, "b"),
        ("import os\ntry:\n    X = os.environ['V']\nexcept KeyError:\n    raise SystemExit", None, True, UNKNOWN),
        ("import os\nX = os.environ.get('V')\nif not X:\n    raise RuntimeError", None, True, UNKNOWN),
        ("import environ\nenv = environ.Env()\nX = env('V')", None, True, UNKNOWN),
        ("import environ\nenv = environ.Env()\nX = env('V', default='a')", "a", False, "a"),
        ("import environ\nenv = environ.Env()\nX = env.bool('V', False)", "False", False, False),
        ("import environ\nenv = environ.Env()\nX = env.list('V', default=['a', 'b'])", "a,b", False, ["a", "b"]),
        ("import environ\nenv = environ.Env(V=(bool, True))\nX = env('V')", "True", False, True),
        ("from environs import Env\nenv = Env()\nX = env('V', 'a')", "a", False, "a"),
        ("from environs import Env\nenv = Env()\nwith env.prefixed('V'):\n    X = env.int('', 3)", "3", False, 3),
        ("from decouple import config\nX = config('V')", None, True, UNKNOWN),
        ("from decouple import config\nX = config('V', default='1', cast=bool)", "1", False, True),
        ("from decouple import config, Csv\nX = config('V', default='a, b', cast=Csv())", "a, b", False, ["a", "b"]),
        ("from helper import get_env\nX = get_env('V')", None, True, UNKNOWN),
        ("from helper import get_env\nX = get_env('V', 'a')", None, False, "a"),
        ("from helper import flag\nX = flag('V', True)", "True", False, True),
    ],
)
def test_variables(tmp_path: Path, source: str, default: str | None, required: bool, value: Any) -> None:
    names, environment = evaluated(tmp_path, source, {"helper.py": HELPER})
    found = environment.found["V"]

    assert (found.default, found.required) == (default, required)
    assert names["X"] == value
    assert found.place is not None
    assert found.place.file == "conf.py"


def test_a_required_variable_has_the_projects_own_example(tmp_path: Path) -> None:
    source = "import os\nX = os.environ['V']\nY = os.environ.get('W', 'default')"
    names, environment = evaluated(tmp_path, source, examples={"V": "from the example", "W": "too"})

    assert (names["X"], names["Y"]) == ("from the example", "default")
    assert environment.found["W"].example == "too"


@pytest.mark.parametrize(
    ("source", "engine"),
    [
        ("import environ\nX = environ.Env().db('DATABASE_URL', default='postgres://a:b@c/d')", "postgresql"),
        ("import dj_database_url\nX = dj_database_url.config(default='sqlite:///x')", "sqlite3"),
        ("import dj_database_url, os\nX = dj_database_url.parse(os.getenv('URL', 'mysql://x'))", "mysql"),
        ("from environs import Env\nX = Env().dj_db_url('DATABASE_URL', default='postgresql://x')", "postgresql"),
    ],
)
def test_database_urls(tmp_path: Path, source: str, engine: str) -> None:
    assert x_of(tmp_path, source)["ENGINE"] == f"django.db.backends.{engine}"


def test_pydantic_settings(tmp_path: Path) -> None:
    source = """
        from pydantic import Field
        from pydantic_settings import BaseSettings, SettingsConfigDict
        class Config(BaseSettings):
            model_config = {"env_prefix": "APP_", "env_file": ".env"}
            debug: bool = False
            secret: str
            url: str = Field("x", alias="SERVICE_URL")
        X = Config()
        Y = X.debug, X.url
    """
    names, environment = evaluated(tmp_path, source)

    assert names["Y"] == (False, "x")
    assert [(each.name, each.required) for each in environment.found.values()] == [
        ("APP_DEBUG", False),
        ("APP_SECRET", True),
        ("SERVICE_URL", False),
    ]
