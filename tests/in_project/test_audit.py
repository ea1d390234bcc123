"""What is said of the middleware and the signal receivers that FastAPI routes go without."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.signals import request_started
from django.test import override_settings
from fastapi import FastAPI
from test_middleware import MIXIN, SYNC, client

from asgi import app as shop
from bridge.audit import api_routes, check_middleware, losses, lost_middleware, lost_receivers, name_of
from bridge.dispatch import Strangler
from bridge.docs import add_documentation
from bridge.drf.router import PortedRouter
from bridge.drf.wrapped import WrappedRouter

COMMON = "django.middleware.common.CommonMiddleware"


def test_the_shop_loses_nothing() -> None:
    assert [finding.name for finding in lost_middleware() if finding.lost] == []
    assert [finding.name for finding in lost_receivers() if finding.unresolved] == []
    assert check_middleware(None) == []
    call_command("middleware", check=True, stdout=io.StringIO())


def test_middleware_of_the_project_is_lost_unless_adapted_or_accepted() -> None:
    with override_settings(MIDDLEWARE=[SYNC, "django.middleware.locale.LocaleMiddleware"]):
        own, locale = lost_middleware()
        assert (own.unresolved, locale.lost, locale.unresolved) == (True, True, False)
        assert [message.id for message in check_middleware(None)] == ["bridge.W002"]
        out = io.StringIO()
        with pytest.raises(CommandError, match=r"test_middleware\.Sync"):
            call_command("middleware", check=True, stdout=out)
        assert max(map(len, out.getvalue().splitlines())) <= 80
        with override_settings(LOST_MIDDLEWARE_ACCEPTED=[SYNC]):
            call_command("middleware", check=True, stdout=out)
            assert check_middleware(None) == []
        routes = client(SYNC).app.routes[-1].effective_route_contexts()  # type: ignore[attr-defined]
        own, _ = lost_middleware(list(routes))
        assert (own.lost, len(own.routes)) == (False, 8)


LOCALE = "django.middleware.locale.LocaleMiddleware"


def report(**options: Any) -> list[str]:
    out = io.StringIO()
    call_command("middleware", stdout=out, **options)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    return lines


def test_each_route_is_told_what_it_lacks_and_what_to_write() -> None:
    with override_settings(MIDDLEWARE=[LOCALE, "django.middleware.gzip.GZipMiddleware", SYNC]):
        lines = report(route="/api/categories/")
        assert lines[lines.index("GET /api/categories/") :][:7] == [
            "GET /api/categories/",
            "POST /api/categories/",
            f"  lacks  {LOCALE}",
            f"  lacks  {SYNC}",
            "  write  route_class=around(",
            f'             "{LOCALE}",',
            f'             "{SYNC}",',
        ]
        assert not any(line.startswith("GET /health") for line in lines)
        assert "GET /health/live" in report()
        (message,) = check_middleware(None)
        assert "more routes go without the middleware test_middleware.Sync" in message.msg


def test_routes_that_have_some_of_it_are_told_the_whole_chain() -> None:
    routes = list(client(MIXIN).app.routes[-1].effective_route_contexts())  # type: ignore[attr-defined]
    with override_settings(MIDDLEWARE=[SYNC, MIXIN, LOCALE]):
        (loss,) = losses(lost_middleware(routes), routes)
    assert (loss.missing, loss.around) == ((SYNC, LOCALE), (SYNC, MIXIN, LOCALE))
    assert "POST /in/body" in loss.routes


def test_some_paths_may_go_without() -> None:
    def lacking(accepted: dict[str, list[str]]) -> tuple[str, ...]:
        with override_settings(MIDDLEWARE=[SYNC], LOST_MIDDLEWARE_ACCEPTED=accepted):
            (finding,) = lost_middleware()
            assert bool(finding.missing) == finding.unresolved == bool(check_middleware(None))
            return finding.missing

    assert "GET /health/live" in lacking({})
    assert "GET /health/live" not in lacking({SYNC: ["/health/"]})
    assert "GET /api/categories/" in lacking({SYNC: ["/health/"]})
    assert lacking({SYNC: ["/"]}) == ()


def test_common_middleware_is_lost_where_it_does_more_than_routes_need() -> None:
    assert not any(finding.lost for finding in lost_middleware())
    with override_settings(PREPEND_WWW=True):
        assert [finding.name for finding in lost_middleware() if finding.lost] == [COMMON]


def test_wrapped_routes_and_those_of_the_bridge_lack_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    wrapped, ported = WrappedRouter(), PortedRouter()

    @wrapped.get("/wrapped/")
    def never_called() -> None: ...

    @ported.get("/ported/")
    def endpoint() -> None: ...

    api = FastAPI()
    add_documentation(api, "/docs")
    for router in (wrapped, ported):
        api.include_router(router)
    monkeypatch.setattr("asgi.app", Strangler(api, shop.legacy))
    assert [name_of(route) for route in api_routes()] == ["GET /ported/"]


def test_one_route() -> None:
    call_command("middleware", route="/health/live", stdout=io.StringIO())
    with pytest.raises(CommandError, match="no FastAPI route"):
        call_command("middleware", route="/no", stdout=io.StringIO())


def test_receivers_of_signals_are_lost_too() -> None:
    def receiver(**_: Any) -> None: ...

    request_started.connect(receiver)
    try:
        (finding,) = [finding for finding in lost_receivers() if finding.lost]
    finally:
        request_started.disconnect(receiver)
    assert finding.unresolved
    assert finding.name.endswith("receiver")
