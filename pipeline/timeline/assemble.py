"""From plan and facts to the timeline: one cursor that walks through the episode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from pipeline.clips.model import ClipFacts
from pipeline.errors import ScriptError
from pipeline.narration.model import LineFacts
from pipeline.script.model import Line, Song
from pipeline.timeline.model import (
    Breakpoint,
    Narrated,
    Part,
    Placement,
    Played,
    Timeline,
)
from pipeline.timeline.pacing import Pacing
from pipeline.timeline.plan import Plan, PlannedEntry, Snippet
from pipeline.timeline.said import sentences
from pipeline.timeline.snippet import (
    GAIN_DIGITS,
    Available,
    available,
    bed_gain,
    clear_gain,
    clear_length,
    duck,
    fade_length,
    until_downbeat,
)
from pipeline.units import DUAL_MONO, RATE, Span, samples

VOICE_WITHOUT_LINES = -15.0
OWN_START_FADE = RATE // 500
BED_FADE_IN = 1.5
LEAST_DUCK = 6.0
"""dB that music goes down at least when the voice comes in."""

SLATE = "slate"
SLATE_GAIN = -3.0
INTRODUCTION = "Introduction"


@dataclass(frozen=True, slots=True)
class LineSound:
    """A line as it will be heard: its facts and whose voice it is."""

    facts: LineFacts
    voice: str


def line_source(line_id: str) -> str:
    """The name of the AudioSegment that holds a line."""
    return f"line:{line_id}"


def clip_source(clip_id: str, span: Span) -> str:
    """The name of the AudioSegment that holds the part of a clip that is used."""
    return f"clip:{clip_id}:{span.start}-{span.stop}"


def assemble(
    plan: Plan,
    lines: Mapping[str, LineSound],
    clips: Mapping[str, ClipFacts],
    pacing: Pacing,
    *,
    uncleared: AbstractSet[str] = frozenset(),
) -> Timeline:
    """Lay the whole episode out.

    `lines` are by line id, `clips` by clip id; clips in `uncleared` get a slate tone over them.
    Raises ScriptError for a directive whose times lie outside its clip, or whose bed has no speech.
    """
    desk = _Desk(lines, clips, pacing, uncleared, cursor=samples(pacing.head))
    starts = [desk.entry(entry) for entry in plan.entries]
    length = desk.cursor + samples(pacing.tail)
    starts[:1] = [0]
    stops = [*starts[1:], length]
    parts = tuple(
        Part(
            planned.entry.id,
            planned.entry.heading or INTRODUCTION,
            planned.entry.songs,
            Span(start, stop),
        )
        for planned, start, stop in zip(plan.entries, starts, stops, strict=True)
    )
    placements = sorted(desk.placements, key=lambda placement: placement.start)
    return Timeline(length, tuple(placements), parts)


@dataclass(slots=True)
class _Desk:
    """Where the episode is laid out: `cursor` ends the last sound, `pause` is what follows it."""

    lines: Mapping[str, LineSound]
    clips: Mapping[str, ClipFacts]
    pacing: Pacing
    uncleared: AbstractSet[str]
    cursor: int
    pause: int = 0
    entry_id: str = ""
    placements: list[Placement] = field(default_factory=list)

    def entry(self, planned: PlannedEntry) -> int:
        """Lay out an entry; its first sample."""
        before = len(self.placements)
        self.entry_id = planned.entry.id
        if before:
            self.pause = max(self.pause, samples(self.pacing.before_entry))
        items = list(planned.items)
        while items:
            item = items.pop(0)
            if isinstance(item, Line):
                self._speak(item)
                continue
            run: list[Line] = []
            while items and isinstance(following := items[0], Line):
                run.append(following)
                items.pop(0)
            self._play(item, run)
        fresh = self.placements[before:]
        return min((placement.start for placement in fresh), default=self.cursor)

    def _speak(self, line: Line, first_sound_at: int | None = None) -> None:
        sound = self.lines[line.id]
        facts = sound.facts
        heard_at = self.cursor + self.pause if first_sound_at is None else first_sound_at
        start = max(0, heard_at - facts.first_sound)
        self.placements.append(
            Placement(
                track="voice",
                source=line_source(line.id),
                span_in_source=Span(0, facts.length),
                start=start,
                entry_id=self.entry_id,
                provenance=Narrated(line.id, sentences(line.text, facts), sound.voice),
            )
        )
        self.cursor = start + facts.last_sound
        pacing = self.pacing
        after = pacing.after_announcement if line.is_announcement else pacing.after(line.text)
        self.pause = samples(after)

    def _play(self, snippet: Snippet, run: Sequence[Line]) -> None:
        part = available(snippet, self.clips[snippet.clip.id])
        if snippet.form == "bed":
            self._bed(snippet, part, run)
        elif snippet.form == "under" and run:
            self._under(snippet, part, run)
        else:
            self._clear(snippet, part)
            for line in run:
                self._speak(line)

    def _under(self, snippet: Snippet, part: Available, run: Sequence[Line]) -> None:
        """In the clear up to a downbeat, on which the voice comes in; leaves under the voice."""
        begin = self._music_begins()
        clear = clear_length(part, self.pacing)
        self._speak(run[0], first_sound_at=begin + clear)
        for line in run[1:]:
            self._speak(line)
        bed_room = min(self.cursor - begin, part.span.length)
        if snippet.stop_seconds is None:
            bed_room = min(bed_room, clear + samples(self.pacing.bed_seconds))
        least = min(clear + samples(self.pacing.shortest_fade), part.span.length)
        length = max(until_downbeat(part, bed_room), least)
        fade = fade_length(part, self.pacing, within=length - clear)
        facts = self.clips[snippet.clip.id]
        voice = self._voice(run[0])
        clear_span = Span(part.span.start, part.span.start + clear)
        bed_span = Span(clear_span.stop, part.span.start + max(length, clear + 1))
        clear_db = clear_gain(facts, clear_span, voice, self.pacing)
        bed_db = min(
            bed_gain(facts, bed_span, voice, self.pacing), round(clear_db - LEAST_DUCK, GAIN_DIGITS)
        )
        envelope = duck(clear_db, bed_db, clear, self.pacing)
        self._place(snippet, part, begin, length, envelope, (self._entrance(part), fade))
        # Where little is said, the music is heard out before anything else begins.
        self.cursor = max(self.cursor, begin + length)

    def _bed(self, snippet: Snippet, part: Available, run: Sequence[Line]) -> None:
        """Only under speech: fades in with the next line's first word, out before the last."""
        if not run:
            raise ScriptError(
                "a bed needs a line after it to lie under",
                where=snippet.cue.where if snippet.cue else snippet.clip.record,
                hint='move it above a paragraph, or write "clear"',
            )
        begin = self.cursor + self.pause
        for line in run:
            self._speak(line)
        length = until_downbeat(part, min(self.cursor - begin, part.span.length))
        gain_db = bed_gain(
            self.clips[snippet.clip.id],
            Span(part.span.start, part.span.start + max(1, length)),
            self._voice(run[0]),
            self.pacing,
        )
        fade_in = min(samples(BED_FADE_IN), length // 3)
        fade_out = fade_length(part, self.pacing, within=length - fade_in)
        envelope = (Breakpoint(0, gain_db),)
        self._place(snippet, part, begin, length, envelope, (fade_in, fade_out))

    def _clear(self, snippet: Snippet, part: Available) -> None:
        """Alone: the narration waits until the snippet has faded."""
        begin = self._music_begins()
        length = part.span.length
        fade = fade_length(part, self.pacing, within=length // 3)
        if snippet.stop_seconds is None:
            length = min(length, clear_length(part, self.pacing) + fade)
        span = Span(part.span.start, part.span.start + max(1, length - fade))
        gain_db = clear_gain(self.clips[snippet.clip.id], span, self._voice(None), self.pacing)
        envelope = (Breakpoint(0, gain_db),)
        self._place(snippet, part, begin, length, envelope, (self._entrance(part), fade))
        self.cursor = begin + length
        self.pause = samples(self.pacing.after_music)

    def _place(  # noqa: PLR0917 - a placement is this many things
        self,
        snippet: Snippet,
        part: Available,
        begin: int,
        length: int,
        envelope: tuple[Breakpoint, ...],
        fades: tuple[int, int],
    ) -> None:
        span = Span(part.span.start, part.span.start + length)
        clip = snippet.clip
        placement = Placement(
            track="music",
            source=clip_source(clip.id, span),
            span_in_source=Span(0, length),
            start=begin,
            entry_id=self.entry_id,
            provenance=Played(
                clip_id=clip.id,
                title=clip.recording.title,
                artist=clip.recording.artist,
                credit=clip.credit,
                start_in_clip=span.start,
                song=snippet.song,
                stands_in_for=_original(snippet),
            ),
            envelope=envelope,
            fade_in=fades[0],
            fade_out=fades[1],
            reason=snippet.reason,
        )
        self.placements.append(placement)
        if clip.id in self.uncleared:
            self.placements.append(
                Placement(
                    track="slate",
                    source=SLATE,
                    span_in_source=Span(0, length),
                    start=begin,
                    entry_id=self.entry_id,
                    provenance=placement.provenance,
                    envelope=(Breakpoint(0, SLATE_GAIN),),
                    fade_in=OWN_START_FADE,
                    fade_out=OWN_START_FADE,
                    reason="not cleared",
                )
            )

    def _music_begins(self) -> int:
        return self.cursor + (
            max(self.pause, samples(self.pacing.before_music)) if self.placements else 0
        )

    def _entrance(self, part: Available) -> int:
        """A song's own start is left as it is; elsewhere the music is faded in quickly."""
        return samples(self.pacing.fade_in) if part.span.start else OWN_START_FADE

    def _voice(self, line: Line | None) -> float:
        if line is None:
            spoken = next(iter(self.lines.values()), None)
            return spoken.facts.loudness + DUAL_MONO if spoken else VOICE_WITHOUT_LINES
        return self.lines[line.id].facts.loudness + DUAL_MONO


def _original(snippet: Snippet) -> Song | None:
    """The song that the snippet's recording stands in for: as the script writes it, if it does."""
    stands_in_for = snippet.clip.recording.stands_in_for
    if stands_in_for is None:
        return None
    return snippet.song or Song(stands_in_for.title, stands_in_for.artist)
