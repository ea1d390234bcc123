"""What the project's settings say, and which environment variables they read."""

import os.path
from dataclasses import replace
from pathlib import Path
from typing import Any

from adopted.facts import Database, Layout, Note, Place, Settings, Variable
from adopted.reading.classes import configuration
from adopted.reading.elsewhere import find_celery, read_elsewhere, uses_i18n_urls
from adopted.reading.environment import Environment
from adopted.reading.evaluator import Evaluator
from adopted.reading.examples import read_examples
from adopted.reading.operators import truth
from adopted.reading.project import Project
from adopted.reading.remarks import remarks
from adopted.reading.servers import composed_application
from adopted.reading.values import UNKNOWN, Class, Module, strings, text

# Set by the shell or the system, not by whoever configures the project.
OF_THE_SYSTEM = {"PATH", "HOME", "USER", "USERNAME", "PWD", "PYTHONPATH", "LANG", "TERM", "SHELL", "TMPDIR", "HOSTNAME",
    "DJANGO_SETTINGS_MODULE", "DJANGO_CONFIGURATION", "VIRTUAL_ENV", "PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST",
    "RUN_MAIN"}  # fmt: skip
GIS_ENGINES = ("postgis", "spatialite", "contrib.gis")
CONFIGURATIONS = ("Dev", "Development", "Local", "Debug", "Base", "Common")


def read_settings(legacy: Path, layout: Layout) -> tuple[Settings, list[Note]]:
    """Read the settings that the layout chose.

    Args:
        legacy: The folder that the project's source tree is in.
        layout: How it is laid out.

    Returns:
        What they say as far as it can be read, and what a person should know.

    """
    evaluator, module = evaluate(legacy, layout)
    names = chosen_names(evaluator, module, layout)
    project, environment = evaluator.project, evaluator.environment
    if not databases(names.get("DATABASES")) and environment.examples:
        # Without anything set they have none: with what the project's own examples set, they may.
        second, again = evaluate(legacy, layout, trusting=True)
        names = {**names, "DATABASES": chosen_names(second, again, layout).get("DATABASES")}
    celery = find_celery(project)
    read_elsewhere(evaluator, celery)
    settings = from_names(project, names)
    settings = replace(
        settings,
        asgi=settings.asgi or composed_application(project),
        celery=celery,
        celery_beat=has_beat(names, project, celery),
        i18n_urls=uses_i18n_urls(project, text(names.get("ROOT_URLCONF"))),
        variables=variables(environment),
        env_files=env_files(project, environment),
    )
    settings = replace(settings, redis=uses_redis(names, settings))
    notes = [*project.notes, *evaluator.notes, *remarks(project, module, names, settings)]
    return settings, list(dict.fromkeys(notes))


def evaluate(legacy: Path, layout: Layout, *, trusting: bool = False) -> tuple[Evaluator, Module]:
    """Return the settings module, folded, and what folded it."""
    project = Project(legacy, [layout.root, *layout.paths])
    given = {pair[0]: pair[1] for pair in layout.environment}
    given["DJANGO_SETTINGS_MODULE"] = layout.settings
    if layout.configurations:
        given["DJANGO_CONFIGURATION"] = layout.configurations
    evaluator = Evaluator(project, Environment(given, read_examples(legacy, layout)))
    evaluator.environment.trusting = trusting
    return evaluator, evaluator.evaluate(layout.settings)


def chosen_names(evaluator: Evaluator, module: Module, layout: Layout) -> dict[str, Any]:
    """Return the settings by name: the module's, or those of the class that django-configurations takes."""
    classes = {name: each for name, each in module.names.items() if isinstance(each, Class) and is_configuration(each)}
    if not classes:
        return module.names
    name = layout.configurations or next((name for name in CONFIGURATIONS if name in classes), next(iter(classes)))
    if not layout.configurations:
        evaluator.note(
            f"The settings are classes of django-configurations; {name} was read", "Set DJANGO_CONFIGURATION"
        )
    if name not in classes:
        evaluator.note(f"The settings have no class {name}", "Set DJANGO_CONFIGURATION to one that they have")
        return module.names
    return {**module.names, **configuration(evaluator, classes[name])}


def is_configuration(cls: Class) -> bool:
    """Return whether a class is one of django-configurations."""
    return any(name.startswith("configurations.") for name in cls.outside())


def from_names(project: Project, names: dict[str, Any]) -> Settings:
    """Return what can be said of the settings by their values alone."""
    apps = strings(names.get("INSTALLED_APPS"))
    found = databases(names.get("DATABASES"))
    storages = names.get("STORAGES")
    said = names.get("MIDDLEWARE", names.get("MIDDLEWARE_CLASSES"))
    middleware = said if isinstance(said, list | tuple) else ()  # one that is there twice runs twice
    static = storages.get("staticfiles") if isinstance(storages, dict) else None
    return Settings(
        installed_apps=apps,
        middleware=tuple(each for each in middleware if isinstance(each, str)),
        urlconf=text(names.get("ROOT_URLCONF")),
        wsgi=text(names.get("WSGI_APPLICATION")),
        asgi=text(names.get("ASGI_APPLICATION")),
        user_model=text(names.get("AUTH_USER_MODEL")),
        databases=found,
        routers=bool(strings(names.get("DATABASE_ROUTERS"))),
        caches=backends(names.get("CACHES")),
        channels=bool({"channels", "daphne"} & set(apps)) or truth(names.get("CHANNEL_LAYERS")) is not False,
        gis="django.contrib.gis" in apps or any(part in each.engine for each in found for part in GIS_ENGINES),
        sites="django.contrib.sites" in apps,
        script_name=names.get("FORCE_SCRIPT_NAME") not in {None, ""}
        if _plain(names.get("FORCE_SCRIPT_NAME"))
        else True,
        static_root=folder(project, names.get("STATIC_ROOT")),
        static_storage=text(static.get("BACKEND") if isinstance(static, dict) else names.get("STATICFILES_STORAGE")),
        media_root=folder(project, names.get("MEDIA_ROOT")),
        rest_framework="rest_framework" in apps,
    )


def _plain(value: Any) -> bool:
    return value is None or isinstance(value, str)


def databases(value: Any) -> tuple[Database, ...]:
    """Return the entries of DATABASES."""
    if not isinstance(value, dict):
        return ()
    found = []
    for alias, entry in value.items():
        if not isinstance(alias, str):
            continue
        known = entry if isinstance(entry, dict) else {}
        age = known.get("CONN_MAX_AGE", 0)
        kept = age is not UNKNOWN and age != 0
        found.append(Database(alias, text(known.get("ENGINE")), known.get("ATOMIC_REQUESTS") is True, kept))
    return tuple(found)


def backends(value: Any) -> tuple[str, ...]:
    """Return the backends of CACHES."""
    entries = value.values() if isinstance(value, dict) else ()
    return tuple(
        dict.fromkeys(
            text(entry.get("BACKEND")) for entry in entries if isinstance(entry, dict) and text(entry.get("BACKEND"))
        )
    )


def folder(project: Project, value: Any) -> str:
    """Return a folder relative to `legacy/`, or as it is where it's outside."""
    if not text(value):
        return ""
    path = Path(os.path.normpath(project.root / text(value)))
    return project.relative(path) or text(value)


def variables(environment: Environment) -> tuple[Variable, ...]:
    """Return the variables that were read, in the order in which they are."""
    return tuple(each for each in environment.found.values() if each.name not in OF_THE_SYSTEM)


def env_files(project: Project, environment: Environment) -> tuple[str, ...]:
    """Return the files that variables are read from, relative to `legacy/`."""
    return tuple(dict.fromkeys(name for path in environment.files if (name := project.relative(path))))


def has_beat(names: dict[str, Any], project: Project, celery: str) -> bool:
    """Return whether Celery runs tasks by the clock."""
    if "django_celery_beat" in strings(names.get("INSTALLED_APPS")):
        return True
    if any(
        name.endswith(("BEAT_SCHEDULE", "CELERYBEAT_SCHEDULE")) and truth(value) is not False
        for name, value in names.items()
    ):
        return True
    file = project.find(celery) if celery else None
    return file is not None and b"beat_schedule" in file.read_bytes()


def uses_redis(names: dict[str, Any], settings: Settings) -> bool:
    """Return whether a cache, broker, channel layer or queue is Redis."""
    said = [*settings.caches, *settings.installed_apps]
    for name, value in names.items():
        if name.isupper():
            said += [each for each in flat(value) if "://" in each or "redis" in each.lower()]
    known = any(each.startswith(("redis://", "rediss://", "unix://")) or "redis" in each.lower() for each in said)
    return known or any("REDIS" in each.name for each in settings.variables)


def flat(value: Any, depth: int = 4) -> list[str]:
    """Return the strings that a value has somewhere."""
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [each for item in items for each in flat(item, depth - 1)] if depth else []


def place_of(module: Module, name: str) -> Place | None:
    """Return where a setting got its value."""
    return module.places.get(name)
