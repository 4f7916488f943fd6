"""The nouns of the mix: the profile that it must meet, how it is mastered, what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import msgspec


@dataclass(frozen=True, slots=True)
class Profile:
    """Where a programme is to end up: integrated loudness in LUFS, true peak in dBTP."""

    loudness: float
    true_peak: float


PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        "apple": Profile(-16.0, -1.0),
        "spotify": Profile(-14.0, -1.0),
        "ebu": Profile(-23.0, -1.0),
        "mono": Profile(-19.0, -1.0),
    }
)
"""The loudness profiles that show.toml may name."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the master does: its gain in dB, and the ceiling of its limiter in dBTP."""

    gain_db: float
    ceiling_db: float


class Overlap(msgspec.Struct, frozen=True):
    """A snippet under speech: which placement, for how long, and by how much the speech leads.

    `speech_to_music` is the difference in LU between voice and music over all 100 ms steps in which
    somebody speaks while the snippet sounds; `samples` is how long that is.
    """

    placement: int
    samples: int
    speech_to_music: float


class Measured(msgspec.Struct, frozen=True):
    """Integrated loudness of the mix in LUFS, and its overlaps of speech and music."""

    integrated: float
    overlaps: tuple[Overlap, ...]
