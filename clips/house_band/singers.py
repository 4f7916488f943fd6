"""Singers without words: a glottal tone through the formants of vowels, with consonants hinted.

A syllable is a consonant and a path of vowels ("whoa" is w, u to o to a). Formants glide along the
path; sonorants are quick glides from a closed mouth, stops a silence and a burst, h and s a breath.
Formant frequencies after Peterson & Barney (1952); a shorter tract scales them all up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from clips.house_band.amp import levelled, saturate
from clips.house_band.harmonics import (
    HOP,
    glide,
    phrases,
    smooth,
    tone,
    vibrato,
    wander,
)
from clips.house_band.score import RATE, Played, Signal
from clips.house_band.tone import Curve, rms, shape

VOWELS = {
    "a": (740.0, 1180.0, 2500.0),
    "o": (640.0, 1040.0, 2500.0),
    "O": (530.0, 930.0, 2450.0),
    "u": (380.0, 950.0, 2300.0),
    "i": (300.0, 2200.0, 2950.0),
    "e": (520.0, 1800.0, 2500.0),
    "E": (640.0, 1700.0, 2450.0),
    "@": (600.0, 1250.0, 2450.0),
    "w": (310.0, 640.0, 2200.0),
    "y": (280.0, 2100.0, 2900.0),
    "l": (360.0, 1100.0, 2600.0),
    "n": (270.0, 1350.0, 2400.0),
    "m": (260.0, 1000.0, 2200.0),
    "d": (320.0, 1600.0, 2600.0),
    "b": (320.0, 900.0, 2200.0),
    "h": (600.0, 1250.0, 2450.0),
}
UPPER = (3300.0, 4100.0)
WIDTHS = (85.0, 100.0, 130.0, 180.0, 260.0)

SYLLABLES = {
    "ah": ("", "a"), "oh": ("", "oO"), "oo": ("", "u"), "hey": ("h", "Ei"), "ay": ("", "Ei"),
    "whoa": ("w", "uoO"), "yeah": ("y", "eEa"), "na": ("n", "a"), "la": ("l", "a"),
    "no": ("n", "oO"), "low": ("l", "oO"), "me": ("m", "i"), "ma": ("m", "a"), "day": ("d", "Ei"),
    "do": ("d", "u"), "way": ("w", "Ei"), "why": ("w", "ai"), "you": ("y", "u"), "be": ("b", "i"),
    "bye": ("b", "ai"), "now": ("n", "aO"), "her": ("h", "@"), "high": ("h", "ai"),
}  # fmt: skip
"""Onset and vowel path of everything the band can sing."""

MICROPHONE: Curve = (
    (60, -40), (110, -12), (160, -2), (240, -1), (400, -2), (800, 0), (1600, 2.5), (2800, 5),
    (4500, 4.5), (8000, 2), (11000, -3), (16000, -12),
)  # fmt: skip
"""The vocal chain: proximity and box cut, presence and air lifted."""

MURMUR = {"n": 0.4, "m": 0.4, "l": 0.5, "w": 0.4, "y": 0.5, "d": 0.0, "b": 0.0, "h": 0.05}
LEAD_IN = 0.07


@dataclass(frozen=True, slots=True)
class Singer:
    """One voice.

    `tract` scales formants (1 a man, 1.16 a woman), `tilt` is the source's slope in dB per octave,
    `grit` roughens the tone, `breath` is the level of air, `drive` the chain's saturation (dB).
    `takes` sing in unison, each with its own pitch, timing and tract; `width` spreads them.
    """

    tract: float = 1.0
    tilt: float = -2.2
    grit: float = 0.0
    breath: float = 0.025
    drive: float = 3.0
    rate: float = 5.4
    depth: float = 0.28
    slur: float = 0.07
    takes: int = 1
    width: float = 0.0

    def play(self, notes: Sequence[Played], frames: int, rng: Generator) -> Signal:
        """The singers, mono for one take and stereo for more."""
        if self.takes == 1:
            return self._take(notes, frames, rng, 1.0, 0.0)
        out = np.zeros((frames, 2))
        for i in range(self.takes):
            place = 0.5 + 0.5 * self.width * (2.0 * i / (self.takes - 1) - 1.0)
            late = 0.0 if i == 0 else float(np.clip(rng.normal(0.006, 0.009), -0.012, 0.025))
            take = self._take(notes, frames, rng, 1.0 + rng.normal(0.0, 0.035), late)
            out[:, 0] += take * np.cos(place * np.pi / 2)
            out[:, 1] += take * np.sin(place * np.pi / 2)
        return out

    def _take(
        self, notes: Sequence[Played], frames: int, rng: Generator, tract: float, late: float
    ) -> Signal:
        out = np.zeros(frames)
        for group in phrases(notes):
            start = max(0, group[0].start - int(LEAD_IN * RATE) + int(late * RATE))
            sound = self._phrase(group, rng, self.tract * tract)
            stop = min(frames, start + len(sound))
            if stop > start:
                out[start:stop] += sound[: stop - start]
        return shape(saturate(levelled(out, 0.5), self.drive, 0.1), MICROPHONE)

    def _phrase(self, group: Sequence[Played], rng: Generator, tract: float) -> Signal:
        origin = group[0].start / RATE - LEAD_IN
        release = 0.16
        points = int((group[-1].stop / RATE - origin + release) * RATE / HOP) + 2
        times = origin + np.arange(points) * HOP / RATE

        pitch = glide(times, group, self.slur)
        pitch += 0.07 * wander(points, 3.0, rng) + 0.03 * wander(points, 14.0, rng)
        pitch -= 0.9 * np.exp(-np.clip(times - group[0].start / RATE + 0.02, 0, None) / 0.035)
        pitch -= 0.6 * np.clip((times - group[-1].stop / RATE + 0.05) / 0.15, 0.0, 1.0)
        for note in group:
            pitch += vibrato(
                times,
                note,
                self.rate * rng.uniform(0.95, 1.05),
                self.depth * (0.6 + 0.5 * note.velocity),
                rng.uniform(0, 2 * np.pi),
            )

        loudness, formants, breath = self._mouth(times, group)
        loudness *= 1.0 + 0.05 * wander(points, 8.0, rng)
        if self.grit:
            loudness *= np.exp(self.grit * 0.5 * wander(points, 70.0, rng))
        bright = smooth(loudness, 0.05)

        centres: list[Signal | float] = [*formants, *UPPER]

        def spectrum(hz: Signal, k: int) -> Signal:
            slope = self.tilt - 3.0 * (1.0 - np.clip(bright, 0.0, 1.0))
            source = np.asarray(np.exp(np.log(k) * slope / 6.02), dtype=np.float64)
            for centre, width in zip(centres, WIDTHS, strict=True):
                middle = centre * tract
                source = source * (middle**2 / np.hypot(middle**2 - hz**2, width * hz))
            return np.asarray(source, dtype=np.float64)

        sung = tone(pitch, loudness, spectrum)
        level = rms(sung)
        air = rng.normal(0.0, 1.0, len(sung)) * np.repeat(breath, HOP)[: len(sung)]
        curve = tuple(
            (float(np.mean(f)) * tract, db)
            for f, db in zip(formants, (-4.0, -2.0, 0.0), strict=True)
        )
        air = shape(air, ((80.0, -40.0), *curve, (4200.0, -1.0), (7000.0, -7.0), (12000.0, -18.0)))
        return np.asarray(sung + air * level, dtype=np.float64)

    def _mouth(
        self, times: Signal, group: Sequence[Played]
    ) -> tuple[Signal, tuple[Signal, ...], Signal]:
        """Loudness, three formant tracks and breath of a phrase, at control rate."""
        at: list[float] = []
        targets: list[tuple[float, ...]] = []
        loud: list[tuple[float, float]] = [(times[0], 0.0)]
        breath = np.full(len(times), 0.0)
        for i, note in enumerate(group):
            start, stop = note.start / RATE, note.stop / RATE
            onset, path = SYLLABLES.get(note.mark, ("", "a"))
            joined = i > 0
            force = note.velocity**1.1
            if onset:
                murmur = MURMUR[onset] * force
                at += [start - 0.055, start - 0.005]
                targets += [VOWELS[onset]] * 2
                loud += [(start - 0.06, loud[-1][1] if joined else 0.0), (start - 0.035, murmur)]
                loud += [(start - 0.004, murmur)]
            elif joined:
                loud += [(start - 0.05, loud[-1][1]), (start - 0.01, 0.55 * force)]
            else:
                loud += [(start - 0.02, 0.0)]
            first = start + (0.05 if onset else 0.0)
            for j, vowel in enumerate(path):
                share = j / max(1, len(path) - 1)
                span = min(stop - first, 0.5)
                at.append(first + share * span * 0.6 if j else first)
                targets.append(VOWELS[vowel])
            at.append(max(at[-1] + 0.01, stop - 0.02))
            targets.append(VOWELS[path[-1]])
            middle = max(start + 0.05, stop - 0.12)
            loud += [(start + 0.03, force), (middle, 0.92 * force), (stop - 0.005, 0.75 * force)]
            sounding = (times > start - 0.02) & (times < stop + 0.05)
            breath[sounding] = self.breath * force
            if onset in {"h", "b", "d"}:
                length = 0.07 if onset == "h" else 0.015
                puff = (times > start - length) & (times < start + 0.01)
                breath[puff] = 0.5 * force if onset == "h" else 0.35 * force
        loud += [(group[-1].stop / RATE + 0.09, 0.0)]
        where, level = (np.array(c) for c in zip(*loud, strict=True))
        order = np.argsort(where, kind="stable")
        loudness = smooth(np.interp(times, where[order], level[order]), 0.025)
        order = np.argsort(at, kind="stable")
        places = np.array(at)[order]
        tracks = np.array(targets)[order]
        formants = tuple(smooth(np.interp(times, places, tracks[:, f]), 0.045) for f in range(3))
        return loudness, formants, smooth(breath, 0.02)
