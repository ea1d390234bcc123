"""Secrets that are taken out of requests and answers, and what is left as it was."""

import json
from typing import Any

import pytest
from django.middleware.csrf import _get_new_csrf_string, _mask_cipher_secret  # type: ignore[attr-defined]

from strangler.exchanges.redaction.redactor import Redactor

SESSION = "1q6kd0m7t3cjwv8e9x2zb5nahf4gyupl"
API_KEY = "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
RESET = "cjh5g2-2d7b8f0a91c64e5f8a3b7c6d5e4f3a2b"
UUID = "6f1e3c52-4b7a-4c9d-8e2f-0a1b2c3d4e5f"
JSON = (("content-type", "application/json"),)
FORM = (("content-type", "application/x-www-form-urlencoded"),)


@pytest.fixture
def redactor() -> Redactor:
    return Redactor(secret=["phone", "customer.email", "X-Internal"], kept=["build"])


def body(redactor: Redactor, content: str | bytes, headers: Any = JSON) -> str:
    redacted = redactor.body(content.encode() if isinstance(content, str) else content, headers)
    assert redacted is not None
    return redacted.decode()


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("authorization", f"Token {API_KEY}", API_KEY),
        ("authorization", "Basic YW5uOmh1bnRlcjI=", "YW5uOmh1bnRlcjI="),
        ("proxy-authorization", "hunter2", "hunter2"),
        ("cookie", f"theme=dark; sessionid={SESSION}", SESSION),
        ("set-cookie", f"sessionid={SESSION}; HttpOnly; Path=/", SESSION),
        ("x-api-key", "hunter2", "hunter2"),
        ("x-internal", "hunter2", "hunter2"),
        ("x-anything", f"Bearer {JWT}", JWT),
        ("x-trace", f"id={API_KEY}", API_KEY),
        ("referer", f"https://ann:hunter2@shop.example/?reset={RESET}", "hunter2"),
        ("referer", f"https://shop.example/reset/{RESET}/", RESET),
        ("location", "/done/?access_token=hun%74er2&next=/", "hun%74er2"),
    ],
)
def test_headers(redactor: Redactor, name: str, value: str, secret: str) -> None:
    ((_, hidden),) = redactor.headers(((name, value),))
    assert secret not in hidden
    assert "redacted-" in hidden


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("etag", f'"{API_KEY}"'),
        ("content-type", "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW8Qz"),
        ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"),
        ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"),
        ("if-modified-since", "Tue, 24 Nov 2026 16:50:26 GMT"),
        ("cookie", "django_language=de"),
        ("set-cookie", 'sessionid=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/'),
        ("x-build", "build"),
        ("referer", "https://shop.example/api/products/?page=2&ordering=-price"),
        ("content-disposition", 'attachment; filename="IMG_20240101_123456.jpg"'),
    ],
)
def test_headers_without_secrets_stay(redactor: Redactor, name: str, value: str) -> None:
    assert redactor.headers(((name, value),)) == ((name, value),)


@pytest.mark.parametrize(
    "target",
    [
        f"/api/products/{UUID}/?page=2&q=caf%C3%A9+au&created_after=2026-11-24T16:50:26.123456Z",
        "/api/products/?cursor=cD0yMDI2LTExLTI0KzE2JTNBNTAlM0EyNi4xMjM0NTY%3D",
        "/api/very-long-slug-of-a-product-2024-edition-for-professionals/",
        "/api/orders/INV-2026-000123-EUR-DE-42/?build=" + API_KEY,
        "/a//b/?&&x&=1&empty=",
        "/",
    ],
)
def test_a_target_without_secrets_stays(redactor: Redactor, target: str) -> None:
    assert redactor.target(target) == target


def test_a_target(redactor: Redactor) -> None:
    for target, secret in [
        (f"/reset/{RESET}/", RESET),
        (f"/api/?token={API_KEY}", API_KEY),
        ("/api/?phone=%2B49+170", "170"),
        (f"/verify?{API_KEY}", API_KEY),
        (f"/api/?next=/x/%3Fjwt%3D{JWT}", JWT),
    ]:
        hidden = redactor.target(target)
        assert secret not in hidden
        assert "redacted-" in hidden
    assert "abc" not in redactor.target("/join/abc/", {"abc": "invitation_token"})


def test_equal_secrets_are_equal_afterwards_within_a_file_alone(redactor: Redactor) -> None:
    hidden = redactor.hidden(API_KEY)
    ((_, header),) = redactor.headers((("authorization", f"Token {API_KEY}"),))
    assert header == f"Token {hidden}"
    assert json.loads(body(redactor, json.dumps({"key": API_KEY}))) == {"key": hidden}
    assert redactor.target(f"/?key={API_KEY}") == f"/?key={hidden}"
    assert redactor.hidden("other") != hidden
    assert Redactor().hidden(API_KEY) != hidden
    assert redactor.hidden(hidden) == hidden
    assert redactor.hidden("") == ""


def test_json_keeps_its_form(redactor: Redactor) -> None:
    text = (
        f'{{ "name" : "caf\\u00e9", "price":1.10, "big": 1e400, "id": "{UUID}",\n "name": null, "tags": [true, -0] }}\n'
    )
    assert body(redactor, text) == text


def test_json_values(redactor: Redactor) -> None:
    content = {
        "username": "ann",
        "new_password1": "hunter2",
        "accessToken": "short",
        "card": {"number": 4111111111111111, "holder": "Ann Lee", "valid": True},
        "items": [{"pin": "0042", "note": f"call with {JWT} please"}],
        "customer": {"email": "ann@example.com", "city": "Bonn"},
        "email": "ann@example.com",
        "text": "my card is 4111 1111 1111 1111, and password=hunter2",
        "number": 5500005555555559,
        "order": 1234567890123,
        "phone": None,
        API_KEY: 1,
        "opinion": "pine",
        "discard": "no",
    }
    text = body(redactor, json.dumps(content))
    for secret in ("hunter2", "short", "4111", "Ann Lee", "0042", JWT, API_KEY, "5500005555555559"):
        assert secret not in text
    got = json.loads(text)
    assert {name: got[name] for name in ("username", "order", "phone", "opinion", "discard", "email")} == {
        name: content[name] for name in ("username", "order", "phone", "opinion", "discard", "email")
    }
    assert (got["customer"]["city"], got["card"]["valid"]) == ("Bonn", True)
    assert got["customer"]["email"].startswith("redacted-")
    assert type(got["card"]["number"]) is int
    assert len(str(got["card"]["number"])) == 16
    assert len(got["items"][0]["pin"]) == 4


@pytest.mark.parametrize("content", ['{"password": "hunter2"', "{'password': 'hunter2'}", '{"a": hunter2}', "[" * 9999])
def test_broken_json_is_hidden_and_stays_broken(redactor: Redactor, content: str) -> None:
    text = body(redactor, content)
    assert "hunter2" not in text
    with pytest.raises(ValueError, match="Unterminated"):
        json.loads(text)


def test_forms(redactor: Redactor) -> None:
    text = body(redactor, f"name=A+B%21&password=hunter2&key={API_KEY}&empty=&phone=%2B49", FORM)
    parts = text.split("&")
    assert (parts[0], parts[3]) == ("name=A+B%21", "empty=")
    assert all(part.partition("=")[2].startswith("redacted-") for part in (parts[1], parts[2], parts[4]))


PNG = b"\x89PNG\r\n\x1a\n\x00\xff"


def multipart(*parts: tuple[str, bytes]) -> bytes:
    described = (f"--xyz\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + body for head, body in parts)
    return b"\r\n".join(described) + b"\r\n--xyz--\r\n"


def test_multipart_forms(redactor: Redactor) -> None:
    headers = (("content-type", "multipart/form-data; boundary=xyz"),)
    harmless = multipart(('name="title"', b"A pan"), ('name="image"; filename="a.png"', PNG))
    assert redactor.body(harmless, headers) == harmless
    redacted = redactor.body(
        multipart(('name="password"', b"hunter2"), ('name="f"; filename="a.csv"', f"id,{API_KEY}".encode())), headers
    )
    assert redacted is not None
    assert b"hunter2" not in redacted
    assert API_KEY.encode() not in redacted
    assert redacted.count(b"redacted-") == 2
    for unreadable in (multipart(('name="f"; filename="a.pdf"', b"%PDF\xff")), b"--other\r\n", harmless[:-20]):
        assert redactor.body(unreadable, headers) is None


def test_other_bodies(redactor: Redactor) -> None:
    page = f'<input type="hidden" name="csrfmiddlewaretoken" value="{SESSION}"><input value="hunter2" name="password">'
    text = body(redactor, f"<p>{page}</p><token>short</token><b>kept</b>", (("content-type", "text/html"),))
    assert "hunter2" not in text
    assert SESSION not in text
    assert "<token>redacted-" in text
    assert "<b>kept</b>" in text
    pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIabc\nshort\n-----END RSA PRIVATE KEY-----"
    assert "short" not in body(redactor, f"x\n{pem}\ny", (("content-type", "text/plain"),))
    assert redactor.body(b"\xff\xfe", ()) is None
    assert redactor.body(PNG, (("content-type", "image/png"),)) == PNG
    assert redactor.body(b"a=1", (*FORM, ("content-encoding", "gzip"))) is None
    assert redactor.body(b"", (("content-encoding", "gzip"),)) == b""


def test_a_csrf_token_still_fits_its_cookie(redactor: Redactor) -> None:
    secret = _get_new_csrf_string()
    masked = _mask_cipher_secret(secret)
    headers = dict(redactor.headers((("cookie", f"csrftoken={secret}"), ("x-csrftoken", secret))))
    assert secret not in str(headers)
    token = headers["cookie"].removeprefix("csrftoken=")
    assert (len(token), headers["x-csrftoken"]) == (32, token)
    assert body(redactor, f"csrfmiddlewaretoken={masked}&a=1", FORM) == f"csrfmiddlewaretoken={token}&a=1"
