"""Calls are counted in access logs of all usual formats, by Django's own resolver."""

import gzip
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.test import override_settings
from django.urls import path
from endpoints_urls import TRAPS, plain, urlconf

from strangler.errors import ToolkitError
from strangler.exchanges.exchange import Answer, Exchange, Request
from strangler.exchanges.jsonl import write_exchanges
from strangler.ledger.traffic.counting import Traffic, count_calls
from strangler.ledger.traffic.logs import Line, parse_line
from strangler.operations.legacy import legacy_operations

AT = datetime(2026, 10, 10, 13, 55, 36, tzinfo=UTC)
COMBINED = '127.0.0.1 - frank [10/Oct/2026:15:55:36 +0200] "GET /api/things/7/?a=b HTTP/1.1" 200 2326 "-" "x \\"y\\""'


def count(tmp_path: Path, lines: Sequence[str], *, patterns: Sequence[object] = TRAPS, gz: bool = False) -> Traffic:
    log = tmp_path / ("access.log.1.gz" if gz else "access.log")
    text = "".join(f"{line}\n" for line in lines).encode()
    log.write_bytes(gzip.compress(text) if gz else text)
    with override_settings(ROOT_URLCONF=urlconf(*patterns)):
        return count_calls([log], legacy_operations(everything=True))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (COMBINED, Line("GET", "/api/things/7/", 200, AT)),
        (
            '::1 - - [10/Oct/2026:13:55:36 +0000] "HEAD /x HTTP/1.0" 304 -',
            Line("HEAD", "/x", 304, AT),
        ),
        (
            'a.io:443 10.0.0.1 - - [10/Oct/2026:13:55:36 +0000] "POST http://a.io/x%20y?z HTTP/2.0" 201 5 0.003',
            Line("POST", "/x%20y", 201, AT),
        ),
        ('[10/Oct/2026 13:55:36] "GET /x HTTP/1.1" 500 12', Line("GET", "/x", 500, AT)),
        ('INFO:     127.0.0.1:51000 - "DELETE /x/ HTTP/1.1" 204 No Content', Line("DELETE", "/x/", 204, None)),
        ('1.1.1.1 - - [x] "\\x16\\x03" 400 0', None),
        ("nothing of the kind", None),
    ],
)
def test_a_line_of_any_usual_log_is_read(line: str, expected: Line | None) -> None:
    assert parse_line(line) == expected


@pytest.mark.parametrize("gz", [False, True])
def test_calls_are_counted_by_operation(tmp_path: Path, *, gz: bool) -> None:
    lines = [
        COMBINED,
        COMBINED.replace("10/Oct", "11/Oct").replace(" 200 ", " 503 "),
        COMBINED.replace("GET", "HEAD"),
        COMBINED.replace("GET", "OPTIONS"),
        COMBINED.replace("/7/", "/7.json"),
        COMBINED.replace("/things/7/", "/things/7"),  # a redirect to the path with its slash
        COMBINED.replace("/api/things/7/", "/api/shops/a%2Db/things/"),
        COMBINED.replace("/api/things/7/", "/no/such/path"),
        "garbage",
    ]
    traffic = count(tmp_path, lines, gz=gz)
    one = traffic.calls["GET /api/things/{pk}/"]
    assert (one.count, one.statuses, one.errors) == (4, {200: 3, 503: 1}, 1)
    assert one.last == AT.replace(day=11)
    assert traffic.calls["GET /api/shops/{shop_pk}/things/"].count == 1
    assert set(traffic.calls) == {"GET /api/things/{pk}/", "GET /api/shops/{shop_pk}/things/"}
    assert (traffic.lines, traffic.unknown, traffic.unread) == (8, 3, 1)
    assert (traffic.first, traffic.last) == (AT, AT.replace(day=11))


def test_urls_of_all_languages_are_one_operation(tmp_path: Path) -> None:
    lines = [COMBINED.replace("/api/things/7/", f"/{language}/about/") for language in ("en", "de", "fr")]
    with override_settings(USE_I18N=True, LANGUAGE_CODE="en"):
        traffic = count(tmp_path, lines, patterns=i18n_patterns(path("about/", plain)))
    assert {key: calls.count for key, calls in traffic.calls.items()} == {"GET /en/about/": 3}


def test_a_prefix_of_the_server_is_no_part_of_the_path(tmp_path: Path) -> None:
    with override_settings(FORCE_SCRIPT_NAME="/shop"):
        traffic = count(tmp_path, [COMBINED.replace("/api/", "/shop/api/")])
    assert list(traffic.calls) == ["GET /api/things/{pk}/"]


def test_a_recording_of_the_toolkit_is_a_log(tmp_path: Path) -> None:
    recording = tmp_path / "traffic.jsonl"
    request = Request("GET", "/api/things/7/?a=b")
    write_exchanges(recording, [Exchange(request, Answer(404)), Exchange(request)])
    with override_settings(ROOT_URLCONF=urlconf(*TRAPS)):
        traffic = count_calls([recording], legacy_operations())
    assert traffic.calls["GET /api/things/{pk}/"].statuses == {404: 1, 0: 1}


def test_a_file_that_is_no_log_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match=r"access\.log has no requests in any format that is known"):
        count(tmp_path, ["once upon a time"])
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(b"x" * 1000)[:-20])
    with pytest.raises(ToolkitError, match=r"broken\.gz is broken: it can't be decompressed"):
        count_calls([broken], [])
