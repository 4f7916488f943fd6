"""A line made ready to be placed: at the project's rate, at one loudness, between short handles.

Speech from an engine and takes from a person go the same way, with other handles: a voice that was
made has nothing around it, and a person has a room.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.loudness import integrated
from pipeline.audio.resample import resample
from pipeline.audio.segment import to_segment
from pipeline.errors import VoiceError
from pipeline.narration.hearing import Heard, hear
from pipeline.narration.level import (
    LINE_LOUDNESS,
    SHORTEST_FADE,
    at_loudness,
    faded,
    without_rumble,
)
from pipeline.narration.model import LineFacts, Speech
from pipeline.units import RATE, samples

if TYPE_CHECKING:
    from pipeline.audio.segment import AudioSegment

__all__ = ["LINE_LOUDNESS", "ROOM", "SPEECH", "Handles", "fit", "fit_speech"]


@dataclass(frozen=True, slots=True)
class Handles:
    """What stays before the first and after the last sound, and how much of that is faded.

    Where a recording has less around the voice than that, what it has stays. All in samples.
    """

    head: int
    tail: int
    fade_in: int
    fade_out: int


SPEECH = Handles(samples(0.050), samples(0.120), samples(0.008), samples(0.010))
ROOM = Handles(samples(0.120), samples(0.150), samples(0.040), samples(0.080))
"""For takes: enough of the room to come and go in, not enough to hear it stand alone."""


def fit_speech(
    speech: Speech, *, loudness: float = LINE_LOUDNESS
) -> tuple[AudioSegment, LineFacts]:
    """An engine's speech as a line, `loudness` in LUFS. Raises VoiceError if it holds no sound.

    In: mono at any rate. Out: a mono 32-bit segment at `RATE`. A mark comes to lie on the first
    sound of its sentence, also where the engine counted the silence before it in.
    """
    raw = np.asarray(speech.samples, np.float32)
    if not len(raw) or not np.isfinite(raw).all():
        raise VoiceError("the voice returned no sound", hint="choose another --voice")
    mono = resample(np.asarray(raw - np.median(raw), np.float32), speech.rate)
    # An engine may begin in the middle of a sound; then it is the silence around that is missing.
    clean = np.pad(without_rumble(mono), (SPEECH.head, SPEECH.tail))
    heard = hear(clean, clean=True)
    if heard is None:
        raise VoiceError("the voice returned silence", hint="choose another --voice")
    marks = tuple(SPEECH.head + round(mark * RATE / speech.rate) for mark in speech.marks)
    return fit(clean, heard, SPEECH, loudness=loudness, marks=marks)


def fit(
    recording: NDArray[np.float32],
    heard: Heard,
    handles: Handles,
    *,
    loudness: float,
    marks: tuple[int, ...] = (),
) -> tuple[AudioSegment, LineFacts]:
    """Cut a mono recording `(n,)` at `RATE` to the voice in it, at a loudness in LUFS."""
    start = max(0, heard.span.start - handles.head)
    stop = min(len(recording), heard.span.stop + handles.tail)
    head, tail = heard.span.start - start, stop - heard.span.stop
    edged = faded(
        recording[start:stop],
        max(SHORTEST_FADE, min(handles.fade_in, head)),
        max(SHORTEST_FADE, min(handles.fade_out, tail)),
    )
    line = at_loudness(edged, loudness)
    segment = to_segment(line)
    return segment, LineFacts(
        length=len(line),
        loudness=round(integrated(line[:, None]), 3),
        first_sound=head,
        last_sound=len(line) - tail,
        marks=_moved(marks, heard, start),
    )


def _moved(marks: tuple[int, ...], heard: Heard, start: int) -> tuple[int, ...]:
    """Marks in the recording to marks in the line: on the next sound, in order."""
    span = heard.span
    moved = []
    earliest = span.start
    for mark, limit in zip(marks, (*marks[1:], span.stop), strict=False):
        sound = heard.next_sound(max(mark, span.start))
        at = sound if sound < limit else mark
        earliest = min(max(earliest, at), span.stop)
        moved.append(earliest - start)
    return tuple(moved)
