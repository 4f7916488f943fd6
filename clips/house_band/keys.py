"""Keyboards: a drawbar organ through a rotating speaker, and an upright piano with a past."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.random import Generator

from clips.house_band.amp import saturate
from clips.house_band.score import RATE, Played, Signal
from clips.house_band.tone import Curve, shape

FOOTAGES = (0.5, 1.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)
"""Ratios of the nine drawbars to the key: 16', 5 1/3', 8', 4', 2 2/3', 2', 1 3/5', 1 1/3', 1'."""

CABINET: Curve = (
    (40, -20), (90, -2), (200, 1), (800, 0), (1600, 2), (3000, 1), (5000, -4), (7500, -14),
    (12000, -34),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Organ:
    """`drawbars` 0 to 8 each, `speed` of the rotor (turns a second), `drive` of the valve (dB)."""

    drawbars: tuple[int, ...] = (8, 8, 8, 0, 0, 0, 0, 0, 0)
    speed: float = 6.6
    depth: float = 0.8
    drive: float = 8.0
    click: float = 0.12

    def play(self, notes: Sequence[Played], frames: int, rng: Generator) -> Signal:
        """The organ in stereo, from two microphones at the rotor."""
        dry = np.zeros(frames)
        for note in notes:
            length = min(frames, note.stop + int(0.02 * RATE)) - note.start
            if length <= 0:
                continue
            turn = 2.0 * np.pi * np.arange(note.start, note.start + length) / RATE
            hz = 440.0 * 2.0 ** ((note.pitch - 69.0) / 12.0)
            sound = np.zeros(length)
            for ratio, bar in zip(FOOTAGES, self.drawbars, strict=True):
                if bar and hz * ratio < 6500:
                    sound += 10.0 ** ((bar - 8) * 3.0 / 20.0) * np.sin(turn * hz * ratio)
            edge = int(0.006 * RATE)
            sound[:edge] *= np.linspace(0.0, 1.0, edge)
            fade = min(length, int(0.02 * RATE))
            sound[-fade:] *= np.linspace(1.0, 0.0, fade)
            contact = min(length, 300)
            sound[:contact] += (
                self.click * rng.normal(0.0, 1.0, contact) * np.exp(-np.arange(contact) / 60.0)
            )
            dry[note.start : note.start + length] += sound * (0.4 + 0.6 * note.velocity)
        return rotary(shape(saturate(dry, self.drive, 0.2), CABINET), self.speed, self.depth)


def rotary(signal: Signal, speed: float, depth: float) -> Signal:
    """A rotating horn heard by two microphones: Doppler, tremolo and a phase between the two."""
    index = np.arange(len(signal))
    angle = 2.0 * np.pi * speed * index / RATE
    sides = []
    for phase in (0.0, 1.9):
        swing = np.sin(angle + phase)
        delayed = index - (0.00045 * RATE) * depth * (1.0 + swing)
        heard = np.interp(delayed, index, signal, left=0.0)
        sides.append(heard * (1.0 - 0.28 * depth * (0.5 + 0.5 * np.cos(angle + phase))))
    return np.stack(sides, axis=1)


@lru_cache(maxsize=256)
def struck(pitch: float, force: int, detune: float, bright: float) -> Signal:
    """One piano note, at most three seconds: stiff strings in pairs, two decays, the hammer."""
    rng = np.random.default_rng([round(pitch * 10), force, 77])
    velocity = force / 16
    hz = 440.0 * 2.0 ** ((pitch - 69.0) / 12.0)
    length = int(RATE * min(3.0, 3.2 * (220.0 / hz) ** 0.5))
    t = np.arange(length) / RATE
    stiff = 3.5e-4 * (hz / 261.6) ** 1.1
    out = np.zeros(length)
    for k in range(1, min(28, int(9000 / hz)) + 1):
        partial = k * hz * np.sqrt(1.0 + stiff * k * k)
        level = abs(np.sin(np.pi * k / 8.0)) + 0.08
        level *= k**-0.75 / (1.0 + (partial / (bright * (0.35 + velocity))) ** 2)
        decay = 0.45 * (261.6 / hz) ** 0.55 / (1.0 + 0.09 * k)
        course = 0.75 * np.exp(-t / (0.35 * decay)) + 0.25 * np.exp(-t / (1.8 * decay))
        for cents in (-detune / 2, detune / 2):
            string = partial * 2.0 ** (cents / 1200.0)
            out += level * course * np.sin(2 * np.pi * string * t + rng.uniform(0, 2 * np.pi))
    knock = int(0.05 * RATE)
    thump = np.cumsum(rng.normal(0.0, 1.0, knock)) * np.exp(-np.arange(knock) / 350.0)
    thump -= thump.mean()
    out[:knock] += 0.15 * velocity * thump / (np.abs(thump).max() + 1e-9)
    out[:60] *= np.linspace(0, 1, 60)
    out[-2000:] *= np.linspace(1, 0, 2000)
    out *= velocity**1.4 / (np.sqrt(np.mean(out[: RATE // 10] ** 2)) + 1e-9)
    out.setflags(write=False)
    return out


@dataclass(frozen=True, slots=True)
class Piano:
    """An upright; `detune` in cents between a note's strings makes it honky-tonk."""

    detune: float = 6.0
    bright: float = 3800.0
    width: float = 0.6

    def play(
        self,
        notes: Sequence[Played],
        frames: int,
        rng: Generator,  # noqa: ARG002 (every instrument is asked in the same way)
    ) -> Signal:
        """The piano in stereo, bass strings left and treble right."""
        out = np.zeros((frames, 2))
        for note in notes:
            force = max(1, round(note.velocity * 16))
            whole = struck(note.pitch, force, self.detune, self.bright)
            length = min(len(whole), note.stop - note.start + int(0.12 * RATE), frames - note.start)
            if length <= 0:
                continue
            sound = whole[:length].copy()
            damp = length - (note.stop - note.start)
            if damp > 0:
                sound[-damp:] *= np.linspace(1.0, 0.0, damp) ** 2
            place = 0.5 + 0.5 * self.width * float(np.clip((note.pitch - 60) / 24.0, -1, 1))
            out[note.start : note.start + length, 0] += sound * np.cos(place * np.pi / 2)
            out[note.start : note.start + length, 1] += sound * np.sin(place * np.pi / 2)
        return shape(out, ((60, -12), (120, 0), (2500, 1.5), (5000, 0), (9000, -6), (14000, -18)))
