"""The report: what was measured, what is heard, and what the editor should know. `report.json`.

It holds nothing of the clock or the machine: the same inputs give the same bytes. Which steps ran
and how long they took is an answer of the command that ran them.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pipeline.mix.model import Overlap, Profile
from pipeline.release.model import Edition, Loudness
from pipeline.timeline.model import Placement, Played, Timeline
from pipeline.units import seconds

SCHEMA = "sleevenotes.report/1"

TOLERANCE = 0.5
"""LU by which an episode may miss its loudness without a word."""


class LoudnessReport(msgspec.Struct, frozen=True):
    """Targets, and what the decoded file measures; LUFS, LU, dBTP."""

    profile: str
    target_lufs: float
    target_true_peak_dbtp: float
    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float
    gain_db: float
    ceiling_dbtp: float
    encodings: int


class LineReport(msgspec.Struct, frozen=True):
    """A line as it is heard: when, for how long, in whose voice; times in seconds."""

    id: str
    start: float
    seconds: float
    voice: str


class SongReport(msgspec.Struct, frozen=True):
    """A snippet as it is heard: what, for which song, when, why there, under how much speech."""

    entry: str
    clip: str
    recording: str
    artist: str
    stands_in_for: str | None
    credit: str
    start: float
    seconds: float
    clip_start: float
    placed: str
    seconds_under_speech: float
    speech_to_music_lu: float | None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """`report.json`, schema `sleevenotes.report/1`."""

    schema: str = SCHEMA
    slug: str
    edition: Edition
    draft: bool
    title: str
    seconds: float
    samples: int
    encoding: str
    loudness: LoudnessReport
    lines: tuple[LineReport, ...]
    songs: tuple[SongReport, ...]
    songs_without_clip: tuple[str, ...]
    notes: tuple[str, ...]


def loudness_report(name: str, profile: Profile, measured: Loudness) -> LoudnessReport:
    """Targets and measurements side by side, to a hundredth."""
    return LoudnessReport(
        profile=name,
        target_lufs=profile.loudness,
        target_true_peak_dbtp=profile.true_peak,
        integrated_lufs=round(measured.integrated, 2),
        range_lu=round(measured.range, 2),
        true_peak_dbtp=round(measured.true_peak, 2),
        gain_db=round(measured.gain_db, 2),
        ceiling_dbtp=round(measured.ceiling_db, 2),
        encodings=measured.rounds,
    )


def shortfalls(measured: Loudness, profile: Profile) -> list[str]:
    """What an editor should know where the finished file misses its profile."""
    found = []
    if abs(measured.integrated - profile.loudness) > TOLERANCE:
        found.append(
            f"the episode is at {measured.integrated:.1f} LUFS instead of {profile.loudness:.0f}: "
            "its peaks are so far above the rest that more would distort"
        )
    if measured.true_peak > profile.true_peak:
        found.append(
            f"the true peak is {measured.true_peak:.1f} dBTP, above {profile.true_peak:.0f}"
        )
    return found


def line_reports(timeline: Timeline) -> tuple[LineReport, ...]:
    """Every line, in order."""
    return tuple(
        LineReport(said.line_id, _s(placement.start), _s(placement.span.length), said.voice)
        for placement, said in timeline.narrated()
    )


def song_reports(timeline: Timeline, overlaps: Sequence[Overlap]) -> tuple[SongReport, ...]:
    """Every snippet, in order."""
    by_placement = {overlap.placement: overlap for overlap in overlaps}
    numbers = {id(placement): number for number, placement in enumerate(timeline.placements)}
    return tuple(
        _song(placement, played, by_placement.get(numbers[id(placement)]))
        for placement, played in timeline.played()
    )


def report_json(report: Report) -> bytes:
    """The report as UTF-8 JSON, keys in the order of the struct."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"


def _song(placement: Placement, played: Played, overlap: Overlap | None) -> SongReport:
    return SongReport(
        entry=placement.entry_id,
        clip=played.clip_id,
        recording=played.title,
        artist=played.artist,
        stands_in_for=played.stands_in_for.named if played.stands_in_for else None,
        credit=played.credit,
        start=_s(placement.start),
        seconds=_s(placement.span.length),
        clip_start=_s(played.start_in_clip),
        placed=placement.reason,
        seconds_under_speech=_s(overlap.samples) if overlap else 0.0,
        speech_to_music_lu=round(overlap.speech_to_music, 1) if overlap else None,
    )


def _s(count: int) -> float:
    return round(seconds(count), 3)
