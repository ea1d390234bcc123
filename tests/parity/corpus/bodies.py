"""What a client may send in: content types, malformed bodies, and every kind of value for every kind of field."""

from collections.abc import Iterator
from typing import Any

from tests.parity.case import Body, Case, as_form, as_json, as_multipart, ask

PRODUCT = {"sku": "NEW-0001", "name": "New", "category": "tents", "price": "10.50"}
DEEP = "[" * 300 + "]" * 300
TOO_DEEP = "[" * 100_000 + "]" * 100_000
RAW: tuple[tuple[str, bytes, str | None], ...] = (
    ("no content type", b'{"name": "x"}', None),
    ("empty body", b"", "application/json"),
    ("empty body, no type", b"", None),
    ("white space", b"  \n ", "application/json"),
    ("cut off", b'{"name": ', "application/json"),
    ("not JSON", b"{bad", "application/json"),
    ("single quotes", b"{'name': 'x'}", "application/json"),
    ("trailing comma", b'{"name": "x",}', "application/json"),
    ("two documents", b"{} {}", "application/json"),
    ("list", b"[]", "application/json"),
    ("list of objects", b'[{"name": "x"}]', "application/json"),
    ("string", b'"name"', "application/json"),
    ("number", b"1", "application/json"),
    ("true", b"true", "application/json"),
    ("null", b"null", "application/json"),
    ("NaN", b'{"price": NaN}', "application/json"),
    ("Infinity", b'{"weight_kg": -Infinity}', "application/json"),
    ("BOM", b'\xef\xbb\xbf{"name": "x"}', "application/json"),
    ("invalid UTF-8", b'{"name": "\xff"}', "application/json"),
    ("UTF-16", '{"name": "x"}'.encode("utf-16"), "application/json; charset=utf-16"),
    ("Latin-1", b'{"name": "\xe9"}', "application/json; charset=latin-1"),
    ("unknown charset", b'{"name": "x"}', "application/json; charset=nonsense"),
    ("charset in quotes", b'{"name": "x"}', 'application/json; charset="utf-8"'),
    ("upper-case type", b'{"name": "x"}', "APPLICATION/JSON"),
    ("type with a parameter", b'{"name": "x"}', "application/json; version=1"),
    ("vendor's JSON", b'{"name": "x"}', "application/vnd.shop+json"),
    ("plain text", b"name=x", "text/plain"),
    ("XML", b"<name>x</name>", "application/xml"),
    ("type that is none", b'{"name": "x"}', "nonsense"),
    ("type that is empty", b'{"name": "x"}', ""),
    ("type beyond ASCII", b'{"name": "x"}', "application/json; a=\xe9"),
    ("duplicate keys", b'{"name": "x", "name": "y"}', "application/json"),
    ("deep", f'{{"attributes": {DEEP}}}'.encode(), "application/json"),
    ("too deep", f'{{"attributes": {TOO_DEEP}}}'.encode(), "application/json"),
    ("long number", b'{"stock": ' + b"9" * 5000 + b"}", "application/json"),
    ("number beyond float", b'{"weight_kg": 1e999}', "application/json"),
    ("form with invalid UTF-8", b"name=%ff&price=\xff", "application/x-www-form-urlencoded"),
    ("form with a charset", b"name=%e9", "application/x-www-form-urlencoded; charset=latin-1"),
    ("form with a nonsense charset", b"name=x", "application/x-www-form-urlencoded; charset=nonsense"),
    ("form of separators", b"&&;=;&=", "application/x-www-form-urlencoded"),
    ("form with too many fields", b"a=1&" * 1500, "application/x-www-form-urlencoded"),
    ("multipart without a boundary", b"--x--\r\n", "multipart/form-data"),
    ("multipart of another boundary", b"--other--\r\n", "multipart/form-data; boundary=x"),
    (
        "multipart cut off",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb',
        "multipart/form-data; boundary=x",
    ),
    ("more than 2.5 MB of JSON", b'{"name": "' + b"x" * 2_700_000 + b'"}', "application/json"),
    ("more than 2.5 MB of a form", b"name=" + b"x" * 2_700_000, "application/x-www-form-urlencoded"),
)
VALUES: dict[str, tuple[Any, ...]] = {
    "name": (" x ", "", None, 5, 1.5, True, [], {}, "x" * 121, "a\0b", "\ud800", "\u2028é😀", "<b>&amp;</b>"),
    "sku": ("abc-0001", "TNT-0001", "NEW-00011", "NEW-000x", "\uff2e\uff25\uff37-0001", "NEW-0001\n"),
    "category": ("nothing", "", None, 3, True, ["tents"], "tents "),
    "price": ("-1", "0", "1.555", 10.1, 1e10, "1e2", "NaN", "abc", None, "", True, "1" * 1001, " 2.00 ", "1,5", "٣"),
    "stock": (-1, "3.0", 3.0, 3.5, True, None, "", "x", 2**31, 2**63, "1_000", " 7 "),
    "weight_kg": (None, "", -0.1, "1.5", "inf", "nan", 1e308, True, "x"),
    "attributes": (None, [], "x", {"a": 1}, {"a": "b"}, {"a": "\0"}, {"é": "\u2028"}, {}),
    "preparation_time": ("1 02:03:04", "P1DT2H", 90, "90", "x", None, "-1", "99999999999 00:00:00", "1:2:3.5"),
    "is_active": ("t", "Yes", "ON", 1, "false", "off", 0, None, "", "maybe", [], 2),
    "available_from": (
        *("2024-01-02 03:04", "2024-01-02", 1_700_000_000, "2024-03-10T02:30:00", "2024-11-03T01:30:00", None, ""),
        *("2024-01-02T03:04:05.678901234Z", "2024-01-02T03:04:05+05:30", "tomorrow", "0001-01-01T00:00Z"),
        *("9999-12-31T23:59:59Z", "2024-02-30T00:00:00Z"),
    ),
    "unknown": ("ignored",),
    "image": ("ignored",),
}


def cases() -> Iterator[Case]:
    """Yield the cases."""
    for path, method in (("/api/products/", "POST"), ("/api/categories/3/", "PATCH"), ("/api/me/", "PATCH")):
        for name, content, content_type in RAW:
            yield ask(method, path, Body(content, content_type), who="admin", name=name)
    for field, values in VALUES.items():
        for value in values:
            yield ask("PATCH", "/api/products/9/", as_json({field: value}), who="admin", name=f"{field}={value!r:.40}")
    for number, value in enumerate(VALUES["price"]):
        body = as_json({**PRODUCT, "sku": f"PRC-{number:04}", "price": value})
        yield ask("POST", "/api/products/", body, who="admin", name="create")
    yield from forms()
    yield from objects()


def forms() -> Iterator[Case]:
    """Yield the same product as forms of several kinds."""
    for kind, body in (
        ("urlencoded", as_form({**PRODUCT, "sku": "FRM-0001"})),
        ("urlencoded, twice the same", as_form([*{**PRODUCT, "sku": "FRM-0002"}.items(), ("name", "Last")])),
        ("urlencoded, without a checkbox", as_form({**PRODUCT, "sku": "FRM-0003", "is_active": ""})),
        ("urlencoded, JSON in it", as_form({**PRODUCT, "sku": "FRM-0004", "attributes": '{"a": "b"}'})),
        ("multipart", as_multipart({**PRODUCT, "sku": "FRM-0005"})),
        ("multipart, a file ignored", as_multipart({**PRODUCT, "sku": "FRM-0006"}, {"image": ("a.txt", b"x", "a/b")})),
        ("multipart, empty", as_multipart({})),
        ("multipart, beyond ASCII", as_multipart({**PRODUCT, "sku": "FRM-0007", "name": "Zelt für zwei 😀"})),
        ("multipart, quotes", as_multipart({**PRODUCT, "sku": "FRM-0008"}, {"x": ('a\\"b.png', b"x", "image/png")})),
        ("multipart, long boundary", as_multipart({**PRODUCT, "sku": "FRM-0009"}, boundary=b"b" * 70)),
        ("multipart, too long a boundary", as_multipart({**PRODUCT, "sku": "FRM-0010"}, boundary=b"b" * 300)),
    ):
        yield ask("POST", "/api/products/", body, who="admin", name=kind)
        yield ask("PUT", "/api/categories/3/", body, who="admin", name=kind)


def objects() -> Iterator[Case]:
    """Yield what is refused or done for the sake of other rows."""
    for body in (
        {"name": "Tents again", "slug": "tents"},
        {"name": "New shelf", "slug": "new shelf"},
        {"name": "New shelf", "slug": "new-shelf", "parent": 999},
        {"name": "New shelf", "slug": "new-shelf", "parent": "1"},
        {"name": "Same again", "slug": "new-shelf"},
    ):
        yield ask("POST", "/api/categories/", as_json(body), who="admin", name="category")
    yield ask("PATCH", "/api/categories/1/", as_json({"parent": 2}), who="admin", name="within itself")
    for pk in (1, 2, 999, 0, 2**63, 10**30):
        yield ask("DELETE", f"/api/categories/{pk}/", who="admin", name="delete")
        yield ask("GET", f"/api/products/{pk}/", who="admin", name="look up")
