"""Makes an exchange without secrets of what has passed by."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import Resolver404, resolve

from strangler.exchanges.exchange import Answer, Exchange, Headers, Request
from strangler.exchanges.recorder.capture import Passed
from strangler.exchanges.recorder.options import Options
from strangler.exchanges.recorder.people import People
from strangler.exchanges.redaction.redactor import Redactor

# Of the connection, and where a request came from, which is personal and changes no answer.
LEFT_OUT = {
    *("host", "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade"),
    *("forwarded", "x-forwarded-for", "x-real-ip", "x-client-ip", "cf-connecting-ip", "true-client-ip", "x-cluster-ip"),
}
FRAMING = {"content-length", "transfer-encoding", "connection", "date", "server"}


@dataclass(frozen=True)
class Prepared:
    """An exchange that may be written, and which operation it is of: "" where no URL of the project matches."""

    exchange: Exchange
    operation: str


class Preparer:
    """Prepares what one file gets.

    Args:
        options: how to record.
        people: who find out about logins.
    """

    def __init__(self, options: Options, people: People) -> None:
        self._options = options
        self._people = people
        self._redactor = Redactor(options.secret, options.kept)

    def prepare(self, passed: Passed) -> Prepared | None:
        """Return what may be written; None where nobody can tell whether there are secrets in it."""
        scope = passed.scope
        headers = decoded(scope["headers"], LEFT_OUT)
        route, parameters = resolved(scope["path"])
        body = self._redactor.body(passed.body, headers)
        if body is None:
            return None
        login = self._people.login(dict(headers)) if self._options.logins else ""
        if login:  # which stands for these
            headers = without_session(headers)
        request = Request(
            method=scope["method"].upper(),
            target=self._redactor.target(target_of(scope), parameters),
            headers=self._redactor.headers(headers),
            body=body,
            login=login,
        )
        return Prepared(Exchange(request, self._answer(passed)), f"{request.method} {route}" if route else "")

    def _answer(self, passed: Passed) -> Answer:
        if not self._options.answers:
            return Answer(passed.status)
        headers = decoded(passed.headers, FRAMING)
        body = self._redactor.body(passed.answer or b"", headers)
        return Answer(passed.status, self._redactor.headers(headers), body or b"")


def target_of(scope: Any) -> str:
    """Return path and query string as they were on the wire."""
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


def resolved(path: str) -> tuple[str, dict[str, str]]:
    """Return the pattern of the URL that matches a path, and the names of its parameters by their values."""
    try:
        match = resolve(path)
    except Resolver404:
        return "", {}
    return match.route, {str(value): name for name, value in match.kwargs.items()}


def decoded(headers: Iterable[tuple[bytes, bytes]], left_out: set[str]) -> Headers:
    """Return headers as text, without some."""
    pairs = ((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in headers)
    return tuple((name, value) for name, value in pairs if name not in left_out)


def without_session(headers: Headers) -> Headers:
    """Return headers without the cookie of the session, and without Cookie where it is empty then."""
    kept = []
    for name, value in headers:
        if name == "cookie":
            cookies = [each for each in value.split("; ") if each.partition("=")[0] != settings.SESSION_COOKIE_NAME]
            if cookies:
                kept.append((name, "; ".join(cookies)))
        else:
            kept.append((name, value))
    return tuple(kept)
