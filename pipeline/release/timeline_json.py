"""`timeline.json`: the whole timeline as an open file, written and read.

The schema is named in the file, the keys have one order, and times are samples at the rate that the
file names; seconds stand beside them for people and are not read back. The structs below are the
format: what they have is what the file has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import msgspec

from pipeline.errors import InputError, Where
from pipeline.script.model import Song
from pipeline.timeline.model import (
    Breakpoint,
    Narrated,
    Part,
    Placement,
    Played,
    Sentence,
    Timeline,
    Track,
)
from pipeline.units import RATE, Span, seconds

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: Final = "sleevenotes.timeline/1"

_PLACES = 6  # decimals of a second: a sample is 22.7 µs


class _Span(msgspec.Struct, forbid_unknown_fields=True):
    start: int
    stop: int
    start_seconds: float | None = None
    stop_seconds: float | None = None


class _Song(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    artist: str
    note: str | None
    url: str | None


class _Sentence(msgspec.Struct, forbid_unknown_fields=True):
    text: str
    span_in_placement: _Span


class _Narrated(msgspec.Struct, forbid_unknown_fields=True, tag_field="kind", tag="narrated"):
    line_id: str
    voice: str
    sentences: list[_Sentence]


class _Played(msgspec.Struct, forbid_unknown_fields=True, tag_field="kind", tag="played"):
    clip_id: str
    title: str
    artist: str
    credit: str
    start_in_clip: int
    song: _Song | None
    stands_in_for: _Song | None


class _Breakpoint(msgspec.Struct, forbid_unknown_fields=True):
    offset: int
    gain_db: float


class _Placement(msgspec.Struct, forbid_unknown_fields=True):
    track: Track
    entry_id: str
    source: str
    span: _Span
    span_in_source: _Span
    fade_in: int
    fade_out: int
    envelope: list[_Breakpoint]
    reason: str
    provenance: _Narrated | _Played


class _Part(msgspec.Struct, forbid_unknown_fields=True):
    entry_id: str
    title: str
    songs: list[_Song]
    span: _Span


class _Timeline(msgspec.Struct, forbid_unknown_fields=True):
    schema: Literal["sleevenotes.timeline/1"]
    rate: int
    length: int
    parts: list[_Part]
    placements: list[_Placement]
    length_seconds: float | None = None


def timeline_json(timeline: Timeline) -> bytes:
    """The timeline as UTF-8 JSON, every value of it, in a fixed order."""
    document = _Timeline(
        schema=SCHEMA,
        rate=RATE,
        length=timeline.length,
        parts=[_part_out(part) for part in timeline.parts],
        placements=[_placement_out(placement) for placement in timeline.placements],
        length_seconds=round(seconds(timeline.length), _PLACES),
    )
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def read_timeline(data: bytes, *, path: Path | None = None) -> Timeline:
    """The timeline that `timeline_json` wrote. Raises InputError for anything else."""
    try:
        document = msgspec.json.decode(data, type=_Timeline)
        if document.rate != RATE:
            msg = f"its times are at {document.rate} Hz, not at {RATE}"
            raise ValueError(msg)  # noqa: TRY301
        return Timeline(
            length=document.length,
            placements=tuple(_placement_in(placement) for placement in document.placements),
            parts=tuple(_part_in(part) for part in document.parts),
        )
    except (msgspec.DecodeError, ValueError) as error:
        what = f"this is not a timeline of ours: {error}"
        hint = f"it should be a file of schema {SCHEMA}, as a release holds it"
        raise InputError(what, where=Where(path) if path else None, hint=hint) from error


def _span_out(span: Span) -> _Span:
    times = (round(seconds(sample), _PLACES) for sample in (span.start, span.stop))
    return _Span(span.start, span.stop, *times)


def _span_in(span: _Span) -> Span:
    return Span(span.start, span.stop)


def _song_out(song: Song) -> _Song:
    return _Song(song.title, song.artist, song.note, song.url)


def _song_in(song: _Song) -> Song:
    return Song(song.title, song.artist, song.note, song.url)


def _part_out(part: Part) -> _Part:
    songs = [_song_out(song) for song in part.songs]
    return _Part(part.entry_id, part.title, songs, _span_out(part.span))


def _part_in(part: _Part) -> Part:
    songs = tuple(_song_in(song) for song in part.songs)
    return Part(part.entry_id, part.title, songs, _span_in(part.span))


def _placement_out(placement: Placement) -> _Placement:
    return _Placement(
        track=placement.track,
        entry_id=placement.entry_id,
        source=placement.source,
        span=_span_out(placement.span),
        span_in_source=_span_out(placement.span_in_source),
        fade_in=placement.fade_in,
        fade_out=placement.fade_out,
        envelope=[_Breakpoint(point.offset, point.gain_db) for point in placement.envelope],
        reason=placement.reason,
        provenance=_provenance_out(placement.provenance),
    )


def _placement_in(placement: _Placement) -> Placement:
    made = Placement(
        track=placement.track,
        source=placement.source,
        span_in_source=_span_in(placement.span_in_source),
        start=placement.span.start,
        entry_id=placement.entry_id,
        provenance=_provenance_in(placement.provenance),
        envelope=tuple(Breakpoint(point.offset, point.gain_db) for point in placement.envelope),
        fade_in=placement.fade_in,
        fade_out=placement.fade_out,
        reason=placement.reason,
    )
    if made.span != _span_in(placement.span):
        msg = f"a placement of {made.source} lasts longer or shorter than its source"
        raise ValueError(msg)
    return made


def _provenance_out(origin: Narrated | Played) -> _Narrated | _Played:
    if isinstance(origin, Narrated):
        said = [_Sentence(words.text, _span_out(words.span)) for words in origin.sentences]
        return _Narrated(origin.line_id, origin.voice, said)
    song, original = origin.song, origin.stands_in_for
    return _Played(
        clip_id=origin.clip_id,
        title=origin.title,
        artist=origin.artist,
        credit=origin.credit,
        start_in_clip=origin.start_in_clip,
        song=None if song is None else _song_out(song),
        stands_in_for=None if original is None else _song_out(original),
    )


def _provenance_in(origin: _Narrated | _Played) -> Narrated | Played:
    if isinstance(origin, _Narrated):
        said = [
            Sentence(words.text, _span_in(words.span_in_placement)) for words in origin.sentences
        ]
        return Narrated(origin.line_id, tuple(said), origin.voice)
    song, original = origin.song, origin.stands_in_for
    return Played(
        clip_id=origin.clip_id,
        title=origin.title,
        artist=origin.artist,
        credit=origin.credit,
        start_in_clip=origin.start_in_clip,
        song=None if song is None else _song_in(song),
        stands_in_for=None if original is None else _song_in(original),
    )
