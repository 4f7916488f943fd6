"""The timeline as a file: written, read back, and checked while it is read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.release.timeline_json import read_timeline, timeline_json
from pipeline.script.model import Song
from pipeline.timeline.model import (
    Breakpoint,
    Narrated,
    Part,
    Placement,
    Played,
    Sentence,
    Timeline,
)
from pipeline.units import Span

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
times = st.integers(0, 2**40)
spans = st.builds(lambda start, length: Span(start, start + length), times, times)
songs = st.builds(Song, names, names, st.none() | names, st.none() | names)
spoken = st.builds(
    Narrated, names, st.lists(st.builds(Sentence, names, spans), max_size=3).map(tuple), names
)
heard = st.builds(Played, names, names, names, names, times, st.none() | songs)
gains = st.floats(-200, 40, allow_nan=False)
placements = st.builds(
    Placement,
    track=st.sampled_from(["voice", "music", "slate"]),
    source=names,
    span_in_source=spans,
    start=times,
    entry_id=names,
    provenance=spoken | heard,
    envelope=st.lists(st.builds(Breakpoint, times, gains), max_size=3).map(tuple),
    fade_in=times,
    fade_out=times,
    reason=names,
)
parts = st.builds(Part, names, names, st.lists(songs, max_size=2).map(tuple), spans)
timelines = st.builds(
    Timeline,
    times,
    st.lists(placements, max_size=4).map(tuple),
    st.lists(parts, max_size=3).map(tuple),
)


@given(timelines)
def test_what_is_written_is_read_back(timeline: Timeline) -> None:
    """Every value of any timeline survives, gains to the last bit."""
    assert timeline == read_timeline(timeline_json(timeline))


def test_the_file_is_the_golden_file(timeline: Timeline, golden: Callable[[str], bytes]) -> None:
    """The hand-made timeline gives the golden file, byte for byte: keys have one order."""
    assert golden("timeline.json") == timeline_json(timeline)


def test_seconds_stand_beside_samples(timeline: Timeline) -> None:
    """A reader who knows nothing of our rate finds times in seconds."""
    document = json.loads(timeline_json(timeline))
    assert (44_100, 41.0) == (document["rate"], document["length_seconds"])
    for part, written in zip(timeline.parts, document["parts"], strict=True):
        assert part.span.start / 44_100 == pytest.approx(written["span"]["start_seconds"], abs=1e-6)


def broken(timeline: Timeline, change: Callable[[Any], object]) -> bytes:
    """The timeline's file after somebody's edit."""
    document = json.loads(timeline_json(timeline))
    change(document)
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.update(schema="sleevenotes.timeline/2"), "schema"),
        (lambda d: d.update(rate=48_000), "48000 Hz, not at 44100"),
        (lambda d: d.update(length="long"), "length"),
        (lambda d: d.update(lenght=1), "lenght"),
        (lambda d: d["placements"][0].pop("source"), "source"),
        (lambda d: d["placements"][0].update(track="drums"), "track"),
        (lambda d: d["placements"][0]["span"].update(stop=10**9), "longer or shorter"),
        (lambda d: d["parts"][0]["span"].update(start=-1), "not a span"),
    ],
)
def test_what_is_no_timeline_is_refused(
    timeline: Timeline, change: Callable[[Any], object], message: str
) -> None:
    """The message says what is wrong, and where in the file."""
    with pytest.raises(InputError, match=message):
        read_timeline(broken(timeline, change))


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
def test_what_is_no_json_is_refused(data: bytes) -> None:
    """Another file is named as what it is not."""
    with pytest.raises(InputError, match=r"a/timeline\.json: this is not a timeline of ours"):
        read_timeline(data, path=Path("a/timeline.json"))
