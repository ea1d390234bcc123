"""The recorder: what it keeps of the traffic, what it never writes, and that requests don't mind it."""

import asyncio
import json
import stat
from pathlib import Path

import httpx2
import pytest
from conftest import Serve
from django.contrib.auth.models import User
from django.test import override_settings
from recording import answering, ask, exchanges, options, scope, settle
from rest_framework.authtoken.models import Token
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from asgi import app as shop
from legacy.catalog.models import Category
from strangler.exchanges.jsonl import read_about
from strangler.exchanges.recorder.options import Options, recording_options
from strangler.exchanges.recorder.recorder import Recorder, recorded

SECRETS = {
    "password": "correct horse",
    "session": "1q6kd0m7t3cjwv8e9x2zb5nahf4gyupl",
    "key": "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b",
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "reset": "cjh5g2-2d7b8f0a91c64e5f8a3b7c6d5e4f3a2b",
    "card": "4111 1111 1111 1111",
    "phone": "+49 170 1234",
}


def test_it_is_off_by_default_and_not_even_in_the_way() -> None:
    assert recording_options() is None
    assert recorded(shop) is shop
    assert not isinstance(shop, Recorder)


def test_the_settings_turn_it_on(tmp_path: Path) -> None:
    with override_settings(RECORD_TRAFFIC=str(tmp_path / "t.jsonl"), RECORD_SECRETS=["phone "], RECORD_MEGABYTES=3):
        recorder = recorded(shop)
        found = recording_options()
    assert isinstance(recorder, Recorder)
    assert (recorder.api, recorder.legacy) == (shop.api, shop.legacy)
    assert found == Options(tmp_path / "t.jsonl", secret=("phone",), largest_file=3_000_000)


@pytest.mark.django_db(transaction=True)
def test_no_secret_reaches_the_disk(tmp_path: Path, serve: Serve) -> None:
    user = User.objects.create_user("ann", password=SECRETS["password"])
    token = Token.objects.create(user=user, key=SECRETS["key"])
    Category.objects.create(name="Pans", slug="pans")
    recorder = Recorder(shop, options(tmp_path, answers=True, logins=True, secret=("phone",)))
    address = f"http://127.0.0.1:{serve(recorder)}"
    authorization = {"authorization": f"Token {token.key}"}
    with httpx2.Client(base_url=address, headers={"host": "testserver"}) as client:
        client.post("/api/token/", json={"username": "ann", "password": SECRETS["password"]})
        client.get("/api/categories/", headers=authorization)
        client.get(
            f"/api/categories/?token={SECRETS['jwt']}&page=1", headers={"cookie": f"sessionid={SECRETS['session']}"}
        )
        client.post(f"/reset/{SECRETS['reset']}/", data={"phone": SECRETS["phone"]})
        client.post(
            "/api/orders/", json={"note": f"card {SECRETS['card']}", "phone": SECRETS["phone"]}, headers=authorization
        )
        client.post("/api/orders/", content=f'{{"password": "{SECRETS["password"]}', headers=authorization)
        client.post("/accounts/login/", files={"password": (None, SECRETS["password"])})
    settle(recorder)
    (path,) = tmp_path.iterdir()
    written = path.read_text(encoding="utf-8")
    for name, secret in SECRETS.items():
        assert secret not in written, name
        assert json.dumps(secret)[1:-1] not in written, name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = {exchange.request.target: exchange for exchange in exchanges(tmp_path)}
    assert len(found) == 6  # two of them were sent to one
    listed = found["/api/categories/"]
    assert listed.request.login == "ann"
    assert listed.answer is not None
    assert listed.answer.status == 200
    assert json.loads(listed.answer.body)[0]["slug"] == "pans"


@pytest.mark.django_db(transaction=True)
def test_who_was_logged_in_is_kept_only_if_allowed(tmp_path: Path) -> None:
    user = User.objects.create_user("ann")
    from django.test import Client  # noqa: PLC0415

    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    for allowed in (True, False):
        recorder = Recorder(answering(), options(tmp_path / str(allowed), logins=allowed))
        (tmp_path / str(allowed)).mkdir()
        ask(recorder, scope("/a/", "GET", b"", (b"cookie", f"sessionid={session}; theme=dark".encode())))
        settle(recorder)
    (known,), (unknown,) = exchanges(tmp_path / "True"), exchanges(tmp_path / "False")
    assert known.request.login == "ann"
    assert "sessionid" not in dict(known.request.headers)["cookie"]
    assert unknown.request.login == ""
    assert "sessionid=redacted-" in dict(unknown.request.headers)["cookie"]


def test_what_was_sent_and_answered_is_kept(tmp_path: Path) -> None:
    recorder = Recorder(answering(201, b'{"id": 1}', etag='"a"'), options(tmp_path, answers=True))
    headers = ((b"Host", b"x"), (b"content-type", b"application/json"), (b"x-forwarded-for", b"10.1.2.3"))
    sent = {**scope("/é/", "POST", b"a=%20", *headers), "raw_path": b"/%C3%A9/"}
    parts = [{"type": "http.request", "body": part, "more_body": part != b"2}"} for part in (b'{"a"', b": 1", b"2}")]
    answered = ask(recorder, sent, *parts)
    settle(recorder)
    assert answered[0]["status"] == 201
    (exchange,) = exchanges(tmp_path)
    request, answer = exchange.request, exchange.answer
    assert (request.method, request.target, request.body) == ("POST", "/%C3%A9/?a=%20", b'{"a": 12}')
    assert request.headers == (("content-type", "application/json"),)
    assert answer is not None
    assert (answer.status, answer.body, answer.headers) == (201, b'{"id": 1}', (("etag", '"a"'),))


def test_answers_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    recorder = Recorder(answering(), options(tmp_path))
    ask(recorder, scope())
    settle(recorder)
    (exchange,) = exchanges(tmp_path)
    assert exchange.answer is not None
    assert (exchange.answer.status, exchange.answer.headers, exchange.answer.body) == (200, (), b"")


def test_errors_and_what_is_new_are_always_kept(tmp_path: Path) -> None:
    recorder = Recorder(answering(), options(tmp_path, sample=0.0))
    for number in range(20):
        ask(recorder, scope(f"/api/products/{number}/"))
    ask(recorder, scope("/api/products/1/", "GET", b"page=1"))
    failing = Recorder(answering(404), options(tmp_path, sample=0.0))
    failing._writer = recorder._writer
    for number in range(20):
        ask(failing, scope(f"/api/products/{number}/"))
    settle(recorder)
    statuses = [exchange.answer.status for exchange in exchanges(tmp_path) if exchange.answer]
    assert (statuses.count(200), statuses.count(404)) == (2, 20)


def test_an_exception_is_recorded_and_raised(tmp_path: Path) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise LookupError("no")

    recorder = Recorder(app, options(tmp_path))
    with pytest.raises(LookupError):
        ask(recorder, scope())
    settle(recorder)
    (exchange,) = exchanges(tmp_path)
    assert exchange.answer is not None
    assert exchange.answer.status == 500


def test_what_could_not_be_sent_again_is_not_kept(tmp_path: Path) -> None:
    reading = Recorder(answering(), options(tmp_path, largest_body=10))
    ask(reading, scope("/large/"), {"type": "http.request", "body": b"12345678901", "more_body": False})
    ask(reading, scope("/binary/"), {"type": "http.request", "body": b"\xff\xfe", "more_body": False})
    ask(reading, scope("/cut/"), {"type": "http.request", "body": b"1", "more_body": True})
    ask(reading, scope("/fits/"), {"type": "http.request", "body": b"1234567890", "more_body": False})
    settle(reading)
    assert [exchange.request.target for exchange in exchanges(tmp_path)] == ["/fits/"]


def test_an_answer_too_large_is_left_out_alone(tmp_path: Path) -> None:
    recorder = Recorder(answering(200, b"12345678901"), options(tmp_path, largest_body=10, answers=True))
    assert ask(recorder, scope())[1]["body"] == b"12345678901"
    settle(recorder)
    (exchange,) = exchanges(tmp_path)
    assert exchange.answer is not None
    assert exchange.answer.body == b""


def test_the_end_of_the_service_writes_what_waits(tmp_path: Path, serve: Serve) -> None:
    recorder = Recorder(PlainTextResponse("fine"), options(tmp_path))
    with httpx2.Client(base_url=f"http://127.0.0.1:{serve(recorder)}") as client:
        client.get("/a/")

    async def receive() -> Message:
        return {"type": "lifespan.shutdown"}

    async def live(scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "lifespan.shutdown"

    recorder.app = live
    asyncio.run(recorder({"type": "lifespan"}, receive, None))  # type: ignore[arg-type]
    assert [exchange.request.target for exchange in exchanges(tmp_path)] == ["/a/"]
    (path,) = tmp_path.iterdir()
    assert read_about(path)["by"] == "recorder"
