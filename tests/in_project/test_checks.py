"""System checks say when the numbers don't fit."""

import copy
import sys
import types
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connections
from django.test import override_settings
from django.urls import path, re_path
from django.utils.module_loading import import_string

from bridge.checks import check_async_unsafe, check_documentation_urls, check_max_connections, check_pool_size


def test_the_defaults_fit() -> None:
    call_command("check")


@pytest.mark.parametrize("setting", ["LEGACY_THREADS", "ROUTES_THREADS"])
def test_a_pool_that_is_too_small_is_an_error(setting: str) -> None:
    import_string(settings.ASGI_APPLICATION)  # which would check it, too
    with override_settings(**{setting: 20}), pytest.raises(SystemCheckError, match=r"bridge\.E001"):
        call_command("check")


def test_the_smallest_pool_that_fits_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    databases: dict[str, Any] = copy.deepcopy(dict(connections.settings))
    databases["default"]["OPTIONS"]["pool"]["max_size"] = 6
    monkeypatch.setitem(connections.__dict__, "settings", databases)
    with override_settings(LEGACY_THREADS=3, ROUTES_THREADS=2):
        assert check_pool_size(None) == []
    with override_settings(LEGACY_THREADS=3, ROUTES_THREADS=3):
        assert [message.id for message in check_pool_size(None)] == ["bridge.E001"]


@pytest.mark.django_db
def test_more_connections_than_postgresql_allows_is_a_warning() -> None:
    assert check_max_connections(databases=["default"]) == []
    with override_settings(PROCESSES=100):
        assert [message.id for message in check_max_connections(databases=["default"])] == ["bridge.W001"]
        assert check_max_connections(databases=None) == []


def test_async_unsafe_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_async_unsafe(None) == []
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    assert [message.id for message in check_async_unsafe(None)] == ["bridge.E002"]


def test_a_documentation_page_that_hides_a_legacy_url_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_documentation_urls(None) == []
    urls = types.ModuleType("urls_with_docs")
    urls.urlpatterns = [path("api/v2/docs", lambda _request: None, name="docs")]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, urls.__name__, urls)
    with override_settings(ROOT_URLCONF=urls.__name__):
        assert [message.id for message in check_documentation_urls(None)] == ["bridge.E003"]
    # A page that takes every URL there is, as a single-page application has one, does not mean this one.
    urls.urlpatterns[:] = [re_path("^api/.*$", lambda _request: None)]  # type: ignore[attr-defined]
    with override_settings(ROOT_URLCONF=urls.__name__):
        assert check_documentation_urls(None) == []
