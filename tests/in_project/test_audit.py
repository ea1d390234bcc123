"""What is said of the middleware and the signal receivers that FastAPI routes go without."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.signals import request_started
from django.test import override_settings
from test_middleware import SYNC, client

from bridge.audit import check_middleware, lost_middleware, lost_receivers


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
