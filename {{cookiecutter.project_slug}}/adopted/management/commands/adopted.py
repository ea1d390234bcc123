"""`manage.py adopted`: in what the settings here differ from the project's own, and why."""

import json
import re
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db.utils import ConnectionHandler

from adopted.overlay import Change, Overlay, differences

SECRET = re.compile("KEY|SECRET|PASS|TOKEN|SIGNATURE", re.IGNORECASE)
IN_URL = re.compile(r"(://[^:/@\s]*:)[^@\s]+(@)")
MASK = "********"
# Whose `runserver` ours does the work of.
KNOWN = {"bridge", "django.contrib.staticfiles", "whitenoise.runserver_nostatic"}


class Command(BaseCommand):
    """Prints every change with its reason."""

    help = "Prints in what the settings differ from the adopted project's own, and why."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the one option."""
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *_: Any, **options: Any) -> None:
        """Print them.

        Raises:
            CommandError: other settings are in force, or something differs that nobody has given a reason for.
        """
        if settings.SETTINGS_MODULE != "adopted.settings":
            raise CommandError(f"The settings in force are {settings.SETTINGS_MODULE}: nothing is laid over them.")
        from adopted.settings import overlay, start  # noqa: PLC0415 - loads their settings

        notes = [*overlay.notes, *replaced_commands()]
        write = self.as_json if options["json"] else self.as_text
        self.stdout.write(write(f"{start.settings} ({start.found})", overlay, notes))
        if unrecorded := list(differences(completed(overlay.recorded()), completed(in_force()))):
            raise CommandError(f"These differ for no reason that is known: {', '.join(unrecorded)}.")

    def as_text(self, module: str, overlay: Overlay, notes: list[str]) -> str:
        """Return what a person reads."""
        lines = [f"Settings: {module}"]
        for change in overlay.changes:
            lines += ["", f"{change.name}: {change.reason}", *(f"    {line}" for line in before_and_after(change))]
        if not overlay.changes:
            lines.append("Nothing differs from them.")
        return "\n".join([*lines, *(f"\n{note}" for note in notes)])

    def as_json(self, module: str, overlay: Overlay, notes: list[str]) -> str:
        """Return the same for programs."""
        changes = [
            {
                "setting": change.name,
                "before": shown(change, change.before),
                "after": shown(change, change.after),
                "reason": change.reason,
            }
            for change in overlay.changes
        ]
        return json.dumps({"settings": module, "changes": changes, "notes": notes}, indent=2)


def in_force() -> dict[str, Any]:
    """Return the settings that Django has from a settings module, without its own defaults."""
    loaded = vars(settings)["_wrapped"]  # which adds no script name to STATIC_URL and MEDIA_URL
    return {name: getattr(loaded, name) for name in dir(loaded) if loaded.is_overridden(name)}


def completed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings with what Django writes into `DATABASES` when it reads them."""
    databases = {
        alias: {**database, "TEST": dict(database.get("TEST") or {})}
        for alias, database in values.get("DATABASES", {}).items()
    }
    return {**values, "DATABASES": ConnectionHandler().configure_settings(databases)}


def before_and_after(change: Change) -> list[str]:
    """Return a change in one or two lines; of a long list only what is new."""
    before, after = change.before, change.after
    if isinstance(before, list | tuple) and isinstance(after, list | tuple):
        return [f"{len(before)} entries → {len(after)}, with {[one for one in after if one not in before]}"]
    return [f"{shown(change, before)} → {shown(change, after)}"]


def shown(change: Change, value: Any) -> str:
    """Return a value as Python would write it, without secrets."""
    if SECRET.search(str(change.path[-1])):
        return MASK
    if isinstance(value, dict):
        value = {key: MASK if SECRET.search(str(key)) else entry for key, entry in value.items()}
    if isinstance(value, Path):
        value = str(value)
    return IN_URL.sub(rf"\1{MASK}\2", repr(value))


def replaced_commands() -> list[str]:
    """Return a line for each of their applications whose own `runserver` is not used any more."""
    return [
        f"The `runserver` of {config.name} is replaced by the one for both halves."
        for config in apps.get_app_configs()
        if config.name not in KNOWN and Path(config.path, "management", "commands", "runserver.py").exists()
    ]
