"""The Info frame, field by field, by the specification and by mutagen."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.mp3 import MP3, BitrateMode

from pipeline.release.info_frame import ENCODER_DELAY, FRAME, crc16, frame_size, info_frame
from pipeline.release.mp3 import ENCODINGS, write_mp3
from pipeline.units import RATE

LENGTH = 3 * RATE + 5


def bit_by_bit(data: bytes, crc: int = 0) -> int:
    """CRC-16/ARC as its definition has it."""
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0xA001 if crc & 1 else 0)
    return crc


def test_the_checksum_is_crc_16_arc() -> None:
    """The check value of the catalogue of CRCs."""
    assert crc16(b"123456789") == 0xBB3D


@given(st.binary(max_size=300), st.sampled_from([0, 1, 4095, 4096, 5000, 20_011]), st.integers(0))
def test_the_checksum_in_lanes_is_the_checksum(start: bytes, more: int, seed: int) -> None:
    """Short and long data, whole or in two pieces, give what the definition gives."""
    data = start + np.random.default_rng(seed).bytes(more)
    expected = bit_by_bit(data)
    assert expected == crc16(data)
    assert expected == crc16(data[len(start) :], crc16(start))


@pytest.mark.parametrize("profile", sorted(ENCODINGS))
def test_every_field_says_what_the_stream_is(profile: str) -> None:
    """Frames, bytes, delay, padding, both checksums: each as the specification places it."""
    form = ENCODINGS[profile]
    sink = io.BytesIO()
    noise = np.random.default_rng(1).uniform(-0.3, 0.3, (LENGTH, form.channels)).astype(np.float32)
    stream = write_mp3([noise], sink, channels=form.channels, bitrate_kbps=form.bitrate_kbps)
    data = sink.getvalue()
    size = frame_size(form.bitrate_kbps)
    music = data[size:]
    tag = data.index(b"Info")
    assert 4 + (17 if form.channels == 1 else 32) == tag
    assert data[size : size + 2] == b"\xff\xfb"  # the first audio frame follows at once
    assert data[:3] == music[:2] + bytes([music[2] & 0xFD])  # same version, rate and bit rate
    assert (15).to_bytes(4, "big") == data[tag + 4 : tag + 8]
    assert stream.frames == int.from_bytes(data[tag + 8 : tag + 12], "big")
    assert len(data) == int.from_bytes(data[tag + 12 : tag + 16], "big")
    lame = tag + 120
    assert data[lame : lame + 4] == b"LAME"
    assert data[lame + 9] == 1  # constant rate
    assert form.bitrate_kbps == data[lame + 20]
    gaps = int.from_bytes(data[lame + 21 : lame + 24], "big")
    assert ENCODER_DELAY == gaps >> 12
    assert stream.frames * FRAME == (gaps >> 12) + LENGTH + (gaps & 0xFFF)
    assert len(data) == int.from_bytes(data[lame + 28 : lame + 32], "big")
    assert bit_by_bit(music) == int.from_bytes(data[lame + 32 : lame + 34], "big")
    assert bit_by_bit(data[: lame + 34]) == int.from_bytes(data[lame + 34 : lame + 36], "big")
    assert not any(data[lame + 36 : size])


@pytest.mark.parametrize("profile", sorted(ENCODINGS))
def test_the_seek_table_leads_to_the_right_time(profile: str) -> None:
    """Each hundredth of the time is found to within the table's 256th of the file."""
    form = ENCODINGS[profile]
    sink = io.BytesIO()
    silence = np.zeros((20 * RATE, form.channels), np.float32)
    stream = write_mp3([silence], sink, channels=form.channels, bitrate_kbps=form.bitrate_kbps)
    data = sink.getvalue()
    tag = data.index(b"Info")
    table = data[tag + 16 : tag + 116]
    first = len(data) - stream.size
    assert sorted(table) == list(table)
    for percent, place in enumerate(table):
        share = (place / 256 * len(data) - first) / stream.size
        assert abs(share - percent / 100) <= 1 / 256 + 1e-9


def test_mutagen_reads_it() -> None:
    """To mutagen it is a sound stream of exactly this length."""
    sink = io.BytesIO()
    write_mp3([np.zeros((LENGTH, 2), np.float32)], sink, channels=2, bitrate_kbps=128)
    sink.seek(0)
    reader: Any = MP3  # says that it is typed, and is not
    info = reader(sink).info
    assert not info.sketchy
    assert LENGTH / RATE == pytest.approx(info.length, abs=1e-9)
    assert info.bitrate == pytest.approx(128_000, abs=2)
    assert BitrateMode.CBR == info.bitrate_mode
    assert info.encoder_info.startswith("LAME")


def test_a_frame_without_room_is_refused() -> None:
    """At 32 kb/s the frame is shorter than the header."""
    stream = write_mp3([], io.BytesIO(), channels=2, bitrate_kbps=64)
    small = type(stream)(2, 32, 0, 2, 208, 0, 3)
    with pytest.raises(ValueError, match="no room for an Info frame at 32 kb/s"):
        info_frame(small)
