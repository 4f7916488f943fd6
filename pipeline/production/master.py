"""The finished sound of an episode: mixed from segments, mastered, encoded and measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.build import Entry, Event, Runner, Step
from pipeline.build.runner import Work
from pipeline.mix.model import PROFILES, Measured
from pipeline.release.model import Loudness
from pipeline.release.mp3 import ENCODINGS
from pipeline.show.settings import Settings
from pipeline.timeline.assemble import SLATE
from pipeline.timeline.model import Timeline
from pipeline.units import seconds

if TYPE_CHECKING:
    from pipeline.audio.segment import AudioSegment

MASTER = "master.mp3"


@dataclass(frozen=True, slots=True)
class Master:
    """The encoded episode without tags, and what was measured of the mix and of the file."""

    work: Work
    digest: str
    mix: Measured
    loudness: Loudness


def master(
    runner: Runner,
    timeline: Timeline,
    sounds: Mapping[str, Work],
    settings: Settings,
    report: Callable[[Event], None],
) -> Master:
    """Mix, master, encode and measure a timeline from its `sounds`, by the name of their source."""
    entries = {source: runner.entry(step) for source, (step, _) in sounds.items()}
    total = round(seconds(timeline.length))

    def telling(kind: str) -> Callable[[int], None]:
        return lambda done: report(Event(kind, round(seconds(done)), total))

    def make(folder: Path) -> Mapping[str, Any]:
        from pipeline.mix.measure import measure_mix
        from pipeline.mix.mixdown import Mixdown
        from pipeline.release.finish import finish

        intact = runner.intact(list(sounds.values()))
        mix = Mixdown(timeline, _opener(timeline, dict(zip(sounds, intact, strict=True))))
        measured = measure_mix(mix, timeline, progress=telling("mix"))
        finished = finish(
            mix,
            measured.integrated,
            PROFILES[settings.loudness],
            ENCODINGS[settings.encoding],
            progress=telling("encode"),
        )
        (folder / MASTER).write_bytes(finished.audio)
        facts = {"mix": measured, "loudness": finished.loudness}
        plain: Mapping[str, Any] = msgspec.to_builtins(facts)
        return plain

    work = (_step(timeline, entries, settings), make)
    entry = runner.run(*work)
    return Master(
        work=work,
        digest=entry.digests[MASTER],
        mix=msgspec.convert(entry.facts["mix"], Measured),
        loudness=msgspec.convert(entry.facts["loudness"], Loudness),
    )


def _opener(timeline: Timeline, entries: Mapping[str, Entry]) -> Callable[[str], AudioSegment]:
    def open_source(source: str) -> AudioSegment:
        from pipeline.audio.segment import read_segment
        from pipeline.mix.slate import slate

        if source == SLATE:
            lengths = [p.span_in_source.stop for p in timeline.placements if p.source == SLATE]
            return slate(max(lengths))
        (file,) = entries[source].digests
        return read_segment(entries[source].path(file))

    return open_source


def _step(timeline: Timeline, entries: Mapping[str, Entry], settings: Settings) -> Step:
    """What shapes the sound: which bytes lie where, at which gain, and how they are encoded."""
    profile, encoding = PROFILES[settings.loudness], ENCODINGS[settings.encoding]
    placements = [
        [
            placement.track,
            sorted(entries[placement.source].digests.values()) if placement.source != SLATE else [],
            placement.span_in_source.start,
            placement.span_in_source.stop,
            placement.start,
            [[point.offset, point.gain_db] for point in placement.envelope],
            placement.fade_in,
            placement.fade_out,
        ]
        for placement in timeline.placements
    ]
    inputs = {
        "placements": placements,
        "length": timeline.length,
        "loudness": [profile.loudness, profile.true_peak],
        "encoding": [encoding.channels, encoding.bitrate_kbps],
    }
    return Step("master", "episode", 1, inputs)
