"""Guitar amplifiers: tone before the valves, the valves, the loudspeaker.

The valve is a biased tanh, run oversampled so that its overtones fold nowhere; the
loudspeaker is a tone curve with the box resonance near 100 Hz, presence near 2.5 kHz and the steep
fall above 5 kHz that makes distortion pleasant.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import resample_poly

from clips.house_band.score import RATE, Signal
from clips.house_band.tone import Curve, gain, rms, shape

HARD = 12.0
"""Drive in dB from which a saturation is run at four times the rate; below it, at twice."""

TIGHT: Curve = (
    (50, -30),
    (90, -14),
    (160, -5),
    (350, 0),
    (800, 3),
    (1800, 4),
    (5000, 0),
    (9000, -12),
)
OPEN: Curve = ((50, -24), (90, -5), (200, 0), (800, 1), (3000, 2), (8000, -3), (14000, -20))

STACK: Curve = (
    (60, -40), (110, -16), (200, -3), (500, 1), (1000, 3), (2500, 2), (6000, -4), (12000, -24),
)  # fmt: skip
FOUR_TWELVES: Curve = (
    (40, -36), (70, -6), (95, 3), (125, 3.5), (200, 0.5), (350, -2.5), (550, -2), (900, 0),
    (1500, 1.5), (2400, 4), (3000, 3), (3700, -0.5), (4500, -4.5), (5400, -12), (7000, -23),
    (10000, -36), (16000, -60),
)  # fmt: skip
COMBO: Curve = (
    (45, -30), (80, -8), (120, 0), (250, 0.5), (450, -1.5), (900, -0.5), (1800, 2), (2800, 4),
    (3900, 2.5), (5000, -3), (6200, -11), (8000, -22), (12000, -40), (18000, -60),
)  # fmt: skip
FUZZ_BOX: Curve = (
    (45, -30), (85, -5), (150, 1.5), (300, 2), (600, 0), (1100, -3), (2000, 1), (2800, 2.5),
    (3800, -2), (5200, -10), (7000, -22), (12000, -44),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amp:
    """`drive` is the level into the valves in dB above clean, `bias` their asymmetry.

    `touch` is how much of the picking hand's dynamics comes through the valves (0 none, 1 all).
    """

    drive: float = 0.0
    bias: float = 0.15
    touch: float = 0.3
    before: Curve = OPEN
    cabinet: Curve = COMBO


CLEAN = Amp()
SINGING = Amp(26.0, before=STACK)


def saturate(signal: Signal, drive: float, bias: float = 0.0) -> Signal:
    """A biased tanh, oversampled; `drive` in dB over the signal's own RMS, (n,) or (n, 2).

    At drive 0 an RMS-level signal sits at 0.25 of the curve: only its peaks are rounded.
    """
    level = rms(signal)
    if level == 0.0:
        return signal
    times = 4 if drive >= HARD else 2
    wide = resample_poly(signal * (0.25 * gain(drive) / level), times, 1, axis=0)
    bent = np.tanh(wide + bias) - np.tanh(bias)
    return np.asarray(resample_poly(bent, 1, times, axis=0)[: len(signal)], dtype=np.float64)


def amplify(signal: Signal, amp: Amp) -> Signal:
    """`signal`, mono, through the amplifier; the level comes out wherever the valves leave it."""
    dry = shape(signal, amp.before)
    hot = saturate(dry, amp.drive, amp.bias)
    if amp.drive > 18.0:
        hot = saturate(shape(hot, STAGE), amp.drive * 0.35, -amp.bias)
    if amp.touch:
        hot = hot * swell(dry, 0.012) ** amp.touch
    return shape(hot, amp.cabinet)


def swell(signal: Signal, width: float) -> Signal:
    """Level around each sample (RMS over `width` seconds) against the whole's RMS, 0.05 to 4."""
    power = uniform_filter1d(np.square(signal), max(1, int(width * RATE)), axis=0)
    if power.ndim == 2:
        power = power.mean(axis=1, keepdims=True)
    return np.asarray(
        np.clip(np.sqrt(np.maximum(power, 0.0)) / (rms(signal) + 1e-12), 0.05, 4.0),
        dtype=np.float64,
    )


def levelled(signal: Signal, amount: float) -> Signal:
    """A slow leveller, as on any voice: differences over 40 ms shrink by `amount` (0 to 1)."""
    return np.asarray(signal * swell(signal, 0.04) ** -amount, dtype=np.float64)


STAGE: Curve = ((20, -30), (60, -6), (120, 0), (5000, 0), (9000, -3), (16000, -12))
