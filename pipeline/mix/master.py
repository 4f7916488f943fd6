"""The master: one static gain to the target loudness, then a true-peak limiter that hardly works.

Never a dynamic loudness filter: the dynamics of voice and songs stay as they are mixed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.limiter import MARGIN, limit
from pipeline.errors import QualityError
from pipeline.mix.model import Settings
from pipeline.units import Span, gain, spans


def static_gain(measured: float, target: float) -> float:
    """The gain in dB from a measured to a target loudness. Raises QualityError for silence."""
    if math.isinf(measured):
        raise QualityError("the mix is silent", hint="are the takes and clips what they should be?")
    return target - measured


def mastered(
    mix: Callable[[Span], NDArray[np.float32]], length: int, settings: Settings, block: int
) -> Iterator[NDArray[np.float32]]:
    """The master in blocks of float32; the same samples however large the blocks are.

    `mix` gives any span of the programme, and silence beyond its end.
    """
    louder = np.float32(gain(settings.gain_db))
    for span in spans(length, block):
        before = min(span.start, MARGIN)
        wide = mix(Span(span.start - before, span.stop + MARGIN)) * louder
        # Before its beginning the programme is silent, and the limiter wants to see that.
        wide = np.pad(wide, [(MARGIN - before, 0), (0, 0)])
        yield limit(wide, settings.ceiling_db)[MARGIN : MARGIN + span.length]
