"""The values of a piece of music: notes, parts, sections and the score that holds them.

Time in a score is counted in beats (quarters; dotted quarters in 6/8). `onset` is the one place
where beats become samples.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Signal: TypeAlias = NDArray[np.float64]

RATE = 44_100
"""Samples per second of everything the band plays."""

LOOSEST = 0.008
"""Seconds that a humanised note may stray from the grid: below what a listener hears as late."""


@dataclass(frozen=True, slots=True)
class Note:
    """One written note: `beat` and `length` in beats, `pitch` a MIDI number, `velocity` 0 to 1.

    `mark` is what the player does with it: an articulation (`mute`, `bend`, `slide`), a syllable
    for a singer, or the piece of the kit for a drummer. `late` is a written delay in seconds,
    such as the travel of a strum across the strings.
    """

    beat: float
    length: float
    pitch: float = 0.0
    velocity: float = 0.75
    mark: str = ""
    late: float = 0.0


@dataclass(frozen=True, slots=True)
class Played:
    """A note as it was played: half-open span [start, stop) in samples, else as in `Note`."""

    start: int
    stop: int
    pitch: float
    velocity: float
    mark: str


class Instrument(Protocol):
    """Turns played notes into sound."""

    def play(self, notes: Sequence[Played], frames: int, rng: Generator) -> Signal:
        """Sound of `notes` in `frames` samples, shape (frames,) or (frames, 2)."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """What one player plays, and where that player stands in the mix.

    `level` is in dB against a part of reference loudness; `pan` runs from -1 (left) to 1 (right).
    `room` and `plate` are send levels in dB, or None for dry. `rides` are the fader's moves and
    `pans` the pan pot's, as (beat, value) points joined by straight lines.
    """

    name: str
    instrument: Instrument
    notes: tuple[Note, ...]
    level: float = 0.0
    pan: float = 0.0
    room: float | None = None
    plate: float | None = None
    loose: float = 0.003
    rides: tuple[tuple[float, float], ...] = ()
    pans: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A named stretch of the piece, half-open [start, end) in beats."""

    name: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Metre:
    """A time signature as written, and how many felt beats its bar has."""

    name: str
    beats: int


@dataclass(frozen=True, slots=True)
class Space:
    """A reverberant space: `decay` is its RT60 in seconds, `bright` where its treble dies (Hz)."""

    decay: float
    predelay: float = 0.012
    bright: float = 6000.0
    early: float = 0.0


WARM = (
    (50.0, 1.0), (80.0, 2.0), (130.0, 2.0), (250.0, 0.0), (500.0, -0.5), (1000.0, -1.0),
    (2500.0, -0.5), (5000.0, -0.5), (9000.0, 0.0), (14000.0, 0.0),
)  # fmt: skip
"""The usual tone of the bus: towards the long-term spectrum of commercial recordings
(Pestana et al., AES 135, 2013)."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The mix bus: a room, a plate, and what the sum goes through.

    `glue` is the most that the compressor takes (dB), `drive` the level on to tape (dB), `curve`
    the tone as (Hz, dB) points. `wow` is the peak displacement of the tape in seconds and must stay
    below `LOOSEST`. `rides` are moves of the master fader, as (beat, dB) points.
    """

    room: Space
    plate: Space
    glue: float = 3.0
    drive: float = -7.0
    curve: tuple[tuple[float, float], ...] = WARM
    wow: float = 0.0
    rides: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """A whole piece: `post` is the beat of the lead's entrance, `tail` the ring-out in seconds."""

    id: str
    title: str
    stands_in_for: tuple[str, str]
    tempo: float
    metre: Metre
    key: str
    post: float
    sections: tuple[Section, ...]
    parts: tuple[Part, ...]
    desk: Desk
    tail: float = 2.5

    @property
    def beats(self) -> float:
        """Length of the written piece in beats, without its ring-out."""
        return self.sections[-1].end


def doubled(part: Part, width: float) -> tuple[Part, Part]:
    """The part played twice, by two takes of their own, `width` to the left and to the right."""
    return (
        replace(part, name=f"{part.name} left", pan=-width),
        replace(part, name=f"{part.name} right", pan=width),
    )


FOUR_FOUR = Metre("4/4", 4)
SIX_EIGHT = Metre("6/8", 2)


def seconds(beat: float, tempo: float) -> float:
    """Time of `beat` in seconds from the start at `tempo` beats per minute."""
    return beat * 60.0 / tempo


def frames_of(score: Score) -> int:
    """Length of the performance in samples, ring-out included."""
    return round((seconds(score.beats, score.tempo) + score.tail) * RATE)


def perform(part: Part, tempo: float, rng: Generator) -> tuple[Played, ...]:
    """The part as a person would play it: each note nudged in time and in force.

    Timing strays normally with a deviation of `part.loose` seconds, never past `LOOSEST` and never
    before the piece starts; notes written on one beat (a chord) move together. Velocity strays by
    about six per cent.
    """
    nudges: dict[float, float] = {}
    played = []
    for note in sorted(part.notes, key=lambda n: (n.beat, n.late, n.pitch)):
        if note.beat not in nudges:
            stray = float(np.clip(rng.normal(0.0, part.loose), -LOOSEST, LOOSEST))
            nudges[note.beat] = stray if note.beat > 0 else 0.0
        shift = nudges[note.beat]
        start = max(0.0, seconds(note.beat, tempo) + shift + note.late)
        stop = max(start + 0.02, seconds(note.beat + note.length, tempo) + shift)
        force = float(np.clip(note.velocity * (1.0 + rng.normal(0.0, 0.06)), 0.05, 1.0))
        played.append(Played(round(start * RATE), round(stop * RATE), note.pitch, force, note.mark))
    return tuple(played)
