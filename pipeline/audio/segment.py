"""pydub's AudioSegment at our edges: 32-bit at `RATE` both ways, so that nothing is lost.

pydub cuts in milliseconds, rounds to the sample width at every step and fades in steps; stages
therefore take and return segments but do their arithmetic on the segment's own samples.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.files import pcm32, samples32
from pipeline.audio.resample import resample
from pipeline.units import RATE

with warnings.catch_warnings():
    # pydub looks for an ffmpeg program when it is imported; we never make it run one.
    warnings.simplefilter("ignore", RuntimeWarning)
    warnings.simplefilter("ignore", SyntaxWarning)
    from pydub import AudioSegment

__all__ = ["AudioSegment", "read_segment", "to_samples", "to_segment", "write_segment"]


def to_segment(samples: NDArray[np.float32]) -> AudioSegment:
    """Samples `(n,)` or `(n, channels)` at `RATE` to a 32-bit segment, clipped at ±1."""
    shaped = samples[:, None] if samples.ndim == 1 else samples
    return AudioSegment(
        data=pcm32(shaped), sample_width=4, frame_rate=RATE, channels=shaped.shape[1]
    )


def to_samples(segment: AudioSegment) -> NDArray[np.float32]:
    """A segment of any width, rate and channel count to float32 `(n, channels)` at `RATE`."""
    wide = segment if segment.sample_width == 4 else segment.set_sample_width(4)
    return resample(samples32(wide.raw_data, wide.channels), wide.frame_rate)


def read_segment(path: Path) -> AudioSegment:
    """A WAV file as a segment, without any outside program."""
    with path.open("rb") as file:
        return AudioSegment.from_wav(file)


def write_segment(path: Path, segment: AudioSegment) -> None:
    """Write a segment as WAV. Raises OSError where the disk won't take it, and nothing else.

    By way of memory: on a full disk the wave module would fail once more when it is closed.
    """
    buffer = io.BytesIO()
    segment.export(buffer, format="wav")
    path.write_bytes(buffer.getvalue())
