"""How long a snippet is heard in the clear, how long as a bed, and at which gains."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.clips.model import ClipFacts, Music
from pipeline.errors import ClipError, InputError, ScriptError, Where
from pipeline.timeline.model import Breakpoint
from pipeline.timeline.pacing import Pacing
from pipeline.timeline.plan import Snippet
from pipeline.units import RATE, STEP, Span, loudness, samples, seconds

MOMENTARY_STEPS = 4
GAIN_DIGITS = 3
"""Gains are whole thousandths of a dB, so that no machine's last bit can show in a release."""

SILENCE = -70.0
QUIET = 40.0
LEAST_CLEAR = 2.0
LEAST_MUSIC = RATE
GRACE = RATE // 100
"""A downbeat that is this little too early still counts: marks are rounded."""

HIGHEST_GAIN = 18.0


@dataclass(frozen=True, slots=True)
class Available:
    """The part of a clip that may be used, in samples of the clip, and its musical times."""

    span: Span
    music: Music

    def downbeats(self) -> tuple[int, ...]:
        """Downbeats within the part, in samples from its start."""
        times = (samples(time) - self.span.start for time in self.music.downbeats)
        return tuple(time for time in times if 0 <= time <= self.span.length)

    @property
    def bar(self) -> int:
        """Samples of a bar; two seconds where nobody has marked any."""
        beats = self.music.downbeats
        if len(beats) < 2:
            return 2 * RATE
        gaps = sorted(after - before for before, after in pairwise(beats))
        return samples(gaps[len(gaps) // 2])


def sounding(facts: ClipFacts) -> Span | None:
    """A clip without the silence before and after its music; None where nothing sounds at all.

    Silence is what stays 40 LU below the clip's own loudness. A clip shorter than one step is taken
    as it is.
    """
    if not facts.energies:
        return Span(0, facts.length) if facts.length else None
    threshold = max(mean_loudness(facts, Span(0, facts.length)) - QUIET, SILENCE)
    loud = [step for step, energy in enumerate(facts.energies) if loudness(energy) > threshold]
    if not loud:
        return None
    stop = facts.length if loud[-1] == len(facts.energies) - 1 else (loud[-1] + 1) * STEP
    return Span(loud[0] * STEP, stop)


def available(snippet: Snippet, facts: ClipFacts) -> Available:
    """The part of its clip that a snippet may use: as the script says, or all that sounds.

    Raises ScriptError for times outside the clip, ClipError for a clip without a sound.
    """
    length = facts.length
    sound = sounding(facts)
    if sound is None:
        raise ClipError(
            f"there is nothing to hear in clip “{snippet.clip.id}”",
            where=Where(snippet.clip.audio),
            hint="put the right file there, or take its record away",
        )
    by_hand = snippet.start_seconds, snippet.stop_seconds
    start = sound.start if by_hand[0] is None else samples(by_hand[0])
    stop = sound.stop if by_hand[1] is None else samples(by_hand[1])
    error: type[InputError] = ScriptError if snippet.cue else ClipError
    where = snippet.cue.where if snippet.cue else Where(snippet.clip.audio)
    if start >= length or stop > length + RATE // 20:
        raise error(
            f"clip “{snippet.clip.id}” is only {length / RATE:.1f} s long",
            where=where,
            hint="choose times within it",
        )
    stop = min(stop, length)
    if stop - start < LEAST_MUSIC:
        raise error(
            f"less than a second of clip “{snippet.clip.id}” would be heard",
            where=where,
            hint="choose a longer part",
        )
    return Available(Span(start, stop), snippet.clip.music)


def clear_length(part: Available, pacing: Pacing) -> int:
    """How long the snippet is heard before the voice comes in, in samples.

    Long enough for the post and two bars after it, or `clear_seconds` where there is no post; to
    the next downbeat, so that the voice's first word arrives on one; at most `longest_clear`, and
    never so long that nothing is left to be the bed.
    """
    most = min(samples(pacing.longest_clear), part.span.length * 2 // 3)
    post = part.music.post
    after_post = 0
    if post is not None and post > seconds(part.span.start):
        after_post = samples(post) - part.span.start
    wanted = after_post + 2 * part.bar if after_post else samples(pacing.clear_seconds)
    wanted = max(min(wanted, most), 0)
    candidates = [time for time in part.downbeats() if samples(LEAST_CLEAR) <= time <= most]
    if not candidates:
        return wanted
    late = bisect_left(candidates, wanted - GRACE)
    return candidates[min(late, len(candidates) - 1)]


def fade_length(part: Available, pacing: Pacing, within: int) -> int:
    """A fade of whole bars, between the shortest and the longest, that fits into `within`."""
    bars = round(part.bar * pacing.fade_bars)
    fade = min(max(bars, samples(pacing.shortest_fade)), samples(pacing.longest_fade))
    return max(0, min(fade, within))


def until_downbeat(part: Available, latest: int) -> int:
    """The last downbeat at or before `latest`, in samples from the part's start, else `latest`."""
    candidates = [time for time in part.downbeats() if 0 < time <= latest]
    return candidates[-1] if candidates and candidates[-1] * 3 >= latest * 2 else latest


def clear_gain(facts: ClipFacts, span: Span, voice: float, pacing: Pacing) -> float:
    """Gain in dB that brings a span of the clip to its place beside a voice of that loudness."""
    wanted = voice - pacing.clear_below - mean_loudness(facts, span)
    return round(min(wanted, HIGHEST_GAIN), GAIN_DIGITS)


def bed_gain(facts: ClipFacts, span: Span, voice: float, pacing: Pacing) -> float:
    """Gain in dB that lays a span of the clip under a voice of that loudness.

    `bed_below` LU under it on average, and in its loudest 400 ms still `bed_floor` under it: that
    also holds for a bed which begins with the last loud beat of what was in the clear.
    """
    average = voice - pacing.bed_below - mean_loudness(facts, span)
    loudest = voice - pacing.bed_floor - loudest_momentary(facts, span)
    return round(min(average, loudest, HIGHEST_GAIN), GAIN_DIGITS)


def mean_loudness(facts: ClipFacts, span: Span) -> float:
    """Loudness in LUFS of a span of the clip, ungated (BS.1770-5, one block); floor -70."""
    return _loudness(_steps(facts, span))


def loudest_momentary(facts: ClipFacts, span: Span) -> float:
    """The highest momentary loudness (400 ms, or all of a shorter span) in a span, in LUFS."""
    steps = _steps(facts, span)
    width = min(MOMENTARY_STEPS, len(steps))
    return max(
        (_loudness(steps[at : at + width]) for at in range(len(steps) - width + 1)), default=SILENCE
    )


def duck(clear_db: float, bed_db: float, at: int, pacing: Pacing) -> tuple[Breakpoint, ...]:
    """Gain that falls from clear to bed, down just before `at`, where the first syllable begins."""
    down = max(0, at - samples(pacing.ramp_lead))
    begin = max(0, down - samples(pacing.ramp))
    return (Breakpoint(0, clear_db), Breakpoint(begin, clear_db), Breakpoint(down, bed_db))


def _steps(facts: ClipFacts, span: Span) -> Sequence[float]:
    first = min(span.start // STEP, max(0, len(facts.energies) - 1))
    return facts.energies[first : max(first + 1, -(-span.stop // STEP))]


def _loudness(energies: Sequence[float]) -> float:
    mean = math.fsum(energies) / len(energies) if energies else 0.0
    return max(SILENCE, loudness(mean))
