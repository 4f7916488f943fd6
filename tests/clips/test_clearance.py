"""The gate: what no licence covers is refused, with the clause that fails and what would pass."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline.clips.clearance import Refusal, audio_digest, refusal
from pipeline.clips.library import read_library
from pipeline.clips.sound import cut_snippet, measure_clip
from pipeline.errors import ClearanceError, ClipError
from pipeline.units import RATE, Span

from .conftest import AddClip

DAY = dt.date(2026, 11, 20)
MASTER = '[[grant]]\nkind = "direct"\nlicensor = "Label"\ncovers = ["master"]\n'


def refused(clips: Path) -> Refusal | None:
    """Why the clip “x” is refused on that day, if it is."""
    clip = read_library(clips).clips["x"]
    return refusal(clip, audio_digest(clip), day=DAY)


PUBLISHING = '[[grant]]\nkind = "direct"\nlicensor = "Publisher"\ncovers = ["publishing"]\n'


@pytest.mark.parametrize(
    "grants",
    [
        '[[grant]]\nkind = "own"\nlicensor = "Us"\n',
        MASTER + PUBLISHING,
        MASTER + "first_day = 2026-11-20\nlast_day = 2026-11-20\n" + PUBLISHING,
        MASTER + "last_day = 2020-01-01\n" + MASTER + PUBLISHING,
        '[[grant]]\nkind = "creative-commons"\nspdx = "CC-BY-4.0"\nlicensor = "X"\n',
    ],
)
def test_what_is_covered_passes(clips: Path, add_clip: AddClip, grants: str) -> None:
    """Both sides, by one grant or by two; from the first day to the last; any grant that counts."""
    add_clip("x", grants=grants)
    assert refused(clips) is None


@pytest.mark.parametrize(
    ("grants", "clause", "remedy"),
    [
        ("", "no grant covers the master side", "obtain the master licence"),
        (MASTER, "no grant covers the publishing side", "obtain the publishing licence"),
        (PUBLISHING, "no grant covers the master side", "obtain the master licence"),
        (
            MASTER + "last_day = 2026-11-19\n" + PUBLISHING,
            "the master grant ended on 2026-11-19",
            "renew it with Label",
        ),
        (
            MASTER + PUBLISHING + "first_day = 2026-12-01\n",
            "the publishing grant begins on 2026-12-01",
            "release it from 2026-12-01 on",
        ),
        (
            MASTER + 'media = ["broadcast", "web"]\n' + PUBLISHING,
            "the master grant is for broadcast, web, not for podcast",
            "have Label add podcast",
        ),
    ],
)
def test_what_is_not_covered_is_refused(
    clips: Path, add_clip: AddClip, grants: str, clause: str, remedy: str
) -> None:
    """The clause that fails, and the nearest thing that would pass, at the record's line."""
    record = add_clip("x", grants=grants)
    why = refused(clips)
    assert why is not None
    assert clause in why.clause
    assert remedy in why.remedy
    error = why.error()
    assert isinstance(error, ClearanceError)
    assert 4 == error.exit_code
    assert str(error).startswith(f"{record}:5: clip “x” is not cleared")


def test_another_file_under_the_same_name_is_not_cleared(clips: Path, add_clip: AddClip) -> None:
    """The licence is for the bytes that it was recorded for."""
    add_clip("x")
    (clips / "x.wav").write_bytes((clips / "x.wav").read_bytes() + b"\0")
    why = refused(clips)
    assert why is not None
    assert "is not the file that the licence was recorded for" in why.clause


def test_audio_that_is_gone_is_an_error_of_the_clip(clips: Path, add_clip: AddClip) -> None:
    """A record whose audio is missing says which file to put back."""
    add_clip("x")
    (clips / "x.wav").unlink()
    with pytest.raises(ClipError, match=r"put x\.wav back"):
        refused(clips)


def test_a_mono_clip_measures_as_it_will_be_heard(clips: Path, add_clip: AddClip) -> None:
    """A clip on one channel is played on both: its energy is that of the same sound in stereo."""
    add_clip("one", channels=1)
    add_clip("two", channels=2)
    library = read_library(clips).clips
    one, two = measure_clip(library["one"]), measure_clip(library["two"])
    assert 2 * RATE == one.length == two.length
    assert one.energies == pytest.approx(two.energies)
    snippet = cut_snippet(library["one"], Span(RATE // 2, RATE))
    assert (2, RATE // 2) == (snippet.channels, snippet.frame_count())


def test_audio_that_is_no_audio_is_an_error_of_the_clip(clips: Path, add_clip: AddClip) -> None:
    """Decoding trouble is said of the clip, with the file."""
    add_clip("x")
    (clips / "x.wav").write_text("nothing to hear")
    with pytest.raises(ClipError, match=r"clip “x”"):
        measure_clip(read_library(clips).clips["x"])
