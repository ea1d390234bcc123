"""A request that both halves can be sent, and an answer that one of them gave."""

from dataclasses import dataclass, field

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Request:
    """What a client sends.

    Args:
        method: in capitals.
        target: path and query string, as on the wire: `/api/products/?page=2`.
        headers: name in small letters, and value, in order; no Host, no Content-Length.
        body: bytes.
        login: name (`USERNAME_FIELD`) of the user whose session goes with it; "" for none. It stands for a cookie that
            was redacted, or for `force_login`.
        source: where it comes from, for reports: `tests/test_orders.py::test_pay`, `shop.har`, `schema`.
    """

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""
    login: str = ""
    source: str = ""

    @property
    def path(self) -> str:
        """The target without its query string."""
        return self.target.partition("?")[0]


@dataclass(frozen=True)
class Answer:
    """What a server answers.

    Args:
        status: of HTTP.
        headers: name in small letters, and value, in order. Several `set-cookie` are several entries.
        body: bytes, of a stream all of it.
    """

    status: int
    headers: Headers = ()
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Exchange:
    """A request with the answer that was recorded for it, if any."""

    request: Request
    answer: Answer | None = None
