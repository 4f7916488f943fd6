"""From a voice's name to the engine that has it; engines are plugins, loaded when asked for.

An engine is an entry point of the group `sleevenotes.voices`: its name is the engine's name, its
value a function `open(voice: str) -> Voice` that takes whatever stands after the engine's colon and
raises UsageError for a voice that it does not have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.metadata import EntryPoint, entry_points

from pipeline.errors import UsageError, VoiceError, did_you_mean
from pipeline.narration.model import Voice, VoiceName

GROUP = "sleevenotes.voices"


def parse_voice(name: str) -> VoiceName:
    """Split `engine[:voice]` at the first colon; the engine's name is lower case."""
    engine, _, voice = name.strip().partition(":")
    return VoiceName(engine.strip().lower(), voice.strip())


def list_engines() -> tuple[str, ...]:
    """Names of the engines that are installed, in alphabetical order; none of them is loaded."""
    return tuple(sorted(_engines()))


def open_voice(name: str) -> Voice:
    """The voice of that name, `engine` or `engine:voice`.

    Raises UsageError for an engine or a voice that there is not, naming those that there are, and
    VoiceError for an engine that is installed but can't be loaded.
    """
    asked = parse_voice(name)
    engines = _engines()
    if asked.engine not in engines:
        raise UsageError(
            f"there is no voice engine “{asked.engine}”" if asked.engine else "no voice was named",
            hint=suggestion(asked.engine, engines),
        )
    try:
        open_engine: Callable[[str], Voice] = engines[asked.engine].load()
    except (ImportError, AttributeError) as error:
        raise VoiceError(
            f"the voice engine “{asked.engine}” is installed but can't be loaded: {error}",
            hint="install the program again with everything it needs, or choose another --voice",
        ) from error
    return open_engine(asked.voice)


def suggestion(word: str, known: Iterable[str]) -> str:
    """A hint for a mistyped name: the nearest known one, or those that there are."""
    names = sorted(known)
    if not names:
        return "none is installed; install the program again"
    return did_you_mean(word, names, f"known here: {', '.join(names[:_FEW])}")


_FEW = 12


def _engines() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUP)}
