"""Audio files, any common format, decoded to samples; and samples as 32-bit PCM.

FFmpeg's libraries arrive inside the PyAV wheel, so no program has to be installed. PyAV stops here.
"""

from __future__ import annotations

import io
import struct
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
    that is missing, empty, not audio, damaged, or shorter than it says itself.
    """
    where = Where(path)
    if not path.is_file():
        raise AudioFileError("there is no such audio file", where=where)
    try:
        with av.open(str(path), "r") as container:
            if not container.streams.audio:
                raise AudioFileError("there is no sound in this file", where=where)
            stream = container.streams.audio[0]
            rate = stream.rate
            if stream.codec_context.name in _CHECKED:
                stream.codec_context.options = {"err_detect": "crccheck+explode"}
            form, stated = container.format.name, _stated_seconds(container, path)
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
    _refuse_broken_off(path, form, stated, len(samples) / rate)
    if not np.isfinite(samples).all():
        raise AudioFileError(
            "this audio file holds samples that are no numbers", where=where, hint="export it again"
        )
    return resample(samples, rate)


_CHECKED = frozenset({"alac", "ape", "flac", "tta", "wavpack"})
"""Lossless codecs: their check sums say for certain whether a block is damaged. Lossy decoders also
complain of files that merely were cut by an editor, so they are left at their ease."""

_STATING = frozenset({"aiff", "au", "caf", "flac", "matroska,webm", "mp3", "ogg", "tta", "wv"})
"""Containers whose header states a length; of the others FFmpeg only guesses it, or takes it from
the size of the file."""
_MOV = "mov,mp4"

_SLACK = 0.05
"""Seconds that may be missing: a codec's last frame, or a container's rounding."""
_SLACK_FLAC = 0.005
"""FLAC counts its samples, and FFmpeg's parser drops a damaged block, however short, in silence."""

_UNKNOWN_SIZE = 0x7FFF0000
"""WAV written to a pipe states about this size, or more, because it could not know it."""
_OGG_PAGE = 27 + 255 + 255 * 255
_MP3_HEADER = 4096
_COPY_AGAIN = "copy or export it again"


def _refuse_broken_off(path: Path, form: str, stated: float | None, seconds: float) -> None:
    """Raise AudioFileError if a file of a form ends before what it states, or within a block."""
    if form == "wav":
        stated = seconds * _wav_part_stated(path)
    slack = _SLACK_FLAC if form == "flac" else _SLACK
    if stated is not None and seconds < stated - slack:
        raise AudioFileError(
            f"this file breaks off: {seconds:.2f} s of {stated:.2f} s are there",
            where=Where(path),
            hint=_COPY_AGAIN,
        )
    if form == "ogg" and _ends_within_a_page(path):
        raise AudioFileError(
            f"this file breaks off after {seconds:.2f} s", where=Where(path), hint=_COPY_AGAIN
        )


def _stated_seconds(container: InputContainer, path: Path) -> float | None:
    """How long the header says that the sound is; None where it does not say."""
    stream, form = container.streams.audio[0], container.format.name
    if form not in _STATING and not form.startswith(_MOV):
        return None
    if stream.duration is not None and stream.time_base is not None:
        seconds = float(stream.duration * stream.time_base)
    elif container.duration is not None and len(container.streams) == 1:
        seconds = container.duration / av.time_base  # Of one stream alone: a film may be longer.
    else:
        return None
    if form == "mp3":
        frames = _mp3_frames(path)
        spf = 1152 if stream.rate >= 32_000 else 576
        return min(seconds, frames * spf / stream.rate) if frames else None
    if form == "caf" and stream.codec_context.name.startswith("pcm_"):
        return stream.frames / stream.rate  # Its duration is that of the bytes that are there.
    return seconds


def _wav_part_stated(path: Path) -> float:
    """The bytes of sound that a WAV file states, over those that are there; 1 if it can't tell."""
    with path.open("rb") as file:
        if file.read(4) not in {b"RIFF", b"RF64", b"BW64"}:
            return 1.0
        file.seek(12)
        large = 0
        while len(header := file.read(8)) == 8:
            name, size = struct.unpack("<4sI", header)
            if name == b"data":
                there = path.stat().st_size - file.tell()
                stated = large or (size if size < _UNKNOWN_SIZE else 0)
                return stated / there if stated > there > 0 else 1.0
            following = file.tell() + size + size % 2
            if name == b"ds64" and len(sizes := file.read(16)) == 16:
                large = struct.unpack("<8xQ", sizes)[0]
            file.seek(following)
    return 1.0


def _mp3_frames(path: Path) -> int:
    """The number of frames that an MP3 file's Xing or Info header states; 0 if there is none."""
    with path.open("rb") as file:
        tag = file.read(10)
        # An ID3v2 tag comes first; its size is in four times seven bits.
        size = sum(byte << 7 * (3 - place) for place, byte in enumerate(tag[6:]))
        file.seek(10 + size if tag.startswith(b"ID3") else 0)
        head = file.read(_MP3_HEADER)
    at = max(head.find(b"Xing"), head.find(b"Info"))
    if at < 0 or len(head) < at + 12 or not head[at + 7] & 1:
        return 0
    return int.from_bytes(head[at + 8 : at + 12], "big")


def _ends_within_a_page(path: Path) -> bool:
    """Whether an Ogg file is over before its last page: it states no length, but each page does."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _OGG_PAGE))
        tail = file.read()
    at = tail.rfind(b"OggS")
    page = tail[at:]
    segments = page[26] if len(page) > 26 else 0
    return at >= 0 and len(page) < 27 + segments + sum(page[27 : 27 + segments])


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
