"""A drum kit by layers: swept skins, rattling wires, modal metal, and the stick on each of them.

Every stroke is made for its velocity (harder is brighter and longer, not just louder) and in
several variants. Cymbals are bands of noise that die at their own rates with a crowd of inharmonic
modes ringing inside (Fletcher & Rossing, The Physics of Musical Instruments, ch. 20).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.random import Generator
from scipy.signal import butter, sosfilt

from clips.house_band.score import RATE, Played, Signal
from clips.house_band.tone import Curve, gain, shape

VARIANTS = 3


@dataclass(frozen=True, slots=True)
class Kit:
    """How the kit is tuned and miked: levels in dB, frequencies in Hz, decays in seconds.

    Skins ring at pitches, so a piece tunes them to notes of its key.
    """

    kick: float = 54.0
    kick_decay: float = 0.11
    snare: float = 190.0
    snare_decay: float = 0.11
    wires: float = 1.0
    toms: tuple[float, float, float] = (165.0, 120.0, 82.0)
    tom_decay: float = 0.22
    bright: float = 1.0
    levels: tuple[tuple[str, float], ...] = ()
    width: float = 0.75

    def play(self, notes: Sequence[Played], frames: int, rng: Generator) -> Signal:
        """The kit in stereo, seen from the audience's side of it."""
        out = np.zeros((frames, 2))
        levels = LEVELS | dict(self.levels)
        ordered = sorted(notes, key=lambda n: n.start)
        hats = [n.start for n in ordered if n.mark in {"hat", "open", "pedal"}]
        for note in ordered:
            stroke = strike(self, note.mark, round(note.velocity * 12), int(rng.integers(VARIANTS)))
            stop = min(frames, note.start + len(stroke))
            sound = stroke[: stop - note.start]
            if note.mark == "open":
                closing = next((h for h in hats if h > note.start + 200), frames)
                sound = choke(sound, closing - note.start)
            elif note.mark in {"crash", "crash2", "china"} and note.stop - note.start > RATE * 8:
                sound = choke(sound, note.stop - note.start)
            stop = note.start + len(sound)
            side = 0.5 + 0.5 * PLACES.get(note.mark, 0.0) * self.width
            level = gain(levels.get(note.mark, -6.0))
            out[note.start : stop, 0] += sound * level * np.cos(side * np.pi / 2)
            out[note.start : stop, 1] += sound * level * np.sin(side * np.pi / 2)
        return shape(out, MICROPHONES)


MICROPHONES: Curve = (
    (40, 0), (65, 1.5), (130, 3), (300, 0), (500, -1), (2500, -0.5), (5000, -2), (9000, -4),
    (15000, -5),
)  # fmt: skip
"""What close microphones and a little desk do to a kit: weight below, no sand above."""

PLACES = {
    "hat": 0.45, "open": 0.45, "pedal": 0.45, "ride": -0.5, "bell": -0.5, "crash": 0.6,
    "crash2": -0.65, "tom1": 0.3, "tom2": -0.1, "floor": -0.45, "tamb": -0.35, "shaker": 0.4,
    "clap": 0.0, "stick": 0.15, "click": 0.3,
}  # fmt: skip
LEVELS = {
    "kick": -3.5, "snare": 0.0, "hat": -16.0, "open": -16.0, "pedal": -18.0, "ride": -15.0,
    "bell": -14.0, "crash": -12.0, "crash2": -12.5, "tom1": -4.0, "tom2": -3.5, "floor": -2.5,
    "tamb": -15.0, "shaker": -18.0, "clap": -7.0, "stick": -8.0, "click": -10.0,
}  # fmt: skip


def choke(sound: Signal, at: int) -> Signal:
    """`sound` stopped by hand or pedal at sample `at`, within 25 ms."""
    fade = int(0.025 * RATE)
    if at >= len(sound):
        return sound
    out = sound[: min(len(sound), at + fade)].copy()
    out[at:] *= np.linspace(1.0, 0.0, len(out) - at)
    return out


def band(noise: Signal, low: float, high: float) -> Signal:
    """Noise between two frequencies, second-order skirts."""
    return np.asarray(
        sosfilt(butter(2, (low, min(high, 20000)), "band", fs=RATE, output="sos"), noise),
        dtype=np.float64,
    )


def metal(
    rng: Generator,
    length: int,
    bands: Sequence[tuple[float, float, float, float]],
    modes: tuple[int, float, float, float, float],
) -> Signal:
    """A cymbal: `bands` are (low, high, level, decay), `modes` (count, low, high, decay, level).

    Frequencies in Hz, decays in seconds.
    """
    t = np.arange(length) / RATE
    out = np.zeros(length)
    for low, high, level, decay in bands:
        out += level * band(rng.normal(0.0, 1.0, length), low, high) * np.exp(-t / decay)
    count, low, high, decay, level = modes
    ringing = np.zeros(length)
    for hz in np.exp(rng.uniform(np.log(low), np.log(high), count)):
        own = decay * rng.uniform(0.4, 1.3) * (3000.0 / hz) ** 0.25
        live = min(length, int(own * 5 * RATE))
        wave = np.sin(2 * np.pi * hz * t[:live] + rng.uniform(0, 2 * np.pi))
        ringing[:live] += rng.uniform(0.3, 1.0) * np.exp(-t[:live] / own) * wave
    return np.asarray(out + level * ringing / np.sqrt(count / 4), dtype=np.float64)


def kick(kit: Kit, force: float, rng: Generator) -> Signal:
    """Bass drum: a swept skin, the shell's knock, the beater's click."""
    length = int(0.5 * RATE)
    t = np.arange(length) / RATE
    sweep = kit.kick * (1 + 1.9 * np.exp(-t / 0.016) + 4.0 * np.exp(-t / 0.003))
    skin = np.sin(2 * np.pi * np.cumsum(sweep) / RATE) * np.exp(-t / kit.kick_decay)
    knock = np.sin(2 * np.pi * 190 * t) * np.exp(-t / 0.022)
    click = band(rng.normal(0.0, 1.0, length), 2200, 6000) * np.exp(-t / 0.0045)
    slap = band(rng.normal(0.0, 1.0, length), 700, 1800) * np.exp(-t / 0.012)
    out = skin + 0.22 * knock + (0.45 * click + 0.25 * slap) * (0.3 + force) * kit.bright
    return np.asarray(np.tanh(1.5 * out * force**0.8) / 1.25, dtype=np.float64)


def snare(kit: Kit, force: float, rng: Generator) -> Signal:
    """Snare drum: four modes of the skins, the wires under it, the crack of the stick."""
    length = int(0.45 * RATE)
    t = np.arange(length) / RATE
    out = np.zeros(length)
    for ratio, level, decay in (
        (1.0, 1.0, 1.0),
        (1.59, 0.5, 0.7),
        (2.3, 0.28, 0.4),
        (4.6, 0.12, 0.3),
    ):
        hz = kit.snare * ratio * (1 + 0.22 * force * np.exp(-t / 0.010)) * rng.uniform(0.995, 1.005)
        phase = 2 * np.pi * np.cumsum(hz) / RATE
        out += level * np.sin(phase) * np.exp(-t / (kit.snare_decay * 0.62 * decay))
    rattle = kit.snare_decay * (0.75 + 0.6 * force)
    noise = rng.normal(0.0, 1.0, length)
    wires = band(noise, 1100, 6500) * (
        np.exp(-t / (0.4 * rattle)) + 0.25 * np.exp(-t / (1.05 * rattle))
    )
    wires += 0.45 * band(rng.normal(0.0, 1.0, length), 5500, 11000) * np.exp(-t / (0.55 * rattle))
    crack = band(rng.normal(0.0, 1.0, length), 1200, 5200) * np.exp(-t / 0.005)
    body = 1.05 * out * force + 0.45 * kit.wires * kit.bright * wires * (0.5 + 0.5 * force)
    body += 0.9 * crack * force**1.6
    struck = np.tanh(1.4 * body * (0.25 + 0.75 * force)) * force**0.7
    return np.asarray(struck, dtype=np.float64)


def tom(hz: float) -> Callable[[Kit, float, Generator], Signal]:
    """The maker of a tom tuned to `hz`."""

    def made(kit: Kit, force: float, rng: Generator) -> Signal:
        decay = kit.tom_decay * (120.0 / hz) ** 0.35
        length = int(min(1.2, decay * 6) * RATE)
        t = np.arange(length) / RATE
        course = hz * (1 + 0.4 * force * np.exp(-t / 0.035))
        phase = 2 * np.pi * np.cumsum(course) / RATE
        out = np.sin(phase) * np.exp(-t / decay) + 0.35 * np.sin(1.53 * phase) * np.exp(
            -t / (0.4 * decay)
        )
        out += 0.5 * band(rng.normal(0.0, 1.0, length), 1200, 4800) * np.exp(-t / 0.006) * force
        out += 0.18 * band(rng.normal(0.0, 1.0, length), 250, 1500) * np.exp(-t / 0.05)
        return np.asarray(np.tanh(1.2 * out * force) / 1.1, dtype=np.float64)

    return made


def hat(length: float, decay: float) -> Callable[[Kit, float, Generator], Signal]:
    """The maker of a hi-hat stroke of `length` seconds with a closing of `decay` seconds."""

    def made(_kit: Kit, force: float, rng: Generator) -> Signal:
        frames = int(length * RATE)
        t = np.arange(frames) / RATE
        tail = decay * (0.7 + 0.5 * force)
        out = metal(
            rng,
            frames,
            (
                (3000, 6000, 0.35, 0.6 * tail),
                (5500, 9500, 0.8, tail),
                (9000, 14500, 0.55, 0.8 * tail),
            ),
            (60, 3600, 13500, tail, 0.35),
        )
        out += 0.5 * band(rng.normal(0.0, 1.0, frames), 2500, 7000) * np.exp(-t / 0.004)
        return out * force * 0.9

    return made


def crash(seconds: float, floor: float) -> Callable[[Kit, float, Generator], Signal]:
    """The maker of a crash cymbal that rings about `seconds`, its deepest band at `floor` Hz."""

    def made(_kit: Kit, force: float, rng: Generator) -> Signal:
        frames = int(seconds * 2.2 * RATE)
        t = np.arange(frames) / RATE
        s = seconds / 2
        out = metal(
            rng,
            frames,
            (
                (floor, 2 * floor, 0.25, 0.5 * s), (2 * floor, 2500, 0.5, 0.8 * s),
                (2500, 5200, 0.9, 0.75 * s), (5000, 9500, 0.85, 0.6 * s),
                (9000, 15000, 0.4, 0.4 * s),
            ),
            (140, floor, 9500, 0.7 * s, 0.6),
        )  # fmt: skip
        out *= 0.45 + 0.55 * np.exp(-t / 0.25)
        out *= np.clip(t / 0.002, 0.3, 1.0)
        out[-4000:] *= np.linspace(1, 0, 4000)
        return out * force * 0.8

    return made


def ride(_kit: Kit, force: float, rng: Generator) -> Signal:
    """Ride cymbal: the tick of the tip, a ping, a quiet wash."""
    frames = int(1.4 * RATE)
    t = np.arange(frames) / RATE
    out = metal(
        rng,
        frames,
        ((500, 2500, 0.05, 0.5), (2500, 6000, 0.22, 0.35), (6000, 12000, 0.25, 0.3)),
        (55, 900, 8500, 0.5, 0.55),
    )
    out += 0.9 * band(rng.normal(0.0, 1.0, frames), 3000, 9000) * np.exp(-t / 0.005)
    out[-4000:] *= np.linspace(1, 0, 4000)
    return out * force


def stick(_kit: Kit, force: float, rng: Generator) -> Signal:
    """Cross-stick on the rim."""
    frames = int(0.15 * RATE)
    t = np.arange(frames) / RATE
    out = np.zeros(frames)
    for hz, level, decay in (
        (430, 0.5, 0.018),
        (920, 1.0, 0.016),
        (1740, 0.8, 0.012),
        (2650, 0.5, 0.008),
    ):
        out += level * np.sin(2 * np.pi * hz * rng.uniform(0.99, 1.01) * t) * np.exp(-t / decay)
    out += 0.6 * band(rng.normal(0.0, 1.0, frames), 1500, 7000) * np.exp(-t / 0.004)
    return 0.6 * out * force


def clap(_kit: Kit, force: float, rng: Generator) -> Signal:
    """A handful of people clapping, not quite together."""
    frames = int(0.35 * RATE)
    t = np.arange(frames) / RATE
    out = np.zeros(frames)
    for person in range(6):
        late = 0.0 if person == 0 else float(rng.uniform(0.0, 0.022))
        age = t - late
        middle = rng.uniform(900, 1700)
        burst = band(rng.normal(0.0, 1.0, frames), middle * 0.75, middle * 1.9)
        burst += 0.35 * band(rng.normal(0.0, 1.0, frames), 2500, 7500)
        out += np.where(age >= 0, burst * np.exp(-np.clip(age, 0, None) / 0.011), 0.0)
    out += 0.12 * band(rng.normal(0.0, 1.0, frames), 800, 3000) * np.exp(-t / 0.07)
    return 0.75 * out * force


def tambourine(_kit: Kit, force: float, rng: Generator) -> Signal:
    """Pairs of jingles meeting twice or three times per shake."""
    frames = int(0.4 * RATE)
    out = np.zeros(frames)
    for late, level in (
        (0.0, 1.0),
        (rng.uniform(0.014, 0.02), 0.6),
        (rng.uniform(0.03, 0.045), 0.3),
    ):
        at = int(late * RATE)
        jingle = metal(
            rng, frames - at, ((4500, 9000, 0.3, 0.05), (8000, 14000, 0.3, 0.06)),
            (70, 4200, 13500, 0.055, 0.6),
        )  # fmt: skip
        out[at:] += level * jingle
    return out * force


def shaker(_kit: Kit, force: float, rng: Generator) -> Signal:
    """A shaker: grains arriving over 40 ms."""
    frames = int(0.14 * RATE)
    t = np.arange(frames) / RATE
    course = np.minimum(t / 0.03, 1.0) * np.exp(-np.clip(t - 0.03, 0, None) / 0.022)
    grains = band(rng.normal(0.0, 1.0, frames), 4800, 11500)
    return np.asarray(grains * course * force, dtype=np.float64)


@lru_cache(maxsize=512)
def strike(kit: Kit, piece: str, force: int, variant: int) -> Signal:
    """One stroke on a piece of the kit; `force` is the velocity in twelfths."""
    makers: dict[str, Callable[[Kit, float, Generator], Signal]] = {
        "kick": kick,
        "snare": snare,
        "tom1": tom(kit.toms[0]),
        "tom2": tom(kit.toms[1]),
        "floor": tom(kit.toms[2]),
        "hat": hat(0.16, 0.032),
        "pedal": hat(0.12, 0.022),
        "open": hat(0.9, 0.26),
        "ride": ride,
        "bell": ride,
        "crash": crash(1.9, 420.0),
        "crash2": crash(1.6, 560.0),
        "stick": stick,
        "clap": clap,
        "tamb": tambourine,
        "shaker": shaker,
        "click": stick,
    }
    if piece.startswith("crash"):
        variant = 0
    rng = np.random.default_rng([sum(piece.encode()), variant, 9])
    sound = makers[piece](kit, max(0.1, force / 12), rng)
    if kit.bright != 1.0 and piece in {"hat", "open", "ride", "crash", "crash2", "pedal"}:
        sound = shape(sound, ((2000, 0.0), (9000, 8.0 * (kit.bright - 1.0))))
    sound.setflags(write=False)
    return sound
