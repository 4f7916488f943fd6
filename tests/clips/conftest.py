"""A folder of clips made by the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pipeline.audio.segment import to_segment
from pipeline.build import digest_file
from pipeline.units import RATE

AddClip = Callable[..., Path]

GRANT = '[[grant]]\nkind = "own"\nlicensor = "Us"\n'


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    """An empty library."""
    folder = tmp_path / "clips"
    folder.mkdir()
    return folder


@pytest.fixture
def add_clip(clips: Path) -> AddClip:
    """Adds a clip: two seconds of tone, and a record with a digest that is right."""

    def add(
        clip_id: str,
        title: str = "A Song",
        artist: str = "An Artist",
        *,
        more: str = "",
        grants: str = GRANT,
        channels: int = 2,
    ) -> Path:
        at = np.arange(2 * RATE) / RATE
        tone = np.repeat((0.1 * np.sin(2 * np.pi * 440 * at))[:, None], channels, axis=1)
        audio = clips / f"{clip_id}.wav"
        to_segment(tone.astype(np.float32)).export(audio, format="wav").close()
        record = clips / f"{clip_id}.toml"
        record.write_text(
            f'schema = 1\n[recording]\ntitle = "{title}"\nartist = "{artist}"\n'
            f'file = "{audio.name}"\ndigest = "sha256:{digest_file(audio)}"\n{more}\n{grants}',
            encoding="utf-8",
        )
        return record

    return add
