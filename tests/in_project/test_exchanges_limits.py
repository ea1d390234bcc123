"""How much is recorded: a fair sample, so many a minute, until the files are large, and never at a request's cost."""

import logging
import threading
from pathlib import Path
from typing import Any

import pytest
from recording import answering, ask, exchanges, options, scope, settle

from strangler.exchanges.recorder import writer
from strangler.exchanges.recorder.choosing import Chooser
from strangler.exchanges.recorder.recorder import Recorder
from strangler.exchanges.recorder.reservoir import Reservoir


def test_of_each_operation_and_status_a_fair_sample_is_kept(tmp_path: Path) -> None:
    recorder = Recorder(answering(), options(tmp_path, per_operation=5))
    for number in range(200):
        ask(recorder, scope(f"/api/products/{number}/"))
    settle(recorder)
    kept = [int(exchange.request.target.split("/")[3]) for exchange in exchanges(tmp_path)]
    assert len(kept) == 6  # the first is new, and stays
    assert kept[0] == 0
    drawn: list[int] = []
    for seed in range(200):
        reservoir, places = Reservoir(5, seed), dict[int, int]()
        for number in range(100):
            place = reservoir.place("x")
            if place is not None:
                places[place] = number
        drawn += places.values()
    assert 45 < sum(drawn) / len(drawn) < 54  # of 0 to 99


def test_no_more_than_so_many_a_minute() -> None:
    now = 0.0
    chooser = Chooser(1.0, 3, lambda: now)
    assert [chooser.choose(scope(f"/{name}/"), 200) is not None for name in "abcde"] == [True, True, True, False, False]
    now = 61.0
    chosen = chooser.choose(scope("/e/"), 200)
    assert chosen is not None
    assert chosen.is_new  # it was not recorded before


def test_it_ends_when_the_files_are_large_enough(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "traffic-other-1.jsonl").write_text("x" * 500, encoding="utf-8")
    recorder = Recorder(answering(), options(tmp_path, largest_file=1500))
    for number in range(50):
        ask(recorder, scope(f"/api/products/{number}/"))
    settle(recorder)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 1500
    assert [record.message for record in caplog.records if record.levelno > logging.INFO] == [
        f"Recording has ended. FullError: {tmp_path / 'traffic.jsonl'} and its like have 0.0015 MB"
    ]


@pytest.mark.parametrize("missing", ["missing", "file"])
def test_what_goes_wrong_ends_the_recording_with_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, missing: str
) -> None:
    (tmp_path / "file").touch()
    recorder = Recorder(answering(), options(tmp_path / missing))
    for number in range(5):
        assert ask(recorder, scope(f"/{number}"))[0]["status"] == 200
    settle(recorder)
    assert ask(recorder, scope())[0]["status"] == 200
    assert len([record for record in caplog.records if record.levelno > logging.INFO]) == 1


def test_a_request_never_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    going_on = threading.Event()

    def slow(self: Any, passed: Any) -> None:
        going_on.wait(10)

    monkeypatch.setattr(writer.Recording, "write", slow)
    recorder = Recorder(answering(), options(tmp_path))
    for _ in range(writer.WAITING + 50):
        assert ask(recorder, scope())[0]["status"] == 200
    assert recorder._writer._queue.full()
    going_on.set()
    settle(recorder)
