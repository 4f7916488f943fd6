"""Which songs a heading names."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.script import Song, parse_heading

GOLDEN = Path(__file__).parents[1] / "golden" / "script" / "headings.toml"
CASES = [
    pytest.param(heading, songs, id=f"{form}: {heading}")
    for form, headings in tomllib.loads(GOLDEN.read_text("utf-8")).items()
    for heading, songs in headings.items()
]

WORD = st.text(
    st.characters(categories=["L", "N"], include_characters="'’&/.!?-()[]"), min_size=1, max_size=9
)
TITLES = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
NAMES = st.lists(st.from_regex(r"[A-Z][a-z’.&/!-]{0,8}", fullmatch=True), min_size=1, max_size=4)

MARKS_AND_WORDS = st.lists(
    st.sampled_from([*"“”\"'‘’«»()[]—–-/,&TU ", " by ", " and "]), max_size=40
).map("".join)


@pytest.mark.parametrize(("heading", "songs"), CASES)
def test_a_heading_names_its_songs(heading: str, songs: list[list[str]]) -> None:
    """Each form that articles use gives its titles, artists and version notes."""
    assert tuple(Song(*song) for song in songs) == parse_heading(heading)


@given(st.text(max_size=320) | MARKS_AND_WORDS)
def test_no_heading_raises_or_names_nothing(heading: str) -> None:
    """Whatever is typed, a song has a title and an artist, and no song has an empty note."""
    for song in parse_heading(heading):
        assert song.title.strip() == song.title != ""
        assert song.artist.strip() == song.artist != ""
        assert song.note != ""


@given(title=TITLES, artist=NAMES.map(" ".join))
def test_a_quoted_title_comes_back_as_it_was_written(title: str, artist: str) -> None:
    """Brackets, slashes, ampersands and apostrophes inside a title are its own."""
    assume("–" not in title and not title.endswith(","))
    assert (Song(title, artist),) == parse_heading(f"“{title}” by {artist}")


@given(titles=st.lists(TITLES, min_size=1, max_size=4), artist=NAMES.map(" ".join))
def test_titles_of_one_artist_come_back_in_order(titles: list[str], artist: str) -> None:
    """However many titles an artist has, each is one song."""
    heading = " and ".join(f"“{title}”" for title in titles) + f" by {artist}"
    assert tuple(Song(title, artist) for title in titles) == parse_heading(heading)


@pytest.mark.parametrize(
    "unit", ['"a",', '"a" ', '"', "'a' ", "a – “b” / ", "(a) “", "“a” by b and "]
)
def test_a_heading_of_marks_alone_is_soon_over(unit: str) -> None:
    """Ambiguous marks are tried in every way once, not in every combination."""
    parse_heading((unit * 300)[:300])
    parse_heading((unit * 300)[:299] + "x")


def test_a_paragraph_is_no_heading() -> None:
    """What runs on for hundreds of characters names no song, whatever it quotes."""
    assert () == parse_heading("“Blue” by Elastica " + "and so on " * 40)
