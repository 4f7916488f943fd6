"""Tone curves: filters drawn as breakpoints of (Hz, dB), made minimum-phase, and applied.

One tool serves as equaliser, cabinet, body resonance and breath: whatever has a frequency response
but no will of its own.
"""

from functools import lru_cache

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import oaconvolve

from clips.house_band.score import RATE, Signal

Curve = tuple[tuple[float, float], ...]

GRID = 8192
TAPS = 3072


@lru_cache(maxsize=128)
def impulse(curve: Curve) -> Signal:
    """Minimum-phase impulse response (TAPS samples) of a curve drawn on a log-frequency axis.

    Levels are held outside the first and last points. Phase comes from the folded real cepstrum
    (Oppenheim & Schafer, Discrete-Time Signal Processing, ch. 13).
    """
    hz = np.fft.rfftfreq(GRID, 1 / RATE)
    points = np.array(curve)
    level = np.interp(np.log(np.maximum(hz, 1.0)), np.log(points[:, 0]), points[:, 1])
    level = uniform_filter1d(level, 5, mode="nearest")
    cepstrum = np.fft.irfft(level * (np.log(10) / 20))
    fold = np.zeros(GRID)
    fold[0] = fold[GRID // 2] = 1.0
    fold[1 : GRID // 2] = 2.0
    response = np.fft.irfft(np.exp(np.fft.rfft(cepstrum * fold)))[:TAPS]
    response[-256:] *= np.linspace(1.0, 0.0, 256)
    return np.asarray(response, dtype=np.float64)


def shape(signal: Signal, curve: Curve) -> Signal:
    """`signal`, shape (n,) or (n, channels), through the curve; the same length comes back."""
    if not curve:
        return signal
    taps = impulse(curve)
    if signal.ndim == 2:
        taps = taps[:, None]
    return np.asarray(oaconvolve(signal, taps, axes=0)[: len(signal)], dtype=np.float64)


def rms(signal: Signal) -> float:
    """Root mean square of the sounding part: the 20 ms blocks within 30 dB of the loudest one."""
    mono = signal.mean(axis=1) if signal.ndim == 2 else signal
    block = RATE // 50
    power = np.square(mono[: len(mono) // block * block]).reshape(-1, block).mean(axis=1)
    if not power.size or power.max() <= 0:
        return 0.0
    return float(np.sqrt(power[power > power.max() * 1e-3].mean()))


def gain(decibels: float) -> float:
    """Amplitude factor of a level in dB."""
    return float(10.0 ** (decibels / 20.0))
