"""The identities of what is made of clips."""

from __future__ import annotations

from pipeline.build import Step
from pipeline.clips.model import Clip
from pipeline.units import Span

SNIPPET = "snippet.wav"
"""The file that `snippet_step` makes."""


def measure_step(clip: Clip) -> Step:
    """A clip's length and loudness curve; shaped by its bytes alone."""
    return Step("measure", clip.id, 1, {"audio": clip.recording.digest})


def snippet_step(clip: Clip, span: Span) -> Step:
    """The part of a clip that is used."""
    slot = f"{clip.id}:{span.start}-{span.stop}"
    inputs = {"audio": clip.recording.digest, "start": span.start, "stop": span.stop}
    return Step("snippet", slot, 1, inputs)
