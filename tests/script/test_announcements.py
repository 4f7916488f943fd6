"""What the voice says for a heading."""

from __future__ import annotations

import pytest

from pipeline.script import DEFAULT_ANNOUNCEMENT, Lexicon, Song, announcement, speakable

BLUE = Song("Blue", "Elastica", "Live at Glastonbury")
YOUNG = Song("Because You’re Young", "Cock Sparrer")
BACK = Song("We’re Coming Back", "Cock Sparrer")
CRY = Song("Don’t Cry", "Guns N’ Roses")


@pytest.mark.parametrize(
    ("songs", "announced"),
    [
        ([CRY], "“Don’t Cry”, by Guns N’ Roses."),
        ([BLUE], "“Blue”, by Elastica, live at Glastonbury."),
        ([YOUNG, BACK], "“Because You’re Young” and “We’re Coming Back”, by Cock Sparrer."),
        (
            [YOUNG, CRY],
            "“Because You’re Young”, by Cock Sparrer, and “Don’t Cry”, by Guns N’ Roses.",
        ),
        ([Song("A", "D"), Song("B", "D"), Song("C", "D")], "“A”, “B” and “C”, by D."),
        ([Song("A", "D"), Song("B", "E"), Song("C", "F")], "“A”, by D, “B”, by E, and “C”, by F."),
        ([Song("A", "D", "Live"), Song("B", "D")], "“A”, by D, live, and “B”, by D."),
        ([Song("A", "D", "Live"), Song("B", "D", "Live")], "“A” and “B”, by D, live."),
        ([Song("A", "D", "Peel Session")], "“A”, by D, Peel Session."),
        ([Song("Express Yourself", "N.W.A.")], "“Express Yourself”, by N.W.A."),
        ([Song("Wham Rap!", "Wham!")], "“Wham Rap!”, by Wham!"),
        ([Song("Wait…", "Wire")], "“Wait…”, by Wire."),
    ],
)
def test_songs_are_announced_by_title_and_artist(songs: list[Song], announced: str) -> None:
    """Songs that share artist and version share one phrase; notes read on in lower case."""
    assert announced == announcement(songs, DEFAULT_ANNOUNCEMENT)


def test_a_show_has_its_own_words_around_the_songs() -> None:
    """The template stands as it is, braces of other kinds included."""
    assert "Now {here}: “Don’t Cry”, by Guns N’ Roses!" == announcement(
        [CRY], "Now {here}: {songs}!"
    )


@pytest.mark.parametrize(("songs", "template"), [([], "{songs}."), ([CRY], ""), ([CRY], "  ")])
def test_nothing_is_announced_without_songs_or_template(songs: list[Song], template: str) -> None:
    """An empty template switches announcements off."""
    assert "" == announcement(songs, template)


def test_an_announcement_is_spoken_like_any_text() -> None:
    """Quotation marks go, names and versions are said as elsewhere."""
    said = [speakable(announcement([song]), Lexicon()) for song in (CRY, BLUE)]
    assert ["Don't Cry, by Guns and Roses.", "Blue, by Elastica, lyve at Glastonbury."] == said
