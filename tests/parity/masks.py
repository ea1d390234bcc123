"""What differs between any two runs, hidden in both answers; everything else must be equal."""

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeAlias
from urllib.parse import unquote

SOON = timedelta(days=30)  # an order is ready some days after it was placed
Mask: TypeAlias = Callable[[re.Match[str]], str]

ISO = re.compile(r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d:?\d\d|Z)?")
STAMP = re.compile(r'W/(?P<quote>\\?"|&quot;)?(?P<pk>\d+)-(?P<time>\d+\.\d{6})-')
HTTP_DATE = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT")
ADMIN_DATE = re.compile(r"([A-Z][a-z]{2})[a-z]{0,6}\.? (\d{1,2}), (20\d\d), (?:[\d:]+ [ap]\.m\.|noon|midnight)")
CURSOR = re.compile(r"(?<=cursor=)[\w%=-]+")
UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b")
ALWAYS: tuple[tuple[str, str, str], ...] = (
    ("CSRF token in a form", r'(name="csrfmiddlewaretoken" value=")\w{64}', r"\1<csrf>"),
    (
        "CSRF token in a script",
        r'(csrfToken"?: ?"|"X-CSRFTOKEN"\] = "|&quot;X-CSRFToken&quot;: ?&quot;)\w{64}',
        r"\1<csrf>",
    ),
    ("CSRF cookie", r"csrftoken=\w{32,64}", "csrftoken=<csrf>"),
    ("session key of a login", r"sessionid=[a-z0-9]{32}(?=;)", "sessionid=<session>"),
    ("second in which a message was signed", r"(?<=messages=)(\.?[\w-]+):\w{6}:[\w-]{43}", r"\1:<signed>"),
    ("expiry of a cookie", r"expires=\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", "expires=<date>"),
    ("seconds until a throttle ends", r"(?<=Expected available in )\d+ seconds?", "<seconds>"),
    ("suffix of a file whose name was taken", r"(?<=[^\W_])_[A-Za-z0-9]{7}(?=\.(?:png|gif|jpe?g|webp)\b)", "<suffix>"),
    ("salted hash of a password", r"pbkdf2_sha256\$\d+\$[\w+/=$]+", "<password>"),
    ("session in the database", r'("session_key": ")[a-z0-9]{32}(?=")', r"\1<session>"),
    ("content of a session", r'("session_data": ")[\w:.-]+(?=")', r"\1<data>"),
    ("number of a frame on a debug page", r"\b(pre|post|[csv])\d{12,}\b", r"\1<frame>"),
    ("environ on a debug page", r'(?s)<h3 id="meta-info">.*?</table>', "<meta>"),
    ("environ on a debug page in text", r"(?s)\nMETA:\n.*?\nSettings:\n", "<meta>"),
    ("module path on a debug page", r"(?s)(Python Path:\s*(?:</th>\s*<td><pre><code>)?)\[.*?\]", r"\1<path>"),
    ("time on a debug page", r"\w{3}, \d\d \w{3} 20\d\d \d\d:\d\d:\d\d [+-]\d{4}", "<time>"),
    ("time in the code on a debug page", r"datetime\.datetime\([\d, ]+, tzinfo=datetime\.timezone\.utc\)", "<time>"),
    ("memory address on a debug page", r"\b0x[0-9a-f]{8,16}\b", "<address>"),
    ("now in a form of the admin", r'value="\d\d:\d\d:\d\d"', 'value="<time>"'),
)


class Masks:
    """The masks of one run.

    Args:
        seeded: text of the database at its beginning; what stands there is not random.
    """

    def __init__(self, seeded: str) -> None:
        self.begin = datetime.now(UTC) - timedelta(seconds=2)
        self._known = set(UUID.findall(seeded))
        self._always = [(re.compile(pattern), instead) for _, pattern, instead in ALWAYS]

    def text(self, text: str) -> str:
        """Return a text with everything hidden that two runs can't have in common."""
        text = ISO.sub(self._iso, text)
        text = STAMP.sub(self._stamp, text)
        text = HTTP_DATE.sub(self._http_date, text)
        text = ADMIN_DATE.sub(self._admin_date, text)
        text = CURSOR.sub(self._cursor, text)
        text = UUID.sub(lambda match: match[0] if match[0] in self._known else "<uuid>", text)
        for pattern, instead in self._always:
            text = pattern.sub(instead, text)
        return text

    def body(self, body: bytes) -> bytes:
        """Return a body with the same hidden."""
        return self.text(body.decode("latin-1")).encode("latin-1")

    def header(self, name: str, value: str) -> str:
        """Return a header's value with the same hidden, and what its name gives away."""
        return "<seconds>" if name == "retry-after" else self.text(value)

    def _is_now(self, time: datetime) -> bool:
        return self.begin <= time < self.begin + SOON

    def _iso(self, match: re.Match[str]) -> str:
        try:
            time = datetime.fromisoformat(match[0])
        except ValueError:
            return match[0]
        return "<now>" if self._is_now(time if time.tzinfo else time.replace(tzinfo=UTC)) else match[0]

    def _stamp(self, match: re.Match[str]) -> str:
        now = self._is_now(datetime.fromtimestamp(float(match["time"]), UTC))
        return match[0].replace(match["time"], "<now>") if now else match[0]

    def _http_date(self, match: re.Match[str]) -> str:
        return "<now>" if self._is_now(parsedate_to_datetime(match[0])) else match[0]

    def _admin_date(self, match: re.Match[str]) -> str:
        try:
            day = datetime.strptime(f"{match[1]} {match[2]} {match[3]}", "%b %d %Y").replace(tzinfo=UTC)
        except ValueError:
            return match[0]
        return "<now>" if self._is_now(day + timedelta(days=2)) else match[0]

    def _cursor(self, match: re.Match[str]) -> str:
        try:
            position = base64.b64decode(unquote(match[0]), altchars=b"-_").decode()
        except ValueError:  # not Base64, or not UTF-8: binascii.Error and UnicodeDecodeError are such
            return match[0]
        masked = ISO.sub(self._iso, unquote(position.replace("+", " ")))
        return f"<{masked}>" if "<now>" in masked else match[0]
