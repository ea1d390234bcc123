"""Writes in the order in which a shop sees them: orders, reviews until the throttle, images, conditional requests."""

import struct
import zlib
from collections.abc import Iterator
from typing import Any

from tests.parity.case import Case, as_form, as_json, as_multipart, ask

PAST, FUTURE = "Thu, 01 Jan 2015 00:00:00 GMT", "Thu, 01 Jan 2037 00:00:00 GMT"


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield from orders()
    yield from conditional()
    yield from reviews()
    yield from images()
    yield from profile()


def orders() -> Iterator[Case]:
    """Place orders, good ones and others, and move them on."""
    good = {"product": 10, "quantity": 1}
    for name, lines in (
        ("one line", [good]),
        ("two lines", [good, {"product": 11, "quantity": "2"}]),
        ("no line", []),
        ("no list", good),
        ("same product twice", [good, good]),
        ("too many", [{"product": 10, "quantity": 100}]),
        ("far too many", [{"product": 10, "quantity": 101}]),
        ("none", [{"product": 10, "quantity": 0}]),
        ("one bad among good", [good, {"product": 999999, "quantity": 1}, {"quantity": 1}, 5, None]),
    ):
        for who in ("alice", "bob", "admin", "session with CSRF"):
            yield ask("POST", "/api/orders/", as_json({"lines": lines, "note": "ü"}), who=who, name=name)
    form = as_form({"note": "a form", "lines[0]product": 12, "lines[0]quantity": 1})
    yield ask("POST", "/api/orders/", form, who="alice", name="lines in a form")
    multipart = as_multipart({"lines[0]product": "12", "lines[0]quantity": "1"})
    yield ask("POST", "/api/orders/", multipart, who="alice", name="lines in a form")
    for pk in (1500, 1499, 1498, 1502, 250):
        for action, body in (("pay", {"amount": "1.00"}), ("pay", {}), ("ship", {}), ("cancel", {}), ("cancel", {})):
            for who in ("alice", "admin"):
                yield ask("POST", f"/api/orders/{pk}/{action}/", as_json(body), who=who, name="move on")
    for accept in ("application/json", "text/html"):
        yield ask("GET", "/api/orders/?page_size=2", who="alice", accept=accept, name="orders of now")
    yield ask("GET", "/api/orders/export/?placed_after=2026-10-20T00:00Z", who="admin", name="export")


def conditional() -> Iterator[Case]:
    """Poll an order with every kind of validator."""
    for method in ("GET", "HEAD"):
        for pk in (1000, 1500):
            for name, value in (
                ("If-None-Match", "*"),
                ("If-None-Match", '"nonsense"'),
                ("If-None-Match", "nonsense"),
                ("If-None-Match", ""),
                ("If-Match", "*"),
                ("If-Match", '"nonsense"'),
                ("If-Modified-Since", PAST),
                ("If-Modified-Since", FUTURE),
                ("If-Modified-Since", "yesterday"),
                ("If-Unmodified-Since", PAST),
                ("If-Unmodified-Since", FUTURE),
                ("Range", "bytes=0-5"),
            ):
                yield ask(method, f"/api/orders/{pk}/", who="alice", headers=[(name, value)], name=f"{name}: {value}")
    both = [("If-None-Match", '"nonsense"'), ("If-Modified-Since", FUTURE)]
    yield ask("GET", "/api/orders/1000/", who="alice", headers=both, name="tag wins over date")


def reviews() -> Iterator[Case]:
    """Write reviews until the throttle says that it is enough."""
    for product in range(20, 44):
        review = {"product": product, "rating": product % 7, "title": " Good ", "body": "\u2028 <b>"}
        yield ask("POST", "/api/reviews/", as_json(review), who="bob", name="review until throttled")
    yield ask("POST", "/api/reviews/", as_json({}), who="bob", accept="text/html", name="throttled in a browser")
    for method, body in (("PATCH", {"rating": 1}), ("PUT", {"rating": 1}), ("PATCH", {"product": 7}), ("DELETE", None)):
        for who in ("alice", "admin"):
            yield ask(method, "/api/reviews/20/", None if body is None else as_json(body), who=who, name="not theirs")


def images() -> Iterator[Case]:
    """Upload images and what is none."""
    good = png(8)
    for name, filename, content, kind in (
        ("good", "a.png", good, "image/png"),
        ("wrong extension", "a.txt", good, "image/png"),
        ("wrong type", "b.png", good, "text/html"),
        ("no image", "c.png", b"not an image", "image/png"),
        ("empty", "d.png", b"", "image/png"),
        ("cut off", "e.png", good[:40], "image/png"),
        ("too large", "f.png", png(8, padding=2_100_000), "image/png"),
        ("large enough for a temporary file", "g.png", png(8, padding=1_900_000), "image/png"),
        ("path in the name", "../../h.png", good, "image/png"),
        ("name beyond ASCII", "zelt é 😀.png", good, "image/png"),
        ("very long name", "n" * 300 + ".png", good, "image/png"),
        ("no name", "", good, "image/png"),
    ):
        body = as_multipart({}, {"image": (filename, content, kind)})
        yield ask("POST", "/api/products/30/image/", body, who="admin", name=f"image: {name}")
        yield ask("GET", "/api/products/30/", who="admin", name=f"after image: {name}")
    yield ask("POST", "/api/products/30/image/", as_multipart({"image": "text"}), who="admin", name="image: text")
    yield ask("POST", "/api/products/30/image/", as_json({"image": "a.png"}), who="admin", name="image: JSON")
    for pk in (30, 30, 999999):
        yield ask("DELETE", f"/api/products/{pk}/image/", who="admin", name="no image")


def profile() -> Iterator[Case]:
    """Change profiles: the nested serializer."""
    address = {"street": "1 Road", "postal_code": "1", "city": "Bray", "country": "IE"}
    bodies: tuple[dict[str, Any], ...] = (
        {"first_name": "Bob", "email": "nonsense"},
        {"customer": None},
        {"customer": {"city": "Cork"}},
        {"customer": {**address, "country": "XX", "phone": "12"}},
        {"customer": address},
        {"customer": {"newsletter": "yes"}, "username": "mallory", "is_staff": True},
        {"customer": []},
    )
    for body in bodies:
        for who in ("bob", "session with CSRF"):
            yield ask("PATCH", "/api/me/", as_json(body), who=who, name="profile")
            yield ask("PATCH", "/api/me/", as_json(body), who=who, accept="text/html", name="profile in a browser")


def png(size: int, padding: int = 0) -> bytes:
    """Return a grey image, with a comment of that many bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    comment = chunk(b"prVt", b"\0" * padding) if padding else b""
    pixels = zlib.compress((b"\0" + b"\x80" * size) * size)
    header = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + comment + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
