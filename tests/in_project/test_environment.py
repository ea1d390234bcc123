"""Wrong settings give one clear line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from bridge.environment import read_environment

GOOD = {
    "SECRET_KEY": "a-key-for-tests-of-more-than-fifty-characters-0123456789",
    "DATABASE_URL": "postgresql://app:secret-password@127.0.0.1:1/app",
    "DEBUG": "false",
}


def load(**environment: str) -> subprocess.CompletedProcess[str]:
    """Start the application with that environment."""
    return start("-c", "import asgi", **environment)


def start(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in {*GOOD, "DJANGO_SETTINGS_MODULE"}}
    return subprocess.run(
        [sys.executable, *command],
        env={**clean, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def test_production_starts_with_a_secret_and_a_database() -> None:
    done = load(**GOOD)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "insecure-key-for-development-only"}, "SECRET_KEY is missing or the development default"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing"),
        ({"DATABASE_URL": "localhost/app"}, "not be parsed"),
        ({"DATABASE_URL": "postgresql://app:pa/ss@host:5432/app"}, "percent-encoded"),
        ({"DATABASE_URL": "postgresql://app:secret-password@host:port/app"}, "can't be parsed"),
        ({"DATABASE_URL": "postgresql://app:secret-password@host/"}, "names no database"),
        ({"DATABASE_URL": "mysql://app:secret-password@host/app"}, "not a PostgreSQL database"),
        ({"DB_POOL_MAX_SIZE": "many"}, "DB_POOL_MAX_SIZE"),
        ({"DEBUG": "perhaps"}, "DEBUG"),
        ({"DB_POOL_MIN_SIZE": "30"}, "DB_POOL_MIN_SIZE is larger"),
        ({"DB_POOL_MAX_SIZE": "0"}, "DB_POOL_MAX_SIZE"),
        ({"LEGACY_THREADS": "0"}, "LEGACY_THREADS"),
        ({"DB_POOL_TIMEOUT": "-1"}, "DB_POOL_TIMEOUT"),
        ({"PORT": "99999"}, "PORT"),
        ({"LOG_LEVEL": "chatty"}, "LOG_LEVEL"),
        ({"TIME_ZONE": "Mars"}, "Mars"),
    ],
)
def test_a_wrong_setting_is_one_line(wrong: dict[str, str], words: str) -> None:
    words = words.replace("not be parsed", "can't be parsed")
    for done in (load(**{**GOOD, **wrong}), start("manage.py", "check", **{**GOOD, **wrong})):
        assert done.returncode == 1
        assert words in done.stderr
        assert done.stderr.count("\n") == 1, done.stderr
        assert "secret-password" not in done.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"DEBUG=\xff\xfe", "Can't read"), (b'DEBUG=true\nSECRET_KEY="abc\n', "line 2: expected NAME=value")],
)
def test_an_env_file_that_makes_no_sense_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / ".env"
    path.write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match=words):
        read_environment(path)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ("19", "Set DB_POOL_MAX_SIZE to 20 or more"),
        ("8", "Set DB_POOL_MAX_SIZE to 20 or more"),
        ("5", "DB_POOL_MAX_SIZE is 5, and ROUTES_READS takes 5 of it. Raise the one, or lower the other."),
        ("3", "DB_POOL_MIN_SIZE is larger than DB_POOL_MAX_SIZE."),
    ],
)
def test_a_pool_that_is_too_small_is_one_line(size: str, words: str) -> None:
    done = load(**{**GOOD, "DB_POOL_MAX_SIZE": size})
    assert done.returncode == 1
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
