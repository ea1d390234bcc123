"""The settings that the bridge reads: threads, timeouts, the server's address, the API's title."""

import os
import tomllib
from pathlib import Path
from typing import Any

from adopted.environment import number, switch, words
from adopted.overlay import MISSING, Overlay

REASON = "a setting of the bridge's own"
APPLICATION = "asgi.app"
PAGES = "/-/"  # where our own pages are


def add_options(overlay: Overlay, project: Path) -> None:
    """Add the bridge's settings, with the example's defaults; the environment says otherwise.

    Args:
        overlay: the settings.
        project: the folder of `pyproject.toml`.
    """
    described = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    options = {
        "LEGACY_THREADS": number("LEGACY_THREADS", 10, at_least=1),
        "ROUTES_THREADS": number("ROUTES_THREADS", 4, at_least=1),
        "LEGACY_TIMEOUT": number("LEGACY_TIMEOUT", 30.0, at_least=0),
        "ROUTES_TIMEOUT": number("ROUTES_TIMEOUT", 5.0, at_least=0),
        "HOST": os.environ.get("HOST", "127.0.0.1"),
        "PORT": number("PORT", 8000, at_least=0),
        "PROCESSES": number("WEB_CONCURRENCY", 1, at_least=1),
        "SHUTDOWN_TIMEOUT": number("SHUTDOWN_TIMEOUT", 20, at_least=0),
        "API_TITLE": described.get("tool", {}).get("service", {}).get("title", "API"),
        "API_DESCRIPTION": described.get("project", {}).get("description", ""),
        **recording(),
    }
    for name, value in options.items():
        if overlay.get(name) is MISSING:
            overlay.set((name,), value, REASON)
        else:  # which they have for something else
            overlay.set((f"BRIDGE_{name}",), value, f"{REASON}; {name} is theirs")


def recording() -> dict[str, Any]:
    """Return how traffic is recorded; `docs/recording.md` explains it."""
    return {
        "RECORD_TRAFFIC": os.environ.get("RECORD_TRAFFIC", ""),
        "RECORD_SAMPLE": number("RECORD_SAMPLE", 0.01, at_least=0, at_most=1),
        "RECORD_PER_MINUTE": number("RECORD_PER_MINUTE", 600, at_least=1),
        "RECORD_PER_OPERATION": number("RECORD_PER_OPERATION", 50, at_least=1),
        "RECORD_MEGABYTES": number("RECORD_MEGABYTES", 100, at_least=1),
        "RECORD_BODY_BYTES": number("RECORD_BODY_BYTES", 64_000, at_least=0),
        "RECORD_ANSWERS": switch("RECORD_ANSWERS"),
        "RECORD_LOGINS": switch("RECORD_LOGINS"),
        "RECORD_SECRETS": words("RECORD_SECRETS"),
        "RECORD_KEPT": words("RECORD_KEPT"),
    }


def option(overlay: Overlay, name: str) -> Any:
    """Return what `bridge.options.option` will."""
    own = overlay.get(f"BRIDGE_{name}")
    return overlay.get(name) if own is MISSING else own


def add_application(overlay: Overlay) -> None:
    """Let the combined application be what `runserver` serves, and remember theirs, which gets the WebSockets."""
    theirs = overlay.get("ASGI_APPLICATION")
    overlay.set(("ASGI_APPLICATION",), APPLICATION, "both halves are served")
    if isinstance(theirs, str):
        overlay.set(("LEGACY_ASGI_APPLICATION",), theirs, "their ASGI application, which gets their WebSockets")


def add_apps(overlay: Overlay) -> None:
    """Put our applications among theirs."""
    insert(overlay, "INSTALLED_APPS", 0, "bridge", "its `runserver` serves both halves; its checks and guards")
    insert(overlay, "INSTALLED_APPS", 1, "adopted", "the command `adopted`, and the checks of an adopted project")
    insert(overlay, "INSTALLED_APPS", 2, "strangler", "the commands that port endpoints and compare them")


def add_middleware(overlay: Overlay) -> None:
    """Put the middleware around theirs that answers while the database is away."""
    insert(overlay, "MIDDLEWARE", 0, "bridge.outage.DatabaseOutageMiddleware", "503 while the database is away")
    accepted = overlay.get("LOST_MIDDLEWARE_ACCEPTED")
    if accepted is MISSING:
        pages = {path: [PAGES] for path in overlay.settings["MIDDLEWARE"]}
        overlay.set(("LOST_MIDDLEWARE_ACCEPTED",), pages, f"our own pages below {PAGES} need none of it")


def insert(overlay: Overlay, name: str, index: int, entry: str, reason: str) -> None:
    """Put an entry into a list or tuple of strings, unless it is there."""
    theirs = overlay.get(name)
    entries = [] if theirs is MISSING or theirs is None else theirs
    if entry in entries:
        return
    items = [*entries[:index], entry, *entries[index:]]
    overlay.set((name,), tuple(items) if isinstance(entries, tuple) else items, f"{entry}: {reason}")
