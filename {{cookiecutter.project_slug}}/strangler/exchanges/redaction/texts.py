"""Finds secrets in text by what they look like: tokens, keys, card numbers, and values that are named secret."""

import re
from collections.abc import Callable
from functools import reduce
from itertools import pairwise

Replace = Callable[[str], str]
IsSecret = Callable[[str], bool]

REDACTED = re.compile(r"redacted-[0-9a-f]{16}")
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
JWT = re.compile(r"\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)*")
IN_URL = re.compile(r"(?<=://)[^\s/@\"'<>]+(?=@)")  # user:password
CARD = re.compile(r"(?<![\w.-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w.-])")
UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# What a random value is made of: hexadecimal, Base32, Base64 in both alphabets.
RUN = re.compile(r"[A-Za-z0-9_+-]{20,}={0,2}")
SHORTEST = 20  # letters of a random value: about 100 bits
# password=…, "token": "…", secret: …
NAMED = re.compile(
    r"(?P<name>[A-Za-z_][\w.\-\[\]]{1,60})(?P<sign>[\"']?\s*[=:]\s*[\"']?)"
    r"(?P<value>(?:(?:Basic|Bearer|JWT|Token)\s+)?[^\s\"'&;,<>(){}]+)"
)
# <input name="token" value="…">, in either order, and <token>…</token>
INPUT = re.compile(r"(?P<before><input\b[^>]*?\bname=[\"'](?P<name>[^\"']+)[\"'][^>]*?\bvalue=[\"'])(?P<value>[^\"']+)")
TUPNI = re.compile(
    r"(?P<before><input\b[^>]*?\bvalue=[\"'])(?P<value>[^\"']+)(?=[\"'][^>]*?\bname=[\"'](?P<name>[^\"']+))"
)
ELEMENT = re.compile(r"(?P<before><(?P<name>[\w:.-]+)\b[^>]*>)(?P<value>[^<]+)(?=</(?P=name)\s*>)")


def without_secrets(text: str, replace: Replace, is_secret: IsSecret) -> str:
    """Return a text in which each secret is replaced.

    Args:
        text: any text: a header's value, a string in JSON, a page.
        replace: returns what stands for a secret.
        is_secret: tells whether a name's value is one.
    """
    text = PRIVATE_KEY.sub(lambda found: replace(found[0]), text)
    text = JWT.sub(lambda found: replace(found[0]), text)
    text = IN_URL.sub(lambda found: replace(found[0]), text)
    for pattern in (INPUT, TUPNI, ELEMENT):
        text = pattern.sub(lambda found: found["before"] + _value(found, replace, is_secret), text)
    text = NAMED.sub(lambda found: found["name"] + found["sign"] + _value(found, replace, is_secret), text)
    text = CARD.sub(lambda found: replace(found[0]) if is_card(found[0]) else found[0], text)
    return RUN.sub(lambda found: _run(found[0], replace), text)


def is_random(text: str) -> bool:
    """Tell whether letters and digits follow each other as chance would have it, and not as words and numbers do."""
    plain = re.sub(r"[^A-Za-z0-9]", "", text)
    if len(plain) < SHORTEST:
        return False
    kinds = ["0" if letter.isdigit() else "a" if letter.islower() else "A" for letter in plain]
    changes = sum(one != other for one, other in pairwise(kinds))
    # Hexadecimal changes with every second letter, Base32 with every third; letters alone, as CamelCase has them, less.
    return changes * 6 >= len(plain) if "0" in kinds else changes * 3 >= len(plain)


def is_card(text: str) -> bool:
    """Tell whether a number has the check digit of a payment card (Luhn's, ISO/IEC 7812-1)."""
    digits = [int(letter) for letter in text if letter.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _value(found: re.Match[str], replace: Replace, is_secret: IsSecret) -> str:
    value = found["value"]
    return replace(value) if value.strip() and is_secret(found["name"]) and not REDACTED.fullmatch(value) else value


def _run(text: str, replace: Replace) -> str:
    """Replace what is random in a run of letters; ids of the kind that everybody uses are none."""
    kept = [*UUID.findall(text), *REDACTED.findall(text)]
    rest = reduce(lambda rest, each: rest.replace(each, ""), kept, text)
    return replace(text) if is_random(rest) else text
