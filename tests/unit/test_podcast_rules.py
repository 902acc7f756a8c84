"""What a recording may be, and which bytes of it a player gets."""

import pytest

from uitweg.knowledge.training.rules.podcast import (
    ByteRange,
    RangeUnsatisfiable,
    RecordingProblem,
    RecordingRefused,
    check_chapters,
    check_cues,
    moment_words,
    read_moment,
    read_range,
)


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-", 0, 999),
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=990-5000", 990, 999),
        ("bytes=-10", 990, 999),
        ("bytes=-5000", 0, 999),
        ("Bytes = 5 - 6", 5, 6),
    ],
)
def test_a_single_range_is_read(header: str, first: int, last: int) -> None:
    assert read_range(header, 1000) == ByteRange(first, last)


@pytest.mark.parametrize(
    "header",
    ["", "bytes=", "bytes=-", "bytes=9-5", "bytes=0-1,5-6", "items=0-5", "bytes=a-b", "bytes=1e3-"],
)
def test_what_is_no_single_range_gets_the_whole(header: str) -> None:
    assert read_range(header, 1000) is None


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_behind_the_end_cannot_be_satisfied(header: str) -> None:
    with pytest.raises(RangeUnsatisfiable):
        read_range(header, 1000)


def test_moments_are_read_and_written_as_people_do() -> None:
    assert [read_moment(typed) for typed in ("0:00", "2:05", " 1:02:05 ", "75:00")] == [
        *(0, 125, 3725, 4500)
    ]
    assert [read_moment(typed) for typed in ("", "2", "2:5", "2:60", "-1:00", "a:bc")] == [None] * 6
    assert [moment_words(seconds) for seconds in (0, 125.9, 3725)] == ["0:00", "2:05", "1:02:05"]


@pytest.mark.parametrize(
    ("begins", "problem"),
    [
        ((0.0, None), RecordingProblem.CHAPTERS),
        ((5.0, 2.0), RecordingProblem.CHAPTER_ORDER),
        ((2.0, 2.0), RecordingProblem.CHAPTER_ORDER),
        ((0.0, 60.0), RecordingProblem.CHAPTER_ORDER),
    ],
)
def test_chapters_that_do_not_fit_are_refused(
    begins: tuple[float | None, ...], problem: RecordingProblem
) -> None:
    with pytest.raises(RecordingRefused) as refused:
        check_chapters(begins, 60)
    assert refused.value.problem is problem
    assert check_chapters((0.0, 59.5), 60) == (0.0, 59.5)


@pytest.mark.parametrize(
    ("cues", "problem"),
    [
        ((), RecordingProblem.TEXT_EMPTY),
        (((5.0, 6.0), (1.0, 2.0)), RecordingProblem.TEXT_ORDER),
        (((5.0, 5.0),), RecordingProblem.TEXT_ORDER),
        (((0.0, 64.0),), RecordingProblem.TEXT_LONGER),
    ],
)
def test_a_transcript_that_does_not_fit_its_sound_is_refused(
    cues: tuple[tuple[float, float], ...], problem: RecordingProblem
) -> None:
    with pytest.raises(RecordingRefused) as refused:
        check_cues(cues, 60)
    assert refused.value.problem is problem
    check_cues(((0.0, 2.0), (1.0, 62.0)), 60)
