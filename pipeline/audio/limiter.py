"""A look-ahead true-peak limiter, meant to work rarely."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, signal

from pipeline.audio.loudness import REACH, peaks_above
from pipeline.units import RATE, gain

LOOK_AHEAD = RATE * 5 // 1000
"""Samples over which the limiter goes down before a peak, and up again after it."""

WIDTH = 2 * LOOK_AHEAD + 1
_HANN = signal.windows.hann(WIDTH + 2)[1:-1]
WINDOW = _HANN / _HANN.sum()

REACH_OF_GAIN = 2 * LOOK_AHEAD
"""Samples on either side of a peak at which the limiter's gain may still be below one."""

MARGIN = REACH_OF_GAIN + 2 * REACH + 1
"""Samples on either side of a span that its limited sound depends on."""


def limit(samples: NDArray[np.float32], ceiling_db: float) -> NDArray[np.float32]:
    """Hold the true peak of `(n, channels)` samples at a ceiling.

    A look-ahead limiter on the 4 times oversampled magnitude (BS.1770-5 Annex 2): the gain that
    each sample needs, its minimum over the look-ahead on both sides, smoothed by a Hann window of
    the same width. The smoothed gain is never above what any peak in its reach needs.
    Channels share one gain, so the image stays; where nothing is above the ceiling, samples are
    returned as they are. `MARGIN` samples at either end assume silence beyond. What a sample
    becomes depends on its `MARGIN` neighbours alone, so a programme can be limited in pieces.
    """
    ceiling = gain(ceiling_db)
    peaks = peaks_above(samples, ceiling)
    # A peak between two samples belongs to both of them.
    peaks[1:] = np.maximum(peaks[1:], peaks[:-1])
    over = np.flatnonzero(peaks > ceiling)
    if not len(over):
        return samples
    limited = samples.copy()
    for first, last in _clusters(over, 2 * REACH_OF_GAIN):
        near = slice(max(0, first - REACH_OF_GAIN), last + REACH_OF_GAIN + 1)
        needed = np.minimum(1.0, ceiling / np.maximum(peaks[near], ceiling))
        limited[near] = (samples[near] * _smoothed(needed)[:, None]).astype(np.float32)
    return limited


def _smoothed(needed: NDArray[np.float64]) -> NDArray[np.float64]:
    """The gain that is at most `needed` everywhere and moves without a corner."""
    held = ndimage.minimum_filter1d(needed, WIDTH, mode="constant", cval=1.0)
    # Smoothing the reduction rather than the gain leaves untouched samples exactly untouched.
    reduction = ndimage.correlate1d(1.0 - held, WINDOW, mode="constant", cval=0.0)
    return np.asarray(1.0 - reduction, np.float64)


def _clusters(at: NDArray[np.intp], apart: int) -> Iterator[tuple[int, int]]:
    """Groups of ascending positions whose neighbours are at most `apart` samples away."""
    breaks = np.flatnonzero(np.diff(at) > apart) + 1
    for group in np.split(at, breaks):
        yield int(group[0]), int(group[-1])
