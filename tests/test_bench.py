"""The benchmark, as `make bench` runs it: two peers, two works, a moment each; then its report."""

import json
import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.answer import Answer
from benchmarks.dispatch_cost import read
from benchmarks.plots import apart, ticks
from tests.environments import CLEAN_ENVIRONMENT
from tests.template import ROOT

PEERS, WORKS = ("queries", "psycopg"), ("one", "list")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a report on a very short run."""
    folder = tmp_path_factory.mktemp("bench")
    short = ("--quick", "--rounds", "1", "--seconds", "0.2", "--only", f"{','.join(PEERS)}/{','.join(WORKS)}")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *short, "--build", folder / "build", "--output", folder / "report"],
        cwd=ROOT,
        env={name: value for name, value in CLEAN_ENVIRONMENT.items() if name != "DATABASE_URL"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return folder / "report"


@pytest.fixture(scope="module")
def results(report: Path) -> dict[str, Any]:
    """Return its numbers."""
    loaded: dict[str, Any] = json.loads((report / "results.json").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.slow
def test_every_work_of_every_peer_is_measured(results: dict[str, Any]) -> None:
    measured = [one for one in results["measurements"] if one["kind"] == "works"]
    assert sorted((one["work"], one["peer"]) for one in measured) == sorted(
        (work, peer) for work in WORKS for peer in PEERS
    )
    assert {one["kind"] for one in results["measurements"]} == {"works", "concurrency", "pool", "workers"}


@pytest.mark.slow
def test_measurements_are_sane(results: dict[str, Any]) -> None:
    for one in results["measurements"]:
        assert one["errors"] == 0, one
        assert set(one["statuses"]) == {"200"}, one
        assert one["requests"] > 0, one
        assert 0 < one["p50"] <= one["p99"] <= one["longest"], one
        assert one["start_up"] > 0, one
        if Path("/proc/self/smaps_rollup").exists():
            assert one["cpu"] > 0, one
            assert one["threads"] >= one["workers"], one
            assert one["memory"] > 10**7, one


@pytest.mark.slow
def test_report_says_what_was_measured(report: Path, results: dict[str, Any]) -> None:
    text = (report / "README.md").read_text(encoding="utf-8")
    for work in WORKS:
        assert f"## `{work}`" in text
    assert re.search(r"queries against psycopg \| at least 0.8 \| \d+\.\d\d \|", text)
    assert "not measured" in text
    assert results["versions"]["django"] in text
    pictures = set(re.findall(r"\]\((\S+\.svg)\)", text))
    assert (
        pictures
        == {path.name for path in report.glob("*.svg")}
        == {"one.svg", "list.svg", "concurrency.svg", "p99.svg"}
    )


@pytest.mark.slow
def test_pictures_are_svg(report: Path) -> None:
    for path in report.glob("*.svg"):
        picture = ET.parse(path).getroot()  # noqa: S314 - our own
        width, height = (float(picture.attrib[side]) for side in ("width", "height"))
        texts = [element for element in picture.iter() if element.tag.endswith("}text")]
        assert {"queries", "psycopg"} <= {element.text for element in texts}, path
        for element in texts:
            assert 0 <= float(element.attrib["x"]) <= width, path
            assert 0 <= float(element.attrib["y"]) <= height, path


@pytest.mark.slow
def test_sigterm_leaves_nothing_behind(report: Path) -> None:
    """It uses what the short run has built, so it soon starts servers."""
    build = report.parent / "build"
    command = (sys.executable, "-m", "benchmarks", "--only", "queries/list", "--build", build)
    logs = build / "logs"
    before = set(logs.iterdir())
    with subprocess.Popen(
        [str(part) for part in command], cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        wait_until(lambda: logs.exists() and bool(set(logs.iterdir()) - before))
        assert [line for line in command_lines() if str(build) in line]
        process.terminate()
        assert process.wait(60) == 1
    wait_until(lambda: not [line for line in command_lines() if str(build) in line])


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until it holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def command_lines() -> list[str]:
    """Return those of all processes."""
    return subprocess.run(["ps", "-eo", "args"], check=True, capture_output=True, encoding="utf-8").stdout.splitlines()


def test_an_unknown_peer_is_refused_in_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--only", "nobody"],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "No such peer or work: nobody" in done.stderr


CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"
)
SIZED = b"HTTP/1.1 201 Created\r\nCONTENT-LENGTH: 5\r\nConnection: close\r\n\r\nabcde"
EMPTY = b"HTTP/1.1 204 No Content\r\n\r\n"


@pytest.mark.parametrize(("raw", "status", "length"), [(CHUNKED, 200, 13), (SIZED, 201, 5), (EMPTY, 204, 0)])
@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_an_answer_ends_with_its_last_byte(raw: bytes, status: int, length: int, size: int) -> None:
    answer = Answer()
    pieces = [raw[at : at + size] for at in range(0, len(raw), size)]
    assert [answer.feed(piece) for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert (answer.status, answer.length, answer.closes) == (status, length, raw is SIZED)


def test_an_answer_without_a_length_ends_with_the_connection() -> None:
    answer = Answer()
    assert not answer.feed(b"HTTP/1.1 200 OK\r\n\r\nabc")
    assert answer.ends_with_connection
    assert answer.length == 3


def test_tables_of_dispatch_are_read() -> None:
    printed = (
        "\nRoutes. µs\n  routes      hit, scanned       miss, index\n      10              12.5               3.0\n"
    )
    (table,) = read(printed)
    assert (table.title, table.columns, table.rows) == (
        "Routes. µs",
        ["hit, scanned", "miss, index"],
        {10: [12.5, 3.0]},
    )


def test_axes_and_names_of_pictures() -> None:
    assert ticks([3, 870], logarithmic=False) == [0, 200, 400, 600, 800, 1000]
    assert ticks([3, 870], logarithmic=True) == [1, 10, 100, 1000]
    assert apart({"a": 100, "b": 98, "c": 10}) == {"a": 100, "b": 85, "c": 10}
