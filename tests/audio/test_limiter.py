"""The limiter: peaks are held, everything else is left alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.audio.limiter import MARGIN, limit
from pipeline.audio.loudness import true_peak
from pipeline.units import RATE, gain

MOVING = 0.15
"""dB by which a gain that moves within a peak may miss the ceiling between two samples."""


def peaky(seed: int, hits: int) -> NDArray[np.float32]:
    """Quiet noise with loud bursts at random places."""
    rng = np.random.default_rng(seed)
    sound = 0.02 * rng.standard_normal((RATE, 2))
    for at in rng.integers(MARGIN * 2, RATE - MARGIN * 2, hits):
        sound[at : at + 60] += rng.uniform(0.5, 3.0) * np.sin(np.arange(60) * 0.4)[:, None]
    return sound.astype(np.float32)


@settings(derandomize=True, max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), hits=st.integers(1, 12), ceiling=st.floats(-6.0, -0.5))
def test_no_true_peak_passes_the_ceiling(seed: int, hits: int, ceiling: float) -> None:
    """However hot the input, the true peak of the output is at the ceiling or below."""
    assert true_peak(limit(peaky(seed, hits), ceiling)) <= ceiling + MOVING


@settings(derandomize=True, max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), cut=st.integers(1, RATE - 1))
def test_a_programme_can_be_limited_in_pieces(seed: int, cut: int) -> None:
    """Cut anywhere, with a margin of context, the pieces are the whole, bit for bit."""
    sound = np.pad(peaky(seed, 6), [(MARGIN, MARGIN), (0, 0)])
    whole = limit(sound, -3.0)
    left = limit(sound[: cut + 2 * MARGIN], -3.0)[MARGIN : cut + MARGIN]
    right = limit(sound[cut:], -3.0)[MARGIN:-MARGIN]
    assert np.array_equal(whole[MARGIN:-MARGIN], np.concatenate([left, right]))


def test_what_is_below_the_ceiling_is_untouched() -> None:
    """Samples away from any peak come out as they went in, and a quiet programme as a whole."""
    sound = peaky(3, 1)
    out = limit(sound, -6.0)
    touched = np.flatnonzero((out != sound).any(axis=1))
    assert 0 < len(touched) <= 2 * MARGIN + 60
    quiet = (sound * np.float32(0.05)).astype(np.float32)
    assert quiet is limit(quiet, -1.0)


def test_the_gain_has_no_steps() -> None:
    """Going down before a peak and up after it, the gain never jumps: no click is made."""
    sound = np.full((RATE, 2), 0.5, np.float32)
    sound[RATE // 2 : RATE // 2 + 40] = 0.99
    ceiling = 20 * np.log10(0.5) + 0.5
    factor = limit(sound, ceiling)[:, 0] / sound[:, 0]
    assert factor.min() < gain(-4.0)
    assert np.abs(np.diff(factor)).max() < 0.01
