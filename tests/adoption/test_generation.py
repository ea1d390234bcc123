"""Generating with a project of the user's own: what comes out, what is refused, and bringing it again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from cookiecutter.exceptions import FailedHookException

from tests.adoption.projects import SETTINGS, manage, site, write
from tests.conftest import Bake
from tests.template import PROJECT, commit_all, files_in, tracked_files

START = f"{PROJECT}/adopted/start/"
START_FILES = {name.removeprefix(START).split("/")[0] for name in tracked_files() if name.startswith(START)}
POSTGRESQL = """
    import environ, os
    from pathlib import Path
    BASE_DIR = Path(__file__).resolve().parent.parent
    env = environ.Env()
    SECRET_KEY = env("SECRET_KEY")
    DEBUG = env.bool("DEBUG", default=False)
    PAYMENT_TOKEN = os.environ["PAYMENT_TOKEN"]
    INSTALLED_APPS = ["django.contrib.auth", "rest_framework"]
    MIDDLEWARE = []
    ROOT_URLCONF = "site1.urls"
    DATABASES = {"default": env.db("DATABASE_URL")}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env("REDIS_URL")}}
    CELERY_BROKER_URL = env("REDIS_URL")
"""
CELERY = """
    import os
    from celery import Celery
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site1.settings")
    app = Celery("site1")
"""


@pytest.fixture
def served(tmp_path: Path) -> Path:
    """Return a project that needs servers and secrets, as a git repository."""
    folder = site(
        tmp_path / "served",
        POSTGRESQL,
        site1__celery_dot_py=CELERY,
        site1__urls_dot_py="urlpatterns = []\n",
        requirements_dot_txt="Django==5.2.1\ndjangorestframework\ndjango-environ\npsycopg\nredis\ncelery\n",
        _dot_env_dot_example="REDIS_URL=redis://localhost:6379/3\n",
        _dot_gitignore=".env\n",
    )
    (folder / ".env").write_text("SECRET_KEY=mine\n", encoding="utf-8")
    commit_all(folder, "as it stands")
    return folder


def test_the_project_takes_the_shops_place(bake: Bake, served: Path, tmp_path: Path) -> None:
    before = {name: (served / name).read_bytes() for name in files_in(served)}
    project = bake(tmp_path / "out", legacy_source=str(served))
    assert {name: (served / name).read_bytes() for name in files_in(served)} == before
    brought = {name for name in before if not name.startswith(".git/")} - {".env"}
    assert files_in(project / "legacy") == brought
    assert all((project / "legacy" / name).read_bytes() == before[name] for name in brought)
    assert {path.name for path in project.iterdir()} == {
        *START_FILES,
        *("adopted", "bridge", "compose.yaml", "constraints.txt", "docs", "legacy", "strangler"),
        *(".dockerignore", ".env", ".gitignore", ".pre-commit-config.yaml"),
    }
    assert {path.name for path in (project / "routes").iterdir()} == {"__init__.py", "dependencies.py", "health.py"}
    assert not (project / "adopted" / "start").exists()
    assert not [name for name in files_in(project) if name.endswith(".pyc")]


def test_what_is_written_fits_what_was_found(bake: Bake, served: Path, tmp_path: Path) -> None:
    project = bake(tmp_path / "out", legacy_source=str(served))
    compose = yaml.safe_load((project / "compose.yaml").read_text(encoding="utf-8"))
    assert set(compose["services"]) == {"db", "redis", "migrate", "web", "worker"}
    assert compose["services"]["web"]["environment"]["DATABASE_URL"] == "postgresql://app:app@db:5432/app"
    assert compose["services"]["web"]["environment"]["REDIS_URL"] == "redis://redis:6379/3"
    example = (project / ".env.example").read_text(encoding="utf-8")
    assert "#REDIS_URL=redis://localhost:6379/3\n" in example
    assert "# legacy/site1/settings.py:7, which fails without it\n#PAYMENT_TOKEN=\n" in example
    private = (project / ".env").read_text(encoding="utf-8")
    assert "REDIS_URL=redis://localhost:6379/3\n" in private
    assert "SECRET_KEY=mine" not in private
    assert "#PAYMENT_TOKEN=  # to be filled in\n" in private
    assert (project / ".env").stat().st_mode & 0o777 == 0o600
    assert "djangorestframework" in (project / "adopted" / "requirements.txt").read_text(encoding="utf-8")
    report = (project / "adopted" / "REPORT.md").read_text(encoding="utf-8")
    for said in ("Django | 5.2.1", "legacy/manage.py", "site1.settings", "site1.urls", "Redis, Celery (site1.celery)"):
        assert said in report
    assert "The settings don't load without PAYMENT_TOKEN, DATABASE_URL. Set them in .env." in report


def test_the_report_is_told_on_one_screen(
    bake: Bake, served: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    bake(tmp_path / "out", legacy_source=str(served))
    told = capfd.readouterr().out
    assert len(told.splitlines()) < 45
    assert max(map(len, told.splitlines())) <= 140
    assert "Settings     site1.settings (manage.py:3 (sets it))" in told


REFUSED = {
    "no Django project": ({"README.md": "hello"}, "No Django project"),
    "several manage.py": (
        {
            f"{name}/{file}": text
            for name in "ab"
            for file, text in (("manage.py", manage()), ("site1/settings.py", ""))
        },
        "#subdirectory=",
    ),
    "an old Django": (
        {"manage.py": manage(), "site1/settings.py": SETTINGS, "requirements.txt": "Django==3.2.1\n"},
        "django-upgrade",
    ),
    "our names": (
        {"manage.py": manage(), "site1/settings.py": SETTINGS, "bridge.py": "", "requirements.txt": "Django==5.2.1\n"},
        "bridge.py",
    ),
    "no files": ({}, "no files"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_can_t_be_adopted_is_refused_in_a_line(
    bake: Bake, tmp_path: Path, capfd: pytest.CaptureFixture[str], kind: str
) -> None:
    files, said = REFUSED[kind]
    source = write(tmp_path / "source", files)
    source.mkdir(exist_ok=True)
    with pytest.raises(FailedHookException):
        bake(tmp_path / "out", legacy_source=str(source))
    errors = [line for line in capfd.readouterr().err.splitlines() if line.strip()]
    assert len(errors) == 1, errors
    assert said in errors[0]
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("source", ["/no/such/folder", "gh:", "https://127.0.0.1:1/x.git"])
def test_a_source_that_is_not_there(bake: Bake, tmp_path: Path, capfd: pytest.CaptureFixture[str], source: str) -> None:
    with pytest.raises(FailedHookException):
        bake(tmp_path / "out", legacy_source=source)
    assert len([line for line in capfd.readouterr().err.splitlines() if line.strip()]) == 1
    assert list((tmp_path / "out").iterdir()) == []


def again(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Bring the project again, with a Python that has no library."""
    command = [sys.executable, "-I", "-B", str(project / "adopted" / "__main__.py"), *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


def test_adopting_again_brings_what_is_new_and_keeps_what_is_ours(bake: Bake, served: Path, tmp_path: Path) -> None:
    project = bake(tmp_path / "out", legacy_source=str(served))
    (project / "routes" / "mine.py").write_text("# mine\n", encoding="utf-8")
    with (project / ".env").open("a", encoding="utf-8") as env:
        env.write("PAYMENT_TOKEN=seven\n")
    (served / "site1" / "models.py").write_text("# new\n", encoding="utf-8")
    commit_all(served, "moved on")
    done = again(project)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 added, 0 changed, 0 removed" in done.stdout
    assert (project / "legacy" / "site1" / "models.py").read_text(encoding="utf-8") == "# new\n"
    assert (project / "routes" / "mine.py").exists()
    private = (project / ".env").read_text(encoding="utf-8")
    assert private.count("PAYMENT_TOKEN=seven\n") == 1
    assert private.count("SECRET_KEY=") == 1
    example = (project / ".env.example").read_text(encoding="utf-8")
    assert example.count("#REDIS_URL=") == 1
    assert not (project / "adopted" / "start").exists()


def test_adopting_again_after_an_install_asks_for_the_same(bake: Bake, served: Path, tmp_path: Path) -> None:
    """By then constraints.txt has exact versions of all that was installed."""
    (served / "requirements.txt").write_text("Django>=5.2\npsycopg\nredis==5.0.0\ndjango-environ\n", encoding="utf-8")
    commit_all(served, "pinned")
    project = bake(tmp_path / "out", legacy_source=str(served))
    asked = (project / "adopted" / "requirements.txt").read_text(encoding="utf-8")
    assert "redis==5.0.0" in asked
    with (project / "constraints.txt").open("a", encoding="utf-8") as constraints:
        constraints.write("async-timeout==4.0.3\ndjango==5.2.7\n")
    assert again(project).returncode == 0
    assert (project / "adopted" / "requirements.txt").read_text(encoding="utf-8") == asked
    kept = (project / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert {"async-timeout==4.0.3", "django==5.2.7", "redis==5.0.0"} <= set(kept)
    assert not [line for line in kept if line.startswith("drf-spectacular")]  # of the shop


def test_the_pool_comes_with_psycopg_3(bake: Bake, served: Path, tmp_path: Path) -> None:
    old, new = "Django==5.2.1\npsycopg2\n", "Django==5.2.1\npsycopg\n"
    (served / "requirements.txt").write_text(old, encoding="utf-8")
    (served / "site1" / "models.py").write_text("import psycopg2\n", encoding="utf-8")
    commit_all(served, "on psycopg2")
    project = bake(tmp_path / "out", legacy_source=str(served))
    requirements = project / "adopted" / "requirements.txt"
    assert "psycopg[" not in requirements.read_text(encoding="utf-8")
    assert "psycopg[" not in (project / "pyproject.toml").read_text(encoding="utf-8").partition("[project.opt")[0]
    (served / "requirements.txt").write_text(new, encoding="utf-8")
    (served / "site1" / "models.py").write_text("", encoding="utf-8")
    commit_all(served, "on psycopg 3")
    assert again(project).returncode == 0
    assert "psycopg[binary,pool]" in requirements.read_text(encoding="utf-8")


def test_what_was_changed_here_is_not_overwritten(bake: Bake, served: Path, tmp_path: Path) -> None:
    project = bake(tmp_path / "out", legacy_source=str(served))
    (project / "legacy" / "manage.py").write_text("# mine\n", encoding="utf-8")
    refused = again(project)
    assert refused.returncode == 1
    assert "legacy/" in refused.stderr
    assert "manage.py" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert again(project, "--force").returncode == 0
    assert (project / "legacy" / "manage.py").read_bytes() == (served / "manage.py").read_bytes()


def test_reading_needs_no_library(bake: Bake, served: Path, tmp_path: Path) -> None:
    """What runs where cookiecutter runs, and before anything is installed."""
    project = bake(tmp_path / "out", legacy_source=str(served))
    code = "import adopted.adopting, adopted.install, sys; print(*{name.split('.')[0] for name in sys.modules})"
    command = [sys.executable, "-S", "-B", "-c", code]
    done = subprocess.run(
        command, cwd=project, env={**os.environ, "PYTHONPATH": ""}, capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) - {"adopted", "__main__"} <= sys.stdlib_module_names
