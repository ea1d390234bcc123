"""HAR files: what browsers and proxies export, and what is said of files that are none."""

import base64
import importlib.util
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import Serve
from django.test import override_settings
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from strangler.errors import ToolkitError
from strangler.exchanges.exchange import Exchange
from strangler.exchanges.har import read_har
from strangler.exchanges.sources import read_requests

CHROMIUM = shutil.which("chromium")


def entry(url: str = "https://shop.example/api/", method: str = "GET", **more: Any) -> dict[str, Any]:
    request = {"method": method, "url": url, "headers": [], **more.pop("request", {})}
    response = {"status": 200, "headers": [], "content": {}, **more.pop("response", {})}
    return {"request": request, "response": response, **more}


def har(folder: Path, *entries: Any, name: str = "shop.har") -> Path:
    path = folder / name
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}), encoding="utf-8")
    return path


def read(folder: Path, *entries: Any, hosts: tuple[str, ...] = ()) -> list[Exchange]:
    return list(read_har(har(folder, *entries), hosts))


def test_a_request_and_its_answer(tmp_path: Path) -> None:
    headers = [
        {"name": ":authority", "value": "shop.example"},
        {"name": "Host", "value": "shop.example"},
        {"name": "Accept", "value": "*/*"},
        {"name": "Content-Length", "value": "7"},
        {"name": "Cookie", "value": "a=1"},
    ]
    answered = [
        {"name": "Set-Cookie", "value": "a=1; Path=/\nb=2"},
        {"name": "Content-Encoding", "value": "gzip"},
        {"name": "ETag", "value": '"x"'},
    ]
    sent = {"headers": headers, "postData": {"mimeType": "application/json", "text": '{"é":1}'}}
    answer = {"status": 201, "headers": answered, "content": {"text": "iVBORw==", "encoding": "base64"}}
    (exchange,) = read(
        tmp_path, entry("https://shop.example/a/%20?q=1&r=%C3%A9#x", "post", request=sent, response=answer)
    )
    request = exchange.request
    assert (request.method, request.target, request.source) == ("POST", "/a/%20?q=1&r=%C3%A9", "shop.har")
    assert request.headers == (("accept", "*/*"), ("cookie", "a=1"), ("content-type", "application/json"))
    assert request.body == '{"é":1}'.encode()
    assert exchange.answer is not None
    assert exchange.answer.headers == (("set-cookie", "a=1; Path=/"), ("set-cookie", "b=2"), ("etag", '"x"'))
    assert (exchange.answer.status, exchange.answer.body) == (201, b"\x89PNG")
    assert next(iter(read_requests(str(tmp_path / "shop.har"), []))) == request


def test_bodies(tmp_path: Path) -> None:
    params = [{"name": "a", "value": "x y"}, {"name": "b", "value": "é"}]
    file = {"name": "f", "fileName": "a.txt", "contentType": "text/plain", "value": "content"}
    encoded = base64.b64encode(b"\xff\x00").decode()
    bodies = [
        {"mimeType": "application/x-www-form-urlencoded", "params": params},
        {"mimeType": "multipart/form-data; boundary=xyz", "params": [params[0], file]},
        {"mimeType": "application/octet-stream", "text": encoded, "encoding": "base64"},
        {"mimeType": "multipart/form-data; boundary=xyz", "params": [{"name": "f", "fileName": "a.png"}]},
        {"mimeType": "text/plain", "text": ""},
    ]
    found = read(tmp_path, *(entry(method="POST", request={"postData": body}) for body in bodies))
    assert [exchange.request.body for exchange in found] == [
        b"a=x+y&b=%C3%A9",
        b'--xyz\r\nContent-Disposition: form-data; name="a"\r\n\r\nx y\r\n'
        b'--xyz\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'
        b"content\r\n--xyz--\r\n",
        b"\xff\x00",
        b"",
    ]  # of one, the file's content is not there


def test_what_never_reached_the_service_is_left_out(tmp_path: Path) -> None:
    left_out = [
        entry("data:text/plain,x"),
        entry("chrome-extension://abc/x.js"),
        entry("wss://shop.example/live"),
        entry(method="CONNECT"),
        entry(_resourceType="websocket", response={"status": 101}),
        entry(response={"status": 0}),
        entry(_fromCache="memory"),
        entry(response={"_fromDiskCache": True}),
    ]
    redirect = entry("https://shop.example/old/", response={"status": 302})
    found = read(tmp_path, *left_out, redirect, entry("https://shop.example"))
    assert [exchange.request.target for exchange in found] == ["/old/", "/"]


def test_cookies_that_an_export_keeps_apart(tmp_path: Path) -> None:
    cookies = [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}]
    (exchange,) = read(tmp_path, entry(request={"cookies": cookies}))
    assert exchange.request.headers == (("cookie", "a=1; b=2"),)


def test_of_several_hosts_those_are_taken_that_are_this_service(tmp_path: Path) -> None:
    urls = [
        "https://shop.example/1",
        "https://fonts.example/2",
        "http://localhost:8000/3",
        "https://shop.example:8443/4",
    ]
    path = har(tmp_path, *map(entry, urls))

    def targets(*hosts: str) -> list[str]:
        return [exchange.request.target for exchange in read_har(path, hosts)]

    with override_settings(ALLOWED_HOSTS=["*"]):
        assert targets() == ["/3"]
    with override_settings(ALLOWED_HOSTS=["*", ".shop.example"]):
        assert targets() == ["/1", "/3", "/4"]
    assert targets("Shop.example") == ["/1", "/4"]
    assert targets("shop.example:8443", "fonts.example") == ["/2", "/4"]
    with (
        override_settings(ALLOWED_HOSTS=["*"]),
        pytest.raises(ToolkitError, match=r"requests to shop\.example \(1\), "),
    ):
        list(read_har(har(tmp_path, *map(entry, urls[:2]))))
    with pytest.raises(ToolkitError, match="say with --host"):
        targets("nobody.example")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html>", "is no HAR file: it is no JSON"),
        ("[" * 100_000, "nested too deep"),
        ("[]", 'has no list "entries"'),
        ('{"log": {}}', 'has no list "entries"'),
        ('{"log": {"entries": []}}', "no request that a server has answered"),
        ('{"log": {"entries": [{}]}}', "entry 1: 'request' is missing"),
        ('{"log": {"entries": [{"request": {"method": "GET"}}]}}', "entry 1: 'url' is missing"),
        ('{"log": {"entries": [7]}}', "entry 1: it is not as HAR files are"),
        ('{"log": {"entries": [{"request": {"method": "GET", "url": "https://[/"}}]}}', "entry 1: Invalid IPv6 URL"),
        (
            json.dumps(
                {"log": {"entries": [entry(), entry(response={"content": {"text": "?", "encoding": "base64"}})]}}
            ),
            "entry 2: its content is no base64",
        ),
        (
            json.dumps({"log": {"entries": [entry(request={"headers": [{"name": "a"}]})]}}),
            "entry 1: 'value' is missing",
        ),
    ],
)
def test_a_broken_file_is_an_error_of_one_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "broken.har"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ToolkitError) as caught:
        list(read_har(path))
    assert str(path) in str(caught.value)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    path = har(tmp_path, entry())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(list(read_har(path))) == 1


PAGE = """<script>
const json = {"content-type": "application/json"};
(async () => {
  await fetch("/api/?q=%C3%A9&q=2", {headers: {"x-one": "1"}});
  await fetch("/api/", {method: "POST", headers: json, body: JSON.stringify({name: "Töpfe"})});
  await fetch("/api/", {method: "PUT", body: new URLSearchParams({a: "x y", b: "1"})});
  const form = new FormData();
  form.append("title", "A pan");
  await fetch("/upload/", {method: "POST", body: form});
  await fetch("/old/");
  await fetch("/picture.png");
  document.title = "done";
})();
</script>"""


async def site(scope: Scope, receive: Receive, send: Send) -> None:
    body = b""
    while scope["type"] == "http":
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    answers: dict[str, Response] = {
        "/": HTMLResponse(PAGE),
        "/old/": RedirectResponse("/api/?redirected=1"),
        "/picture.png": Response(b"\x89PNG\xff", media_type="image/png"),
    }
    await answers.get(scope["path"], JSONResponse({"length": len(body)}))(scope, receive, send)


@contextmanager
def browser() -> Iterator[Any]:
    """Yield Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - most machines have none

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.mark.skipif(not (CHROMIUM and importlib.util.find_spec("playwright")), reason="needs Chromium and Playwright")
def test_what_chromium_exports(tmp_path: Path, serve: Serve) -> None:
    path = tmp_path / "real.har"
    port = serve(site)
    with browser() as chromium:
        context = chromium.new_context(record_har_path=str(path), record_har_content="embed")
        page = context.new_page()
        page.goto(f"http://localhost:{port}/")
        page.wait_for_function("document.title === 'done'")
        context.close()
    requests = {f"{each.method} {each.target}": each for each in read_requests(str(path), [])}
    assert dict(requests["GET /api/?q=%C3%A9&q=2"].headers)["x-one"] == "1"
    assert json.loads(requests["POST /api/"].body) == {"name": "Töpfe"}
    assert requests["PUT /api/"].body == b"a=x+y&b=1"
    assert b"A pan" in requests["POST /upload/"].body
    assert {"GET /old/", "GET /api/?redirected=1", "GET /picture.png"} <= requests.keys()
    answers = {exchange.request.target: exchange.answer for exchange in read_har(path)}
    picture = answers["/picture.png"]
    assert picture is not None
    assert picture.body == b"\x89PNG\xff"
