"""MP3 by libmp3lame (through lameenc), with the Info frame that makes it exact to the sample.

Samples come in as blocks, bytes go out as they are made: memory does not grow with the episode.
Floats become 16-bit integers by rounding, without dither: rounding noise is at −98 dBFS and the
worst harmonic of a faded tone at −101, some 80 dB below the programme and under the codec's own
noise, while digital silence stays silent and the same input gives the same bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, Final

from pipeline.release.info_frame import BIT_RATES, Stream, crc16, frame_size, info_frame
from pipeline.units import RATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the enclosure is encoded: 1 or 2 channels, constant kb/s."""

    channels: int
    bitrate_kbps: int

    @property
    def factor(self) -> float:
        """What LAME's preset for a bit rate multiplies its input with, measured on a decoded sine.

        Its way to make clipping less likely; whoever wants a level kept divides by it beforehand.
        """
        return 0.95 if self.bitrate_kbps <= 160 else 0.97 if self.bitrate_kbps <= 192 else 1.0


ENCODINGS: Final[Mapping[str, Encoding]] = MappingProxyType(
    {
        "mono-96": Encoding(1, 96),
        "stereo-128": Encoding(2, 128),
        "stereo-192": Encoding(2, 192),
    }
)
"""The profiles that show.toml may name."""

QUALITY = 3
"""LAME's effort, 0 best to 9. At 128 kb/s on speech over music 3 ran at 110 × real time, against 69
at 2 and 127 at 5, and left no more noise in any critical band than 2 (19.6 dB mean signal to noise
in the bands, against 18.8 and 19.2)."""

_SMALLEST = 64  # kb/s: below it, the Info frame does not fit
_PIECE = 1 << 20


def encode_mp3(blocks: Iterable[NDArray[np.float32]], *, channels: int, bitrate_kbps: int) -> bytes:
    """A whole MP3 from blocks of samples `(n, channels)` at `RATE`, full scale ±1.

    The bytes depend on the samples alone, not on how they are cut into blocks. Decoders that honour
    the Info frame return exactly the samples' number, in place. Raises ValueError for a shape or a
    bit rate that does not fit, and for samples that are no numbers.
    """
    sink = io.BytesIO()
    write_mp3(blocks, sink, channels=channels, bitrate_kbps=bitrate_kbps)
    return sink.getvalue()


def write_mp3(
    blocks: Iterable[NDArray[np.float32]],
    sink: BinaryIO,
    *,
    channels: int,
    bitrate_kbps: int,
) -> Stream:
    """Encode `blocks` to where `sink` stands, and return what is known of the stream.

    As `encode_mp3`, but nothing is kept in memory. `sink` must be able to seek: room for the Info
    frame is left first and filled last. What stands before it (an ID3 tag) is not touched; `sink`
    is left after the last frame.
    """
    import lameenc

    if channels not in {1, 2} or bitrate_kbps not in BIT_RATES or bitrate_kbps < _SMALLEST:
        msg = f"no MP3 of {channels} channels at {bitrate_kbps} kb/s"
        raise ValueError(msg)
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(channels)
    encoder.set_in_sample_rate(RATE)
    encoder.set_out_sample_rate(RATE)
    encoder.set_bit_rate(bitrate_kbps)
    encoder.set_quality(QUALITY)

    start = sink.tell()
    sink.write(bytes(frame_size(bitrate_kbps)))
    counter = _Counter(sink, bitrate_kbps)
    samples = 0
    for block in blocks:
        if block.ndim != 2 or block.shape[1] != channels:
            msg = f"a block of shape {block.shape} for {channels} channels"
            raise ValueError(msg)
        samples += len(block)
        if len(block):
            counter.add(encoder.encode(_pcm16(block)))
    if not samples:
        encoder.encode(b"")  # the encoder won't end what it never began
    counter.add(encoder.flush())
    counter.pass_on()
    stream = Stream(
        channels=channels,
        bitrate_kbps=bitrate_kbps,
        samples=samples,
        frames=counter.frames,
        size=counter.size,
        crc=counter.crc,
        quality=QUALITY,
    )
    end = sink.tell()
    sink.seek(start)
    sink.write(info_frame(stream))
    sink.seek(end)
    return stream


def _pcm16(block: NDArray[np.float32]) -> bytes:
    """Interleaved little-endian 16-bit samples; what is beyond full scale is clipped."""
    import numpy as np

    if np.isnan(block).any():
        msg = "a block with samples that are no numbers"
        raise ValueError(msg)
    scaled: NDArray[np.float32] = np.rint(block * np.float32(32768.0))
    np.clip(scaled, -32768.0, 32767.0, out=scaled)
    return scaled.astype("<i2").tobytes()


class _Counter:
    """Passes a stream on to a sink in large pieces; counts frames and bytes, keeps the checksum."""

    def __init__(self, sink: BinaryIO, bitrate_kbps: int) -> None:
        self._sink = sink
        self._pending = bytearray()
        self._bytes_per_frame = frame_size(bitrate_kbps)
        self._next_frame = 0  # from the start of what is pending
        self.frames = 0
        self.size = 0
        self.crc = 0

    def add(self, data: bytes | bytearray) -> None:
        self._pending += data
        if len(self._pending) >= _PIECE:
            self.pass_on()

    def pass_on(self) -> None:
        piece = bytes(self._pending)
        self._pending.clear()
        at = self._next_frame
        # The third byte of a header has the padding slot; it may still be on its way.
        while at + 2 < len(piece):
            at += self._bytes_per_frame + (piece[at + 2] >> 1 & 1)
            self.frames += 1
        if at < len(piece):
            self._pending += piece[at:]
            piece = piece[:at]
        self._next_frame = at - len(piece)
        self.size += len(piece)
        self.crc = crc16(piece, self.crc)
        self._sink.write(piece)
