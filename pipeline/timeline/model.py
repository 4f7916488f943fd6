"""The nouns of the timeline: who is heard when, at what gain, and where each sound came from.

Chapters, transcript, credits and cue sheet are read off these values and nothing else, so they
can't drift from the audio. All times are samples at `RATE`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.script.model import Song
from pipeline.units import Span

Track = Literal["voice", "music", "slate"]


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """A gain in dB reached at `offset` samples after its placement begins."""

    offset: int
    gain_db: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """A written sentence of a line and when it is said, relative to the placement's start."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Narrated:
    """Provenance of a voice placement: the line, the words as written, whose voice."""

    line_id: str
    sentences: tuple[Sentence, ...]
    voice: str


@dataclass(frozen=True, slots=True)
class Played:
    """Provenance of a music placement: the clip, the song it plays for, whom to credit.

    `song` is the song of the script that it is played for; `stands_in_for` is set where the
    recording is not that song's own. `start_in_clip` is the sample of the clip at which the
    placement's source begins.
    """

    clip_id: str
    title: str
    artist: str
    credit: str
    start_in_clip: int
    song: Song | None = None
    stands_in_for: Song | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """One sound on one track.

    `source` names the AudioSegment that holds it; `span_in_source` says which part is used;
    `start` is where that part begins on the timeline. `envelope` is the gain over time, in dB,
    smooth between breakpoints and constant outside them; fades are on top of it.
    """

    track: Track
    source: str
    span_in_source: Span
    start: int
    entry_id: str
    provenance: Narrated | Played
    envelope: tuple[Breakpoint, ...] = ()
    fade_in: int = 0
    fade_out: int = 0
    reason: str = ""

    @property
    def span(self) -> Span:
        """Where the placement lies on the timeline."""
        return Span(self.start, self.start + self.span_in_source.length)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the episode that becomes a chapter: an entry, the introduction, a section."""

    entry_id: str
    title: str
    songs: tuple[Song, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole episode. `placements` are in order of start; `parts` tile `0..length`."""

    length: int
    placements: tuple[Placement, ...]
    parts: tuple[Part, ...]

    def narrated(self) -> tuple[tuple[Placement, Narrated], ...]:
        """The voice placements with their provenance, in order."""
        return tuple(
            (p, p.provenance) for p in self.placements if isinstance(p.provenance, Narrated)
        )

    def played(self) -> tuple[tuple[Placement, Played], ...]:
        """The music placements with their provenance, in order."""
        return tuple(
            (p, p.provenance)
            for p in self.placements
            if p.track == "music" and isinstance(p.provenance, Played)
        )
