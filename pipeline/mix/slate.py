"""The slate tone: what a draft plays over music that is not cleared."""

from __future__ import annotations

import numpy as np

from pipeline.audio.segment import AudioSegment, to_segment
from pipeline.units import RATE, gain

FREQUENCY = 1000.0
LEVEL_DB = -12.0
EDGE = RATE // 100


def slate(length: int) -> AudioSegment:
    """A second of tone, half a second of none, and so on for `length` samples; stereo, 1 kHz.

    The level is that of a sine with peaks at −12 dBFS; every beep rises and falls in 10 ms.
    """
    at = np.arange(length)
    within = at % (RATE * 3 // 2)
    rising = np.clip(within / EDGE, 0.0, 1.0)
    falling = np.clip((RATE - within) / EDGE, 0.0, 1.0)
    shape = np.sin(0.5 * np.pi * rising) ** 2 * np.sin(0.5 * np.pi * falling) ** 2
    tone = gain(LEVEL_DB) * shape * np.sin(2.0 * np.pi * FREQUENCY * at / RATE)
    return to_segment(np.repeat(tone[:, None], 2, axis=1).astype(np.float32))
