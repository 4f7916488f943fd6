"""Audio files, any common format, decoded to samples; and samples as 32-bit PCM.

FFmpeg's libraries arrive inside the PyAV wheel, so no program has to be installed. PyAV stops here.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from pipeline.audio.resample import resample
from pipeline.errors import AudioFileError, Where
from pipeline.units import RATE


def decode(path: Path) -> NDArray[np.float32]:
    """Decode a whole file to float32 of shape `(n, channels)`, 1 or 2 channels, at `RATE`.

    More than two channels are folded down to stereo by FFmpeg's own matrix. Samples are not
    clipped: a float or lossy source may exceed ±1. Encoder delay and padding, where the file states
    them, are left out, so that lengths are those of the original. Raises AudioFileError for a file
    that is missing, empty, or not audio.
    """
    where = Where(path)
    if not path.is_file():
        raise AudioFileError("there is no such audio file", where=where)
    try:
        with av.open(str(path), "r") as container:
            if not container.streams.audio:
                raise AudioFileError("there is no sound in this file", where=where)
            rate = container.streams.audio[0].rate
            blocks = list(_blocks(container))
    except (av.FFmpegError, AttributeError, ValueError) as error:
        # PyAV gives a stream whose codec it does not know no attributes.
        reason = getattr(error, "strerror", None) or str(error)
        raise AudioFileError(
            f"this file can't be decoded as audio: {reason}",
            where=where,
            hint="open it in a player; if it plays, save it again as WAV or FLAC",
        ) from error
    if not blocks:
        raise AudioFileError("this audio file holds no sound", where=where)
    samples = np.concatenate(blocks)
    if not np.isfinite(samples).all():
        raise AudioFileError(
            "this audio file holds samples that are no numbers", where=where, hint="export it again"
        )
    return resample(samples, rate)


def decode_blocks(data: bytes) -> Iterator[NDArray[np.float32]]:
    """Decode an encoded file that is at `RATE`, about a second at a time, shapes `(n, channels)`.

    For measuring what we have encoded ourselves: an error in it is our bug and passes through.
    """
    held: list[NDArray[np.float32]] = []
    with av.open(io.BytesIO(data), "r") as container:
        for block in _blocks(container):
            held.append(block)
            if sum(map(len, held)) >= RATE:
                yield np.concatenate(held)
                held.clear()
    if held:
        yield np.concatenate(held)


def _blocks(container: InputContainer) -> Iterator[NDArray[np.float32]]:
    stream = container.streams.audio[0]
    layout = "mono" if stream.channels == 1 else "stereo"
    planar = av.AudioResampler(format="fltp", layout=layout)
    for frame in container.decode(stream):
        for out in planar.resample(frame):
            yield np.ascontiguousarray(out.to_ndarray().T, np.float32)
    for out in planar.resample(None):
        yield np.ascontiguousarray(out.to_ndarray().T, np.float32)


def pcm32(samples: NDArray[np.float32]) -> bytes:
    """Samples of shape `(n, channels)` to interleaved little-endian 32-bit PCM, clipped at ±1."""
    scaled = np.rint(samples.astype(np.float64) * 2.0**31)
    return np.clip(scaled, -(2.0**31), 2.0**31 - 1).astype("<i4").tobytes()


def samples32(data: bytes, channels: int) -> NDArray[np.float32]:
    """Interleaved little-endian 32-bit PCM to float32 of shape `(n, channels)`."""
    whole = np.frombuffer(data, "<i4").reshape(-1, channels)
    return (whole * 2.0**-31).astype(np.float32)
