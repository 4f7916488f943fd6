"""Where in a recording the voice is: from its first breath of sound to the end of its last release.

Speech begins and ends with its faintest sounds. An f, h or th can lie 40 dB under the vowels,
mostly above 4 kHz, where rooms are quiet; a hum or rumble can be louder than that, mostly below 300
Hz. So energy is looked at in bands, each against its own floor, and it takes two looks: where the
voice certainly is, and from there outwards as far as any band still stands out of the room.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.units import RATE, Span

HOP = 128
"""Samples between two looks, 2.9 ms."""

_WINDOW = 512
_BANDS_HZ = ((100.0, 900.0), (900.0, 3500.0), (3500.0, 12000.0))
_DIGITAL_SILENCE_DB = -95.0
_CHUNK = 4096

_SHORT = 3
_LONG = 17
"""Looks that are averaged: 9 ms to find edges, 50 ms to find floor and level."""

_SURE_ABOVE_FLOOR = 10.0
_SURE_BELOW_LOUD = 30.0
_SURE_FRAMES = 14
_EDGE_ABOVE_FLOOR = 7.0
_EDGE_BELOW_LOUD = 55.0
_EDGE_FRAMES = 3
_GAP_BEFORE = round(0.06 * RATE / HOP)
_GAP_AFTER = round(0.15 * RATE / HOP)
_REACH = round(0.5 * RATE / HOP)
_DYING = round(0.05 * RATE / HOP)
_LOUD_SHARE = 0.05
_LOUD_MOST = round(0.5 * RATE / HOP)
"""The voice is as loud as the loudest twentieth of what is there; in a recording that twentieth is
half a second at most, because a recorder that is left running adds only quiet."""
_LOUD_ABOVE_FLOOR = 9.0
"""Less than this between the loud and the quiet parts of a recording, and nobody speaks in it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The voice in a recording: the span from its first to its last sound, and when it sounds.

    `sounding` has one value for each look: look k is centred on sample `k * HOP`. `loud` and
    `floor` are the levels in dBFS of the voice and, where it could be told, of what is there
    without it.
    """

    span: Span
    sounding: NDArray[np.bool_]
    loud: float
    floor: float

    def next_sound(self, sample: int) -> int:
        """Where sound begins at or after a sample; the sample itself if that is in a sound.

        A sound that ends right after the sample is that of before, and does not count.
        """
        look = min(max(0, round(sample / HOP)), len(self.sounding) - 1)
        later = self.sounding[look:]
        silent = np.flatnonzero(~later[:_DYING])
        begin = int(silent[0]) if len(silent) else 0
        sounds = np.flatnonzero(later[begin:])
        return max(sample, (look + begin + int(sounds[0])) * HOP) if len(sounds) else sample


def hear(samples: NDArray[np.float32], *, clean: bool) -> Heard | None:
    """Find the voice in mono samples at `RATE`, `(n,)`; None if there is none.

    `clean` says that there is no room around the voice, as in synthetic speech: then everything
    that is not far below it is part of it, even where it never pauses.
    """
    energies = _band_energies(samples)
    if not len(energies):
        return None
    slow, quick = _averaged(energies, _LONG), _averaged(energies, _SHORT)
    total = _decibels(slow.sum(axis=1))
    there = total > _DIGITAL_SILENCE_DB
    if not there.any():
        return None
    loud = _loud(total[there], clean=clean)
    floors = np.percentile(_decibels(slow[there]), 5, axis=0)
    floor = float(np.percentile(total[there], 5))
    if clean:
        floors = np.minimum(floors, loud - _EDGE_BELOW_LOUD - _EDGE_ABOVE_FLOOR)
        floor = min(floor, loud - _EDGE_BELOW_LOUD)
    elif loud - floor < _LOUD_ABOVE_FLOOR:
        return None
    levels = _decibels(quick)
    sure = (levels > floors + _SURE_ABOVE_FLOOR) & (levels > loud - _SURE_BELOW_LOUD)
    certain = _long_enough(np.asarray(sure.any(axis=1)), _SURE_FRAMES)
    edge = np.maximum(floors + _EDGE_ABOVE_FLOOR, loud - _EDGE_BELOW_LOUD)
    sounding = _long_enough(np.asarray((levels > edge).any(axis=1)), _EDGE_FRAMES)
    where = np.flatnonzero(certain & sounding)
    if not len(where):
        return None
    first = _outwards(sounding[: where[0] + 1][::-1], _GAP_BEFORE)
    last = _outwards(sounding[where[-1] :], _GAP_AFTER)
    start, stop = (int(where[0]) - first) * HOP, (int(where[-1]) + last + 1) * HOP
    return Heard(Span(max(0, start), min(len(samples), stop)), sounding, loud, floor)


def _loud(levels: NDArray[np.float64], *, clean: bool) -> float:
    share = _LOUD_SHARE if clean else min(_LOUD_SHARE, _LOUD_MOST / len(levels))
    return float(np.quantile(levels, 1.0 - share))


def _band_energies(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Mean square in each band at each look, `(looks, bands)`; a full-scale square wave has 1."""
    padded = np.pad(samples.astype(np.float32), _WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP]
    window = np.hanning(_WINDOW).astype(np.float32)
    frequencies = np.fft.rfftfreq(_WINDOW, 1.0 / RATE)
    bands = np.array([(low <= frequencies) & (frequencies < high) for low, high in _BANDS_HZ])
    scale = 2.0 / (_WINDOW * float(np.square(window).sum()))
    out = np.empty((len(frames), len(_BANDS_HZ)))
    for begin in range(0, len(frames), _CHUNK):
        spectrum = np.fft.rfft(frames[begin : begin + _CHUNK] * window, axis=1)
        power = np.square(spectrum.real) + np.square(spectrum.imag)
        out[begin : begin + _CHUNK] = power @ bands.T * scale
    return out


def _averaged(energies: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Centred moving mean over `width` (odd) looks; at the ends over those that there are."""
    half = width // 2
    sums = np.cumsum(np.pad(energies, [(1, 0), (0, 0)]), axis=0)
    index = np.arange(len(energies))
    low, high = np.maximum(index - half, 0), np.minimum(index + half + 1, len(energies))
    return np.asarray((sums[high] - sums[low]) / (high - low)[:, None], np.float64)


def _decibels(energies: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(10.0 * np.log10(np.maximum(energies, 1e-15)), np.float64)


def _long_enough(flags: NDArray[np.bool_], least: int) -> NDArray[np.bool_]:
    """Only the runs of at least `least` looks."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    kept = np.zeros(len(flags), bool)
    for begin, end in edges.reshape(-1, 2):
        kept[begin:end] = end - begin >= least
    return kept


def _outwards(sounding: NDArray[np.bool_], gap: int) -> int:
    """How many looks the sound goes on from the first of these, over silences of up to `gap`."""
    where = np.flatnonzero(sounding[: _REACH + 1])
    if not len(where):
        return 0
    breaks = np.flatnonzero(np.diff(where) > gap)
    return int(where[breaks[0]] if len(breaks) else where[-1])
