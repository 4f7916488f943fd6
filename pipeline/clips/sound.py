"""The sound of a clip: its length and loudness curve, and the part of it that is used."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.files import decode
from pipeline.audio.loudness import k_energy
from pipeline.audio.segment import AudioSegment, to_segment
from pipeline.clips.model import Clip, ClipFacts
from pipeline.errors import AudioFileError, ClipError
from pipeline.units import Span


def measure_clip(clip: Clip) -> ClipFacts:
    """Decode a clip and measure it. Raises ClipError where it is no audio."""
    samples = _samples(clip)
    energies = k_energy(samples)
    as_stereo = energies * (2.0 / samples.shape[1])
    return ClipFacts(len(samples), tuple(float(value) for value in as_stereo))


def cut_snippet(clip: Clip, span: Span) -> AudioSegment:
    """The samples `span` of a clip as a 32-bit stereo segment. Raises ClipError."""
    samples = _samples(clip)[span.start : span.stop]
    return to_segment(np.repeat(samples, 2, axis=1) if samples.shape[1] == 1 else samples)


def _samples(clip: Clip) -> NDArray[np.float32]:
    try:
        return decode(clip.audio)
    except AudioFileError as error:
        raise ClipError(
            f"clip “{clip.id}”: {error.what}", where=error.where, hint=error.hint
        ) from error
