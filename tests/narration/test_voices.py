"""Voices by name: from what the user writes to the engine that has it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import UsageError, VoiceError
from pipeline.narration import VoiceName, list_engines, open_voice

from .conftest import register

STRANGER = '''
"""An engine that somebody else might write."""

import numpy as np

from pipeline.errors import UsageError
from pipeline.narration import Speech, VoiceName


class Parrot:
    version = "7"
    parallel = 1

    def __init__(self, voice):
        self.name = VoiceName("parrot", voice)

    def speak(self, text):
        return Speech(np.ones(len(text) * 800, np.float32), 8000, (0,))


def open(voice):
    if voice not in ("", "grey"):
        raise UsageError(f"parrot has no voice {voice}")
    return Parrot(voice or "grey")
'''


@pytest.mark.usefixtures("engines")
def test_our_engines_are_listed() -> None:
    """The engines that pyproject.toml registers are found by their names."""
    assert {"gtts", "hibari", "tone"} <= set(list_engines())


@pytest.mark.usefixtures("engines")
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("hibari", VoiceName("hibari", "heart")),
        ("hibari:heart", VoiceName("hibari", "heart")),
        (" Hibari : heart ", VoiceName("hibari", "heart")),
        ("tone", VoiceName("tone", "")),
        ("gtts", VoiceName("gtts", "en:com")),
        ("gtts:de", VoiceName("gtts", "de:com")),
        ("gtts:EN:co.uk", VoiceName("gtts", "en:co.uk")),
        ("gtts:zh-tw", VoiceName("gtts", "zh-TW:com")),
    ],
)
def test_a_voice_knows_its_full_name(asked: str, expected: VoiceName) -> None:
    """However it is asked for, a voice's name has every default spelt out."""
    assert expected == open_voice(asked).name


@pytest.mark.usefixtures("engines")
@pytest.mark.parametrize("asked", ["hibari", "gtts:en:co.uk", "tone"])
def test_a_full_name_opens_the_same_voice(asked: str) -> None:
    """A voice can be opened again by the name that it gives itself."""
    voice = open_voice(asked)
    again = open_voice(str(voice.name))
    assert (voice.name, voice.version) == (again.name, again.version)


@pytest.mark.usefixtures("engines")
@pytest.mark.parametrize(
    ("asked", "what", "hint"),
    [
        ("hibary", "no voice engine “hibary”", "did you mean “hibari”?"),
        ("", "no voice was named", "known here: gtts, hibari"),
        ("hibari:emma", "would have to be downloaded", "use hibari:heart"),
        ("hibari:hart", "hibari has no voice “hart”", "hibari:heart"),
        ("tone:low", "tone has no voice “low”", "it has but one"),
        ("gtts:xx", "does not know the language “xx”", "known here: "),
        ("gtts:german", "does not know the language “german”", "German is gtts:de"),
        ("gtts:en-GB", "does not know the language “en-GB”", "write gtts:en:co.uk"),
        ("gtts:de-at", "does not know the language “de-at”", "write gtts:de"),
        ("gtts:en:evil.example", "“evil.example” is not the ending of a Google site", "co.uk"),
        ("gtts:en:com/x", "“com/x” is not the ending of a Google site", "com"),
    ],
)
def test_what_there_is_not_is_refused_with_a_hint(asked: str, what: str, hint: str) -> None:
    """An engine, voice or accent that there is not is a usage error that says what there is."""
    with pytest.raises(UsageError) as refused:
        open_voice(asked)
    assert what in refused.value.what
    assert hint in str(refused.value.hint)


def test_a_strangers_engine_is_found(engines: Path) -> None:
    """A package that registers an entry point has added an engine; nothing else is needed."""
    (engines / "parrot_engine.py").write_text(STRANGER, encoding="utf-8")
    register(engines, "parrot", {"parrot": "parrot_engine:open"})
    voice = open_voice("parrot:grey")
    assert VoiceName("parrot", "grey") == voice.name
    assert 8000 == voice.speak("0123456789").samples.size


def test_an_engine_that_cannot_be_loaded_is_a_failure_of_the_voice(engines: Path) -> None:
    """An engine that is registered but broken is a clear error, and another voice is not used."""
    register(engines, "broken", {"mute": "no_such_module:open"})
    with pytest.raises(VoiceError, match="“mute” is installed but can't be loaded"):
        open_voice("mute")


def test_the_room_is_light_to_enter() -> None:
    """Importing narration loads neither numbers nor engines nor sound."""
    heavy = {"numpy", "scipy", "onnxruntime", "hibari", "gtts", "requests", "pydub", "av", "soxr"}
    code = f"import sys, pipeline.narration; print(sorted({heavy!r} & set(sys.modules)))"
    root = Path(__file__).parents[2]
    result = subprocess.run(  # noqa: S603  (our own interpreter, our own words)
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert "[]" == result.stdout.strip()
