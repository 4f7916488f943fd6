"""The first frame of an MP3: silent, it tells a player where the sound begins and ends.

An encoder starts late and ends on a whole frame. Without this frame a decoder can't know by how
much, so it plays some 50 ms of nothing and every time in the chapters is off by as much. The layout
is that of Xing's VBR header with Gabriel Bouvigne's extension, "Mp3 Info Tag rev 1 specifications –
draft 0" (gabriel.mp3-tech.org/mp3infotag.html), as LAME writes it; “Info” instead of “Xing” marks a
constant bit rate. The frame before it is MPEG-1 Layer III, ISO/IEC 11172-3 §2.4.1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pipeline.units import RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FRAME = 1152
"""Samples per channel in an MPEG-1 Layer III frame (ISO/IEC 11172-3 §2.4.3.1)."""

ENCODER_DELAY = 576
"""Samples that LAME puts before the first one (its ENCDELAY). A decoder adds 529 of its own."""

BIT_RATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""The bit rates of MPEG-1 Layer III in kb/s; a header holds the 1-based place in this list."""

_ENCODER = b"LAME4.0  "  # nine characters: what the encoder in lameenc 1.9 calls itself
_FLAGS = 0b1111  # frames, bytes, seek table and quality all follow
_CBR = 1
_IDLE_VBR_LEVEL = 4  # LAME counts its default level into the quality even at a constant rate
_RATE_CODE = 1  # 44.1 kHz
_UNKNOWN = 0


@dataclass(frozen=True, slots=True)
class Stream:
    """What is known of a finished constant-rate stream, without its Info frame.

    `samples` per channel went in, `frames` and `size` bytes came out; `crc` is the CRC-16 of those
    bytes. `quality` is LAME's own scale, 0 best to 9.
    """

    channels: int
    bitrate_kbps: int
    samples: int
    frames: int
    size: int
    crc: int
    quality: int

    @property
    def padding(self) -> int:
        """Samples after the last one that were added to fill the last frame."""
        return self.frames * FRAME - ENCODER_DELAY - self.samples


def frame_size(bitrate_kbps: int) -> int:
    """Bytes in a frame without its padding slot, at `RATE` (ISO/IEC 11172-3 §2.4.3.1)."""
    return 144_000 * bitrate_kbps // RATE


def info_frame(stream: Stream) -> bytes:
    """The Info frame to put before `stream`: one silent frame of the same rate and channels.

    Raises ValueError for a bit rate whose frame has no room for it (below 64 kb/s).
    """
    size = frame_size(stream.bitrate_kbps)
    mono = stream.channels == 1
    header = bytes(
        (0xFF, 0xFB, (BIT_RATES.index(stream.bitrate_kbps) + 1) << 4, 0xC4 if mono else 0x44)
    )
    frame = bytearray(header + bytes(17 if mono else 32))  # no side information: silence
    frame += b"Info" + _FLAGS.to_bytes(4, "big")
    frame += stream.frames.to_bytes(4, "big")
    frame += (size + stream.size).to_bytes(4, "big")
    frame += _seek_table(stream, size)
    frame += (100 - 10 * _IDLE_VBR_LEVEL - stream.quality).to_bytes(4, "big")
    frame += _ENCODER
    frame += bytes((_CBR, _UNKNOWN))  # lowpass
    frame += bytes(4 + 2 + 2)  # peak and the two replay gains: not measured
    frame += bytes((0, min(stream.bitrate_kbps, 0xFF)))
    frame += (ENCODER_DELAY << 12 | stream.padding).to_bytes(3, "big")
    frame += bytes((_RATE_CODE << 6 | (0 if mono else 3) << 2, 0))  # joint stereo; no gain change
    frame += bytes(2)  # no surround, no preset
    frame += (size + stream.size).to_bytes(4, "big")
    frame += stream.crc.to_bytes(2, "big")
    frame += crc16(bytes(frame)).to_bytes(2, "big")
    if len(frame) > size:
        msg = f"no room for an Info frame at {stream.bitrate_kbps} kb/s"
        raise ValueError(msg)
    return bytes(frame.ljust(size, b"\0"))


def _seek_table(stream: Stream, first: int) -> bytes:
    """Where each hundredth of the time is, in 256ths of the bytes from the Info frame on."""
    total = first + stream.size
    at = (first + stream.size * percent / 100 for percent in range(100))
    return bytes(min(255, int(256 * place / total)) for place in at)


def crc16(data: bytes, crc: int = 0) -> int:
    """CRC-16/ARC of `data`, following on from `crc`: the checksum of the Info tag.

    A byte-by-byte loop in Python would take longer than encoding. The checksum is linear, so long
    data are cut into equal lanes whose checksums numpy works out side by side; each is then moved
    past the lanes that follow it by a table of what that many zero bytes do to a checksum.
    """
    import numpy as np

    table = _byte_table()
    lanes = min(4096, math.isqrt(len(data)))
    length = len(data) // lanes if lanes else 0
    if lanes >= 64:  # below that the tables cost more than they save
        columns = np.frombuffer(data, np.uint8, lanes * length).reshape(lanes, length).T
        state = np.zeros(lanes, np.uint16)
        for column in np.ascontiguousarray(columns):
            state = (state >> 8) ^ table[(state ^ column) & 0xFF]
        past = _zeros_table(length)
        for lane in state.tolist():
            crc = int(past[crc]) ^ lane
        data = data[lanes * length :]
    small = table.tolist()
    for byte in data:
        crc = (crc >> 8) ^ small[(crc ^ byte) & 0xFF]
    return crc


@cache
def _byte_table() -> NDArray[np.uint16]:
    """What each byte does to a checksum: x^16 + x^15 + x^2 + 1, lowest bit first."""
    import numpy as np

    table = np.arange(256, dtype=np.uint16)
    for _ in range(8):
        table = np.where(table & 1, (table >> 1) ^ 0xA001, table >> 1).astype(np.uint16)
    return table


def _zeros_table(count: int) -> NDArray[np.uint16]:
    """What `count` zero bytes do to each possible checksum, by repeated squaring."""
    import numpy as np

    every = np.arange(1 << 16, dtype=np.uint16)
    power = (every >> 8) ^ _byte_table()[every & 0xFF]
    result = every
    while count:
        if count & 1:
            result = power[result]
        power = power[power]
        count >>= 1
    return result
