"""Bodies as data: JSON by its structure, text as text, and anything else as bytes."""

import difflib
import re
from typing import Any

from strangler.exchanges.exchange import Answer
from strangler.parity.judging.data import parse
from strangler.parity.judging.headers import value_of

TEXT = re.compile(r"text/|application/(?:javascript|xml|x-www-form-urlencoded|x-yaml|yaml)|.+\+(?:xml|yaml)")
JSON = re.compile(r"application/json|.+\+json")
STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
MARKS = re.compile(rb"(\s*)([\[\]{},:])(\s*)")
CONTROL = re.compile(r"[^\t\x20-\x7e\u00a0-\ud7ff\ue000-\U0010ffff]")  # would move the cursor of a terminal
DIFF_LINES = 12  # of a text that are shown
CONTEXT = 24  # bytes around the first one that differs


def body_as_data(answer: Answer) -> Any:
    """Return what a body says: data of JSON, a text (an empty one for no body), or bytes."""
    if not answer.body:
        return ""
    kind = value_of(answer.headers, "content-type").partition(";")[0].strip().lower()
    if JSON.fullmatch(kind):
        try:
            return parse(answer.body)
        except ValueError:
            pass
    if JSON.fullmatch(kind) or TEXT.match(kind):
        try:
            return answer.body.decode()
        except UnicodeDecodeError:
            pass
    return answer.body


def spelling(legacy: bytes, routes: bytes) -> str:
    """Return in what way two JSON documents are spelled differently that say the same; "" for in none.

    Args:
        legacy: a document.
        routes: one that says the same, apart from what is masked.
    """
    if legacy == routes:
        return ""
    spaces = _spaces(legacy), _spaces(routes)
    if any(spaces[0][mark] != spaces[1][mark] for mark in spaces[0].keys() & spaces[1].keys()):
        return "other white space"
    if _escapes(legacy) and not _escapes(routes) and _beyond_ascii(routes):
        return "letters that the legacy half escapes stand for themselves"
    if _escapes(routes) and not _escapes(legacy) and _beyond_ascii(legacy):
        return "letters are escaped that stand for themselves in the legacy half"
    return ""


def first_difference(legacy: bytes, routes: bytes) -> str:
    """Return where two bodies begin to differ, with what is around it."""
    shorter = min(len(legacy), len(routes))
    at = next((index for index in range(shorter) if legacy[index] != routes[index]), shorter)
    around = slice(max(0, at - CONTEXT), at + CONTEXT)
    return f"from byte {at} on:\n- {legacy[around]!r}\n+ {routes[around]!r}"


def text_diff(legacy: str, routes: str) -> str:
    """Return the first lines of the diff of two texts."""
    lines = list(difflib.unified_diff(legacy.splitlines(), routes.splitlines(), lineterm="", n=1))[2:]
    more = [f"… {len(lines) - DIFF_LINES} lines more"] if len(lines) > DIFF_LINES else []
    return "\n".join([CONTROL.sub("\N{REPLACEMENT CHARACTER}", line[:160]) for line in lines[:DIFF_LINES]] + more)


def _spaces(document: bytes) -> dict[bytes, set[bytes]]:
    """Return which white space stands before or behind each mark of JSON, and around the whole."""
    found = {b"": {document[: len(document) - len(document.lstrip())], document[len(document.rstrip()) :]}}
    for before, mark, behind in MARKS.findall(STRING.sub(b'""', document)):
        found.setdefault(mark, set()).add(before if mark in b"]}" else behind)
    return found


def _escapes(document: bytes) -> bool:
    return rb"\u" in document


def _beyond_ascii(document: bytes) -> bool:
    return not document.isascii()
