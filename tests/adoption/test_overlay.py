"""Settings laid over others: nothing of theirs is touched, each change is recorded, and nothing else differs."""

import sys
from pathlib import Path
from typing import Any

import pytest

from adopted.facts import Layout
from adopted.overlay import MISSING, Overlay, differences
from adopted.prepare import search, settings_module

THEIRS: dict[str, Any] = {
    "DEBUG": False,
    "DATABASES": {"default": {"NAME": "db.sqlite3", "OPTIONS": None}},
    "INSTALLED_APPS": ("shop",),
    "TEMPLATES": [{"DIRS": ("templates", "more")}],
}


def test_a_change_is_in_the_copy_alone() -> None:
    overlay = Overlay(THEIRS)
    overlay.set(("DATABASES", "default", "OPTIONS", "pool"), {"max_size": 5}, "a reason")
    overlay.set(("TEMPLATES", 0, "DIRS", 1), "/more", "another")
    overlay.set(("NEW",), 1, "a third")
    assert overlay.settings["DATABASES"] == {"default": {"NAME": "db.sqlite3", "OPTIONS": {"pool": {"max_size": 5}}}}
    assert overlay.settings["TEMPLATES"] == [{"DIRS": ("templates", "/more")}]
    assert THEIRS["DATABASES"] == {"default": {"NAME": "db.sqlite3", "OPTIONS": None}}
    assert THEIRS["TEMPLATES"] == [{"DIRS": ("templates", "more")}]
    assert [(change.name, change.before, change.reason) for change in overlay.changes] == [
        ("DATABASES['default']['OPTIONS']['pool']", MISSING, "a reason"),
        ("TEMPLATES[0]['DIRS'][1]", "more", "another"),
        ("NEW", MISSING, "a third"),
    ]
    assert list(differences(overlay.recorded(), overlay.settings)) == []


def test_what_is_so_already_is_no_change() -> None:
    overlay = Overlay(THEIRS)
    overlay.set(("DEBUG",), False, "a reason")
    assert overlay.changes == []
    overlay.set(("DEBUG",), 0, "equal, and another type")
    assert [change.after for change in overlay.changes] == [0]


def test_what_nobody_recorded_is_found() -> None:
    overlay = Overlay(THEIRS)
    overlay.set(("DEBUG",), True, "a reason")
    assert list(differences(overlay.recorded(), {**overlay.settings, "INSTALLED_APPS": ["shop"]})) == ["INSTALLED_APPS"]
    assert list(differences(overlay.recorded(), {**overlay.settings, "ADDED": None})) == ["ADDED"]


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, ("config.settings", "manage.py:9")),
        ({"DJANGO_SETTINGS_MODULE": "config.production"}, ("config.production", "DJANGO_SETTINGS_MODULE")),
        ({"DJANGO_SETTINGS_MODULE": "adopted.settings"}, ("config.settings", "manage.py:9")),
        (
            {"DJANGO_SETTINGS_MODULE": "config.production", "LEGACY_SETTINGS_MODULE": "config.staging"},
            ("config.staging", "LEGACY_SETTINGS_MODULE"),
        ),
    ],
)
def test_whose_settings_are_theirs(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: tuple[str, str]
) -> None:
    for name in ("DJANGO_SETTINGS_MODULE", "LEGACY_SETTINGS_MODULE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert settings_module(Layout(settings="config.settings", settings_found="manage.py:9")) == expected


def test_without_any_settings_it_ends_with_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEGACY_SETTINGS_MODULE", raising=False)
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    with pytest.raises(SystemExit, match=r"Set LEGACY_SETTINGS_MODULE in \.env"):
        settings_module(Layout())


def test_our_folder_is_searched_first_then_theirs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ours, theirs = tmp_path, tmp_path / "legacy"
    monkeypatch.chdir(ours)
    monkeypatch.setattr(sys, "path", ["", str(theirs), "/somewhere", str(ours)])
    search(ours, theirs, theirs / "apps")
    assert sys.path == [str(ours), str(theirs), str(theirs / "apps"), "/somewhere"]
