"""Chapters as apps see them."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.release.chapters import Chapter, chapters, chapters_json, milliseconds, songs_title
from pipeline.script.model import Song
from pipeline.timeline.model import Part, Timeline
from pipeline.units import RATE, Span


def test_chapters_json_is_the_golden_file(
    timeline: Timeline, golden: Callable[[str], bytes]
) -> None:
    """The hand-made timeline gives the golden chapters.json, byte for byte."""
    actual = chapters_json(
        chapters(timeline),
        title="Eleven songs & a film",
        podcast="Sleevenotes",
        author="The Sleevenotes authors",
        file_name="her-smell.mp3",
    )
    assert golden("chapters.json") == actual


def test_chapters_cover_the_episode(timeline: Timeline) -> None:
    """The first chapter starts at 0, each begins where the one before ends, the last ends it."""
    made = chapters(timeline)
    bounds = [made[0].start, *(after.start for _, after in pairwise(made)), made[-1].stop]
    assert [0, *(before.stop for before in made)] == bounds
    assert timeline.length == made[-1].stop


def test_a_part_that_does_not_last_is_no_chapter() -> None:
    """A part without a sample has no chapter."""
    parts = (Part("intro", "Introduction", (), Span(0, 0)), Part("a", "A", (), Span(0, RATE)))
    assert ("A",) == tuple(chapter.title for chapter in chapters(Timeline(RATE, (), parts)))


def test_the_link_is_that_of_the_first_song_that_has_one() -> None:
    """A pair whose second song alone has a link leads there."""
    songs = (Song("One", "A"), Song("Two", "B", url="https://example.com/two"))
    made = chapters(Timeline(RATE, (), (Part("one", "", songs, Span(0, RATE)),)))
    assert (Chapter("“One” – A / “Two” – B", Span(0, RATE), "https://example.com/two"),) == made


@pytest.mark.parametrize(
    ("songs", "title"),
    [
        ((Song("Don’t Cry", "Guns N’ Roses"),), "“Don’t Cry” – Guns N’ Roses"),
        ((Song("One", "A"), Song("Two", "A")), "“One” / “Two” – A"),
        ((Song("One", "A"), Song("Two", "B")), "“One” – A / “Two” – B"),
        (
            (Song("One", "A"), Song("Two", "A"), Song("Three", "B")),
            "“One” / “Two” – A / “Three” – B",
        ),
        ((Song("Blue", "Elastica", note="Live at Glastonbury"),), "“Blue” – Elastica"),
        ((), ""),
    ],
)
def test_a_chapter_is_named_for_its_songs(songs: tuple[Song, ...], title: str) -> None:
    """Titles in quotation marks, then the artist, said once for songs in a row."""
    assert title == songs_title(songs)


def test_chapters_json_has_no_nulls_and_starts_at_zero(timeline: Timeline) -> None:
    """A chapter without a link has no url; what is not given about the episode is left out."""
    document = json.loads(chapters_json(chapters(timeline), title="T"))
    assert ["version", "title", "chapters"] == list(document)
    assert "1.2.0" == document["version"]
    assert 0 == document["chapters"][0]["startTime"]
    assert [False, True, True, False] == ["url" in chapter for chapter in document["chapters"]]


@given(st.integers(0, 10 * 3600 * RATE))
def test_times_are_the_nearest_millisecond(sample: int) -> None:
    """No chapter time is more than half a millisecond from its sample."""
    assert abs(milliseconds(sample) / 1000 - sample / RATE) <= 0.0005 + 1e-9
