"""Releases as the release room would leave them: real MP3s, small, with manifests that fit."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import lameenc
import msgspec
import numpy as np
import pytest
from PIL import Image

from pipeline.publish.model import Show
from pipeline.release.model import MANIFEST, Asset, Person, Release
from pipeline.units import RATE

SECONDS = 6
VTT = "WEBVTT\n\n" + "".join(
    f"00:00:{n:02d}.000 --> 00:00:{n + 1:02d}.000\n<v Narrator>Line {n}, about a song.\n\n"
    for n in range(30)
)
CHAPTERS = {
    "version": "1.2.0",
    "chapters": [
        {"startTime": 0, "title": "Introduction"},
        {"startTime": 2.5, "title": "“Don’t Cry”", "url": "https://example.com/dont-cry"},
        {"startTime": 4, "title": "Outro"},
    ],
}


def _mp3(seconds: float, pitch: float) -> bytes:
    time = np.arange(round(seconds * RATE)) / RATE
    wave = (0.2 * np.sin(2 * math.pi * pitch * time) * 32767).astype(np.int16)
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(64)
    encoder.set_in_sample_rate(RATE)
    encoder.set_channels(1)
    encoder.set_quality(7)
    return bytes(encoder.encode(wave.tobytes()) + encoder.flush())


@pytest.fixture(scope="session")
def sound() -> bytes:
    """Six seconds of a real MP3."""
    return _mp3(SECONDS, 440.0)


@pytest.fixture(scope="session")
def show() -> Show:
    """A show with everything that Apple and PSP-1 ask for."""
    return Show(
        title="Sleeve Notes & Others",
        author="The House Band",
        description="Essays about songs, read aloud.\nWith music.",
        base_url="https://example.org/show/",
        guid="917393e3-1b1e-5cef-ace4-edaa54e1f810",
        language="en-GB",
        link="https://example.org/",
        owner_name="The House Band",
        owner_email="band@example.org",
        copyright="© 2026 The House Band",
    )


def asset(name: str, media_type: str, body: bytes = b"0123456789") -> Asset:
    """The manifest's line for a file of these bytes."""
    return Asset(name, media_type, len(body), hashlib.sha256(body).hexdigest())


@pytest.fixture(scope="session")
def make_release() -> Callable[..., Release]:
    """A release as a value; nothing on disk."""

    def make(slug: str = "her-smell", **changes: Any) -> Release:
        values: dict[str, Any] = {
            "slug": slug,
            "edition": "full",
            "guid": f"urn:uuid:{slug}",
            "title": "Ten(ish) songs behind a film",
            "summary": "Eleven songs, counted loosely.",
            "date": dt.date(2026, 11, 20),
            "duration": SECONDS * RATE,
            "explicit": False,
            "audio": asset(f"{slug}.mp3", "audio/mpeg"),
            "chapters": asset("chapters.json", "application/json+chapters"),
            "transcript": asset("transcript.vtt", "text/vtt"),
            "cover": asset("cover.png", "image/png"),
            "notes_html": "<h2>Songs</h2><p>“Don’t Cry” &amp; more.</p>",
            "persons": (Person("Alex Example", "Narrator", "Cast", "https://example.org/alex"),),
            "episode": 1,
        }
        values |= changes
        values.setdefault("files", tuple(values[k] for k in ("audio", "chapters", "transcript")))
        return Release(**values)

    return make


@pytest.fixture(scope="session")
def publish_below(sound: bytes, make_release: Callable[..., Release]) -> Callable[..., Release]:
    """Write a release below a folder, files, manifest and all."""

    def publish(output: Path, slug: str = "her-smell", **changes: Any) -> Release:
        picture = output / "cover.png"
        output.mkdir(exist_ok=True)
        if not picture.exists():
            Image.new("RGB", (64, 64), "#a62f12").save(picture)
        report = json.dumps({"loudness": -16.0, "padding": "x" * 2000}).encode()
        bodies = {
            "audio": (f"{slug}.mp3", "audio/mpeg", sound),
            "chapters": (
                "chapters.json",
                "application/json+chapters",
                json.dumps(CHAPTERS).encode(),
            ),
            "transcript": ("transcript.vtt", "text/vtt", VTT.encode()),
            "cover": ("cover.png", "image/png", picture.read_bytes()),
            "report": ("report.json", "application/json", report),
            "srt": (
                "transcript.srt",
                "application/x-subrip",
                b"1\n00:00:00,000 --> 00:00:01\nHi\n",
            ),
        }
        assets = {key: asset(*line) for key, line in bodies.items()}
        named = {key: assets[key] for key in ("audio", "chapters", "transcript", "cover")}
        release = make_release(slug, **{**named, "files": tuple(assets.values()), **changes})
        folder = output / release.folder
        folder.mkdir()
        for name, _, body in bodies.values():
            (folder / name).write_bytes(body)
        (folder / MANIFEST).write_bytes(msgspec.json.encode(release))
        return release

    return publish


@pytest.fixture
def publish_release(
    tmp_path: Path, publish_below: Callable[..., Release]
) -> Callable[..., Release]:
    """Write a release below `tmp_path/output`."""
    return partial(publish_below, tmp_path / "output")
