"""Instruments that carry a tune: lead guitar, bowed fiddle, horn section."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from scipy.signal import butter, sosfilt

from clips.house_band.amp import SINGING, Amp, amplify
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

BENDS = {"bend": 2.0, "bend1": 1.0, "scoop": 0.5}
"""Marks of a bent note and the semitones below it at which the bend starts."""

LEGATO = {"slide", "leg"}
"""Marks of a note that is not plucked: the string goes on from the note before."""


@dataclass(frozen=True, slots=True)
class LeadGuitar:
    """A singing electric guitar: bends, slides, finger vibrato, and as much amplifier as wanted.

    `echo` is (seconds, level) of a tape echo with three repeats, or None.
    """

    amp: Amp = SINGING
    sustain: float = 2.5
    plucked: float = 0.17
    depth: float = 0.3
    rate: float = 5.6
    echo: tuple[float, float] | None = None

    def play(self, notes: Sequence[Played], frames: int, rng: Generator) -> Signal:
        """The amplified guitar with its echo, mono."""
        out = np.zeros(frames)
        for string in _voices(notes):
            for group in _plucks(string):
                sound = self._pluck(group, rng)
                start = group[0].start
                stop = min(frames, start + len(sound))
                out[start:stop] += sound[: stop - start]
        out = amplify(out, self.amp)
        return echoed(out, *self.echo) if self.echo else out

    def _pluck(self, group: Sequence[Played], rng: Generator) -> Signal:
        start, stop = group[0].start / RATE, group[-1].stop / RATE
        points = int((stop - start + 0.05) * RATE / HOP) + 2
        times = start + np.arange(points) * HOP / RATE
        pitch = glide(times, group, 0.075)
        pitch += 0.25 * np.exp(-(times - start) / 0.02) * group[0].velocity
        for note in group:
            begin, end = note.start / RATE, note.stop / RATE
            depth = BENDS.get(note.mark)
            if depth:
                reach = float(np.clip((end - begin) * 0.3, 0.06, 0.16))
                rise = np.clip((times - begin - 0.03) / reach, 0.0, 1.0)
                pitch -= np.where(
                    (times >= begin) & (times < end), depth * (1.0 - np.sin(rise * np.pi / 2)), 0.0
                )
            if note.mark == "fall":
                pitch -= np.where(
                    times > end - 0.18, 7.0 * np.clip((times - end + 0.18) / 0.22, 0, 1) ** 2, 0.0
                )
            wave = vibrato(times, note, self.rate * rng.uniform(0.94, 1.06), self.depth, -1.5)
            pitch += wave + np.abs(wave) * 0.3
        pitch += 0.015 * wander(points, 4.0, rng)
        age = times - start
        force = group[0].velocity
        loudness = force * np.clip(age / 0.004, 0, 1) * np.clip((stop + 0.03 - times) / 0.03, 0, 1)
        tint = rng.uniform(0.85, 1.15)

        def spectrum(hz: Signal, k: int) -> Signal:
            level = abs(np.sin(np.pi * k * self.plucked * tint)) / k**0.9 + 0.02
            dark = 1.0 / (1.0 + (hz / (1800.0 + 2600.0 * force)) ** 2)
            dying = np.exp(-age * (1.0 + 0.22 * k) * 2.3 / self.sustain)
            return np.asarray(level * dark * dying, dtype=np.float64)

        sound = tone(pitch, loudness, spectrum, partials=24)
        pick = int(0.02 * RATE)
        scrape = np.diff(rng.normal(0.0, 1.0, pick + 1)) * np.exp(-np.arange(pick) / 90.0)
        sound[:pick] += 0.04 * force * scrape[: len(sound[:pick])]
        return sound


def _voices(notes: Sequence[Played]) -> list[list[Played]]:
    """Notes parted into strings, so that a double stop does not become one glide."""
    strings: list[list[Played]] = []
    for note in sorted(notes, key=lambda n: (n.start, -n.pitch)):
        for string in strings:
            if string[-1].stop <= note.start + RATE // 50 and string[-1].start < note.start:
                string.append(note)
                break
        else:
            strings.append([note])
    return strings


def _plucks(notes: Sequence[Played]) -> list[list[Played]]:
    """Notes of one string, grouped by the pluck that sounds them."""
    groups: list[list[Played]] = []
    for note in notes:
        if groups and note.mark in LEGATO and note.start - groups[-1][-1].stop < 0.05 * RATE:
            groups[-1].append(note)
        else:
            if groups and groups[-1][-1].stop > note.start:
                groups[-1][-1] = replace(groups[-1][-1], stop=note.start)
            groups.append([note])
    return groups


def echoed(signal: Signal, seconds: float, level: float) -> Signal:
    """The signal with three darkening repeats of a tape echo, the first at `level` (amplitude)."""
    out = signal.copy()
    step = round(seconds * RATE)
    repeat = signal
    for _ in range(3):
        repeat = sosfilt(butter(1, (250, 2600), "band", fs=RATE, output="sos"), repeat) * level
        repeat = np.concatenate((np.zeros(step), repeat))[: len(signal)]
        out += repeat
    return out


FIDDLE_BOX: Curve = (
    (120, -30), (196, -4), (275, 4), (340, -2), (460, 4), (560, -1), (700, 3), (900, -3),
    (1150, 2), (1500, -4), (2000, 1), (2600, 5), (3300, 2), (4500, -2), (6500, -6), (10000, -12),
    (15000, -26),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fiddle:
    """A bowed violin. `bite` is the start of a bow stroke, `air` the rosin noise."""

    bite: float = 0.5
    air: float = 0.035
    depth: float = 0.22
    rate: float = 5.7
    slur: float = 0.06

    def play(self, notes: Sequence[Played], frames: int, rng: Generator) -> Signal:
        """The violin near a microphone, mono; double stops are separate bows."""
        out = np.zeros(frames)
        lead = 0.03
        for string in _voices(notes):
            for group in phrases(string):
                sound = self._bow(group, rng, lead)
                start = max(0, group[0].start - int(lead * RATE))
                stop = min(frames, start + len(sound))
                out[start:stop] += sound[: stop - start]
        return shape(out, FIDDLE_BOX)

    def _bow(self, group: Sequence[Played], rng: Generator, lead: float) -> Signal:
        start, stop = group[0].start / RATE - lead, group[-1].stop / RATE
        points = int((stop - start + 0.2) * RATE / HOP) + 2
        times = start + np.arange(points) * HOP / RATE
        pitch = glide(times, group, self.slur) + 0.04 * wander(points, 5.0, rng)
        pressure = np.zeros(points)
        for note in group:
            begin, end = note.start / RATE, note.stop / RATE
            pitch += vibrato(
                times,
                note,
                self.rate * rng.uniform(0.95, 1.05),
                self.depth,
                rng.uniform(0, 6),
            )
            slurred = note.mark in LEGATO
            attack = np.clip((times - begin + lead) / 0.055, 0.0, 1.0)
            if slurred:
                attack = np.maximum(attack, times >= begin - 0.03)
            swell = 0.85 + 0.15 * np.sin(np.pi * np.clip((times - begin) / (end - begin), 0, 1))
            bite = 1.0 + self.bite * np.exp(-np.clip(times - begin, 0, None) / 0.05) * (not slurred)
            live = (times >= begin - lead) & (times < end)
            pressure = np.where(live, note.velocity * attack * swell * bite, pressure)
            if note is not group[-1] and not slurred:
                pressure[(times > end - 0.025) & (times < end)] *= 0.5
        off = times >= stop
        pressure[off] = pressure[~off][-1] * np.exp(-(times[off] - stop) / 0.05)
        pressure = smooth(pressure, 0.02) * (1.0 + 0.06 * wander(points, 18.0, rng))

        def spectrum(hz: Signal, k: int) -> Signal:
            return (1.0 / k) * np.exp(-hz / (4200.0 + 5000.0 * np.clip(pressure, 0, 1)))

        sound = tone(pitch, pressure, spectrum, partials=40)
        rosin = rng.normal(0.0, 1.0, len(sound)) * np.repeat(pressure, HOP)[: len(sound)]
        rosin = sosfilt(butter(2, (1800, 6500), "band", fs=RATE, output="sos"), rosin)
        sound = sound + self.air * rms(sound) * rosin / (rms(rosin) + 1e-12)
        sound[-441:] *= np.linspace(1.0, 0.0, 441)
        return np.asarray(sound, dtype=np.float64)


HORN_BELL: Curve = (
    (80, -20), (180, -4), (350, 0), (700, 2), (1200, 4), (1800, 2), (3000, 0), (5000, -5),
    (8000, -14), (12000, -30),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Horns:
    """A small horn section in unison (or in the chords it is given): brighter the harder blown."""

    players: int = 3
    growl: float = 0.12
    width: float = 0.5

    def play(self, notes: Sequence[Played], frames: int, rng: Generator) -> Signal:
        """The section, stereo."""
        out = np.zeros((frames, 2))
        for i in range(self.players):
            place = 0.5 + 0.5 * self.width * (2 * i / max(1, self.players - 1) - 1)
            late = 0 if i == 0 else int(rng.uniform(0.0, 0.012) * RATE)
            tune = rng.normal(0.0, 0.05)
            player = np.zeros(frames)
            for string in _voices(notes):
                for group in phrases(string, 0.03):
                    sound = self._blow(group, rng, tune)
                    start = max(0, group[0].start + late - int(0.012 * RATE))
                    stop = min(frames, start + len(sound))
                    player[start:stop] += sound[: max(0, stop - start)]
            out[:, 0] += player * np.cos(place * np.pi / 2)
            out[:, 1] += player * np.sin(place * np.pi / 2)
        return shape(out, HORN_BELL)

    def _blow(self, group: Sequence[Played], rng: Generator, tune: float) -> Signal:
        start, stop = group[0].start / RATE - 0.012, group[-1].stop / RATE
        points = int((stop - start + 0.1) * RATE / HOP) + 2
        times = start + np.arange(points) * HOP / RATE
        pitch = glide(times, group, 0.035) + tune + 0.04 * wander(points, 4.0, rng)
        pitch -= 0.7 * np.exp(-np.clip(times - start, 0, None) / 0.025)
        wind = np.zeros(points)
        for note in group:
            begin, end = note.start / RATE, note.stop / RATE
            pitch += vibrato(times, note, 5.2, 0.18, rng.uniform(0, 6))
            if note.mark == "fall":
                pitch -= np.where(
                    times > end - 0.2, 5 * np.clip((times - end + 0.2) / 0.25, 0, 1) ** 2, 0
                )
            if note.mark in BENDS:
                pitch -= (
                    BENDS[note.mark]
                    * np.where(times >= begin, np.exp(-np.clip(times - begin, 0, None) / 0.07), 0.0)
                    * (times < end)
                )
            swell = 0.78 + 0.3 * np.exp(-np.clip(times - begin, 0, None) / 0.09)
            if end - begin > 0.5:
                swell = swell + 0.22 * np.clip((times - begin - 0.3) / (end - begin), 0, 1)
            attack = np.clip((times - begin + 0.012) / 0.028, 0, 1)
            live = (times >= begin - 0.012) & (times < end)
            wind = np.where(live, note.velocity * swell * attack, wind)
            if note is not group[-1]:
                wind[(times > end - 0.02) & (times < end)] *= 0.35
        off = times >= stop
        wind[off] = wind[~off][-1] * np.exp(-(times[off] - stop) / 0.025)
        wind = smooth(wind, 0.012)
        wind = wind * (1.0 + self.growl * wander(points, 60.0, rng))
        blown = np.clip(wind, 0.0, 1.1)

        def spectrum(hz: Signal, k: int) -> Signal:
            tilt = 2.3 - 1.55 * blown
            return np.asarray(k**-tilt / (1.0 + (hz / 5200.0) ** 4), dtype=np.float64)

        return tone(pitch, wind, spectrum, partials=36)
