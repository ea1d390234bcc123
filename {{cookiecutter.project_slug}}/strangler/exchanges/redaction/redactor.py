"""Takes the secrets out of an exchange. Equal secrets get equal names, so that equality can still be compared.

The names are made with a key that belongs to one file and is written nowhere (HMAC-SHA-256): nobody can try passwords
against them.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from django.conf import settings
from django.middleware import csrf

from strangler.exchanges.exchange import Headers
from strangler.exchanges.redaction.bodies import redacted_body
from strangler.exchanges.redaction.names import Names
from strangler.exchanges.redaction.texts import CARD, REDACTED, is_card, without_secrets

# Not secret, whatever they look like: hashes of public content, a page's position (DRF's CursorPagination), boundaries.
KEPT = ("etag", "if-match", "if-none-match", "content-type", "cursor")
ADDRESSES = ("referer", "location", "content-location")
IN_ADDRESS = re.compile(r"(?<=://)[^/@]+(?=@)")
NOTHING = {"", '""'}  # an emptied cookie is quoted
CREDENTIALS = ("authorization", "proxy-authorization")


class Redactor:
    """Takes out what is secret, by its name and by what it looks like.

    Args:
        secret: names of headers, fields and parameters that are secret beside those that everybody's are.
        kept: names of those that are not, whatever they look like.
    """

    def __init__(self, secret: Iterable[str] = (), kept: Iterable[str] = ()) -> None:
        self.names = Names(secret, (*KEPT, *kept))
        self._key = secrets.token_bytes(32)

    def hidden(self, secret: str) -> str:
        """Return what stands for a secret; nothing for nothing."""
        if secret in NOTHING or REDACTED.fullmatch(secret):
            return secret
        digest = hmac.new(self._key, secret.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return f"redacted-{digest.hexdigest()[:16]}"

    def csrf(self, token: str) -> str:
        """Return a CSRF token that stands for this one: the middleware holds it against the cookie's, as before."""
        try:
            is_masked = len(token) == csrf.CSRF_TOKEN_LENGTH
            secret = csrf._unmask_cipher_token(token) if is_masked else token  # type: ignore[attr-defined]
        except ValueError:  # letters that no token has
            return self.hidden(token)
        return self.hidden(secret).removeprefix("redacted-").rjust(csrf.CSRF_SECRET_LENGTH, "0") if token else token

    def text(self, text: str) -> str:
        """Return a text without what looks like a secret in it."""
        return without_secrets(text, self.hidden, self.names.is_secret)

    def value(self, path: tuple[str, ...], text: str) -> str:
        """Return the text of a named value, such as a form's field, without secrets."""
        if _is_csrf(path[-1]):
            return self.csrf(text)
        if self.names.is_secret(*path):
            return self.hidden(text)
        return text if self.names.is_kept(*path) else self.text(text)

    def member(self, path: tuple[str, ...], text: str) -> str:
        """Return a string or number of a JSON object without secrets. A secret number stays one, of as many digits."""
        if not text.isdigit():
            return self.value(path, text)
        if self.names.is_secret(*path) or (CARD.fullmatch(text) and is_card(text)):
            digits = str(int(self.hidden(text).removeprefix("redacted-"), 16)).zfill(len(text))
            return f"1{digits[-len(text) + 1 :]}" if len(text) > 1 else digits[-1]
        return text

    def target(self, target: str, parameters: Mapping[str, str] | None = None) -> str:
        """Return a path and query string without secrets.

        Args:
            target: or a whole address.
            parameters: names of the path's parameters, by their values.
        """
        path, mark, query = target.partition("?")
        query, hash_mark, fragment = query.partition("#")
        parameters = parameters or {}
        path = IN_ADDRESS.sub(lambda found: self.hidden(found[0]), path)
        segments = [self._segment(segment, parameters) for segment in path.split("/")]
        return f"{'/'.join(segments)}{mark}{self.form(query)}{hash_mark}{self.text(fragment)}"

    def form(self, text: str) -> str:
        """Return a query string or form without secrets; what isn't secret stays as it was written."""
        return "&".join(self._pair(pair) for pair in text.split("&"))

    def headers(self, headers: Headers) -> Headers:
        """Return headers without secrets."""
        return tuple((name, self._header(name, value)) for name, value in headers)

    def body(self, body: bytes, headers: Headers) -> bytes | None:
        """Return a body without secrets; None if nobody can tell what is in it.

        Args:
            body: of a request or an answer.
            headers: of the same.
        """
        return redacted_body(self, body, dict(headers))

    def _segment(self, segment: str, parameters: Mapping[str, str]) -> str:
        plain = unquote(segment)
        name = parameters.get(plain)
        hidden = self.value((name,), plain) if name else self.text(plain)
        return segment if hidden == plain else quote(hidden)

    def _pair(self, pair: str) -> str:
        raw_name, sign, raw_value = pair.partition("=")
        name, value = unquote_plus(raw_name), unquote_plus(raw_value)
        hidden_name, hidden = self.text(name), self.value((name,), value)
        written_name = raw_name if hidden_name == name else quote_plus(hidden_name)
        return f"{written_name}{sign}{raw_value if hidden == value else quote_plus(hidden)}"

    def _header(self, name: str, value: str) -> str:
        if name in CREDENTIALS:
            scheme, space, rest = value.partition(" ")
            return f"{scheme}{space}{self.hidden(rest)}" if rest else self.hidden(value)
        if name == "cookie":
            return "; ".join(self._cookie(cookie) for cookie in value.split("; "))
        if name == "set-cookie":
            cookie, mark, attributes = value.partition(";")
            return f"{self._cookie(cookie)}{mark}{attributes}"
        if name in ADDRESSES:
            return self.target(value)
        return self.value((name,), value)

    def _cookie(self, cookie: str) -> str:
        name, sign, value = cookie.partition("=")
        if name.strip() == settings.LANGUAGE_COOKIE_NAME or self.names.is_kept(name):
            return cookie
        if name.strip() == settings.CSRF_COOKIE_NAME:
            return f"{name}{sign}{self.csrf(value)}"
        return f"{name}{sign}{self.hidden(value)}" if sign else self.hidden(cookie)


def _is_csrf(name: str) -> bool:
    """Tell whether a header or a form's field holds the token that Django compares with the cookie's."""
    header: str = settings.CSRF_HEADER_NAME
    return name.lower() in {"csrfmiddlewaretoken", header.removeprefix("HTTP_").replace("_", "-").lower()}
