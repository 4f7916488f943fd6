"""Scripts, lines and clips as plain values: the timeline needs no sound."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

from pipeline.clips.library import Library
from pipeline.clips.model import Clip, ClipFacts, Grant, Music, Named, Recording, Work
from pipeline.errors import Where
from pipeline.narration.model import LineFacts
from pipeline.script.model import Cue, Entry, Line, Script, Song
from pipeline.timeline.assemble import LineSound
from pipeline.units import RATE, samples

HERE = Where(Path("script.md"), 1)
BAR = 2.0
CLIP_SECONDS = 32.0
VOICE = -23.0


def line(line_id: str, text: str = "A sentence. And another one.") -> Line:
    """A line that says what it shows."""
    return Line(line_id, text, text, HERE)


def entry(name: str, songs: Iterable[Song], items: Iterable[Line | Cue]) -> Entry:
    """An entry."""
    return Entry(name, name.title(), tuple(songs), tuple(items), HERE)


def script(*entries: Entry) -> Script:
    """An episode."""
    return Script(Path("scripts/x/script.md"), "x", "X", entries)


def clip(song: Song, *, post: float | None = 8.0, beats: bool = True) -> Clip:
    """A clip of a song at 120 BPM in 4/4, with a post on a downbeat."""
    downbeats = tuple(BAR * n for n in range(int(CLIP_SECONDS / BAR))) if beats else ()
    name = song.title.lower().replace(" ", "-")
    return Clip(
        id=name,
        recording=Recording(song.title, song.artist, file=f"{name}.ogg", digest="sha256:0"),
        work=Work(),
        grants=(Grant(kind="own", licensor="Us"),),
        music=Music(post=post, downbeats=downbeats),
        audio=Path(f"clips/{name}.ogg"),
        record=HERE,
    )


def library(*clips: Clip) -> Library:
    """The clips by id."""
    return Library({one.id: one for one in clips})


def clip_facts(seconds: float = CLIP_SECONDS, lufs: float = -16.0) -> ClipFacts:
    """A clip of a steady loudness."""
    energy = 10 ** ((lufs + 0.691) / 10)
    return ClipFacts(samples(seconds), (energy,) * math.floor(seconds * 10))


def sound(seconds: float, *, head: float = 0.05, tail: float = 0.12) -> LineSound:
    """A line of that length between its handles."""
    length = samples(head + seconds + tail)
    return LineSound(LineFacts(length, VOICE, samples(head), length - samples(tail)), "tone:tone")


def sounds(of: Script, seconds: float = 12.0) -> dict[str, LineSound]:
    """Every line of a script; announcements are two seconds long."""
    return {one.id: sound(2.0 if one.is_announcement else seconds) for one in of.lines}


__all__ = ["RATE", "Named"]
