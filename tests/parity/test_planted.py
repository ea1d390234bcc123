"""A comparison that can't fail is worth nothing: planted differences are found, and only what is listed is hidden."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.parity.accepted import ACCEPTED
from tests.parity.case import ask
from tests.parity.compare import Pair, row_differences
from tests.parity.masks import Masks
from tests.parity.servers import Target
from tests.parity.statuses import as_rows, failed_by_right_only, from_rows, summary
from tests.parity.wire import Answer

CASE = ask("GET", "/api/products/7/")
HEADERS = (("content-type", "application/json"), ("vary", "Accept"), ("content-length", "12"))
ANSWER = Answer(200, HEADERS, b'{"stock": 3}')
SOON = datetime.now(UTC) + timedelta(days=1)
SEEDED_UUID = "8d915e39-09c6-4a89-b49e-b414d21afff4"
PLANTED = {
    "status": replace(ANSWER, status=201),
    "a byte": replace(ANSWER, body=b'{"stock": 4}'),
    "white space": replace(ANSWER, body=b'{"stock":3 }'),
    "a value of a header": replace(ANSWER, headers=(HEADERS[0], ("vary", "Cookie"), HEADERS[2])),
    "a header less": replace(ANSWER, headers=(HEADERS[0], HEADERS[2])),
    "a header twice": replace(ANSWER, headers=(*HEADERS, HEADERS[1])),
    "the order of headers": replace(ANSWER, headers=HEADERS[::-1]),
    "the length": replace(ANSWER, headers=(*HEADERS[:2], ("content-length", "13"))),
    "bytes after the end": replace(ANSWER, extra=b"x"),
    "no 100 Continue": replace(ANSWER, interim=(100,)),
    "no answer": Answer(0),
    "a length where there is no body": replace(ANSWER, headers=HEADERS[:2], body=b""),
}


@pytest.fixture
def pair() -> Pair:
    """Return servers that are never asked."""
    left, right = (Target(name, 0, "", Path("log")) for name in ("server-a", "server-b"))
    return Pair(left, right, Masks(SEEDED_UUID), ACCEPTED)


@pytest.mark.parametrize("planted", PLANTED)
def test_planted_difference_is_found_and_not_accepted(planted: str, pair: Pair) -> None:
    difference = pair.difference(CASE, ANSWER, PLANTED[planted])
    assert difference is not None
    assert not [accepted.name for accepted in ACCEPTED if accepted.covers(difference)]


def test_equal_answers_are_equal(pair: Pair) -> None:
    served = replace(ANSWER, headers=(*HEADERS, ("date", "today"), ("server", "another")))
    assert pair.difference(CASE, ANSWER, served) is None
    chunked = replace(ANSWER, headers=(*HEADERS[:2], ("transfer-encoding", "chunked")))
    assert pair.difference(CASE, ANSWER, chunked) is None


@pytest.mark.parametrize(
    ("left", "right", "found"),
    [
        ("2026-10-01T00:00:00Z", "2026-10-02T00:00:00Z", True),
        ("2199-10-01T00:00:00Z", "2199-10-02T00:00:00Z", True),
        (SOON.isoformat(), (SOON + timedelta(seconds=1)).isoformat(), False),
        (SEEDED_UUID, SEEDED_UUID.replace("8d", "8e"), True),
        (SEEDED_UUID.replace("8d", "8e"), SEEDED_UUID.replace("8d", "8f"), False),
        ("Set-Cookie: csrftoken=" + "a" * 32, "Set-Cookie: csrftoken=" + "b" * 32, False),
        ("Set-Cookie: other=a", "Set-Cookie: other=b", True),
        ("products/image_zQUQ5UO.webp", "products/image_nSdjiXD.webp", False),
        ("products/image_zQUQ5UO.txt", "products/image_nSdjiXD.txt", True),
        ("/api/orders/?cursor=%C2%9A", "/api/orders/?cursor=%C2%9B", True),
    ],
    # The same in each process that runs tests, which the time of now is not.
    ids=[
        *("past", "far future", "now", "seeded UUID", "new UUIDs", "CSRF cookie", "other cookie"),
        *("image whose name was taken", "no image", "no cursor"),
    ],
)
def test_only_what_is_random_or_of_now_is_hidden(left: str, right: str, found: bool, pair: Pair) -> None:
    answers = [Answer(200, (), text.encode()) for text in (left, right)]
    assert (pair.difference(CASE, *answers) is not None) is found


def test_planted_row_is_found(pair: Pair) -> None:
    rows = {"product": ['{"id": 1, "stock": 3}'], "review": []}
    assert row_differences(rows, rows, pair.masks) == []
    assert row_differences(rows, {**rows, "product": ['{"id": 1, "stock": 4}']}, pair.masks)
    assert row_differences(rows, {**rows, "product": []}, pair.masks)
    assert row_differences(rows, {"product": rows["product"]}, pair.masks)


def test_failure_of_the_right_only_is_counted() -> None:
    rows = [(0, 0, 1), (200, 200, 4), (200, 500, 2), (500, 200, 3), (502, 500, 1)]
    statuses = from_rows([*rows, (200, 200, 5)])
    assert as_rows(statuses) == [rows[0], (200, 200, 9), *rows[2:]]
    assert failed_by_right_only(statuses) == 2
    assert summary(statuses) == "left: 2xx 11, 5xx 4, none 1; right: 2xx 12, 5xx 3, none 1; 5xx on the right only: 2"
