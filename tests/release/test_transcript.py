"""The transcript: words and music, when they are heard, in cues that can be read."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.release.transcript import LINE, SHORTEST, Caption, captions, transcript_vtt
from pipeline.timeline.model import Narrated, Placement, Played, Sentence, Timeline
from pipeline.units import RATE, Span, samples

NAMES = {"hibari:heart": "Heart & Soul", "take": "Ada <Guest>"}
CUE = re.compile(
    r"(\d\d):(\d\d):(\d\d)\.(\d{3}) --> (\d\d):(\d\d):(\d\d)\.(\d{3})\n((?:[^\n]+\n)+)", re.ASCII
)
needs_ffprobe = pytest.mark.skipif(
    shutil.which("ffprobe") is None,
    reason="NOT TESTED: ffprobe is not installed, an outside reader of WebVTT",
)


def voice(start: int, *sentences: Sentence, name: str = "a") -> Placement:
    """A line at that sample; it is as long as its last sentence."""
    length = max((sentence.span.stop for sentence in sentences), default=RATE)
    origin = Narrated("intro-1", sentences, name)
    return Placement("voice", "line", Span(0, length), start, "intro", origin)


def music(start: int, stop: int, title: str = "Rain") -> Placement:
    """Music from one sample to another."""
    origin = Played("rain", title, "The House Band", "CC0", 0)
    return Placement("music", "clip", Span(0, stop - start), start, "intro", origin)


def timeline_of(length: int, *placements: Placement) -> Timeline:
    """A timeline of these placements alone."""
    return Timeline(length, tuple(sorted(placements, key=lambda each: each.start)), ())


words = st.text(st.sampled_from("abcdefgh ,;–.’<&"), max_size=300)
sentences = st.builds(
    lambda text, start, length: Sentence(text, Span(start, start + length)),
    words,
    st.integers(0, 20 * RATE),
    st.integers(0, 8 * RATE),
)
timelines = st.builds(
    timeline_of,
    st.integers(0, 60 * RATE),
    *(
        st.builds(voice, st.integers(0, 40 * RATE), sentences, name=st.sampled_from("ab"))
        for _ in range(3)
    ),
    st.builds(
        lambda start, length: music(start, start + length),
        st.integers(0, 40 * RATE),
        st.integers(0, 30 * RATE),
    ),
)


def cues(vtt: bytes) -> list[tuple[int, int, str]]:
    """A strict reader of our WebVTT: milliseconds and text. It fails on all that is not a cue."""
    head, *blocks = vtt.decode().split("\n\n")
    assert head.rstrip("\n") == "WEBVTT"
    found = []
    for block in blocks:
        match = CUE.fullmatch(block.rstrip("\n") + "\n")
        assert match is not None, block
        times = [int(digits) for digits in match.groups()[:8]]
        start, stop = (
            1000 * (3600 * h + 60 * m + s) + ms for h, m, s, ms in (times[:4], times[4:])
        )
        found.append((start, stop, match[9].rstrip("\n")))
    return found


def test_the_transcript_is_the_golden_file(
    timeline: Timeline, golden: Callable[[str], bytes]
) -> None:
    """The hand-made timeline gives the golden transcript, byte for byte."""
    assert golden("transcript.vtt") == transcript_vtt(timeline, speakers=NAMES)


@given(timelines)
def test_cues_follow_one_another(timeline: Timeline) -> None:
    """Whatever overlaps, cues don't; each can be read; none is beyond the end of the episode."""
    end = round(timeline.length * 1000 / RATE)
    read = cues(transcript_vtt(timeline))
    for start, stop, text in read:
        assert 0 <= start
        assert stop - start >= 300
        assert stop <= end
        assert text.strip()
    for (_, stop, _), (start, _, _) in pairwise(read):
        assert stop <= start


@given(timelines)
def test_every_word_is_shown(timeline: Timeline) -> None:
    """Splitting, joining and moving lose no word of what is said."""
    said = [
        word
        for _, narrated in timeline.narrated()
        for sentence in narrated.sentences
        for word in sentence.text.split()
    ]
    shown = [
        word
        for caption in captions(timeline_of(timeline.length, *(p for p, _ in timeline.narrated())))
        for word in caption.text.split()
    ]
    expected = said if timeline.length >= SHORTEST else []
    assert sorted(expected) == sorted(shown)


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)))
def test_a_long_sentence_is_shown_in_order_in_two_lines_at_most(parts: list[str]) -> None:
    """Pieces hold two lines of 42 characters, and together are the sentence."""
    text = " ".join(parts)
    length = 60 * RATE
    made = captions(timeline_of(length, voice(0, Sentence(text, Span(0, length)))))
    assert text.split() == " ".join(caption.text for caption in made).split()
    for _, _, shown in cues(
        transcript_vtt(timeline_of(length, voice(0, Sentence(text, Span(0, length)))))
    ):
        lines = shown.removeprefix("<v a>").split("\n")
        assert len(lines) <= 2
        assert max(map(len, lines)) <= LINE


def test_a_long_sentence_is_cut_where_a_clause_ends() -> None:
    """The cut is after the comma nearest to the middle, and the time is shared by length."""
    first = "Seattle, 2003: two singers scream across each other as though it burned,"
    second = "and then the album is over, because this is how it ends."
    length = samples(10)
    made = captions(timeline_of(length, voice(0, Sentence(f"{first} {second}", Span(0, length)))))
    cut = length * len(first) // (len(first) + len(second))
    expected = (Caption(Span(0, cut), first, "a"), Caption(Span(cut, length), second, "a"))
    assert expected == made


def test_music_is_named_until_somebody_speaks() -> None:
    """A snippet in the clear is named up to the next line; under speech it is not named again."""
    line = voice(5 * RATE, Sentence("Hello.", Span(0, RATE)))
    made = captions(timeline_of(20 * RATE, music(2 * RATE, 10 * RATE), line))
    assert (Span(2 * RATE, 5 * RATE), "♪ Rain – The House Band", None) == (
        made[0].span,
        made[0].text,
        made[0].speaker,
    )
    assert ["♪ Rain – The House Band", "Hello."] == [caption.text for caption in made]


@pytest.mark.parametrize("start", [5 * RATE, 5 * RATE - SHORTEST + 1, 5 * RATE + 100])
def test_a_bed_is_not_named(start: int) -> None:
    """Music that begins under speech, or too little before it to be read, has no cue."""
    line = voice(5 * RATE, Sentence("Hello.", Span(0, RATE)))
    made = captions(timeline_of(20 * RATE, music(start, 8 * RATE), line))
    assert ["Hello."] == [caption.text for caption in made]


def test_a_voice_without_a_name_keeps_its_own() -> None:
    """An unmapped voice is shown as the timeline has it."""
    timeline = timeline_of(RATE, voice(0, Sentence("Hi.", Span(0, RATE)), name="gtts:en:co.uk"))
    assert b"<v gtts:en:co.uk>Hi." in transcript_vtt(timeline)


def test_markup_in_words_and_names_is_escaped(timeline: Timeline) -> None:
    """What looks like markup in a script is text in the transcript."""
    text = transcript_vtt(timeline, speakers=NAMES).decode()
    assert "<v Ada &lt;Guest&gt;>Yes, &lt;really&gt;!" in text
    assert "<v Heart &amp; Soul>" in text


@needs_ffprobe
def test_ffprobe_reads_the_same_cues(timeline: Timeline, tmp_path: Path) -> None:
    """An outside reader of WebVTT finds as many cues, at the same times."""
    path = tmp_path / "transcript.vtt"
    path.write_bytes(transcript_vtt(timeline, speakers=NAMES))
    command = ["ffprobe", "-v", "error", "-show_packets", "-of", "json", str(path)]
    run = subprocess.run(command, capture_output=True, check=True)  # noqa: S603
    packets = json.loads(run.stdout)["packets"]
    expected = [(start / 1000, stop / 1000) for start, stop, _ in cues(path.read_bytes())]
    found = [
        (float(p["pts_time"]), float(p["pts_time"]) + float(p["duration_time"])) for p in packets
    ]
    assert len(expected) == len(found)
    for wanted, actual in zip(expected, found, strict=True):
        assert wanted == pytest.approx(actual, abs=1e-6)


def test_times_are_those_of_the_timeline_to_the_millisecond(timeline: Timeline) -> None:
    """A sentence that needs no cutting is shown exactly while it is said."""
    placement, narrated = timeline.narrated()[0]
    sentence = narrated.sentences[1]
    start, stop = (
        round((placement.start + sample) * 1000 / RATE)
        for sample in (sentence.span.start, sentence.span.stop)
    )
    shown = {
        unescape(re.sub(r"<v [^>]*>", "", text)): (a, b)
        for a, b, text in cues(transcript_vtt(timeline))
    }
    assert (start, stop) == shown[sentence.text]
