"""Whether a value that chance has a hand in is at least of the same form: a time a time, a token a token."""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from strangler.parity.judging.data import Number

# 2026-11-24T17:00:00.123456+01:00 as JSON has it, 2026-11-24 17:00:00.123456+01 as PostgreSQL prints it
TIME = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)(?P<between>[T ])(?P<time>\d\d:\d\d(?::\d\d)?)(?:\.(?P<fraction>\d+))?"
    r"(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?"
)
DATE = re.compile(r"\d{4}-\d\d-\d\d")
HTTP_TIME = re.compile(r"[A-Z][a-z]{2}, \d\d[ -][A-Z][a-z]{2}[ -]\d{4} \d\d:\d\d:\d\d GMT")
TOKENS = re.compile(r"([A-Za-z0-9]+)")
WORDS = re.compile(r"([A-Za-z0-9_-]+)")
NEAR = timedelta(minutes=5)  # how far apart two times may be that both are of now
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
ALPHABETS = (  # the narrowest first
    re.compile(r"[0-9a-f]*"),
    re.compile(r"[0-9A-F]*"),
    re.compile(r"[0-9a-z]*"),
    re.compile(r"[0-9A-Z]*"),
    re.compile(r"[0-9A-Za-z_-]*"),  # base64 for URLs, in which the two signs are rare
)
SHORT = 12  # letters: in a shorter token not all kinds of its letters need to occur
BIG = 10**8  # from here on a number may be a time since 1970
CLOSE = 1e-3


def same_form(legacy: Any, again: Any, routes: Any, *, in_row: bool = False) -> bool:
    """Tell whether a value could be one more of two that differ by chance.

    Args:
        legacy: one.
        again: another, of the same type.
        routes: the one in question, of the same type.
        in_row: whether a database has printed them: PostgreSQL leaves out zeros at the end of a second's fraction.
    """
    if isinstance(legacy, Number):
        return _numbers(legacy, again, routes)
    if isinstance(legacy, str):
        return _texts(legacy, again, routes, in_row=in_row)
    return True


def moment(text: str) -> datetime | None:
    """Return the time that a text tells, None where it is none. A time without a zone is taken for UTC."""
    try:
        if found := TIME.fullmatch(text):
            zone = (found["zone"] or "Z").replace("Z", "+00:00")
            zone = zone if len(zone) > len("+01") else f"{zone}:00"
            fraction = f".{found['fraction'][:6]:0<6}" if found["fraction"] else ""
            return datetime.fromisoformat(f"{found['date']}T{found['time']}{fraction}{zone}")
        if DATE.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
        if HTTP_TIME.fullmatch(text):
            return parsedate_to_datetime(text.replace("-", " "))
    except ValueError:
        pass
    return None


def tokens(text: str) -> list[str]:
    """Return a text in parts: runs of letters and digits, at odd indexes, and what stands between them."""
    return TOKENS.split(text)


def _numbers(legacy: Number, again: Number, routes: Number) -> bool:
    if routes.whole not in {legacy.whole, again.whole}:
        return False
    try:
        left, middle, right = float(legacy.value), float(again.value), float(routes.value)
    except ArithmeticError:
        return True
    if abs(left) > BIG and abs(left - middle) <= CLOSE * abs(left):  # seconds are no milliseconds
        return abs(left - right) <= CLOSE * abs(left)
    return True


def _texts(legacy: str, again: str, routes: str, *, in_row: bool) -> bool:
    times = moment(legacy), moment(again)
    if times[0] and times[1]:
        return _times(legacy, again, routes, in_row=in_row)
    if UUID.fullmatch(legacy) and UUID.fullmatch(again):
        return UUID.fullmatch(routes) is not None
    parts = tuple(tokens(text) for text in (legacy, again, routes))
    if not _outline(parts[0]) == _outline(parts[1]) == _outline(parts[2]):
        parts = tuple(WORDS.split(text) for text in (legacy, again, routes))  # several may be one: a part of a JWT
    if len(parts[0]) != len(parts[1]):  # other words each time: all that can be said is that it is a text, or none
        return bool(routes) or not (legacy and again)
    if len(parts[2]) != len(parts[0]):
        return False
    changing = [three for three in zip(*parts, strict=True) if three[0] != three[1]]
    # A part of a longer token may be digits by chance; of one that changes with it, there would be letters.
    numeric = all(left.isdigit() and middle.isdigit() for left, middle, _ in changing)
    steady = all(right == left for left, middle, right in zip(*parts, strict=True) if left == middle)
    return steady and all(
        right.isdigit() if numeric else _token(left, middle, right) for left, middle, right in changing
    )


def _outline(parts: list[str]) -> list[str | int]:
    """Return what stands between the tokens of a text, and how long they are."""
    return [len(part) if number % 2 else part for number, part in enumerate(parts)]


def _times(legacy: str, again: str, routes: str, *, in_row: bool) -> bool:
    left, middle, right = moment(legacy), moment(again), moment(routes)
    if left is None or middle is None or right is None:
        return False
    if not _written_alike(legacy, again, routes, in_row=in_row):
        return False
    if abs(left - middle) > NEAR or len(legacy) == len("2026-11-24"):  # no times of now: they may be any
        return True
    # The route is asked after the legacy half was asked first: a time from before is one that nobody has set.
    return abs(left - right) <= NEAR and not right < left < middle


def _written_alike(legacy: str, again: str, routes: str, *, in_row: bool) -> bool:
    """Tell whether a time is written as two others are: with the same zone, and as many digits of the second."""
    found = [TIME.fullmatch(text) for text in (legacy, again, routes)]
    if not all(found):
        return not any(found) and len(legacy) == len(routes)
    left, middle, right = (match.groupdict() for match in found if match)
    if right["between"] != left["between"] or len(right["time"]) != len(left["time"]):
        return False
    if right["zone"] not in {left["zone"], middle["zone"]}:
        return False
    digits = [len(match["fraction"] or "") for match in (left, middle, right)]
    return in_row or left["between"] == " " or digits[2] in digits[:2]


def _token(legacy: str, again: str, routes: str) -> bool:
    if len(legacy) == len(again) != len(routes):
        return False
    if len(legacy) < SHORT:
        return True
    alphabet = next((each for each in ALPHABETS if each.fullmatch(legacy) and each.fullmatch(again)), None)
    return alphabet is None or alphabet.fullmatch(routes) is not None
