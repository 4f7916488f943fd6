"""`tone`: a voice that says every word as a short note, for tests and for trying out a show.

Always the same length for a word, so that the time of everything can be foretold: a word takes
`WORD` samples, of which the last quarter is silent, and a sentence is followed by `PAUSE` more.
Words of different lengths sound at different pitches, so that other words make another sound.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import UsageError, VoiceError
from pipeline.narration.model import Speech, Voice, VoiceName
from pipeline.script.sentences import split_sentences

TONE_RATE = 22_050
"""Not the project's rate, so that what is done to speech at another rate is done to this too."""
WORD = TONE_RATE * 3 // 10
NOTE = WORD * 3 // 4
PAUSE = TONE_RATE // 5

_LOWEST = 220.0
_PITCHES = 12
_EDGE = TONE_RATE // 100
_LEVEL = 0.25
_WORD = re.compile(r"\w+(?:[’'\-]\w+)*")


class Tone:
    """The one voice of this engine."""

    name = VoiceName("tone", "")
    version = "1"
    parallel = 2

    def speak(self, text: str) -> Speech:
        """One note for each word. Raises VoiceError for a text that holds none."""
        parts: list[NDArray[np.float32]] = []
        marks: list[int] = []
        length = 0
        for sentence in split_sentences(text):
            words = _WORD.findall(sentence)
            if not words:
                continue
            marks.append(length)
            parts += [_note(word) for word in words]
            parts.append(np.zeros(PAUSE, np.float32))
            length += len(words) * WORD + PAUSE
        if not parts:
            raise VoiceError(f"there is no word to say in “{text}”")
        return Speech(np.concatenate(parts), TONE_RATE, tuple(marks))


def open(voice: str) -> Voice:  # noqa: A001  (the name that every engine has)
    """The tone. Raises UsageError for any voice but the nameless one."""
    if voice:
        raise UsageError(f"tone has no voice “{voice}”", hint="it has but one: tone")
    return Tone()


def _note(word: str) -> NDArray[np.float32]:
    """A note with two overtones and raised-cosine edges, then the gap: `WORD` samples."""
    pitch = _LOWEST * 2.0 ** (len(word) % _PITCHES / _PITCHES)
    phase = 2.0 * np.pi * pitch * np.arange(NOTE) / TONE_RATE
    wave = _LEVEL * (np.sin(phase) + 0.5 * np.sin(2 * phase) + 0.25 * np.sin(3 * phase))
    edge = 0.5 - 0.5 * np.cos(np.pi * np.arange(_EDGE) / _EDGE)
    wave[:_EDGE] *= edge
    wave[-_EDGE:] *= edge[::-1]
    return np.concatenate([wave, np.zeros(WORD - NOTE)]).astype(np.float32)
