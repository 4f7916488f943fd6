"""Transcript: what is said, as written, and the music that is heard alone, as WebVTT.

The cues come from the timeline's placements: a sentence is shown while it is said, by the speaker's
name; music is named while nobody speaks over it. The format is W3C WebVTT (w3.org/TR/webvtt1).
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, replace
from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING

from pipeline.units import Span, clock, samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.timeline.model import Placement, Timeline

LINE = 42
"""Characters of a line at most, as subtitlers count for one glance; a cue has two lines."""

SHORTEST = samples(0.3)
"""A cue that is shown for less can't be read."""

_LINES = 2
_CLAUSE_END = re.compile(r"[,;:!?…][”’)]*(?=\s)|[–—)](?=\s)|\s(?=\()")
_SPACE = re.compile(r"\s")
_LEAST_SHARE = 0.25  # of the text on either side, for a clause to be worth a cue of its own


@dataclass(frozen=True, slots=True)
class Caption:
    """Words on the screen for a span of the episode; music where `speaker` is None."""

    span: Span
    text: str
    speaker: str | None = None


def transcript_vtt(timeline: Timeline, *, speakers: Mapping[str, str] | None = None) -> bytes:
    """The transcript as WebVTT. `speakers` names the voices; one without a name keeps its id."""
    blocks = [_vtt(caption) for caption in captions(timeline, speakers=speakers)]
    return "\n".join(["WEBVTT\n", *blocks]).encode()


def captions(
    timeline: Timeline, *, speakers: Mapping[str, str] | None = None
) -> tuple[Caption, ...]:
    """What to show when: in order, never two at once, within the episode, each long enough to read.

    A sentence of more than two lines is cut where a clause ends, and its time shared by length.
    """
    names = speakers or {}
    wanted = [*_spoken(timeline, names), *_heard(timeline)]
    wanted.sort(key=lambda caption: caption.span.start)
    return tuple(_apart(wanted, timeline.length))


def _spoken(timeline: Timeline, names: Mapping[str, str]) -> Iterator[Caption]:
    for placement, said in timeline.narrated():
        speaker = names.get(said.voice, said.voice)
        for sentence in said.sentences:
            span = sentence.span.shifted(placement.start)
            pieces = _pieces(" ".join(sentence.text.split()))
            ends = [*accumulate(len(piece) for piece in pieces)]
            for piece, stop in zip(pieces, ends, strict=True):
                first = span.start + span.length * (stop - len(piece)) // ends[-1]
                last = span.start + span.length * stop // ends[-1]
                yield Caption(Span(first, last), piece, speaker)


def _heard(timeline: Timeline) -> Iterator[Caption]:
    """Music that begins in the clear, until somebody speaks."""
    voices = [placement for placement in timeline.placements if placement.track == "voice"]
    for placement, played in timeline.played():
        stop = _until_speech(placement, voices)
        if stop - placement.start >= SHORTEST:
            text = f"♪ {played.title} – {played.artist}"
            yield Caption(Span(placement.start, stop), " ".join(text.split()))


def _until_speech(placement: Placement, voices: Iterable[Placement]) -> int:
    """Where the placement stops being alone; its start where it never is."""
    over = (voice.span.overlap(placement.span) for voice in voices)
    return min((span.start for span in over if span), default=placement.span.stop)


def _pieces(text: str) -> list[str]:
    """The text in pieces of two lines at most, cut near the middle, best where a clause ends."""
    if not text:
        return []
    if len(_wrapped(text)) <= _LINES:
        return [text]
    middle = len(text) / 2
    edge = len(text) * _LEAST_SHARE
    clauses = [
        match.end()
        for match in _CLAUSE_END.finditer(text)
        if edge <= match.end() <= len(text) - edge
    ]
    places = clauses or [match.end() for match in _SPACE.finditer(text)]
    if not places:
        return [text]
    cut = min(places, key=lambda place: abs(place - middle))
    return [*_pieces(text[:cut].strip()), *_pieces(text[cut:].strip())]


def _wrapped(text: str) -> list[str]:
    """The text in lines of `LINE` characters; two lines are made about equally long."""
    lines = textwrap.wrap(text, LINE, break_long_words=False, break_on_hyphens=False)
    if len(lines) != _LINES:
        return lines
    widths = range(len(text) // 2, LINE)
    even = (
        textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
        for width in widths
    )
    return next((tried for tried in even if len(tried) == _LINES), lines)


def _apart(wanted: list[Caption], length: int) -> list[Caption]:
    """The captions, in order, with overlaps and blinks taken out.

    Each gives way to the next one, but stays for `SHORTEST`; the next one waits for that. Speech
    for which the end of the episode leaves no time is added to the words before it.
    """
    latest = length - SHORTEST
    starts = [*(caption.span.start for caption in wanted), length]
    shown: list[Caption] = []
    free = 0
    for caption, next_start in zip(wanted, starts[1:], strict=True):
        start = min(max(caption.span.start, free), latest)
        if start >= free:
            free = max(min(caption.span.stop, next_start, length), start + SHORTEST)
            shown.append(replace(caption, span=Span(start, free)))
        elif caption.speaker is not None and shown and shown[-1].speaker is not None:
            shown[-1] = replace(shown[-1], text=f"{shown[-1].text} {caption.text}")
    return shown


def _vtt(caption: Caption) -> str:
    lines = "\n".join(_wrapped(caption.text))
    times = f"{clock(caption.span.start, millis=True)} --> {clock(caption.span.stop, millis=True)}"
    voice = "" if caption.speaker is None else f"<v {escape(caption.speaker, quote=False)}>"
    return f"{times}\n{voice}{escape(lines, quote=False)}\n"
