"""The identities of lines: what shapes the sound of a line, spoken or recorded."""

from __future__ import annotations

from pipeline.build import Step
from pipeline.narration.model import Voice

LINE = "line.wav"
"""The file that both steps make."""


def speak_step(line_id: str, spoken: str, voice: Voice) -> Step:
    """A line in a synthetic voice; shaped by the words as spoken, the voice and its version."""
    inputs = {"spoken": spoken, "voice": str(voice.name), "voice_version": voice.version}
    return Step("speak", line_id, 1, inputs)


def take_step(line_id: str, digest: str) -> Step:
    """A recorded take, fitted in; shaped by the file alone."""
    return Step("take", line_id, 2, {"take": digest})
