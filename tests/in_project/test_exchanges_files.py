"""The file format of recordings, and what is said of files that are none."""

import gzip
import json
from pathlib import Path

import pytest

from strangler.errors import ToolkitError
from strangler.exchanges.exchange import Answer, Exchange, Request
from strangler.exchanges.jsonl import FORMAT, first_line, line_of, read_about, read_exchanges, write_exchanges
from strangler.exchanges.sources import read_recorded, read_requests

HEADERS = (("accept", "*/*"), ("x-two", "1"), ("x-two", "2"))
EXCHANGES = [
    Exchange(Request("GET", "/api/products/?page=2&q=%C3%A9", HEADERS, login="ann", source="a.har")),
    Exchange(
        Request("POST", "/api/products/", (("content-type", "application/json"),), '{"name": "Töpfe\n"}'.encode()),
        Answer(201, (("set-cookie", "a=1"), ("set-cookie", "b=2")), b"\x89PNG\xff"),
    ),
    Exchange(Request("DELETE", "/"), Answer(204)),
]


@pytest.mark.parametrize("name", ["traffic.jsonl", "traffic.jsonl.gz"])
def test_what_was_written_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert write_exchanges(path, EXCHANGES, by="a test") == 3
    assert list(read_exchanges(path)) == EXCHANGES
    assert read_about(path)["by"] == "a test"
    assert list(read_requests(str(path), [])) == [exchange.request for exchange in EXCHANGES]


def test_lines_are_plain_json(tmp_path: Path) -> None:
    path = tmp_path / "traffic.jsonl"
    write_exchanges(path, EXCHANGES)
    first, _, second, third = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert (first["format"], first["version"]) == (FORMAT, 1)
    assert second["body"] == '{"name": "Töpfe\n"}'
    assert second["answer"]["body64"] == "iVBOR/8="
    assert third == {"method": "DELETE", "target": "/", "answer": {"status": 204}}


def test_a_later_line_stands_for_an_earlier_one_with_its_slot(tmp_path: Path) -> None:
    path = tmp_path / "traffic.jsonl"
    lines = [line_of(Exchange(Request("GET", f"/{number}")), slot) for number, slot in enumerate(["a", "b", "", "a"])]
    path.write_text("".join([first_line(), *lines]), encoding="utf-8")
    assert [exchange.request.target for exchange in read_exchanges(path)] == ["/1", "/2", "/3"]


def test_a_line_that_its_writer_could_not_end_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "traffic.jsonl"
    whole = line_of(Exchange(Request("GET", "/a/")))
    path.write_text(first_line() + whole + whole[:20], encoding="utf-8")
    assert [exchange.request.target for exchange in read_exchanges(path)] == ["/a/"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("a,b,c\n", "is no recording"),
        ('{"log": {"entries": []}}\n', "is no recording"),
        ('{"format": "strangler-exchanges", "version": 2}\n', "is of version 2, and this toolkit reads version 1"),
        (first_line() + "{nothing\n", "line 2: this is no JSON"),
        (first_line() + "\n[1]\n", "line 3: expected an object"),
        (first_line() + '{"method": "GET"}\n', 'line 2: "target" is missing'),
        (first_line() + '{"method": 1, "target": "/"}\n', 'line 2: "method" should be text'),
        (first_line() + '{"method": "GET", "target": "a"}\n', 'line 2: "target" should begin with a slash'),
        (first_line() + '{"method": "GET", "target": "/", "headers": {"a": "b"}}\n', 'line 2: "headers" should be'),
        (first_line() + '{"method": "GET", "target": "/", "body64": "?"}\n', 'line 2: "body64" is no base64'),
        (first_line() + '{"method": "GET", "target": "/", "answer": {"status": "200"}}\n', 'line 2: "answer" should'),
        (first_line() + '{"method": "GET", "target": "/", "slot": []}\n', 'line 2: "slot" should be text'),
    ],
    ids=range(13),  # the first line has the time in it, and each of pytest's workers has another one
)
def test_a_broken_file_is_an_error_of_one_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "traffic.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ToolkitError) as caught:
        list(read_exchanges(path))
    assert str(path) in str(caught.value)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_can_not_be_read_is_an_error_of_one_line(tmp_path: Path) -> None:
    cut, plain, image = tmp_path / "cut.jsonl.gz", tmp_path / "plain.jsonl.gz", tmp_path / "image.jsonl"
    cut.write_bytes(gzip.compress(first_line().encode() * 99)[:-20])
    plain.write_text(first_line(), encoding="utf-8")
    image.write_bytes(b"\x89PNG\xff\n")
    for path, said in [(cut, "decompressed"), (plain, "decompressed"), (image, "not text"), (tmp_path, "Can't read")]:
        with pytest.raises(ToolkitError, match=said):
            list(read_exchanges(path))


def test_files_are_found_by_folder_by_pattern_and_by_what_the_recorder_was_told(tmp_path: Path) -> None:
    for number in (1, 2):
        write_exchanges(tmp_path / f"traffic-{number}.jsonl", [Exchange(Request("GET", f"/{number}"))])
    for source in (tmp_path, tmp_path / "traffic.jsonl", tmp_path / "traffic-*.jsonl"):
        assert [exchange.request.target for exchange in read_recorded(str(source))] == ["/1", "/2"]
    (tmp_path / "empty").mkdir()
    for source, said in [(tmp_path / "other.jsonl", "There is no"), (tmp_path / "empty", "has no recordings")]:
        with pytest.raises(ToolkitError, match=said):
            list(read_requests(str(source), []))
