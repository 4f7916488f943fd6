"""Show notes: in words that feeds keep, with credits as they are due."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.release.notes import LIMIT, notes_html, notes_page, notes_text, voice_disclosure
from pipeline.script.model import Song
from pipeline.timeline.model import Part, Placement, Played, Timeline
from pipeline.units import RATE, Span

HOST, GUEST = "hibari:heart", "take"
NAMES = {HOST: "Heart & Soul", GUEST: "Ada <Guest>"}
SUMMARY = """Perry was asked for ten songs & named eleven.

The stories of how they <got in>."""
ALLOWED = {"p", "ul", "li", "a", "em", "strong"}


def elements(fragment: str) -> list[ET.Element]:
    """The fragment's elements; it must be well-formed."""
    return list(ET.fromstring(f"<div>{fragment}</div>").iter())[1:]  # noqa: S314


def notes(timeline: Timeline) -> str:
    """The notes of the golden files."""
    disclosure = voice_disclosure(timeline, synthetic={HOST}, narrators=NAMES)
    return notes_html(timeline, summary=SUMMARY, narrators=NAMES, disclosure=disclosure)


def test_the_notes_are_the_golden_fragment(
    timeline: Timeline, golden: Callable[[str], bytes]
) -> None:
    """The hand-made timeline gives the golden notes, byte for byte."""
    assert golden("notes-fragment.html").decode() == notes(timeline)


def test_the_page_is_the_golden_file(timeline: Timeline, golden: Callable[[str], bytes]) -> None:
    """The page around the notes is the golden page, byte for byte."""
    page = notes_page(
        notes(timeline),
        title="Eleven songs & a film",
        language="en-GB",
        show="Sleevenotes",
        audio="her-smell.mp3",
    )
    assert golden("notes.html") == page


def test_only_elements_that_feeds_keep(timeline: Timeline) -> None:
    """The fragment is well-formed and has nothing but paragraphs, lists, links and emphasis."""
    assert {element.tag for element in elements(notes(timeline))} <= ALLOWED


@given(
    st.text(st.characters(categories=["L", "N", "P", "S", "Z"])), st.text("<&>\"' x", max_size=20)
)
def test_no_word_can_break_the_markup(text: str, other: str) -> None:
    """Whatever titles, notes, links, names and credits say, the fragment stays well-formed."""
    song = Song(text, other, note=text, url=f"https://example.com/?{other}")
    origin = Played("c", text, other, text, 0, song, stands_in_for=song)
    placement = Placement("music", "clip", Span(0, RATE), 0, "e", origin)
    timeline = Timeline(RATE, (placement,), (Part("e", text, (song,), Span(0, RATE)),))
    made = notes_html(timeline, summary=text, disclosure=other)
    assert {element.tag for element in elements(made)} <= ALLOWED
    links = [element.get("href") for element in elements(made) if element.tag == "a"]
    assert [song.url] == links


def test_each_credit_is_given_once_as_its_licence_words_it(timeline: Timeline) -> None:
    """A clip that is heard twice is credited once, and says whom it stands in for."""
    placement, origin = timeline.played()[0]
    again = replace(placement, start=timeline.length - RATE, span_in_source=Span(0, RATE))
    twice = replace(timeline, placements=(*timeline.placements, again))
    text = notes_text(notes_html(twice))
    line = f"– {origin.credit} (standing in for “Don’t Cry” by Guns N’ Roses)"
    assert 1 == text.splitlines().count(line)


def test_a_song_is_timed_by_its_snippet_or_its_part() -> None:
    """The second song of a pair has the time of its own snippet; one without has its part's."""
    songs = (Song("One", "A"), Song("Don’t Cry", "Guns N’ Roses"))
    origin = Played("c", "Ours", "House Band", "credit", 0, song=songs[1])
    placement = Placement("music", "clip", Span(0, RATE), 75 * RATE, "one", origin)
    part = Part("one", "One", songs, Span(60 * RATE, 90 * RATE))
    text = notes_text(notes_html(Timeline(90 * RATE, (placement,), (part,))))
    assert ["– (1:00) “One” – A", "– (1:15) “Don’t Cry” – Guns N’ Roses"] == text.splitlines()[1:3]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
def test_only_web_links_are_links(url: str) -> None:
    """A link of another kind is not made clickable."""
    part = Part("one", "One", (Song("One", "A", url=url),), Span(0, RATE))
    assert "href" not in notes_html(Timeline(RATE, (), (part,)))


def test_a_timeline_without_music_and_songs_has_only_its_summary() -> None:
    """There are no empty headings."""
    assert "<p>Hello.</p>" == notes_html(Timeline(RATE, (), ()), summary="Hello.")


@given(st.text("abc é–日", min_size=1, max_size=6000))
def test_a_long_summary_is_shortened_so_that_credits_are_kept(summary: str) -> None:
    """As plain text the notes have 4000 bytes at most; what gives way is the summary."""
    song = Song("One", "A")
    origin = Played("c", "One", "A", "“One” by A, CC BY 4.0", 0)
    placement = Placement("music", "clip", Span(0, RATE), 0, "one", origin)
    timeline = Timeline(RATE, (placement,), (Part("one", "One", (song,), Span(0, RATE)),))
    text = notes_text(notes_html(timeline, summary=summary))
    assert len(text.encode()) <= LIMIT
    assert "“One” by A, CC BY 4.0" in text


def test_which_voices_are_synthetic_is_said(timeline: Timeline) -> None:
    """All, some or none of the voices that are heard: each has its sentence."""
    some = "Some of the narration is spoken by a synthetic voice (Heart & Soul)."
    assert some == voice_disclosure(timeline, synthetic={HOST}, narrators=NAMES)
    every = "The narration is spoken by synthetic voices."
    assert every == voice_disclosure(timeline, synthetic={HOST, GUEST})
    assert "" == voice_disclosure(timeline, synthetic={"gtts:en:co.uk"})
    alone = replace(timeline, placements=timeline.placements[:3])
    one = "The narration is spoken by a synthetic voice."
    assert one == voice_disclosure(alone, synthetic={HOST, GUEST})


def test_narrators_are_named_in_the_order_in_which_they_are_heard(timeline: Timeline) -> None:
    """Two names are joined by and; a voice without a name is not named."""
    text = notes_text(notes_html(timeline, narrators=NAMES))
    assert "Narrated by Heart & Soul and Ada <Guest>." == text.splitlines()[-1]
    assert "Narrated by Ada." in notes_text(notes_html(timeline, narrators={GUEST: "Ada"}))
    assert "Narrated" not in notes_html(timeline)


def test_the_page_says_its_language_and_title() -> None:
    """A page of its own: UTF-8, language, escaped title, no player without a file."""
    page = notes_page("<p>Hi.</p>", title="A <b> & c", language="de").decode()
    assert '<html lang="de">' in page
    assert "<title>A &lt;b&gt; &amp; c</title>" in page
    assert "<audio" not in page
    assert '<meta charset="utf-8">' in page[: page.index("<title>")]
