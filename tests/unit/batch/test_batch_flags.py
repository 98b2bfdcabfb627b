"""Flags and progress of ``screener scan``, in their smallest pieces."""

from __future__ import annotations

import sys
from dataclasses import replace

import click
import pytest

from screener.batch.engine import Running
from screener.batch.progress import Progress
from screener.batch.ray_engine import RayEngine
from screener.batch.tasks import WorkOrder
from screener.cli.scan_options import Size, duration_words, size_words
from screener.cli.scan_progress import (
    LinesView,
    clock_time,
    progress_to_json,
    rate_words,
    slow_words,
)
from screener.errors import MissingExtraError
from tests.batch_screeners import make_breakable


@pytest.mark.parametrize(
    ("text", "size_bytes"),
    [("500", 500), ("20k", 20_000), ("1.5MB", 1_500_000), ("1,5 MiB", 1_500_000)],
)
def test_size_is_read_as_people_write_it(text: str, size_bytes: int) -> None:
    """Nobody counts noughts."""
    assert Size().convert(text, None, None) == size_bytes


@pytest.mark.parametrize("text", ["lớn", "-1", "1 tệp"])
def test_size_that_is_none_is_refused(text: str) -> None:
    """A slip must not become 0."""
    with pytest.raises(click.BadParameter):
        Size().convert(text, None, None)


def test_size_is_said_in_the_language() -> None:
    """1,5 MB is 1.5 MB elsewhere."""
    sizes = (0, 999, 1_500_000)

    assert [size_words(s, "vi") for s in sizes] == ["0 B", "999 B", "1,5 MB"]
    assert size_words(1_500_000, "en") == "1.5 MB"


def test_time_is_said_as_a_clock_does() -> None:
    """Minutes first, hours when there are any."""
    assert (clock_time(62.4), clock_time(3723)) == ("1:02", "1:02:03")


def make_progress(*running: Running, screened: int = 3) -> Progress:
    return Progress(
        total=10,
        kept=1,
        screened=screened,
        copied=0,
        failed=1,
        findings=7,
        size_bytes=100,
        seconds=2.0,
        running=running,
    )


def test_rate_is_said_in_the_unit_that_shows_it() -> None:
    """“0.0 files a second” for a minute looks like a program that hangs."""
    quick, slow = make_progress(screened=99), replace(make_progress(), seconds=80.0)
    loading = replace(make_progress(screened=0), failed=0, seconds=9.0, loading_s=9.0)

    kept = replace(make_progress(screened=0), failed=0, kept=10)
    moments = (quick, slow, loading, kept)

    said = [rate_words(moment, "vi") for moment in moments]

    assert said[:2] == ["50,0 tệp/giây", "3,0 tệp/phút"]
    assert said[2:] == ["đang nạp mô hình", "không có tệp mới"]


def test_loading_the_model_does_not_count_as_work() -> None:
    """Else the time left of a short scan is foretold many times too long."""
    moment = replace(make_progress(), seconds=22.0, loading_s=20.0)

    assert moment.files_per_s == 2.0
    assert moment.left_s == 2.5


def test_long_time_is_said_in_minutes_and_hours() -> None:
    """Nobody divides 5,423 seconds by sixty."""
    said = [duration_words(seconds, "vi") for seconds in (9.26, 173.3, 5423)]

    assert said == ["9,3 giây", "2 phút 53 giây", "1 giờ 30 phút"]


def test_slow_file_is_named_when_it_is_slow() -> None:
    """A bar that stands still asks for a reason."""
    slow = Running("bài/rất " + "dài" * 40 + ".pdf", 12.7)

    assert slow_words(make_progress(Running("a.txt", 0.4)), "vi") == ""
    assert slow_words(make_progress(slow), "vi").endswith(".pdf (12 giây)")
    assert len(slow_words(make_progress(slow), "vi")) < 90


def test_control_characters_in_a_name_do_not_reach_the_terminal() -> None:
    """A file name may hold orders to the terminal."""
    assert "\x1b" not in slow_words(make_progress(Running("\x1b[2Ja.txt", 9.0)), "vi")


def test_progress_for_programs_has_rate_and_time_left() -> None:
    """A web page draws its own bar."""
    value = progress_to_json(make_progress())

    assert (value["done"], value["files_per_s"], value["left_s"]) == (5, 2.0, 2.5)


def test_time_left_is_unknown_before_anything_is_done() -> None:
    """Unknown is not nought."""
    progress = Progress(
        total=5,
        kept=0,
        screened=0,
        copied=0,
        failed=0,
        findings=0,
        size_bytes=0,
        seconds=1.0,
    )

    assert progress_to_json(progress)["left_s"] is None


def test_last_line_is_always_written(capsys: pytest.CaptureFixture[str]) -> None:
    """A log must end with how it ended."""
    view = LinesView("vi")
    view.show(make_progress())

    view.end()

    assert "5/10 tệp" in capsys.readouterr().err


def test_cluster_without_ray_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The plain install has no Ray."""
    monkeypatch.setitem(sys.modules, "ray", None)

    with pytest.raises(MissingExtraError) as caught:
        RayEngine(WorkOrder(make_screener=make_breakable), address=None)

    assert caught.value.facts == {"library": "ray", "extra": "cluster"}
