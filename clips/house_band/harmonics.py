"""Tones that a line can be sung on: harmonics of a gliding pitch under a moving spectrum.

Everything that changes is drawn at a control rate of one point per `HOP` samples. Partials come
from the recurrence sin(k x) = 2 cos(x) sin((k-1) x) - sin((k-2) x), so a partial costs two
multiplications a sample, and none is ever drawn above `TOP`: the tone is band-limited by build.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.random import Generator

from clips.house_band.score import RATE, Played, Signal

HOP = 64
TOP = 14_000.0
CONTROL = RATE / HOP

Spectrum = Callable[[Signal, int], Signal]
"""Amplitude of partial k: (frequency of that partial at each control point, k) to amplitudes."""


def upsample(control: Signal) -> Signal:
    """Control points to samples by straight lines; n points make (n - 1) * HOP samples."""
    ramp = np.arange(HOP) / HOP
    return np.asarray(
        (control[:-1, None] + np.diff(control)[:, None] * ramp).ravel(), dtype=np.float64
    )


def hertz(pitch: Signal) -> Signal:
    """Frequency of MIDI pitches, fractions being fractions of a semitone."""
    return np.asarray(440.0 * 2.0 ** ((pitch - 69.0) / 12.0), dtype=np.float64)


def tone(pitch: Signal, loudness: Signal, spectrum: Spectrum, partials: int = 60) -> Signal:
    """Sound of a gliding tone; `pitch` (MIDI) and `loudness` are at control rate, equally long."""
    hz = hertz(pitch)
    angle = 2.0 * np.pi * np.cumsum(upsample(hz)) / RATE
    twice = 2.0 * np.cos(angle)
    before, now = np.zeros_like(angle), np.sin(angle)
    out = np.zeros_like(angle)
    count = min(partials, int(TOP / hz.min()))
    for k in range(1, count + 1):
        level = spectrum(k * hz, k) * np.clip((TOP - k * hz) / 1500.0, 0.0, 1.0)
        out += upsample(level) * now
        before, now = now, twice * now - before
    return out * upsample(loudness)


def smooth(control: Signal, width: float) -> Signal:
    """Control points averaged over `width` seconds with a raised cosine; ends are held."""
    size = max(1, int(width * CONTROL)) | 1
    window = np.hanning(size + 2)[1:-1]
    padded = np.pad(control, size // 2, mode="edge")
    return np.asarray(np.convolve(padded, window / window.sum(), "valid"), dtype=np.float64)


def wander(points: int, rate: float, rng: Generator) -> Signal:
    """A slow random walk around zero with unit deviation, changing about `rate` times a second."""
    knots = max(4, int(points / CONTROL * rate) + 3)
    course = np.interp(
        np.linspace(0, knots - 1, points), np.arange(knots), rng.normal(0.0, 1.0, knots)
    )
    return smooth(course, 0.5 / rate)


def phrases(notes: Sequence[Played], gap: float = 0.06) -> list[list[Played]]:
    """Notes of a one-voice line, grouped into breaths: a silence over `gap` seconds parts them."""
    groups: list[list[Played]] = []
    for note in sorted(notes, key=lambda n: n.start):
        if groups and note.start - groups[-1][-1].stop < gap * RATE:
            groups[-1].append(note)
        else:
            groups.append([note])
    return groups


def vibrato(times: Signal, note: Played, rate: float, depth: float, phase: float) -> Signal:
    """Vibrato of one held note in semitones: it waits, grows, and lets go at the note's end."""
    start, stop = note.start / RATE, note.stop / RATE
    held = stop - start
    if held < 0.3:
        return np.zeros_like(times)
    wait = 0.12 + 0.22 * min(held, 1.0)
    grow = np.clip((times - start - wait) / 0.35, 0.0, 1.0)
    release = np.clip((stop - times) / 0.08, 0.0, 1.0)
    quicken = rate * (1.0 + 0.04 * np.sin(2 * np.pi * 0.7 * times + phase))
    return depth * grow * release * np.sin(2 * np.pi * quicken * (times - start) + phase)


def glide(times: Signal, group: Sequence[Played], seconds: float) -> Signal:
    """Pitch of a phrase in MIDI numbers: its notes joined by S-shaped glides of `seconds`."""
    course = np.full_like(times, group[0].pitch)
    for left, right in pairwise(group):
        turn = np.clip((times - right.start / RATE + 0.6 * seconds) / seconds, 0.0, 1.0)
        course += (right.pitch - left.pitch) * turn * turn * (3.0 - 2.0 * turn)
    return course
