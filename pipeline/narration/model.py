"""The nouns of narration: the voice, what it said, and a line that is ready to be placed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Speech:
    """What an engine returns: mono float32 samples at `rate`, full scale ±1.

    `marks` are the first samples of the sentences, where the engine knows them: one mark for each
    sentence that it spoke, the first usually 0. Empty where it does not.
    """

    samples: NDArray[np.float32]
    rate: int
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What was measured of a line that is ready to be placed; times in samples at `RATE`.

    `loudness` is the integrated loudness of the mono line in LUFS. The voice is heard from
    `first_sound` to `last_sound`; what lies outside is room tone or silence. `marks` are the
    beginnings of its sentences, where the voice knows them.
    """

    length: int
    loudness: float
    first_sound: int
    last_sound: int
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class VoiceName:
    """A voice as the user writes it, `engine:voice`; `hibari`, `hibari:heart`, `gtts:en:co.uk`."""

    engine: str
    voice: str

    def __str__(self) -> str:
        return f"{self.engine}:{self.voice}" if self.voice else self.engine


class Voice(Protocol):
    """An engine that has been asked for one of its voices.

    `version` changes whenever the same text could sound different (engine version, model digest);
    with the name it goes into the cache key of every line.
    """

    @property
    def name(self) -> VoiceName:
        """Engine and voice, every default spelt out."""
        ...

    @property
    def version(self) -> str:
        """What, besides the text, the sound depends on."""
        ...

    @property
    def parallel(self) -> int:
        """How many lines may be spoken at once."""
        ...

    def speak(self, text: str) -> Speech:
        """Say one line. Raises VoiceError, never falls back to another voice."""
        ...
