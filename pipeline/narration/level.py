"""One loudness for every line, and no peak above what will survive encoding."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from pipeline.audio.limiter import MARGIN, limit
from pipeline.audio.loudness import integrated
from pipeline.units import RATE, gain

LINE_LOUDNESS = -23.0
"""Integrated loudness of every line in LUFS, measured mono.

Speech as synthetic voices make it has its true peak 17 to 22 dB above its loudness (measured on all
lines of the demo episode), good recordings no more: at -23 LUFS, broadcasting's own reference (EBU
R 128), nearly all of it fits under `CEILING` untouched, and the master is the one place that
limits.
"""

CEILING = -1.0
"""Highest true peak of a line in dBTP."""

SHORTEST_FADE = RATE * 3 // 1000
"""Samples over which an edge must at least rise or fall, 3 ms, so as not to click."""

_MOVING = 0.1
"""dB that a gain which moves may add between two samples of a peak that it has brought down."""

_TOLERANCE = 0.02
_ROUNDS = 12
_FLATTEST = 0.2
_HIGH_PASS_HZ = 50.0


def without_rumble(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Take off DC and rumble: a Butterworth high-pass run forwards and backwards, without delay.

    3 dB down at 62 Hz, 25 dB at 25 Hz, 1 dB at the 85 Hz of a deep voice. In and out `(n,)` or
    `(n, channels)` at `RATE`. The very edges are faded: a recording with an offset begins and ends
    with a step, which would be heard as a click and taken for a sound.
    """
    if not len(samples):
        return samples
    centred = samples - np.median(samples, axis=0).astype(np.float32)
    edged = faded(centred, SHORTEST_FADE, SHORTEST_FADE)
    sections = signal.butter(2, _HIGH_PASS_HZ, "highpass", fs=RATE, output="sos")
    padding = min(len(samples) - 1, RATE // 20)
    filtered = signal.sosfiltfilt(sections, edged.astype(np.float64), axis=0, padlen=padding)
    return np.asarray(filtered, np.float32)


def at_loudness(samples: NDArray[np.float32], loudness: float) -> NDArray[np.float32]:
    """Mono samples `(n,)` at `RATE` at an integrated loudness in LUFS, true peak under `CEILING`.

    A plain gain where that is enough. Where peaks have to give, what they take off the loudness is
    made up for, so the loudness holds. Raises ValueError for silence.
    """
    peak = float(np.abs(samples).max(initial=0.0))
    if peak == 0.0:
        raise ValueError("silence has no loudness")
    wanted = samples / np.float32(2.0 * peak)
    applied, step, slope, before = 0.0, 0.0, 1.0, -math.inf
    for _ in range(_ROUNDS):
        out = limited(np.asarray(wanted * np.float32(gain(applied)), np.float32), CEILING)
        reached = integrated(out[:, None])
        if not math.isfinite(reached):
            raise ValueError("silence has no loudness")
        if abs(loudness - reached) < _TOLERANCE:
            break
        if math.isfinite(before):
            # Where peaks give way, a decibel more makes less than one louder.
            slope = min(1.0, max(_FLATTEST, (reached - before) / step))
        step = (loudness - reached) / slope
        applied, before = applied + step, reached
    return out


def limited(samples: NDArray[np.float32], ceiling: float) -> NDArray[np.float32]:
    """Mono samples `(n,)`, surrounded by silence, with every true peak under a ceiling in dBTP."""
    padded = np.pad(samples, MARGIN)[:, None]
    return limit(padded, ceiling - _MOVING)[MARGIN:-MARGIN, 0]


def faded(samples: NDArray[np.float32], fade_in: int, fade_out: int) -> NDArray[np.float32]:
    """Raised-cosine edges, from and to nothing, of `(n,)` or `(n, channels)`.

    Fades that would meet are shortened to half of the whole.
    """
    out = samples.copy()
    fade_in, fade_out = (min(fade, len(out) // 2) for fade in (fade_in, fade_out))
    if fade_in:
        out[:fade_in] = (out[:fade_in].T * _rise(fade_in)).T
    if fade_out:
        out[-fade_out:] = (out[-fade_out:].T * _rise(fade_out)[::-1]).T
    return out


def _rise(length: int) -> NDArray[np.float32]:
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.arange(length) / length), np.float32)
