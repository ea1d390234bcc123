"""HTTP at its edges: framing, versions, methods, targets and headers that no browser sends."""

from collections.abc import Iterator

from tests.parity.case import WHO, Case, as_json, ask
from tests.parity.corpus import queries
from tests.parity.wire import HOST, Headers, Request

LIST = b"/api/products/?page_size=1"
JSON = ((b"Content-Type", b"application/json"), *((a.encode(), b.encode()) for a, b in WHO["alice"]))
ORDER = b'{"first_name": "Alice", "last_name": "Winter"}'
METHODS = [
    "BREW",
    "PROPFIND",
    "PROPPATCH",
    "MKCOL",
    "LOCK",
    "REPORT",
    "SEARCH",
    "PURGE",
    "LINK",
    "QUERY",
    "M-SEARCH",
    "CONNECT",
    "get",
    "Get",
    "G",
    "X",
    "A~B",
    "TRACE",
    "AVERYLONGMETHODTHATNOBODYKNOWS",
]
TARGETS = (
    b"http://shop.example/api/products/?page_size=1",
    b"http://evil.example/api/products/?page_size=1",
    b"https://shop.example/api/products/?page_size=1",
    b"//evil.example/api/",
    b"//",
    b"///api/products/?page_size=1",
    b"/api/products/?page_size=1#fragment",
    b"/api/products/#?page_size=1",
    b"api/products/",
    b"*",
    b"/\xc3\xa9/",
    b"/\xff/",
    b"/api/products/?search=\xc3\xa9",
    b"/api/products/?search=\xff",
    b"/api/products/?search=%E9&page_size=1",
    b'/api/products/?search="a"<>\\^`{|}',
    b"/api/products/\\",
    b"/api/products/?a=[]:@!$'()*,",
    b"/api:80/products/",
    b"/a:b",
    b"/api/products/?next=http://evil.example/",
    b"/api/products/\t",
    b"/api/products/ x",
    b"/api/products/?a=\x01",
    b"/api/products/?a=\x7f",
    b"/api/products/??page_size=1",
    b"/" + b"a" * 3_000,
    b"/" + b"a" * 5_000,
    b"/api/products/?page_size=1&x=" + b"a" * 5_000,
)
HEADERS: tuple[Headers, ...] = (
    ((b"X-Twice", b"1"), (b"X-Twice", b"2")),
    ((b"Accept", b"application/json"), (b"Accept", b"text/html")),
    ((b"Cookie", b"a=1"), (b"Cookie", b"sessionid=sessionofalice")),
    ((b"Content-Type", b"text/plain"), (b"Content-Type", b"application/json")),
    ((b"Authorization", b"Token bad"), (b"AUTHORIZATION", b"Token demo-token-of-alice")),
    ((b"accept", b"APPLICATION/JSON"),),
    ((b"X-Empty", b""),),
    ((b"X-Spaces", b"  a \t b  "),),
    ((b"X-Latin", b"\xe9\xff"),),
    ((b"X-Control", b"a\x01b"),),
    ((b"X-Tab", b"a\tb"),),
    ((b"X-Space ", b"a"),),
    ((b"X(Bad)", b"a"),),
    ((b"", b"a"),),
    ((b"X-Fold", b"a\r\n b"),),
    ((b"X-Long", b"a" * 7_000),),
    ((b"X-Long", b"a" * 9_000),),
    tuple((b"X-%d" % number, b"a") for number in range(90)),
    tuple((b"X-%d" % number, b"a") for number in range(110)),
    ((b"Content-Length", b"0"),),
    ((b"Content-Length", b"abc"),),
    ((b"Content-Length", b"-1"),),
    ((b"Content-Length", b"+0"),),
    ((b"Content-Length", b"0"), (b"Content-Length", b"0")),
    ((b"Content-Length", b"0"), (b"Content-Length", b"1")),
    ((b"Content-Length", b"0, 0"),),
    ((b"Content-Length", b""),),
    ((b"Content_Length", b"5"),),
    ((b"Transfer-Encoding", b"gzip"),),
    ((b"Transfer-Encoding", b"identity"),),
    ((b"TE", b"trailers"),),
    ((b"Expect", b"nonsense"),),
    ((b"Upgrade", b"h2c"), (b"HTTP2-Settings", b"AAMAAABkAAQAAP__")),
    ((b"X.Dot", b"a"), (b"X'Quote", b"b")),
    ((b"X_Underscore", b"a"), (b"X-Underscore", b"b")),
)


def cases() -> Iterator[Case]:
    """Yield the cases."""
    for method in METHODS:
        yield ask(method, LIST.decode(), name="method")
        yield ask(method, "/environ/", name="method")
    for target in TARGETS:
        yield Case(f"target {target[:60]!r}", Request(b"GET", target))
        yield Case(
            f"environ of {target[:60]!r}", Request(b"GET", b"/environ" + target if target[:1] == b"/" else target)
        )
    for headers in HEADERS:
        for target in (LIST, b"/environ/"):
            yield Case(f"headers {str(headers)[:80]}", Request(b"GET", target, (HOST, *headers)))
    yield from queries.headers()
    yield from hosts()
    yield from framing()
    yield from versions()


def hosts() -> Iterator[Case]:
    """Yield requests with no host, and with several."""
    close = (b"Connection", b"close")
    for name, headers in (
        ("none", ()),
        ("two", (HOST, HOST)),
        ("two different", (HOST, (b"Host", b"evil.example"))),
        ("with a path", ((b"Host", b"shop.example/x"),)),
        ("with a user", ((b"Host", b"user@shop.example"),)),
        ("with spaces", ((b"Host", b"  shop.example  "),)),
    ):
        yield Case(f"host: {name}", Request(b"GET", LIST, (*headers, close), bare=True))


def framing() -> Iterator[Case]:
    """Yield bodies that travel in unusual ways."""
    headers = (HOST, *JSON)
    for target, method in ((b"/api/me/", b"PATCH"), (b"/environ/", b"POST")):
        for name, chunks in (
            ("one chunk", (ORDER,)),
            ("two chunks", (ORDER[:9], ORDER[9:])),
            ("chunks of one byte", tuple(ORDER[at : at + 1] for at in range(len(ORDER)))),
            ("no chunk", ()),
            ("large chunks", (ORDER, *[b" " * 60_000] * 8)),
        ):
            yield Case(f"chunked: {name}", Request(method, target, headers, chunks=chunks))
        yield Case(
            "waits for 100", Request(method, target, (*headers, (b"Expect", b"100-continue")), ORDER, waits=True)
        )
        length = (b"Content-Length", str(len(ORDER)).encode())
        chunked = (b"Transfer-Encoding", b"chunked")
        for name, extra in (("both framings", (length, chunked)), ("chunked twice", (chunked, chunked))):
            request = Request(method, target, (*headers, *extra), chunks=(ORDER,), bare=True)
            yield Case(name, request)
        yield Case("large body", Request(method, target, headers, ORDER + b" " * 700_000))
        yield Case("body with leading zeros", Request(method, target, headers, ORDER))
    for verb in ("GET", "HEAD", "OPTIONS", "DELETE"):
        yield ask(verb, "/api/products/999999/", as_json({"a": 1}), who="admin", name="body where none belongs")
        yield ask(verb, "/environ/", as_json({"a": 1}), name="body where none belongs")


def versions() -> Iterator[Case]:
    """Yield old and odd versions of HTTP."""
    for version in (
        b"HTTP/1.0",
        b"HTTP/1.1",
        b"HTTP/1.2",
        b"HTTP/2.0",
        b"HTTP/0.9",
        b"HTTP/3",
        b"http/1.1",
        b"HTTPS/1.1",
    ):
        for target in (LIST, b"/api/orders/export/?status=paid", b"/static/admin/css/base.css", b"/environ/"):
            headers = (HOST, (b"Authorization", b"Token demo-token-of-admin"))
            yield Case(f"version {version!r}", Request(b"GET", target, headers, version=version))
    for connection in (b"keep-alive", b"close", b"Upgrade", b"nonsense"):
        for version in (b"HTTP/1.0", b"HTTP/1.1"):
            request = Request(b"GET", LIST, (HOST, (b"Connection", connection)), version=version, bare=True)
            yield Case(f"connection {connection!r} of {version!r}", request)
