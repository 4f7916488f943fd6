"""Lines: from their takes where there are any that say these words, else from the voice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.build import Runner, digest_file
from pipeline.build.runner import Work
from pipeline.errors import TakeError, VoiceError, Where
from pipeline.narration.model import LineFacts, Voice
from pipeline.narration.steps import LINE, speak_step, take_step
from pipeline.narration.takes import Pickup, find_takes, read_memory, remember, stale, write_memory
from pipeline.narration.voices import open_voice
from pipeline.script import Line, Script
from pipeline.timeline.assemble import LineSound

if TYPE_CHECKING:
    from pipeline.audio.segment import AudioSegment

TAKE = "take"
"""How the timeline names the voice of a recorded line."""


@dataclass(frozen=True, slots=True)
class Narration:
    """The lines that have been made, by id: how they sound, and the work that makes each again."""

    sounds: Mapping[str, LineSound]
    work: Mapping[str, Work]
    pickups: tuple[Pickup, ...]
    synthetic: frozenset[str]


def narrate(runner: Runner, script: Script, voice_name: str) -> Narration:
    """Have every line of the script, spoken or recorded.

    Raises TakeError, VoiceError, and UsageError for a voice that there is not.
    """
    folder = script.path.with_name("takes")
    texts = {line.id: line.text for line in script.lines}
    takes = find_takes(folder, texts)
    # Asked of what was read: as takes change places, one may be noted over another's entry.
    known = memory = read_memory(folder)
    voice = open_voice(voice_name)
    recorded: dict[str, Work] = {}
    spoken: dict[str, Work] = {}
    pickups = []
    for line in script.lines:
        path = takes.get(line.id)
        if path is not None:
            digest = _digest(path)
            pickup = stale(known, line.id, digest, texts)
            memory = remember(memory, line.id, digest, pickup.recorded if pickup else line.text)
            if pickup is None:
                recorded[line.id] = (take_step(line.id, digest), _fit(path))
                continue
            pickups.append(pickup)
        spoken[line.id] = (speak_step(line.id, line.spoken, voice), _speak(voice, line))
    facts = dict(zip(recorded, runner.run_all(list(recorded.values())), strict=True))
    made = runner.run_all(list(spoken.values()), parallel=voice.parallel)
    facts |= zip(spoken, made, strict=True)
    if memory.takes:
        write_memory(folder, memory)
    sounds = {
        line.id: LineSound(
            msgspec.convert(facts[line.id].facts, LineFacts),
            TAKE if line.id in recorded else str(voice.name),
        )
        for line in script.lines
    }
    synthetic = frozenset({str(voice.name)} if spoken else ())
    return Narration(sounds, recorded | spoken, tuple(pickups), synthetic)


def _digest(take: Path) -> str:
    try:
        return digest_file(take)
    except OSError as error:
        raise TakeError(
            f"this take can't be read: {error.strerror}",
            where=Where(take),
            hint="check its permissions, or move it away",
        ) from error


def _speak(voice: Voice, line: Line) -> Callable[[Path], Mapping[str, Any]]:
    def make(folder: Path) -> Mapping[str, Any]:
        from pipeline.narration.line import fit_speech

        try:
            segment, facts = fit_speech(voice.speak(line.spoken))
        except VoiceError as error:
            if error.where is not None:
                raise
            raise VoiceError(
                f"line {line.id}: {error.what}", where=line.where, hint=error.hint
            ) from error
        return _kept(segment, facts, folder)

    return make


def _fit(take: Path) -> Callable[[Path], Mapping[str, Any]]:
    def make(folder: Path) -> Mapping[str, Any]:
        from pipeline.narration.takes import fit_take

        return _kept(*fit_take(take), folder)

    return make


def _kept(segment: AudioSegment, facts: LineFacts, folder: Path) -> Mapping[str, Any]:
    from pipeline.audio.segment import write_segment

    write_segment(folder / LINE, segment)
    plain: Mapping[str, Any] = msgspec.to_builtins(facts)
    return plain
