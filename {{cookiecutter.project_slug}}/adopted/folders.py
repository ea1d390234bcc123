"""Paths in the settings that hang on the working folder, which is another one here."""

from pathlib import Path
from typing import Any

from adopted.overlay import MISSING, Overlay

REASON = "a path from the folder that their programs run in"
SETTINGS = ("MEDIA_ROOT", "STATIC_ROOT", "EMAIL_FILE_PATH", "FILE_UPLOAD_TEMP_DIR", "SESSION_FILE_PATH")
LISTS = ("STATICFILES_DIRS", "LOCALE_PATHS", "FIXTURE_DIRS")
SQLITE = ("sqlite3", "spatialite")


def keep_folders(overlay: Overlay, root: Path) -> None:
    """Make relative paths absolute, so that they name the same files.

    Args:
        overlay: the settings.
        root: the folder that their programs run in.
    """
    for place in places(overlay):
        path = overlay.get(*place)
        # Empty is no path, and neither is SQLite's memory or URI.
        if not isinstance(path, str | Path) or str(path) in {"", "."} or str(path).startswith((":", "file:", "/")):
            continue
        if not Path(path).is_absolute():
            overlay.set(place, type(path)(root / path), REASON)


def places(overlay: Overlay) -> list[tuple[str | int, ...]]:
    """Return where the settings may have paths."""
    found: list[tuple[str | int, ...]] = [(name,) for name in SETTINGS]
    found += [(name, index) for name in LISTS for index in indexes(overlay, name)]
    # With a prefix: `("prefix", "folder")`.
    found += [("STATICFILES_DIRS", index, 1) for index in pairs(overlay)]
    for alias, database in entries(overlay, "DATABASES"):
        if str(database.get("ENGINE")).endswith(SQLITE):
            found += [("DATABASES", alias, "NAME"), ("DATABASES", alias, "TEST", "NAME")]
    for alias, cache in entries(overlay, "CACHES"):
        if str(cache.get("BACKEND")).endswith("FileBasedCache"):
            found.append(("CACHES", alias, "LOCATION"))
    for alias, _ in entries(overlay, "STORAGES"):
        found.append(("STORAGES", alias, "OPTIONS", "location"))
    for index in indexes(overlay, "TEMPLATES"):
        found += [("TEMPLATES", index, "DIRS", inner) for inner in indexes(overlay, "TEMPLATES", index, "DIRS")]
    logging = overlay.get("LOGGING", "handlers")
    found += [("LOGGING", "handlers", name, "filename") for name in (logging if isinstance(logging, dict) else ())]
    return found


def indexes(overlay: Overlay, *place: str | int) -> range:
    """Return the indexes of a list, or none where there is no list."""
    value = overlay.get(*place)
    return range(len(value)) if isinstance(value, list | tuple) else range(0)


def pairs(overlay: Overlay) -> list[int]:
    """Return which of `STATICFILES_DIRS` are pairs of a prefix and a folder."""
    return [
        index
        for index in indexes(overlay, "STATICFILES_DIRS")
        if isinstance(overlay.get("STATICFILES_DIRS", index), list | tuple)
    ]


def entries(overlay: Overlay, name: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the entries of a setting that is a dict of dicts."""
    value = overlay.get(name)
    if value is MISSING or not isinstance(value, dict):
        return []
    return [(alias, entry) for alias, entry in value.items() if isinstance(entry, dict)]
