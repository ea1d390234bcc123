"""What was found out about the adopted project by reading it. Kept in `adopted/facts.json`, beside this file.

Everything here is plain data, because it is written where neither Django nor any other library is installed. Paths are
relative to `legacy/` and have slashes.
"""

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from types import UnionType
from typing import Any, Self, get_args, get_origin, get_type_hints


class Data:
    """Can be written as JSON and read again."""

    def to_json(self) -> dict[str, Any]:
        """Return this as what JSON can hold."""
        return asdict(self)  # type: ignore[call-overload, no-any-return]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return what `to_json` was called on."""
        hints = get_type_hints(cls)
        names = {each.name for each in fields(cls)} & data.keys()  # type: ignore[arg-type]
        return cls(**{name: _read(hints[name], data[name]) for name in names})


def _read(hint: Any, value: Any) -> Any:
    if isinstance(hint, UnionType):
        hint = next(option for option in get_args(hint) if option is not type(None))
    if value is None:
        return None
    if get_origin(hint) is tuple:
        return tuple(_read(get_args(hint)[0], item) for item in value)
    return hint.from_json(value) if isinstance(hint, type) and issubclass(hint, Data) else value


@dataclass(frozen=True, order=True)
class Place(Data):
    """A line of the project."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Note(Data):
    """Something that a person should know: `text` says what was found, `todo` what to do (empty: nothing)."""

    text: str
    todo: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class Source(Data):
    """Where the project was brought from."""

    address: str  # a folder, or a git URL without a password
    ref: str = ""  # the branch, tag or commit that was asked for
    commit: str = ""  # empty for a folder that is no git repository
    subdirectory: str = ""  # of the repository
    files: int = 0
    size: int = 0  # bytes
    left_out: tuple[str, ...] = ()  # secrets, ignored files, links that lead outside: one line each
    notices: tuple[str, ...] = ()  # on files that were brought: keys for tests, pointers of Git LFS; one line each


@dataclass(frozen=True)
class Layout(Data):
    """How the project is laid out."""

    manage: str = ""  # "backend/manage.py"; empty: it has none
    root: str = ""  # the folder that Django runs in, that of manage.py: "backend"
    paths: tuple[str, ...] = ()  # folders that its programs put on the module search path, beside `root`
    settings: str = ""  # the module to start with: "config.settings.local"
    settings_file: str = ""
    settings_found: str = ""  # how, for a person: "manage.py:9 (setdefault)"
    other_settings: tuple[str, ...] = ()  # "config.settings.production", ...
    configurations: str = ""  # the class of django-configurations
    environment: tuple[tuple[str, ...], ...] = ()  # variables that its manage.py sets, (name, value)


@dataclass(frozen=True)
class Database(Data):
    """One of DATABASES. The engine is empty where it depends on what can't be read, such as a URL."""

    alias: str
    engine: str = ""
    atomic_requests: bool = False
    conn_max_age: bool = False  # set to something other than 0


@dataclass(frozen=True)
class Variable(Data):
    """An environment variable that the settings read."""

    name: str
    default: str | None = None  # None: the settings fail without it, or it can't be read from here
    required: bool = False
    example: str | None = None  # from the project's own .env.example and the like
    secret: bool = False  # by its name: KEY, SECRET, PASSWORD, TOKEN
    place: Place | None = None


@dataclass(frozen=True)
class Settings(Data):
    """What the settings say, as far as reading tells. Empty means not said, or not readable."""

    installed_apps: tuple[str, ...] = ()
    middleware: tuple[str, ...] = ()
    urlconf: str = ""
    wsgi: str = ""  # WSGI_APPLICATION
    asgi: str = ""  # ASGI_APPLICATION, or what an asgi.py holds that serves more than Django
    user_model: str = ""
    databases: tuple[Database, ...] = ()
    routers: bool = False
    caches: tuple[str, ...] = ()  # backends
    celery: str = ""  # module of the Celery application: "config.celery"
    celery_beat: bool = False
    channels: bool = False
    gis: bool = False
    redis: bool = False
    i18n_urls: bool = False
    sites: bool = False
    script_name: bool = False
    static_root: str = ""
    static_storage: str = ""
    media_root: str = ""
    rest_framework: bool = False
    variables: tuple[Variable, ...] = ()
    env_files: tuple[str, ...] = ()  # read by the settings themselves: ".env", ".envs/.local/.django"


@dataclass(frozen=True)
class Requirement(Data):
    """One requirement, in the words of PEP 508."""

    text: str  # 'django>=4.2,<5 ; python_version >= "3.9"'
    name: str  # normalised, PEP 503
    place: Place | None = None
    group: str = ""  # "", or "dev", "test", "docs", ...


@dataclass(frozen=True)
class Requirements(Data):
    """What the project needs to run."""

    files: tuple[str, ...] = ()  # those that were read
    runtime: tuple[Requirement, ...] = ()
    development: tuple[Requirement, ...] = ()
    constraints: tuple[Requirement, ...] = ()  # what they forbid by hand: these hold
    overrides: tuple[Requirement, ...] = ()  # what they install whatever others ask for (tool.uv)
    locked: tuple[Requirement, ...] = ()  # exact versions of a lock file: kept wherever ours allow it
    options: tuple[str, ...] = ()  # of requirements.txt that pip needs too: "--extra-index-url …"
    python: str = ""  # a specifier: ">=3.9,<3.13"
    python_found: str = ""  # "pyproject.toml: requires-python"
    python_used: str = ""  # what they run it with, whether or not they say what else would do: "3.10"
    python_used_found: str = ""
    packages: tuple[str, ...] = ()  # of Debian, that they need to run or be built: "gdal-bin", "libpq-dev"


@dataclass(frozen=True)
class Tests(Data):
    """How the project's own tests are run."""

    command: tuple[str, ...] = ()  # ("pytest",) or ("python", "manage.py", "test")
    folder: str = ""  # where
    environment: tuple[tuple[str, ...], ...] = ()  # (name, value)
    found: str = ""  # "pytest.ini", "a CI workflow", ...


@dataclass(frozen=True)
class Facts(Data):
    """Everything that was found out."""

    source: Source
    layout: Layout = field(default_factory=Layout)
    settings: Settings = field(default_factory=Settings)
    requirements: Requirements = field(default_factory=Requirements)
    tests: Tests = field(default_factory=Tests)
    notes: tuple[Note, ...] = ()

    def write(self, path: Path) -> None:
        """Write this as JSON."""
        path.write_text(json.dumps(self.to_json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `write` wrote."""
        return cls.from_json(json.loads(path.read_text(encoding="utf-8")))
