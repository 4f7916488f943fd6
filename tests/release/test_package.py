"""The room as a whole: its face, and what it costs to enter."""

from __future__ import annotations

import subprocess
import sys

import pytest

import pipeline.release
from pipeline.release import model

HEAVY = ("numpy", "lameenc", "mutagen", "PIL", "av", "pydub", "scipy")


@pytest.mark.parametrize(
    "module",
    [
        "",
        ".assets",
        ".chapters",
        ".cover",
        ".mp3",
        ".notes",
        ".tags",
        ".timeline_json",
        ".transcript",
        ".write",
    ],
)
def test_entering_the_room_loads_nothing_heavy(module: str) -> None:
    """Signal and media libraries load with the first work, not with the import."""
    code = f"import sys, pipeline.release{module}; print(*({HEAVY!r} & sys.modules.keys()))"
    code = code.replace(repr(HEAVY), repr(set(HEAVY)))
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)  # noqa: S603
    assert run.stdout.strip() == ""


def test_the_face_of_the_room_is_its_nouns() -> None:
    """What the package exports is what its model defines."""
    for name in pipeline.release.__all__:
        assert getattr(model, name) is getattr(pipeline.release, name)
