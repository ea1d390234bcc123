"""The public projects that are tried. None of their code is kept here; they are fetched, or the test is skipped."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.template import GIT_ENVIRONMENT

MIRROR = "ADOPTION_MIRROR"  # a folder with OWNER+NAME/repo, each a bare repository
PATIENCE = 60  # seconds until a server that says nothing counts as none


@dataclass(frozen=True)
class PublicProject:
    """A project that somebody else wrote.

    Args:
        repository: OWNER/NAME.
        subdirectory: of the repository, if the project is there.
        environment: variables that it is served with; `{database}` stands for the URL of a PostgreSQL database, and
            `{tree}` for the folder of its files.
        settings: the settings module that it is served with, where the one that was found isn't to be.
        tested_with: variables that its tests need beside those that were found.
        tests: how its tests are run, where reading found something else.
        folders: that its developers make by hand, or by a tool that isn't here.
        through: run its tests through the combined application, too.
        thread_bound: tests that look at what a request left on their own thread, where under no server it would run.
    """

    repository: str
    subdirectory: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    settings: str = ""
    tested_with: Mapping[str, str] = field(default_factory=dict)
    tests: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    through: bool = False
    thread_bound: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """Return a name for folders and databases."""
        return "".join(letter if letter.isalnum() else "_" for letter in self.repository.partition("/")[2]).lower()

    @property
    def needs_postgres(self) -> bool:
        """Tell whether it is served from a PostgreSQL database."""
        return any("{database}" in value for value in self.environment.values())


class UnavailableError(Exception):
    """The project can't be had here; the message says why."""


def address(project: PublicProject) -> str:
    """Return the URL that the project's repository can be cloned from.

    Raises:
        UnavailableError: there is none.
    """
    mirror = os.environ.get(MIRROR)
    if mirror:
        repository = Path(mirror, project.repository.replace("/", "+"), "repo")
        if not repository.is_dir():
            raise UnavailableError(f"{MIRROR} has no {repository}")
        return repository.resolve().as_uri()
    url = f"https://github.com/{project.repository}"
    try:
        _git("ls-remote", url, "HEAD")
    except (subprocess.SubprocessError, OSError) as error:
        words = getattr(error, "stderr", "") or error
        raise UnavailableError(f"{url} can't be fetched, and {MIRROR} isn't set: {words}") from error
    return url


def clone(project: PublicProject, url: str, folder: Path) -> Path:
    """Clone the project, and return the folder in the clone that is brought into `legacy/`.

    Raises:
        UnavailableError: git can't.
    """
    try:
        _git("clone", "--quiet", "--depth", "1", url, str(folder))
    except (subprocess.SubprocessError, OSError) as error:
        raise UnavailableError(f"{url} can't be cloned: {getattr(error, 'stderr', '') or error}") from error
    return folder / project.subdirectory


def _git(*arguments: str) -> None:
    environment = {**GIT_ENVIRONMENT, "GIT_TERMINAL_PROMPT": "0"}
    subprocess.run(
        ("git", *arguments), check=True, capture_output=True, encoding="utf-8", env=environment, timeout=PATIENCE
    )


PROJECTS = (
    PublicProject("encode/rest-framework-tutorial"),
    PublicProject("coder-contrib/realworld-django-rest-framework-angular", "backend", through=True),
    PublicProject(
        "HackSoftware/Django-Styleguide-Example",
        environment={
            "DATABASE_URL": "{database}",
            "CELERY_BROKER_URL": "memory://",
            "DJANGO_DEBUG": "False",
            "DEBUG_TOOLBAR_ENABLED": "False",  # a page that tells times
        },
        tested_with={"DATABASE_URL": "{database}"},
        through=True,
    ),
    # Its FastAPI is of a version that asks for another Starlette; what is compared is Django's.
    PublicProject("etesync/server", environment={"LEGACY_ASGI_APPLICATION": ""}),
    PublicProject(
        "babybuddy/babybuddy",
        through=True,
        thread_bound=(
            "test_user_settings_timezone (babybuddy.tests.tests_forms.FormsTestCase.test_user_settings_timezone)",
        ),
    ),
    PublicProject(
        "sissbruecker/linkding",
        environment={"LD_DB_ENGINE": "sqlite"},
        folders=("data", "data/favicons", "data/previews", "data/assets"),
    ),
    PublicProject("healthchecks/healthchecks", environment={"DB": "sqlite", "DB_NAME": "{tree}/hc.sqlite"}),
)
