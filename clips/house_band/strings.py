"""Plucked strings: the Karplus-Strong loop, plucked and heard where a player and a pickup would.

The loop (Karplus & Strong 1983; Jaffe & Smith 1983) is computed a period at a time: within one
period every sample depends only on the period before, so numpy does it as a few vector operations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.random import Generator
from scipy.signal import butter, sosfilt

from clips.house_band.amp import CLEAN, Amp, amplify
from clips.house_band.score import RATE, Played, Signal
from clips.house_band.tone import Curve, shape

VARIANTS = 4
"""Different plucks of one and the same note, so that repeated notes do not machine-gun."""


@dataclass(frozen=True, slots=True)
class String:
    """How a string is made and met.

    `plucked` and `heard` are places along the string (0 bridge, 0.5 middle; heard 0: no pickup
    comb), `bright` the corner (Hz) of a hard pluck, `ring` the RT60 of its fundamental (s),
    `damping` how fast treble dies (0 to 0.25), `slope` the fall of the partials (power of 1/k),
    `pick` the level of the plectrum's own noise.
    """

    plucked: float = 0.16
    heard: float = 0.11
    bright: float = 4200.0
    ring: float = 6.0
    damping: float = 0.07
    slope: float = 0.55
    pick: float = 0.05


MUTED = {"mute": (0.32, 0.22, 0.45), "scratch": (0.12, 0.2, 0.8)}
"""Articulations of the damping hand: ring (s), damping, brightness factor."""


@lru_cache(maxsize=512)
def pluck(
    string: String, pitch: float, force: int, mark: str, *, variant: int, frames: int
) -> Signal:
    """One plucked note, `frames` long; `force` is the velocity in sixteenths.

    The first period is drawn in the frequency domain, so that pluck and pickup position comb the
    partials as sin(k pi x) and force opens the treble; the loop then takes it from there.
    """
    rng = np.random.default_rng(
        [round(pitch * 100), force, variant, len(mark), round(string.plucked * 1000)]
    )
    ring, damping, dark = MUTED.get(mark, (string.ring, string.damping, 1.0))
    velocity = force / 16
    hz = 440.0 * 2.0 ** ((pitch - 69.0) / 12.0)
    period = RATE / hz
    whole = int(period - 2.0)
    fraction = period - 1.0 - whole
    order = np.arange(4)
    delay = np.array([np.prod([(fraction - m) / (k - m) for m in order if m != k]) for k in order])
    loss = 10.0 ** (-3.0 / (hz * ring * (1.0 if hz < 300 else (300 / hz) ** 0.3)))
    taps = loss * np.convolve(delay, (damping, 1.0 - 2.0 * damping, damping))
    reach = len(taps) - 1

    k = np.arange(1, int(period / 2))
    place = string.plucked * rng.uniform(0.9, 1.1)
    corner = string.bright * dark * (0.35 + 0.75 * velocity)
    level = np.sin(np.pi * k * place) / k**string.slope / (1.0 + (k * hz / corner) ** 2)
    if string.heard:
        level = level * (0.25 + np.abs(np.sin(np.pi * k * string.heard)))
    if mark == "scratch":
        level = rng.normal(0.0, 0.4, len(k)) / (1.0 + (k * hz / 3500) ** 2)
    phase = rng.normal(0.0, 0.35, len(k))
    size = whole + reach + 1
    angle = 2.0 * np.pi * np.arange(size)[:, None] / period * k + phase
    first = np.sin(angle) @ level
    first *= velocity**1.3 / np.sqrt(np.sum(level**2) / 2 + 1e-12)

    out = np.zeros(max(frames, size) + whole)
    out[:size] = first
    at = size
    while at < frames:
        block = sum(tap * out[at - whole - k : at - k] for k, tap in enumerate(taps))
        out[at : at + whole] = block
        at += whole
    out = out[:frames]
    if string.pick:
        length = min(frames, int(0.012 * RATE))
        noise = rng.normal(0.0, 1.0, length) * np.exp(-np.arange(length) / (0.003 * RATE))
        out[:length] += string.pick * velocity * np.diff(noise, prepend=0.0)
    rise = min(frames, 44)
    out[:rise] *= np.linspace(0.0, 1.0, rise)
    out.setflags(write=False)
    return out


def strung(
    string: String, notes: Sequence[Played], frames: int, rng: Generator, release: float = 0.04
) -> Signal:
    """All notes on such strings, mono, (frames,); a stopped note dies in `release` seconds."""
    out = np.zeros(frames)
    fade = int(release * RATE)
    for note in notes:
        stop = min(frames, note.stop + 3 * fade)
        length = stop - note.start
        if length <= 0:
            continue
        variant = int(rng.integers(VARIANTS))
        force = max(1, round(note.velocity * 16))
        rounded = -(-length // 2048) * 2048
        sound = pluck(string, note.pitch, force, note.mark, variant=variant, frames=rounded)[
            :length
        ].copy()
        tail = stop - note.stop
        if tail > 0:
            sound[-tail:] *= np.exp(-np.arange(tail) / (fade * 0.6)) * np.linspace(1, 0, tail)
        out[note.start : stop] += sound
    return out


@dataclass(frozen=True, slots=True)
class ElectricGuitar:
    """A guitar into an amplifier."""

    string: String = String()
    amp: Amp = CLEAN
    release: float = 0.03

    def play(self, notes: Sequence[Played], frames: int, rng: Generator) -> Signal:
        """The amplified guitar, mono."""
        return amplify(strung(self.string, notes, frames, rng, self.release), self.amp)


STEEL = String(plucked=0.2, heard=0.0, bright=9000.0, ring=3.2, damping=0.03, slope=0.7, pick=0.12)

BODY: Curve = (
    (50, -22), (85, -4), (105, 3), (130, -1), (190, 3.5), (240, -1), (400, 1.5), (600, -2),
    (1000, -1), (2200, 0), (3600, 3), (6000, 3), (9000, 2), (14000, -6), (20000, -40),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AcousticGuitar:
    """A steel-string guitar and its box, with the air and top resonances of a dreadnought."""

    string: String = STEEL
    body: Curve = BODY
    release: float = 0.06

    def play(self, notes: Sequence[Played], frames: int, rng: Generator) -> Signal:
        """The guitar as a near microphone hears it, mono."""
        return shape(strung(self.string, notes, frames, rng, self.release), self.body)


BASS_STRING = String(
    plucked=0.24, heard=0.2, bright=2400.0, ring=5.0, damping=0.09, slope=0.75, pick=0.10
)


@dataclass(frozen=True, slots=True)
class Bass:
    """A picked electric bass: the low end clean, the middle driven (as from a split amplifier)."""

    string: String = BASS_STRING
    drive: float = 12.0
    growl: float = 0.6
    release: float = 0.035

    def play(self, notes: Sequence[Played], frames: int, rng: Generator) -> Signal:
        """Both halves of the split rig together, mono."""
        dry = strung(self.string, notes, frames, rng, self.release)
        low = sosfilt(butter(2, 320, "low", fs=RATE, output="sos"), dry)
        driven = amplify(dry, Amp(drive=self.drive, before=BASS_IN, cabinet=BASS_CAB))
        scale = np.sqrt(np.mean(low**2) / (np.mean(driven**2) + 1e-20))
        return shape(low + self.growl * scale * driven, BASS_EQ)


BASS_EQ: Curve = (
    (25, -30), (38, -3), (60, 2.5), (100, 2), (180, -1), (350, -2), (700, 1), (1500, 1), (9000, 0),
)  # fmt: skip
BASS_IN: Curve = ((60, -30), (160, -14), (300, -2), (700, 2), (2000, 3), (5000, 0), (12000, -20))
BASS_CAB: Curve = (
    (60, -24), (150, -8), (300, 0), (800, 1), (1400, 2), (2600, 3), (3600, -3), (6000, -22),
    (12000, -50),
)  # fmt: skip
