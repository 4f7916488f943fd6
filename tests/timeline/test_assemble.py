"""The timeline: what must hold of any episode, and how music meets the voice."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clips.model import ClipFacts
from pipeline.errors import ClipError, ScriptError
from pipeline.script.model import Cue, CueForm, Entry, Script, Song
from pipeline.timeline.assemble import SLATE, LineSound, assemble
from pipeline.timeline.model import Placement, Played, Timeline
from pipeline.timeline.pacing import Pacing
from pipeline.timeline.plan import plan
from pipeline.units import DUAL_MONO, RATE, samples, seconds

from .conftest import (
    BAR,
    CLIP_SECONDS,
    HERE,
    VOICE,
    clip,
    clip_facts,
    entry,
    library,
    line,
    script,
    sound,
    sounds,
)

BLUE = Song("Blue", "Elastica")
SHAME = Song("The Shame", "The Blood Brothers")
PACING = Pacing()


def laid_out(of: Script, *songs: Song, line_seconds: float = 12.0, beats: bool = True) -> Timeline:
    """A script with these songs' clips, assembled."""
    clips = [clip(song, beats=beats, post=8.0 if beats else None) for song in songs]
    facts = {one.id: clip_facts() for one in clips}
    return assemble(plan(of, library(*clips)), sounds(of, line_seconds), facts, PACING)


def one_song(lines: int = 2, **options: float) -> tuple[Placement, list[Placement]]:
    """The snippet and the lines of an entry with one song."""
    of = script(entry("blue", [BLUE], [line(f"blue-{n}") for n in range(lines + 1)]))
    timeline = laid_out(of, BLUE, line_seconds=options.get("line_seconds", 12.0))
    (music,) = [placement for placement, _ in timeline.played()]
    return music, [placement for placement, _ in timeline.narrated()]


def first_sound(placement: Placement) -> int:
    """When a line made by `sound` begins to be heard."""
    return placement.start + samples(0.05)


def last_sound(placement: Placement) -> int:
    """When it has been heard."""
    return placement.span.stop - samples(0.12)


def test_the_voice_enters_on_a_downbeat_after_the_post() -> None:
    """The snippet plays its intro, its post and two bars in the clear; then the first syllable."""
    music, (announcement, _, _) = one_song()
    entrance = seconds(first_sound(announcement) - music.start)
    assert 12.0 == pytest.approx(entrance, abs=1e-4)
    assert 0.0 == pytest.approx(entrance % BAR, abs=1e-4)


def test_the_duck_is_down_before_the_first_syllable() -> None:
    """Clear until the ramp begins, at the bed's gain 50 ms before the voice is heard."""
    music, (announcement, *_) = one_song()
    clear, begins, down = music.envelope
    assert clear.gain_db == begins.gain_db
    assert down.offset == first_sound(announcement) - music.start - samples(PACING.ramp_lead)
    assert samples(PACING.ramp) == down.offset - begins.offset


def test_levels_are_set_against_the_voice_in_loudness_units() -> None:
    """A steady clip: 1 LU under the voice in the clear, 14 LU under it as a bed."""
    music, _ = one_song()
    voice = VOICE + DUAL_MONO
    assert -1.0 == pytest.approx(music.envelope[0].gain_db - 16.0 - voice, abs=0.01)
    assert -14.0 == pytest.approx(music.envelope[-1].gain_db - 16.0 - voice, abs=0.01)


def test_the_bed_leaves_under_the_voice() -> None:
    """It has faded, over whole bars, before the last word of what is said over it."""
    music, (*_, last) = one_song()
    assert music.span.stop <= last_sound(last)
    assert samples(2 * BAR) == music.fade_out
    assert 0.0 == pytest.approx(seconds(music.span.stop - music.start) % BAR, abs=1e-4)


def test_a_short_entry_shortens_the_bed() -> None:
    """Music never outlasts the speech that it lies under."""
    music, (*_, last) = one_song(lines=1, line_seconds=3.0)
    assert music.span.stop <= last_sound(last)


def test_without_beats_there_is_still_a_clear_part() -> None:
    """A clip that nobody has marked plays for `clear_seconds`, then ducks."""
    of = script(entry("blue", [BLUE], [line("blue-0"), line("blue-1")]))
    timeline = laid_out(of, BLUE, beats=False)
    ((music, _),) = timeline.played()
    announcement = timeline.narrated()[0][0]
    assert PACING.clear_seconds == pytest.approx(seconds(first_sound(announcement) - music.start))


def test_a_song_that_nothing_follows_plays_alone_and_fades() -> None:
    """After the entry's last line a song is heard in the clear, and the next entry waits."""
    lines = [line("blue-0"), line("blue-1", "And then The Shame.")]
    of = script(entry("blue", [BLUE, SHAME], lines), entry("outro", [], [line("outro-1")]))
    timeline = laid_out(of, BLUE, SHAME)
    shame = timeline.played()[1][0]
    outro = timeline.narrated()[-1][0]
    assert 1 == len(shame.envelope)
    assert shame.fade_out >= samples(PACING.shortest_fade)
    assert shame.span.stop <= first_sound(outro)


def by_hand(form: CueForm, start: float | None, stop: float | None) -> Timeline:
    """Two lines with a directive between them."""
    cue = Cue("blue", form, start, stop, HERE)
    return laid_out(script(entry("x", [], [line("x-1"), cue, line("x-2")])), BLUE)


def test_a_clear_snippet_is_never_spoken_over() -> None:
    """`clear` with times: exactly that part, between the lines."""
    timeline = by_hand("clear", 4.0, 10.0)
    ((music, played),) = timeline.played()
    before, after = (placement for placement, _ in timeline.narrated())
    assert samples(4.0) == played.start_in_clip
    assert samples(6.0) == music.span.length
    assert last_sound(before) < music.start
    assert music.span.stop < first_sound(after)


def test_a_bed_is_only_ever_under_speech() -> None:
    """`bed` begins with the next line's first word, and is gone before its last."""
    timeline = by_hand("bed", None, None)
    ((music, _),) = timeline.played()
    after = timeline.narrated()[-1][0]
    assert first_sound(after) == music.start
    assert music.span.stop <= last_sound(after)
    assert music.fade_in > RATE // 2


@pytest.mark.parametrize(
    ("start", "stop", "says"),
    [(40.0, None, "only 32.0 s long"), (4.0, 50.0, "only 32.0 s long"), (4.0, 4.5, "a second")],
)
def test_times_outside_the_clip_are_refused(start: float, stop: float | None, says: str) -> None:
    """The directive's place, and how long the clip is."""
    with pytest.raises(ScriptError, match=says) as caught:
        by_hand("clear", start, stop)
    assert HERE == caught.value.where


def test_a_bed_without_speech_is_refused() -> None:
    """A bed at the end of an entry lies under nothing: the script says so itself."""
    cue = Cue("blue", "bed", None, None, HERE)
    with pytest.raises(ScriptError, match="needs a line after it"):
        laid_out(script(entry("x", [], [line("x-1"), cue])), BLUE)


def test_what_is_not_cleared_gets_a_slate() -> None:
    """In a draft, a slate lies over the whole of every snippet of that clip."""
    of = script(entry("blue", [BLUE], [line("blue-0"), line("blue-1")]))
    blue = clip(BLUE)
    timeline = assemble(
        plan(of, library(blue)), sounds(of), {"blue": clip_facts()}, PACING, uncleared={"blue"}
    )
    ((music, _),) = timeline.played()
    (slate,) = [placement for placement in timeline.placements if placement.source == SLATE]
    assert music.span == slate.span


def test_sentences_are_said_in_order_within_their_line() -> None:
    """With the voice's own marks where there are as many as sentences; shared by length if not."""
    of = script(entry("x", [], [line("x-1", "One. Two is longer.")]))
    marked = sound(4.0)
    facts = marked.facts
    marks = (facts.first_sound, facts.first_sound + RATE)
    with_marks = type(marked)(
        type(facts)(facts.length, VOICE, facts.first_sound, facts.last_sound, marks), "v"
    )
    for given_sound, second in ((with_marks, facts.first_sound + RATE), (marked, None)):
        timeline = assemble(plan(of, library()), {"x-1": given_sound}, {}, PACING)
        ((_, said),) = timeline.narrated()
        one, two = said.sentences
        assert ("One.", "Two is longer.") == (one.text, two.text)
        assert one.span.stop == two.span.start
        assert facts.last_sound == two.span.stop
        assert second is None or second == two.span.start


texts = st.sampled_from(["Blue is here.", "What about The Shame?", "Plain words", "Wait…"])
lines_of = st.lists(st.tuples(texts, st.floats(1.0, 30.0)), min_size=1, max_size=4)
entries = st.lists(st.tuples(st.integers(0, 2), lines_of), min_size=1, max_size=5)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(entries)
def test_what_holds_of_every_episode(shape: list[tuple[int, list[tuple[str, float]]]]) -> None:
    """Lines never overlap and keep their order, songs never overlap, parts tile the episode."""
    built: list[Entry] = []
    heard: dict[str, LineSound] = {}
    for number, (songs, told) in enumerate(shape):
        name = f"e{number}"
        items = [line(f"{name}-{n}", text) for n, (text, _) in enumerate(told, start=1)]
        heard |= {item.id: sound(length) for item, (_, length) in zip(items, told, strict=True)}
        if songs:
            items.insert(0, line(f"{name}-0"))
            heard[f"{name}-0"] = sound(2.0)
        built.append(entry(name, [BLUE, SHAME][:songs], items))
    of = script(*built)
    clips = [clip(BLUE), clip(SHAME)]
    timeline = assemble(
        plan(of, library(*clips)), heard, {one.id: clip_facts() for one in clips}, PACING
    )
    told_order = [said.line_id for _, said in timeline.narrated()]
    assert [one.id for one in of.lines] == told_order
    for before, after in pairwise(placement for placement, _ in timeline.narrated()):
        assert last_sound(before) < first_sound(after)
    for earlier, later in pairwise(placement for placement, _ in timeline.played()):
        assert earlier.span.stop <= later.start
    assert 0 == timeline.parts[0].span.start
    assert timeline.length == timeline.parts[-1].span.stop
    for part, following in pairwise(timeline.parts):
        assert part.span.stop == following.span.start
    for placement in timeline.placements:
        assert placement.span.stop <= timeline.length
        assert placement.fade_in + placement.fade_out <= placement.span.length
        if isinstance(placement.provenance, Played):
            assert placement.span_in_source.length <= clip_facts().length
            assert placement.span.length >= RATE


def test_music_never_stops_dead() -> None:
    """However little is said, the music fades over the shortest fade, and is heard out."""
    of = script(entry("blue", [BLUE], [line("blue-0")]), entry("outro", [], [line("outro-1")]))
    timeline = laid_out(of, BLUE)
    ((music, _),) = timeline.played()
    outro = timeline.narrated()[-1][0]
    assert music.fade_out >= samples(PACING.shortest_fade) - 1
    assert music.span.stop < first_sound(outro)


def test_a_bed_under_a_short_line_is_there() -> None:
    """A bed that is shorter than a bar keeps the line's length instead of vanishing."""
    cue = Cue("blue", "bed", None, None, HERE)
    of = script(entry("x", [], [cue, line("x-1")]))
    timeline = laid_out(of, BLUE, line_seconds=1.8)
    ((music, _),) = timeline.played()
    assert samples(1.8) == pytest.approx(music.span.length, abs=10)


def stepped(loud: float, quiet: float, at: float) -> ClipFacts:
    """A clip that is loud up to a time, then quiet."""
    energies = tuple(
        10 ** (((loud if n < at * 10 else quiet) + 0.691) / 10)
        for n in range(int(CLIP_SECONDS * 10))
    )
    return ClipFacts(samples(CLIP_SECONDS), energies)


@pytest.mark.parametrize("until", [12.0, 12.3])
@pytest.mark.parametrize("quiet", [-30.0, -69.0])
def test_the_duck_always_goes_down(quiet: float, until: float) -> None:
    """A song that is quiet after a loud entrance is not turned up under the voice."""
    of = script(entry("blue", [BLUE], [line("blue-0"), line("blue-1")]))
    facts = {"blue": stepped(-10.0, quiet, until)}
    timeline = assemble(plan(of, library(clip(BLUE))), sounds(of), facts, PACING)
    ((music, _),) = timeline.played()
    assert round(music.envelope[-1].gain_db - music.envelope[0].gain_db, 6) <= -6.0
    if until <= 12.0:
        return
    # The loud 300 ms that reach under the first words: with the 100 quiet ones after them they
    # stay ten units below the voice, by themselves hardly less.
    assert -10.0 + music.envelope[-1].gain_db <= VOICE + DUAL_MONO - 8.7


def test_times_given_by_hand_end_the_music() -> None:
    """`under` with an end plays to that end, as far as there is speech to leave under."""
    timeline = by_hand("under", 4.0, 16.0)
    ((music, played),) = timeline.played()
    assert samples(4.0) == played.start_in_clip
    assert samples(12.0) == music.span.length
    assert samples(PACING.fade_in) == music.fade_in


def with_silence(before: float, after: float) -> ClipFacts:
    """A clip that sounds in its middle only."""
    energies = [10 ** ((-16.0 + 0.691) / 10)] * int(CLIP_SECONDS * 10)
    energies[: int(before * 10)] = [0.0] * int(before * 10)
    energies[len(energies) - int(after * 10) :] = [0.0] * int(after * 10)
    return ClipFacts(samples(CLIP_SECONDS), tuple(energies))


def test_silence_around_the_music_is_not_played() -> None:
    """A clip that begins with silence begins with its music; nothing is heard of the silence."""
    of = script(entry("blue", [BLUE], [line("blue-0"), line("blue-1")]))
    unmarked = clip(BLUE, beats=False, post=None)
    facts = {"blue": with_silence(5.0, 10.0)}
    timeline = assemble(plan(of, library(unmarked)), sounds(of), facts, PACING)
    ((music, played),) = timeline.played()
    assert samples(5.0) == played.start_in_clip
    assert played.start_in_clip + music.span.length <= samples(CLIP_SECONDS - 10.0)


def test_a_clip_without_a_sound_is_refused() -> None:
    """Silence with a licence is a mistake, and is said to be one."""
    of = script(entry("blue", [BLUE], [line("blue-0"), line("blue-1")]))
    facts = {"blue": with_silence(CLIP_SECONDS, 0.0)}
    with pytest.raises(ClipError, match="nothing to hear in clip “blue”"):
        assemble(plan(of, library(clip(BLUE))), sounds(of), facts, PACING)
