"""How both halves are asked: whole answers, who answered, logins, time limits, and what a process keeps."""

import json
from collections.abc import Iterator
from typing import Any
from unittest import mock

import asking_service
import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.wsgi import get_wsgi_application
from django.db import connection
from starlette.testclient import TestClient

from bridge.dispatch import Strangler
from bridge.mount import LegacyMount
from bridge.threads import legacy_threads
from legacy.catalog.models import Category
from strangler.errors import ToolkitError
from strangler.exchanges.exchange import Request
from strangler.parity.asking.conditions import Conditions
from strangler.parity.asking.serving import Serving
from strangler.parity.asking.sides import Sides
from strangler.parity.outcome import Comparison

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def serving() -> Iterator[Serving]:
    with Serving(asking_service.app) as serving:
        yield serving


@pytest.fixture
def sides(serving: Serving, settings: Any) -> Iterator[Sides]:
    settings.ROOT_URLCONF = "asking_service"
    with Sides(serving, warm=False, seconds=10) as sides:
        yield sides


@pytest.fixture
def ann(db: None) -> User:
    return User.objects.create_user("ann")


def body(comparison: Comparison) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(comparison.legacy.answer.body)
    return found


def test_a_stream_is_read_to_its_end(sides: Sides) -> None:
    for slug in ("a", "b"):
        Category.objects.create(name=slug, slug=slug)
    comparison = sides.ask(Request("GET", "/lines/"))
    for outcome in (comparison.legacy, comparison.routes, comparison.again):
        assert outcome.answer.body == b"a\nb\n"
        assert [row.values["slug"] for row in outcome.rows] == ["streamed"]
        assert len(outcome.queries) == 2


def test_the_request_arrives_as_it_is(sides: Sides) -> None:
    sent = b"\xc3\xa4" * 100_000
    comparison = sides.ask(
        Request("PUT", "/echo/?a=%20b&c=\xe4", (("x-one", "1"), ("content-type", "text/plain")), sent)
    )
    found = body(comparison)
    assert found["body"].encode() == sent
    assert found["query"] == "a=%20b&c=%C3%A4"
    assert found["headers"]["X-One"] == "1"
    assert found["headers"]["Host"] == "testserver"
    assert found["headers"]["Content-Length"] == "200000"


def test_who_answered(sides: Sides) -> None:
    falls_through = sides.ask(Request("GET", "/only/nothing/"))
    assert (falls_through.took_by, falls_through.route) == ("legacy", "")
    assert falls_through.operation is not None
    assert falls_through.operation.key == "GET /only/{name}/"
    routed = sides.ask(Request("POST", "/do/nothing/"))
    assert (routed.took_by, routed.route) == ("route", "POST /do/{name}/")
    written_as_expression = sides.ask(Request("GET", "/expression/7/"))
    assert written_as_expression.operation is not None
    assert written_as_expression.operation.key == "GET /expression/{pk}/"
    nowhere = sides.ask(Request("GET", "/nowhere/"))
    assert (nowhere.took_by, nowhere.route, nowhere.operation) == ("legacy", "", None)
    assert nowhere.legacy.answer.status == 404


def test_head_has_no_body(sides: Sides) -> None:
    answer = sides.ask(Request("HEAD", "/echo/")).legacy.answer
    assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize("engine", ["db", "cache", "cached_db", "file", "signed_cookies"])
def test_by_a_session(ann: User, settings: Any, engine: str, tmp_path: Any) -> None:
    settings.ROOT_URLCONF = "asking_service"
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
    settings.SESSION_FILE_PATH = str(tmp_path)
    legacy = LegacyMount(get_wsgi_application(), legacy_threads())  # whose middleware keeps sessions there
    with Serving(Strangler(asking_service.api, legacy)) as serving, Sides(serving) as sides:
        assert body(sides.ask(Request("GET", "/echo/", login="ann")))["user"] == "ann"
        assert body(sides.ask(Request("GET", "/echo/")))["user"] == ""
    assert list(tmp_path.iterdir()) == []
    ann.refresh_from_db()
    assert ann.last_login is None


@pytest.mark.usefixtures("ann")
def test_of_somebody_unknown(sides: Sides) -> None:
    with pytest.raises(ToolkitError, match="There is no user 'bob'"):
        sides.ask(Request("GET", "/echo/", login="bob"))


def test_csrf(serving: Serving, ann: User) -> None:
    data = b"username=ann"
    headers = (("content-type", "application/x-www-form-urlencoded"),)
    request = Request("POST", "/api/orders/", headers, data, login="ann")
    with Sides() as shop:
        assert b"CSRF" in shop.ask(request).routes.answer.body
        for comparison in (
            shop.ask(request, Conditions(csrf=False)),
            shop.ask(Request("POST", "/api/orders/", (*headers, ("x-csrftoken", "recorded")), data, login="ann")),
        ):
            assert comparison.routes.answer.status == comparison.legacy.answer.status == 403
            assert b"CSRF" not in comparison.routes.answer.body + comparison.legacy.answer.body


def test_forced(ann: User) -> None:
    with Sides() as shop:
        comparison = shop.ask(Request("GET", "/api/me/"), Conditions(user=ann))
    assert comparison.took_by == "route"
    for outcome in (comparison.legacy, comparison.routes, comparison.again):
        assert outcome.answer.status == 200
        assert b'"ann"' in outcome.answer.body


# In the shortest time, the statement is sent only when the database has been told to end what it does.
@pytest.mark.parametrize("seconds", [0.2, 0.02, 0.005, 0.001])
@pytest.mark.parametrize("action", ["sleeping_in_the_database", "sleeping"])
def test_a_side_may_not_take_for_ever(serving: Serving, sides: Sides, action: str, seconds: float) -> None:
    with Sides(serving, warm=False, seconds=seconds) as hurried:
        comparison = hurried.ask(Request("POST", f"/do/{action}/"))
    for outcome in (comparison.legacy, comparison.routes, comparison.again):
        assert outcome.error == f"strangler.parity.asking.serving.SideTooSlowError: No answer within {seconds} seconds."
        assert outcome.answer.status == 0
    assert Category.objects.count() == 0
    assert sides.ask(Request("POST", "/do/durable/")).routes.answer.status == 200


def test_a_loop_that_hangs_is_replaced(serving: Serving, sides: Sides) -> None:
    with Sides(serving, warm=False, seconds=0.2) as hurried:
        comparison = hurried.ask(Request("GET", "/hang/"))
    assert comparison.legacy.answer.status == 404
    assert "SideTooSlowError" in comparison.routes.error
    assert sides.ask(Request("POST", "/do/durable/")).routes.answer.status == 200


def test_language_and_zone_are_each_side_s_own(sides: Sides) -> None:
    for _ in range(2):
        comparison = sides.ask(Request("POST", "/do/activating/"))
        for outcome in (comparison.legacy, comparison.routes, comparison.again):
            assert json.loads(outcome.answer.body) == {"language": "en-us", "zone": "UTC"}


def test_mocks_of_a_test_count_its_own_calls(sides: Sides) -> None:
    double = mock.Mock(return_value={"double": True})
    with mock.patch.dict(asking_service.ACTIONS, {"nothing": double}):
        comparison = sides.ask(Request("POST", "/do/nothing/"))
    assert body(comparison) == {"double": True}
    double.assert_not_called()


def test_logs_are_silent(sides: Sides, caplog: pytest.LogCaptureFixture) -> None:
    sides.ask(Request("POST", "/do/failing/"))
    assert caplog.records == []
    assert mail.outbox == []


def test_beside_the_client_of_both_halves(service: TestClient, ann: User) -> None:
    with Sides() as shop:
        Category.objects.create(name="a", slug="a")
        comparison = shop.ask(Request("GET", "/api/categories/"))
    assert comparison.routes.answer.body == service.get("/api/categories/").content
    assert not connection.needs_rollback


def test_no_application(settings: Any) -> None:
    settings.ASGI_APPLICATION = "settings.nothing"
    with pytest.raises(ToolkitError, match=r"settings\.nothing"):
        Serving()


def test_another_application(settings: Any) -> None:
    settings.ASGI_APPLICATION = "django.core.asgi.get_asgi_application"
    with pytest.raises(ToolkitError, match=r"no bridge\.dispatch\.Strangler"):
        Serving()
