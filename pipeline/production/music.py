"""Clips: whether they are cleared, how they sound, and the parts of them that are used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from pipeline.build import Runner
from pipeline.build.runner import Work
from pipeline.clips.clearance import Refusal, audio_digest, refusal
from pipeline.clips.model import Clip, ClipFacts
from pipeline.clips.steps import SNIPPET, measure_step, snippet_step
from pipeline.timeline.assemble import clip_source
from pipeline.timeline.model import Timeline
from pipeline.timeline.plan import Plan, Snippet
from pipeline.units import Span


@dataclass(frozen=True, slots=True)
class Uncleared:
    """A snippet that the plan wants and no licence allows."""

    snippet: Snippet
    refusal: Refusal


def digests(planned: Plan) -> dict[str, str]:
    """Digests of the audio of every clip in the plan as it is, by clip id."""
    return {clip.id: audio_digest(clip) for clip in _clips(planned).values()}


def uncleared(planned: Plan, audio: Mapping[str, str], day: dt.date) -> tuple[Uncleared, ...]:
    """The snippets that are not cleared for a release of that day; each clip is looked at once."""
    clips = _clips(planned).values()
    refused = {clip.id: refusal(clip, audio[clip.id], day=day) for clip in clips}
    return tuple(
        Uncleared(snippet, why)
        for snippet in planned.snippets
        if (why := refused[snippet.clip.id]) is not None
    )


def measure_clips(runner: Runner, planned: Plan, audio: Mapping[str, str]) -> dict[str, ClipFacts]:
    """Length and loudness curve of every clip that the plan uses, by clip id."""
    clips = _clips(planned)
    work = [(measure_step(clip.id, audio[clip.id]), _measure(clip)) for clip in clips.values()]
    entries = runner.run_all(work, parallel=2)
    return {
        clip_id: msgspec.convert(entry.facts, ClipFacts)
        for clip_id, entry in zip(clips, entries, strict=True)
    }


def cut_snippets(
    runner: Runner, planned: Plan, audio: Mapping[str, str], timeline: Timeline
) -> dict[str, Work]:
    """Cut the parts that the timeline uses; the work behind each, by the name of its source."""
    clips = _clips(planned)
    work: dict[str, Work] = {}
    for placement, played in timeline.played():
        clip = clips[played.clip_id]
        span = placement.span_in_source.shifted(played.start_in_clip)
        work[clip_source(clip.id, span)] = (
            snippet_step(clip.id, audio[clip.id], span),
            _cut(clip, span),
        )
    runner.run_all(list(work.values()), parallel=2)
    return work


def _clips(planned: Plan) -> dict[str, Clip]:
    return {snippet.clip.id: snippet.clip for snippet in planned.snippets}


def _measure(clip: Clip) -> Callable[[Path], Mapping[str, Any]]:
    def make(_: Path) -> Mapping[str, Any]:
        from pipeline.clips.sound import measure_clip

        plain: Mapping[str, Any] = msgspec.to_builtins(measure_clip(clip))
        return plain

    return make


def _cut(clip: Clip, span: Span) -> Callable[[Path], Mapping[str, Any]]:
    def make(folder: Path) -> Mapping[str, Any]:
        from pipeline.audio.segment import write_segment
        from pipeline.clips.sound import cut_snippet

        write_segment(folder / SNIPPET, cut_snippet(clip, span))
        return {}

    return make
