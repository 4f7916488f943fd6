"""Gain over time: smooth between breakpoints, with equal-power fades at the ends."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.timeline.model import Placement
from pipeline.units import Span


def gains(placement: Placement, within: Span) -> NDArray[np.float64]:
    """Amplitude factors of a placement for samples `within`, counted from its own start.

    Between breakpoints the gain in dB follows half a cosine, so it has no corner; fades follow a
    quarter sine, so that two that cross keep their power. Each value depends on its own sample
    number alone: cutting a span anywhere gives the same numbers.
    """
    at = np.arange(within.start, within.stop, dtype=np.float64)
    level = np.power(10.0, _decibels(placement, at) / 20.0)
    length = placement.span_in_source.length
    if placement.fade_in and within.start < placement.fade_in:
        level *= _quarter_sine((at + 0.5) / placement.fade_in)
    if placement.fade_out and within.stop > length - placement.fade_out:
        level *= _quarter_sine((length - at - 0.5) / placement.fade_out)
    return level


def _decibels(placement: Placement, at: NDArray[np.float64]) -> NDArray[np.float64]:
    points = placement.envelope
    if not points:
        return np.zeros(len(at))
    value = np.full(len(at), points[0].gain_db)
    for before, after in pairwise(points):
        inside = at >= before.offset
        width = max(1, after.offset - before.offset)
        progress = np.clip((at[inside] - before.offset) / width, 0.0, 1.0)
        smooth = 0.5 - 0.5 * np.cos(np.pi * progress)
        value[inside] = before.gain_db + (after.gain_db - before.gain_db) * smooth
    return value


def _quarter_sine(progress: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.sin(0.5 * np.pi * np.clip(progress, 0.0, 1.0)), np.float64)
