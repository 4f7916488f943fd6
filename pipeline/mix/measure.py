"""What is measured of a mix before it is mastered: its loudness, and speech against music."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.loudness import Meter
from pipeline.mix.mixdown import BLOCK, CHANNELS, Mixdown
from pipeline.mix.model import Measured, Overlap
from pipeline.timeline.model import Placement, Timeline
from pipeline.units import STEP, loudness, spans

QUIETEST = 1e-7
"""What music counts as at least, so that silence under speech leads by a number: −71 LUFS."""

SPEAKING = 1e-5
"""K-weighted energy above which the voice counts as speaking: about −51 LUFS."""


def measure_mix(
    mix: Mixdown, timeline: Timeline, *, progress: Callable[[int], None] = lambda _: None
) -> Measured:
    """Go through a mix once. `progress` is told how many samples have been measured."""
    whole, voice, music = (Meter(CHANNELS, peaks=False) for _ in range(3))
    for span in spans(mix.length, BLOCK):
        spoken, played = mix.span(span, ("voice",)), mix.span(span, ("music", "slate"))
        voice.add(spoken)
        music.add(played)
        whole.add(spoken + played)
        progress(span.stop)
    overlaps = tuple(
        overlap
        for number, placement in enumerate(timeline.placements)
        if placement.track == "music"
        and (overlap := _overlap(number, placement, timeline, voice.energies, music.energies))
    )
    return Measured(whole.integrated, overlaps)


def _overlap(
    number: int,
    placement: Placement,
    timeline: Timeline,
    voice: NDArray[np.float64],
    music: NDArray[np.float64],
) -> Overlap | None:
    spoken = np.zeros(len(voice), bool)
    for line, _ in timeline.narrated():
        shared = line.span.overlap(placement.span)
        if shared:
            spoken[-(-shared.start // STEP) : shared.stop // STEP] = True
    spoken &= voice > SPEAKING
    if not spoken.any():
        return None
    under = max(float(music[spoken].mean()), QUIETEST)
    lead = loudness(float(voice[spoken].mean())) - loudness(under)
    return Overlap(number, int(spoken.sum()) * STEP, lead)
