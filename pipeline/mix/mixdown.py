"""The mixdown: placements summed to stereo, any stretch of it on its own.

What a stretch sounds like depends on the timeline and its sources alone, never on how the episode
was cut into blocks: sums run in the order of placements, gains come from absolute sample numbers.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.segment import AudioSegment, to_samples, to_segment
from pipeline.mix.envelope import gains
from pipeline.timeline.model import Placement, Timeline, Track
from pipeline.units import RATE, Span

CHANNELS = 2
BLOCK = 10 * RATE

Open = Callable[[str], AudioSegment]
"""Gives the segment of a source; asked once for each placement while it is being mixed."""

ALL_TRACKS: tuple[Track, ...] = ("voice", "music", "slate")


class Mixdown:
    """Mixes any span of a timeline to float32 stereo.

    Only the segments of placements near the last span asked for are held, so going through an
    episode in order takes memory for what sounds at once, not for all of it.
    """

    def __init__(self, timeline: Timeline, open_source: Open) -> None:
        self._timeline = timeline
        self._open = open_source
        self._held: dict[int, NDArray[np.float32]] = {}

    @property
    def length(self) -> int:
        """Samples of the episode."""
        return self._timeline.length

    def span(self, span: Span, tracks: tuple[Track, ...] = ALL_TRACKS) -> NDArray[np.float32]:
        """The mix of a span, shape `(n, 2)`; what lies past the end is silence."""
        out = np.zeros((span.length, CHANNELS), np.float32)
        sounding = {
            number: shared
            for number, placement in enumerate(self._timeline.placements)
            if (shared := placement.span.overlap(span)) is not None
        }
        self._held = {n: held for n, held in self._held.items() if n in sounding}
        for number, shared in sounding.items():
            placement = self._timeline.placements[number]
            if placement.track in tracks:
                out[shared.start - span.start : shared.stop - span.start] += self._sound(
                    number, placement, shared
                )
        return out

    def segment(self, span: Span | None = None) -> AudioSegment:
        """The mix of a span, or of the whole episode, as a 32-bit stereo segment clipped at ±1."""
        return to_segment(self.span(span or Span(0, self.length)))

    def _sound(self, number: int, placement: Placement, shared: Span) -> NDArray[np.float32]:
        if number not in self._held:
            self._held[number] = to_samples(self._open(placement.source))
        inside = Span(shared.start - placement.start, shared.stop - placement.start)
        source = inside.shifted(placement.span_in_source.start)
        sound = self._held[number][source.start : source.stop]
        level = gains(placement, inside)[: len(sound)]
        louder = (sound * level[:, None]).astype(np.float32)
        missing = inside.length - len(louder)
        return np.pad(louder, [(0, missing), (0, 0)]) if missing else louder
