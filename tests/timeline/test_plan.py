"""The planner's first rule, and what is placed by hand."""

from __future__ import annotations

import pytest

from pipeline.errors import ScriptError
from pipeline.script.model import Cue, Line, Song
from pipeline.timeline.plan import Snippet, plan

from .conftest import HERE, clip, entry, library, line, script

BLUE = Song("Blue", "Elastica")
SHAME = Song("The Shame", "The Blood Brothers")
GREEN = Song("Green", "R.E.M.")


def order(items: tuple[object, ...]) -> list[str]:
    """Lines by id, snippets by clip."""
    return [
        item.clip.id if isinstance(item, Snippet) else getattr(item, "id", "") for item in items
    ]


def test_the_first_song_opens_its_entry() -> None:
    """It comes before the announcement, in the form that ducks under it."""
    planned = plan(
        script(entry("blue", [BLUE], [line("blue-0"), line("blue-1")])), library(clip(BLUE))
    )
    assert ["blue", "blue-0", "blue-1"] == order(planned.entries[0].items)
    assert ("under", BLUE) == (planned.snippets[0].form, planned.snippets[0].song)


def test_the_second_song_follows_the_line_that_first_names_it() -> None:
    """Whatever quotation marks, case and apostrophes it is named with; the announcement aside."""
    lines = [
        line("blue-0", "“Blue”, by Elastica, and “The Shame”, by The Blood Brothers."),
        line("blue-1", "About blue."),
        line("blue-2", "Then came ‘the shame’, of course."),
        line("blue-3", "“The Shame” again."),
    ]
    planned = plan(script(entry("blue", [BLUE, SHAME], lines)), library(clip(BLUE), clip(SHAME)))
    assert ["blue", "blue-0", "blue-1", "blue-2", "the-shame", "blue-3"] == order(
        planned.entries[0].items
    )
    assert "follows blue-2, the first line that names it" == planned.snippets[1].reason


def test_a_song_that_no_line_names_follows_the_first() -> None:
    """It is still heard; and a third song comes after the second, not before it."""
    lines = [line("blue-0"), line("blue-1"), line("blue-2")]
    songs = [BLUE, SHAME, GREEN]
    planned = plan(script(entry("blue", songs, lines)), library(*map(clip, songs)))
    assert ["blue", "blue-0", "blue-1", "the-shame", "green", "blue-2"] == order(
        planned.entries[0].items
    )


def test_a_song_without_a_clip_is_no_failure() -> None:
    """It gets no sound, and is named for the report."""
    planned = plan(script(entry("blue", [BLUE], [line("blue-1")])), library(clip(SHAME)))
    assert (BLUE,) == planned.unheard
    assert ["blue-1"] == order(planned.entries[0].items)


def test_a_clip_placed_by_hand_is_not_placed_again() -> None:
    """A directive takes the place of the rule for its clip, and leaves other songs to the rule."""
    cue = Cue("blue", "clear", 1.0, 4.0, HERE)
    lines: list[Line | Cue] = [
        line("blue-0"),
        line("blue-1"),
        cue,
        line("blue-2", "The Shame."),
    ]
    planned = plan(script(entry("blue", [BLUE, SHAME], lines)), library(clip(BLUE), clip(SHAME)))
    assert ["blue-0", "blue-1", "blue", "blue-2", "the-shame"] == order(planned.entries[0].items)
    assert ("clear", 1.0, 4.0) == (
        planned.snippets[0].form,
        planned.snippets[0].start_seconds,
        planned.snippets[0].stop_seconds,
    )


def test_a_directive_for_an_unknown_clip_is_an_error() -> None:
    """It names the directive's place."""
    cue = Cue("bleu", "clear", None, None, HERE)
    with pytest.raises(ScriptError, match="did you mean “blue”"):
        plan(script(entry("blue", [BLUE], [line("blue-1"), cue])), library(clip(BLUE)))


def test_the_voice_edition_has_no_music_at_all() -> None:
    """Neither by rule nor by hand; every line stays."""
    cue = Cue("blue", "clear", None, None, HERE)
    of = script(entry("blue", [BLUE], [line("blue-0"), cue, line("blue-1")]))
    planned = plan(of, library(clip(BLUE)), music=False)
    assert () == planned.snippets
    assert ["blue-0", "blue-1"] == order(planned.entries[0].items)


def test_a_title_inside_a_word_is_not_the_title() -> None:
    """“It” is not named by “history with wit”; accents and apostrophes do not hide a name."""
    song, other = Song("It", "Somebody"), Song("Café Rock’n’Roll", "X")
    lines = [
        line("blue-1", "A history with wit."),
        line("blue-2", "Then came It, and CAFE ROCK'N'ROLL."),
    ]
    planned = plan(
        script(entry("blue", [BLUE, song, other], lines)),
        library(clip(BLUE), clip(song), clip(other)),
    )
    assert ["blue", "blue-1", "blue-2", "it", "café-rock’n’roll"] == order(planned.entries[0].items)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("He drove a blue car.", "Then “Blue” itself."),
        ("He drove a blue car.", "Then Blue itself."),
        ("Blue was his colour.", "Then ‘Blue’, of course."),
        ("She’s blue, “so blue”.", "And «Blue»."),
    ],
)
def test_a_title_that_is_a_common_word_is_told_from_the_word(first: str, second: str) -> None:
    """Quotation marks count before capitals, capitals before any case."""
    lines = [line("x-1", first), line("x-2", second), line("x-3", "More.")]
    planned = plan(script(entry("x", [SHAME, BLUE], lines)), library(clip(SHAME), clip(BLUE)))
    assert ["the-shame", "x-1", "x-2", "blue", "x-3"] == order(planned.entries[0].items)
