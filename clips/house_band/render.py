"""From a score to sound: every part played, placed and sent, then the mix mastered."""

from zlib import crc32

import numpy as np

from clips.house_band.room import master, pan, reverberate, ride
from clips.house_band.score import Part, Score, Signal, frames_of, perform
from clips.house_band.tone import gain, rms

REFERENCE = 0.08
"""RMS that a part of level 0 dB has while it sounds."""


def player(score: Score, part: Part, frames: int) -> Signal:
    """One part alone, at its level, before panning; (frames,) or (frames, 2)."""
    rng = np.random.default_rng(crc32(f"{score.id}/{part.name}".encode()))
    sound = part.instrument.play(perform(part, score.tempo, rng), frames, rng)
    level = rms(sound)
    sound = sound * (REFERENCE * gain(part.level) / level if level else 0.0)
    if part.rides:
        moves = 10 ** (ride(part.rides, score.tempo, frames) / 20)
        sound = sound * (moves[:, None] if sound.ndim == 2 else moves)
    return sound


def stems(score: Score) -> dict[str, Signal]:
    """Every part panned but dry, by name, and the two returns: what the mix is the sum of."""
    frames = frames_of(score)
    out: dict[str, Signal] = {}
    room, plate = np.zeros((frames, 2)), np.zeros((frames, 2))
    for part in score.parts:
        place = ride(part.pans, score.tempo, frames) if part.pans else part.pan
        placed = pan(player(score, part, frames), place)
        out[part.name] = placed
        if part.room is not None:
            room += placed * gain(part.room)
        if part.plate is not None:
            plate += placed * gain(part.plate)
    out["room"] = reverberate(room, score.desk.room, 1)
    out["plate"] = reverberate(plate, score.desk.plate, 2)
    return out


def sound(score: Score) -> Signal:
    """The finished piece, stereo, shape (frames, 2) at RATE, within -1 and 1."""
    mix = np.sum(list(stems(score).values()), axis=0)
    if score.desk.rides:
        mix = mix * 10 ** (ride(score.desk.rides, score.tempo, len(mix)) / 20)[:, None]
    return master(mix, score.desk)
