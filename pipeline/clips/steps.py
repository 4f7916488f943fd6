"""The identities of what is made of clips."""

from __future__ import annotations

from pipeline.build import Step
from pipeline.units import Span

SNIPPET = "snippet.wav"
"""The file that `snippet_step` makes."""


def measure_step(clip_id: str, digest: str) -> Step:
    """A clip's length and loudness curve; shaped by its bytes alone.

    `digest` is that of the file as it is, not as its record claims it to be.
    """
    return Step("measure", clip_id, 1, {"audio": digest})


def snippet_step(clip_id: str, digest: str, span: Span) -> Step:
    """The part of a clip that is used."""
    slot = f"{clip_id}:{span.start}-{span.stop}"
    inputs = {"audio": digest, "start": span.start, "stop": span.stop}
    return Step("snippet", slot, 1, inputs)
