"""What parity has found reads well in a terminal, and in files for CI, for programs and for a browser."""

import io
import json
import re
import shlex
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from judged import comparison, outcome
from rich.console import Console

from strangler.exchanges.exchange import Request
from strangler.parity.judging.accepting import Acceptance, Accepted
from strangler.parity.judging.session import Judging, Results
from strangler.parity.reports.curl import curl
from strangler.parity.reports.junit import as_junit
from strangler.parity.reports.page import as_page
from strangler.parity.reports.plain import as_json
from strangler.parity.reports.terminal import show

TODAY = date(2026, 11, 24)
PATCH = Request(
    "PATCH",
    "/api/products/7/?a=<b>",
    (("authorization", "Token 0123456789abcdef"), ("content-type", "application/json")),
    b'{"name":"it\'s"}',
    source="tests/test_products.py::test_change",
)


@pytest.fixture
def results() -> Results:
    """Return what came of requests to four routes: same, different, accepted, not asked."""
    accepted = Accepted("GET /api/feed/", "header.vary", "Nobody caches it.", date(2027, 1, 1))
    expired = Accepted("GET /api/feed/", "header.allow", "For a while.", date(2025, 1, 1))
    unused = Accepted("GET /api/feed/", "header.etag", "It changes.", date(2027, 1, 1))
    judging = Judging(Acceptance([accepted, expired, unused], TODAY))
    for number in range(1, 4):
        at = [outcome({"at": f"2026-11-24T17:00:0{number + second}Z"}) for second in range(3)]
        judging.add(comparison(at[0], at[1], at[2], route="GET /api/categories/"))
        changed = outcome({"results": [{"id": 1, "price": 10.5, "name": "<script>"}]}, queries=("SELECT 1",) * 4)
        product = outcome({"results": [{"id": 1, "price": "10.50", "name": "Pan"}]}, queries=("SELECT 1",))
        judging.add(comparison(product, changed, request=PATCH, route="PATCH /api/products/{pk}/"))
    vary = outcome({}, headers=(("content-type", "application/json"), ("vary", "Accept")))
    judging.add(comparison(vary, outcome({}), route="GET /api/feed/"))
    judging.add(comparison(outcome({}), took_by="legacy", route="GET /api/me/"))
    return judging.finish(uncovered=["DELETE /api/products/{pk}/"], source="tests", seconds=1.5)


def parsed(document: str) -> ET.Element:
    return ET.fromstring(document)  # noqa: S314 - our own


def printed(results: Results, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    show(results, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_terminal_has_all_in_80_columns(results: Results) -> None:
    text = printed(results)
    for part in (
        "8 requests to 3 operations in 1.5 s, from tests",
        "4 preserved · 1 accepted · 3 unresolved",
        "body.results[*].price  type  3 times",
        'legacy  "10.50"',
        "route   10.5",
        "tests/test_products.py::test_change",
        "rows are fetched one by one (N+1)",
        "1 more went to the legacy half alone: other paths and methods",
        "Accepted: 1",
        "Nobody caches it.",
        "Accepted once, and expired: 1",
        "Accepted, and not met: these entries can go: 1",
        "Masked, for the legacy half differs from itself there: 1",
        "Ported, and not compared: 1",
        "DELETE /api/products/{pk}/",
    ):
        assert part in text
    long = [line for line in text.splitlines() if len(line) > 80]
    assert all(line.strip().startswith("curl") for line in long)
    assert re.search(r"GET /api/categories/ +3 +1 .* same", text)
    assert re.search(r"PATCH /api/products/\{pk\}/ +3 +1 +x4\.0 +- +different", text)


def test_json_has_all(results: Results) -> None:
    document = json.loads(as_json(results))
    assert (document["version"], document["requests"], document["unresolved"]) == (1, 8, 3)
    operation = document["operations"]["PATCH /api/products/{pk}/"]
    assert operation["verdict"] == "different"
    differences = {(each["path"], each["kind"]): each for each in operation["differences"]}
    assert set(differences) == {
        ("body.results[*].price", "type"),
        ("body.results[*].name", "value"),
        ("queries", "queries"),
    }
    sample = differences["body.results[*].price", "type"]["samples"][0]
    assert (sample["legacy"], sample["routes"]) == ('"10.50"', "10.5")
    assert document["operations"]["GET /api/feed/"]["differences"][0]["accepted"]["reason"] == "Nobody caches it."
    assert document["uncovered"] == ["DELETE /api/products/{pk}/"]
    assert len(document["expired"]) == len(document["unused"]) == 1


def test_junit_has_a_case_for_each_operation(results: Results) -> None:
    root = parsed(as_junit(results))
    assert root.attrib["tests"] == "4"
    assert (root.attrib["failures"], root.attrib["skipped"]) == ("1", "1")
    cases = {case.attrib["name"]: case for case in root.iter("testcase")}
    failure = cases["PATCH /api/products/{pk}/"].find("failure")
    assert failure is not None
    assert "body.results[0].price" in (failure.text or "")
    assert cases["DELETE /api/products/{pk}/"].find("skipped") is not None
    assert cases["GET /api/categories/"].find("failure") is None


def test_junit_has_no_letter_that_xml_forbids() -> None:
    judging = Judging()
    csv = (("content-type", "text/csv"),)
    judging.add(comparison(outcome(b'{"a":"\\u001b"}'), outcome(b'{"a":"\\ud800","\\udfff":1}')))
    judging.add(comparison(outcome(b"\x1b[31m\n", headers=csv), outcome(b"\x00\n", headers=csv)))
    results = judging.finish()
    parsed(as_junit(results))
    for text in (as_junit(results), as_page(results), as_json(results), printed(results)):
        text.encode()  # half a surrogate pair has no place in a file
        assert "\x1b" not in text


def test_the_page_needs_nothing_and_runs_nothing(results: Results) -> None:
    page = as_page(results)
    assert "<script" not in page
    assert "http" not in re.sub(r"http://127\.0\.0\.1:8000", "", page)
    assert "&lt;script&gt;" in page
    assert "prefers-color-scheme: dark" in page
    for part in ("body.results[*].price", "Nobody caches it.", "[[accept]]", "DELETE /api/products/{pk}/"):
        assert part in page
    tags = re.findall(r"<(/?)(section|div|details|table|dl|ul|header)\b", page)
    assert len([tag for tag in tags if tag[0]]) == len([tag for tag in tags if not tag[0]])


def test_nothing_at_all() -> None:
    empty = Judging().finish()
    assert "0 requests to 0 operations" in printed(empty)
    assert "Nothing was compared." in as_page(empty)
    assert json.loads(as_json(empty))["operations"] == {}
    assert parsed(as_junit(empty)).attrib["tests"] == "0"


def test_a_request_can_be_sent_again() -> None:
    words = shlex.split(curl(PATCH))
    assert words[:4] == ["curl", "-i", "-X", "PATCH"]
    assert words[-1] == "http://127.0.0.1:8000/api/products/7/?a=<b>"
    assert words[words.index("--data-binary") + 1] == '{"name":"it\'s"}'
    assert "authorization: $AUTHORIZATION" in words
    assert "0123456789abcdef" not in curl(PATCH)


def test_a_body_that_is_no_text_can_be_sent_again() -> None:
    line = curl(Request("POST", "/", body=b"\xff\x00", login="ann"))
    assert line.startswith("echo /wA= | base64 -d | curl")
    assert line.endswith("# with the session of ann")
