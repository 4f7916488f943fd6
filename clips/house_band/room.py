"""The mix: rooms, plates, the stereo bus, tape, and the level at which a piece is handed over."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from scipy.ndimage import minimum_filter1d, uniform_filter1d
from scipy.signal import butter, lfilter, oaconvolve, resample_poly, sosfilt

from clips.house_band.amp import saturate
from clips.house_band.harmonics import upsample
from clips.house_band.score import LOOSEST, RATE, Desk, Signal, Space
from clips.house_band.tone import gain, rms, shape

LOUDNESS = -16.0
"""Integrated loudness of a finished piece, LUFS."""

RETURN = 0.5
"""Level of a reverb return: music lies where spaces ring longest, so unit energy is too much."""

CEILING = -1.6
"""Ceiling of the limiter in dBTP: lossy coding adds a few tenths, and -1 must hold after it."""


def pan(signal: Signal, place: Signal | float) -> Signal:
    """A mono signal placed by constant power (-1 left, 1 right), or a stereo one balanced."""
    angle = (np.asarray(place) + 1.0) * np.pi / 4.0
    left, right = np.cos(angle), np.sin(angle)
    if signal.ndim == 1:
        return np.stack((signal * left, signal * right), axis=1)
    balance = np.stack(np.broadcast_arrays(left, right), axis=-1) * np.sqrt(2.0)
    return np.asarray(signal * np.minimum(balance, 1.0), dtype=np.float64)


@lru_cache(maxsize=32)
def response(space: Space, seed: int) -> Signal:
    """Impulse response of a space, stereo, unit energy per side.

    Decaying noise in six bands: the bass rings a little longer, the treble dies according to
    `bright`; the sides are independent, which is what makes it wide. Early reflections are sparse
    taps between 6 and 45 ms.
    """
    rng = np.random.default_rng([seed, round(space.decay * 1000)])
    frames = int((space.decay * 1.15 + space.predelay) * RATE)
    late = int(space.predelay * RATE)
    t = np.arange(frames - late) / RATE
    out = np.zeros((frames, 2))
    edges = (90.0, 250.0, 700.0, 1800.0, 4000.0, 8000.0, 16000.0)
    for low, high in pairwise(edges):
        middle = np.sqrt(low * high)
        rt = space.decay * (1.1 if middle < 500 else 1.0 / (1.0 + (middle / space.bright) ** 1.2))
        noise = rng.normal(0.0, 1.0, (len(t), 2))
        filtered = sosfilt(butter(2, (low, high), "band", fs=RATE, output="sos"), noise, axis=0)
        level = 1.0 / (1.0 + (middle / (space.bright * 1.4)) ** 2)
        out[late:] += level * filtered * np.exp(-6.91 * t / rt)[:, None]
    out[late : late + 200] *= np.linspace(0, 1, 200)[:, None]
    out /= np.sqrt(np.sum(out**2, axis=0))
    if space.early:
        taps = np.zeros((frames, 2))
        for side in (0, 1):
            for _ in range(9):
                at = int(rng.uniform(0.006, 0.045) * RATE)
                taps[at, side] += rng.choice((-1, 1)) * np.exp(-at / RATE / 0.025)
        taps = sosfilt(butter(1, 5500, "low", fs=RATE, output="sos"), taps, axis=0)
        out += space.early * taps / np.sqrt(np.sum(taps**2, axis=0))
        out /= np.sqrt(np.sum(out**2, axis=0))
    fade = int(0.05 * RATE)
    out[-fade:] *= np.linspace(1, 0, fade)[:, None]
    return out


def reverberate(send: Signal, space: Space, seed: int) -> Signal:
    """What the space answers to a stereo send, the same length; rumble kept out of it."""
    tidy = sosfilt(butter(2, 180, "high", fs=RATE, output="sos"), send, axis=0)
    return np.asarray(
        RETURN * oaconvolve(tidy, response(space, seed), axes=0)[: len(send)], dtype=np.float64
    )


def compress(signal: Signal, above: float, ratio: float, most: float) -> Signal:
    """Glue: a slow stereo compressor, never more than `most` dB of reduction.

    The detector is the RMS over 12 ms, its threshold `above` dB over the piece's own RMS; attack
    25 ms, release 180 ms, on one control point per 64 samples.
    """
    hop = 64
    frames = len(signal)
    power = np.square(sosfilt(butter(1, 100, "high", fs=RATE, output="sos"), signal, axis=0))
    power = uniform_filter1d(power.mean(axis=1), int(0.012 * RATE))[::hop]
    level = 10 * np.log10(power + 1e-12)
    threshold = 20 * np.log10(rms(signal) + 1e-9) + above
    wanted = np.minimum(most, np.maximum(0.0, level - threshold) * (1.0 - 1.0 / ratio))
    attack = 1.0 - np.exp(-hop / (0.025 * RATE))
    release = 1.0 - np.exp(-hop / (0.18 * RATE))
    reduction = np.zeros(len(wanted) + 1)
    now = 0.0
    for i, target in enumerate(wanted):
        now += (target - now) * (attack if target > now else release)
        reduction[i + 1] = now
    curve = upsample(np.append(reduction, reduction[-1]))[:frames]
    return np.asarray(signal * 10 ** (-curve / 20)[:, None], dtype=np.float64)


def wow(signal: Signal, depth: float) -> Signal:
    """Tape whose speed wanders: two slow sines displace time by at most `depth` seconds."""
    if depth >= LOOSEST:
        raise ValueError(f"wow of {depth} s would leave the beat grid (limit {LOOSEST} s)")
    index = np.arange(len(signal))
    t = index / RATE
    sway = 0.6 * np.sin(2 * np.pi * 0.55 * t) + 0.4 * np.sin(2 * np.pi * 1.3 * t + 1.0)
    flutter = 0.02 * np.sin(2 * np.pi * 6.1 * t)
    place = index + RATE * depth * (sway - sway[0] + flutter) * np.minimum(t / 0.5, 1.0)
    return np.stack([np.interp(place, index, side) for side in signal.T], axis=1)


def loudness(signal: Signal) -> float:
    """Integrated loudness in LUFS of a stereo signal at RATE (ITU-R BS.1770-4, both gates)."""
    weighted = _k_weighted(signal)
    block, hop = int(0.4 * RATE), int(0.1 * RATE)
    total = np.cumsum(np.concatenate(([0.0], np.sum(weighted**2, axis=1))))
    starts = np.arange(0, len(signal) - block + 1, hop)
    power = (total[starts + block] - total[starts]) / block
    loud = power[power > 10 ** ((-70 + 0.691) / 10)]
    gate = loud.mean() / 10
    return float(-0.691 + 10 * np.log10(loud[loud > gate].mean()))


SHELF = (1681.974450955533, 0.7071752369554196, 3.999843853973347)
HIGH_PASS = (38.13547087602444, 0.5003270373238773, None)
"""The K weighting's two filters: corner (Hz), Q, and the gain of the shelf (dB)."""


def _k_weighted(signal: Signal) -> Signal:
    """The K weighting of BS.1770, its two biquads re-derived for 44.1 kHz from their prototypes."""
    out = signal
    for f0, q, boost in (SHELF, HIGH_PASS):
        k = np.tan(np.pi * f0 / RATE)
        a0 = 1.0 + k / q + k * k
        if boost is not None:
            high = 10 ** (boost / 20)
            mid = high**0.4996667741545416
            b = (
                (high + mid * k / q + k * k) / a0,
                2 * (k * k - high) / a0,
                (high - mid * k / q + k * k) / a0,
            )
        else:
            b = (1.0, -2.0, 1.0)
        a = (1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)
        out = lfilter(b, a, out, axis=0)
    return np.asarray(out, dtype=np.float64)


def peaks(signal: Signal) -> Signal:
    """True peak around every sample: the larger side at four times the rate, shape (frames,)."""
    wide = np.abs(resample_poly(signal, 4, 1, axis=0)).max(axis=1)
    return np.asarray(wide[: len(signal) * 4].reshape(-1, 4).max(axis=1), dtype=np.float64)


def limit(signal: Signal, peak: Signal, ceiling: float) -> Signal:
    """A look-ahead limiter: a signal with true `peak`s (of `peaks`) stays under `ceiling` dBTP.

    The gain that each sample needs is held for 3 ms around it and then averaged over the same
    span, so it arrives before the peak and has no corners.
    """
    needed = np.minimum(1.0, gain(ceiling) / np.maximum(peak, 1e-9))
    span = int(0.003 * RATE) | 1
    held = minimum_filter1d(needed, span)
    released = uniform_filter1d(uniform_filter1d(held, span // 2), span // 2)
    return np.asarray(signal * released[:, None], dtype=np.float64)


def master(mix: Signal, desk: Desk) -> Signal:
    """The bus: tone, glue, tape, wow, and the level; silence at the end is left silent."""
    out = compress(shape(mix, desk.curve), 2.0, 2.0, desk.glue)
    out = saturate(out, desk.drive)
    out = sosfilt(butter(2, 28, "high", fs=RATE, output="sos"), out, axis=0)
    if desk.wow:
        out = wow(out, desk.wow)
    fade = int(0.4 * RATE)
    out[-fade:] *= (0.5 + 0.5 * np.cos(np.linspace(0, np.pi, fade)))[:, None]
    pushed, peak = out, peaks(out)
    trim = LOUDNESS - loudness(out)
    for _ in range(3):
        pushed = limit(out * gain(trim), peak * gain(trim), CEILING)
        trim += LOUDNESS - loudness(pushed)
    return pushed


def ride(points: Sequence[tuple[float, float]], tempo: float, frames: int) -> Signal:
    """A fader's or pan pot's course at sample rate from its (beat, value) points."""
    beats, values = zip(*points, strict=True)
    at = np.array(beats) * 60.0 / tempo * RATE
    return np.asarray(np.interp(np.arange(frames), at, np.array(values)), dtype=np.float64)
