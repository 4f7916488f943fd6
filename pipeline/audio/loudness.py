"""Loudness and true peak as broadcasting measures them.

ITU-R BS.1770-5: Annex 1 (K-weighting, gated integrated loudness) and Annex 2 (true peak, 4 times
oversampled); EBU Tech 3341 (momentary 400 ms, short-term 3 s) and EBU Tech 3342 (loudness range).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from pipeline.units import RATE, STEP, Span, decibels, loudness

ABSOLUTE_GATE = -70.0
RELATIVE_GATE = -10.0
LRA_RELATIVE_GATE = -20.0
OVERSAMPLING = 4


def k_weighting(rate: int = RATE) -> NDArray[np.float64]:
    """The two stages of K-weighting as second-order sections for any rate.

    BS.1770-5 gives coefficients for 48 kHz only; these are the analogue prototypes behind them
    (pre-filter: high shelf 1681.97 Hz, +4.0 dB, Q 0.7072; RLB: high-pass 38.135 Hz, Q 0.5003),
    transformed bilinearly as libebur128 does.
    """
    shelf_hz, shelf_db, shelf_q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
    k = math.tan(math.pi * shelf_hz / rate)
    high = 10.0 ** (shelf_db / 20.0)
    band = high**0.4996667741545416
    norm = 1.0 + k / shelf_q + k * k
    shelf = [
        (high + band * k / shelf_q + k * k) / norm,
        2.0 * (k * k - high) / norm,
        (high - band * k / shelf_q + k * k) / norm,
        1.0,
        2.0 * (k * k - 1.0) / norm,
        (1.0 - k / shelf_q + k * k) / norm,
    ]
    pass_hz, pass_q = 38.13547087602444, 0.5003270373238773
    k = math.tan(math.pi * pass_hz / rate)
    norm = 1.0 + k / pass_q + k * k
    high_pass = [1.0, -2.0, 1.0, 1.0, 2.0 * (k * k - 1.0) / norm, (1.0 - k / pass_q + k * k) / norm]
    return np.array([shelf, high_pass])


class Meter:
    """Measures a stream of blocks; the result does not depend on how the stream was cut.

    Feed `(n, channels)` float32 at `RATE` with `add`; ask for `integrated`, `range` and
    `true_peak` at the end. Without `peaks`, true peak is not measured (it is the dearer half).
    """

    def __init__(self, channels: int, *, peaks: bool = True) -> None:
        self._sections = k_weighting()
        self._state = np.zeros((len(self._sections), channels, 2))
        self._energies: list[NDArray[np.float64]] = []
        self._rest = np.zeros((channels, 0))
        self._peak = TruePeak(channels) if peaks else None
        self.samples = 0

    def add(self, block: NDArray[np.float32]) -> None:
        """Take the next samples of the stream."""
        if not len(block):
            return
        self.samples += len(block)
        weighted, self._state = signal.sosfilt(
            self._sections, block.T.astype(np.float64), axis=1, zi=self._state
        )
        # Each step is summed along memory, so the sum does not depend on how many there are.
        squares = np.concatenate([self._rest, np.square(weighted)], axis=1)
        whole = squares.shape[1] // STEP
        if whole:
            steps = np.ascontiguousarray(squares[:, : whole * STEP])
            self._energies.append(steps.reshape(-1, whole, STEP).mean(axis=2).sum(axis=0))
        self._rest = squares[:, whole * STEP :]
        if self._peak is not None:
            self._peak.add(block)

    @property
    def energies(self) -> NDArray[np.float64]:
        """K-weighted mean square, summed over channels, of each whole 100 ms so far."""
        return np.concatenate(self._energies) if self._energies else np.zeros(0)

    @property
    def integrated(self) -> float:
        """Gated loudness of the programme in LUFS (BS.1770-5 Annex 1); -inf for silence."""
        blocks = _windows(self.energies, 4)
        if not len(blocks) and self.samples:
            # Shorter than one gating block: the loudness of what there is, ungated.
            whole = float(self.energies.sum()) * STEP + float(self._rest.sum())
            return loudness(whole / self.samples)
        return _gated(blocks, RELATIVE_GATE)

    @property
    def range(self) -> float:
        """Loudness range in LU: the 10th to the 95th percentile of short-term (EBU Tech 3342)."""
        blocks = _windows(self.energies, 30)
        loud = blocks[_loudnesses(blocks) >= ABSOLUTE_GATE]
        if not len(loud):
            return 0.0
        gate = loudness(float(loud.mean())) + LRA_RELATIVE_GATE
        levels = np.sort(_loudnesses(loud))
        levels = levels[levels >= gate]
        low, high = (levels[round((len(levels) - 1) * p)] for p in (0.10, 0.95))
        return float(high - low)

    @property
    def true_peak(self) -> float:
        """The highest true peak so far in dBTP."""
        if self._peak is None:
            raise ValueError("this meter was made without peaks")
        return self._peak.decibels


def _interpolator() -> NDArray[np.float64]:
    """Low-pass for 4 times oversampling, 12 taps a phase as in BS.1770-5 Annex 2, Kaiser window."""
    taps = 12 * OVERSAMPLING
    prototype = signal.firwin(taps - 1, 1.0 / OVERSAMPLING, window=("kaiser", 5.0))
    return np.asarray(prototype * OVERSAMPLING, np.float64)


INTERPOLATOR = _interpolator()
REACH = len(INTERPOLATOR) // (2 * OVERSAMPLING) + 1
"""Samples on either side of a peak that its interpolation can see."""

STRETCH = 2048
"""Samples that are oversampled, or not, at a time."""

WORST_RISE = float(
    max(np.abs(INTERPOLATOR[phase::OVERSAMPLING]).sum() for phase in range(OVERSAMPLING))
)
"""No oversampled value can exceed the largest sample in its reach by more than this factor."""


def peaks_above(samples: NDArray[np.float32], threshold: float) -> NDArray[np.float64]:
    """For each sample, the largest magnitude on the 4 times oversampled curve from it to the next.

    In `(n, channels)`, out `(n,)`: the largest over channels. Values that can't exceed `threshold`
    are not worked out and read 0. The first and last `REACH` samples are context and read 0 too.
    """
    peaks = np.zeros(len(samples))
    for span, curves in _loud_stretches(samples, threshold):
        found = peaks[span.start : span.stop]
        for curve in curves:
            for phase in range(OVERSAMPLING):
                np.maximum(found, np.abs(curve[phase::OVERSAMPLING]), out=found)
    return peaks


def _loud_stretches(
    samples: NDArray[np.float32], threshold: float
) -> Iterator[tuple[Span, NDArray[np.float64]]]:
    """The oversampled curves, `(channels, 4 n)`, of the stretches that may exceed a threshold."""
    for start in range(REACH, len(samples) - REACH, STRETCH):
        stop = min(start + STRETCH, len(samples) - REACH)
        wide = samples[start - REACH : stop + REACH]
        if max(float(wide.max()), -float(wide.min())) * WORST_RISE > threshold:
            curves = signal.upfirdn(
                INTERPOLATOR, wide.T.astype(np.float64), up=OVERSAMPLING, axis=1
            )
            delay = (len(INTERPOLATOR) - 1) // 2 + REACH * OVERSAMPLING
            yield Span(start, stop), curves[:, delay : delay + (stop - start) * OVERSAMPLING]


class TruePeak:
    """Running true peak of a stream.

    Only stretches that could beat the peak so far are oversampled; `WORST_RISE` makes that exact.
    The stream is taken to begin after silence; its last `REACH` samples count as they are.
    """

    def __init__(self, channels: int) -> None:
        self._tail = np.zeros((2 * REACH, channels), np.float32)
        self._factor = 0.0

    def add(self, block: NDArray[np.float32]) -> None:
        """Take the next samples of the stream."""
        if not len(block):
            return
        joined = np.concatenate([self._tail, block])
        self._factor = max(self._factor, float(block.max()), -float(block.min()))
        for _, curves in _loud_stretches(joined, self._factor):
            self._factor = max(self._factor, float(curves.max()), -float(curves.min()))
        self._tail = joined[-2 * REACH :]

    @property
    def decibels(self) -> float:
        """The highest true peak so far in dBTP; -inf for silence."""
        return decibels(self._factor)


def measure(blocks: Iterable[NDArray[np.float32]], channels: int) -> Meter:
    """Meter a whole stream."""
    meter = Meter(channels)
    for block in blocks:
        meter.add(block)
    return meter


def integrated(samples: NDArray[np.float32]) -> float:
    """Integrated loudness in LUFS of `(n, channels)` samples at `RATE`; ungated below 400 ms."""
    meter = Meter(samples.shape[1], peaks=False)
    meter.add(samples)
    return meter.integrated


def true_peak(samples: NDArray[np.float32]) -> float:
    """True peak in dBTP of `(n, channels)` samples at `RATE` (BS.1770-5 Annex 2)."""
    peak = TruePeak(samples.shape[1])
    peak.add(samples)
    return peak.decibels


def k_energy(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """K-weighted mean square, summed over channels, of each whole 100 ms of the samples."""
    meter = Meter(samples.shape[1], peaks=False)
    meter.add(samples)
    return meter.energies


def _windows(energies: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Means over `width` neighbouring 100 ms steps, moved on by one."""
    if len(energies) < width:
        return np.zeros(0)
    view = np.lib.stride_tricks.sliding_window_view(energies, width)
    return np.asarray(view.mean(axis=1), np.float64)


def _loudnesses(energies: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore"):
        return -0.691 + 10.0 * np.log10(energies)


def _gated(blocks: NDArray[np.float64], relative: float) -> float:
    loud = blocks[_loudnesses(blocks) >= ABSOLUTE_GATE] if len(blocks) else blocks
    if not len(loud):
        return -math.inf
    gate = loudness(float(loud.mean())) + relative
    return loudness(float(loud[_loudnesses(loud) >= gate].mean()))
