"""What the index knows of a URL's regular expression: too little is slow, too much would lose requests."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bridge.patterns import PathIndex, Shape, joined, shapes

MANY = hypothesis_settings(
    max_examples=1500, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
ANY = "\0"
# Of expressions: what people and routers write in URLs, and what is there to lead astray; each with what it matches.
PIECES: dict[str, tuple[str, ...]] = {
    "a": ("a", "A"),
    "b": ("b",),
    "/": ("/",),
    "é": ("é",),
    r"\.": (".", "a"),
    r"\/": ("/",),
    r"\-": ("-",),
    r"\ ": (" ",),
    "\n": ("\n",),
    "(?P<{}>[^/.]+)": ("b", "a-7", "\n"),
    "(?P<{}>[0-9]+)": ("7", "77"),
    r"(?P<{}>[0-9]+(\.[0-9]+)?)": ("7", "7.5"),
    "(?P<{}>.*)": ("", "a", "/b", "a/b/"),
    r"(?P<{}>\d{{2}}-?)": ("77", "77-"),
    r"([\w-]+)": ("a", "é-7"),
    "(?:a|b)": ("a", "b"),
    "(?:/a)?": ("", "/a"),
    "(/b)?": ("", "/b"),
    r"(?P<{}>\.[a-z]+/?)": (".b", ".b/"),
    "/?": ("", "/"),
    "a?": ("", "a"),
    "a*": ("", "aa"),
    "/+": ("/", "//"),
    "/??": ("", "/"),
    "/?+": ("", "/"),
    "[^/]*": ("", "b."),
    "[^a]": ("b", "/"),
    "[a/]": ("a", "/"),
    r"[^\]/]+": ("a", "b"),
    "[]/]": ("]", "/"),
    "[/?)]": ("/", "?", ")"),
    "[+-9]": ("+", "/", "7"),
    r"\d+": ("7",),
    r"\S+": ("a", "/b", "é/"),
    r"\D": ("a", "/"),
    ".": ("a", "/"),
    "$": ("", "\n"),
    r"\Z": ("",),
    "|": ("",),
    "|b": ("", "b"),
    "(a|/b)": ("a", "/b"),
    "(?:a/?)+": ("a", "a/a/", "aa"),
    r"(?:a\/?)": ("a", "a/"),
    "(?:a/?)": ("a", "a/"),
    "(?:b|a/?)": ("b", "a/", "b/"),
    "(?=a/)": ("", "a/"),
    "(?!b)": ("",),
    "(?i:A)": ("a", "A"),
    r"\b": ("",),
    "^": ("",),
    "a{{2}}": ("aa",),
    "/{{1,2}}": ("/", "//"),
    "(?:(?:a|-)+b?)*": ("", "a-b"),
    "(?#b/)": ("",),
}
STARTS = {"^": "", "^/": "/", "^a/": "a/", "": "b/", "(?i)^": "", "^(?:": "", "^a|": "", "^/t/": "/t/"}
ENDS = {"$": "", r"\Z": "", "": "b/", "/?$": "/", "/$": "/"}


@st.composite
def expressions(draw: st.DrawFn) -> tuple[str, str]:
    """Return the source of a regular expression, or nearly, and what it may well match."""
    start, end = draw(st.sampled_from(sorted(STARTS))), draw(st.sampled_from(sorted(ENDS)))
    pieces = draw(st.lists(st.sampled_from(sorted(PIECES)), max_size=6))
    text = "".join(draw(st.sampled_from(PIECES[piece])) for piece in pieces)
    source = "".join(piece.format(f"p{number}") for number, piece in enumerate(pieces))
    return f"{start}{source}{end}{')' if start == '^(?:' else ''}", STARTS[start] + text + ENDS[end]


def compiled(source: str) -> re.Pattern[str] | None:
    """Return the regular expression, or None for what is none."""
    try:
        return re.compile(source)
    except (re.error, OverflowError):
        return None


@MANY
@given(st.lists(expressions(), min_size=1, max_size=6))
def test_no_path_that_matches_is_lost(drawn: list[tuple[str, str]]) -> None:
    patterns = [pattern for source, _ in drawn if (pattern := compiled(source))]
    index = PathIndex(shapes(pattern) for pattern in patterns)
    for _, path in drawn:
        for variant in (path, f"{path}/", f"{path}\n", path.removesuffix("/"), path.upper()):
            found = index.find(variant)
            assert found == sorted(set(found))
            matching = {number for number, pattern in enumerate(patterns) if pattern.search(variant)}
            assert matching <= set(found), variant


@MANY
@given(expressions(), expressions())
def test_no_path_is_lost_that_two_patterns_match_one_after_the_other(
    outer: tuple[str, str], inner: tuple[str, str]
) -> None:
    first, second = compiled(outer[0]), compiled(inner[0])
    if first is None or second is None:
        return
    path = outer[1] + inner[1]
    match = first.search(path)
    if match and second.search(path[match.end() :]):
        assert PathIndex([joined(shapes(first), shapes(second))]).find(path) == [0]


@pytest.mark.parametrize("flags", [re.IGNORECASE, re.VERBOSE, re.MULTILINE, re.ASCII])
def test_a_pattern_with_flags_may_match_anything(flags: int) -> None:
    assert shapes(re.compile("^a$", flags)) == (Shape(),)


@pytest.mark.parametrize(
    ("expression", "texts", "known", "ended"),
    [
        ("^/items/(?P<pk>[0-9]+)/$", [f"/items/{ANY}/"], True, True),
        (r"^/(?P<x>[0-9]+(\.[0-9]+)?)$", [f"/{ANY}"], True, True),
        (r"^/items\-of/(?P<x>[0-9a-fA-F]{8}-?[0-9a-fA-F]{4})$", [f"/items-of/{ANY}"], True, True),
        ("^/static/(?P<path>.*)$", ["/static/"], False, False),
        # What DRF's routers and `format_suffix_patterns` make, with `re_path` and with `path`.
        ("^items/(?P<pk>[^/.]+)/$", [f"items/{ANY}/"], True, True),
        (r"^items/(?P<pk>[^/.]+)\.(?P<format>[a-z0-9]+)/?$", [f"items/{ANY}.{ANY}", f"items/{ANY}.{ANY}/"], True, True),
        (r"^items(?P<format>\.[a-z0-9]+/?)\Z", [f"items{ANY}", f"items{ANY}/"], True, True),
        (r"^items/(?P<pk>[-a-zA-Z0-9_]+)/\Z", [f"items/{ANY}/"], True, True),
        # An include.
        ("^api/", ["api/"], True, False),
        ("^", [""], True, False),
        ("^items/(?:new|old)/$", [f"items/{ANY}/"], True, True),
        ("^items/(?:new|a/b)/$", [""], False, False),
        ("^a$|b", [""], False, False),
        ("items/$", [""], False, False),
    ],
)
def test_the_usual_patterns_are_read(expression: str, texts: list[str], known: bool, ended: bool) -> None:
    assert shapes(re.compile(expression)) == tuple(Shape(text, known, ended) for text in texts)


@pytest.mark.parametrize(
    "path", ["/r7/1/", "/r7/1/x/", "/r7.json", "/r7.json/", "/r7/", "/t/acme/r7/", "/t/r7/", "/nowhere/"]
)
def test_a_path_finds_few_of_many(path: str) -> None:
    """However many there are: what a path finds doesn't grow."""

    def found(size: int) -> Any:
        forms = [r"^/r{}/(?P<pk>[0-9]+)/$", r"^/r{}\.(?P<format>[a-z]+)/?$", r"^/t/(?P<t>\w+)/r{}/$"]
        sources = [form.format(number) for form in forms for number in range(size)]
        return len(PathIndex(shapes(re.compile(source)) for source in sources).find(path))

    assert found(10) == found(500) <= 1
