"""The embedded voice, for real."""

from __future__ import annotations

import json
import shutil
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import hibari
import pytest

from pipeline.errors import VoiceError
from pipeline.narration import hibari as engine
from pipeline.narration.hibari import Heart, _apart
from pipeline.narration.model import Speech

LINES = (
    "Perry named eleven. He adores a list, so he counted loosely.",
    "Two singers scream across each other as though the building were on fire.",
    "That is [Björk](/bjˈɜɹk/), twice. Is it? Dr. Smith and J. K. Rowling said so!",
)
VOICE = Heart()


@pytest.fixture(scope="module")
def spoken() -> dict[str, Speech]:
    """Each line, spoken one after the other in this thread."""
    return {line: VOICE.speak(line) for line in LINES}


def test_the_same_bytes_in_any_thread(spoken: dict[str, Speech]) -> None:
    """Two threads, each with lines in another order, say exactly what one thread said."""
    lines = [*reversed(LINES), *LINES]
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(VOICE.speak, lines))
    assert [spoken[line].samples.tobytes() for line in lines] == [
        one.samples.tobytes() for one in said
    ]
    assert [spoken[line].marks for line in lines] == [one.marks for one in said]


def test_a_mark_for_each_sentence(spoken: dict[str, Speech]) -> None:
    """There are as many marks as sentences; initials and titles do not end one."""
    assert [2, 1, 3] == [len(spoken[line].marks) for line in LINES]
    for speech in spoken.values():
        assert sorted({0, *speech.marks}) == list(speech.marks)
        assert speech.marks[-1] < len(speech.samples)


def test_speech_is_at_its_own_rate(spoken: dict[str, Speech]) -> None:
    """Samples are float32 at 24 kHz, and a line of eleven words takes three to six seconds."""
    speech = spoken[LINES[0]]
    assert ("float32", 24_000) == (str(speech.samples.dtype), speech.rate)
    assert 3 < len(speech.samples) / speech.rate < 6


@pytest.mark.parametrize("text", ["", "…", "***"])
def test_nothing_to_say_is_an_error(text: str) -> None:
    """A text that the voice can't say is refused rather than passed over in silence."""
    with pytest.raises(VoiceError, match="finds nothing to say"):
        VOICE.speak(text)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Hello, 世界, and goodbye.", "世 界"),
        ("The band is called Мир.", "М и р"),
        ("東京", "東 京"),
        ("They are Δ9.", "Δ"),
        ("The letter ĳ.", "ĳ"),
    ],
)
def test_letters_without_a_sound_are_an_error(text: str, letters: str) -> None:
    """What the voice would leave out is named, and so is the way to have it said."""
    with pytest.raises(VoiceError, match=f"no sound for {letters} in") as refused:
        VOICE.speak(text)
    assert "lexicon.toml" in str(refused.value.hint)


@pytest.mark.parametrize(
    "text",
    [
        "Beyoncé, Müller, Dvořák and Øystein Þórr.",
        "Hawaiʻi, ﬁne, ２ ｆｕｌｌ.",
        "µ-Ziq is 5 µm, or π.",
        "That is [東京](/tˈOkiO/).",
        "♥ ½ of 5 €, m².",
    ],
)
def test_accents_signs_and_what_the_lexicon_says_are_spoken(text: str) -> None:
    """Latin letters with anything on them, letters that it knows by name, and phonemes stay."""
    assert len(VOICE.speak(text).samples) > VOICE.speak("So.").rate // 2


def test_a_text_without_an_ending_is_not_broken_off() -> None:
    """What lacks its full stop is said as if it had one."""
    assert VOICE.speak("Blue.").samples.tobytes() == VOICE.speak("Blue").samples.tobytes()


def test_it_needs_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening and speaking connects to nothing and downloads nothing."""

    def refuse(*_: object) -> None:
        raise AssertionError("the embedded voice went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setenv("HIBARI_HOME", str(tmp_path / "home"))
    assert len(engine.open("").speak("Hello there.").samples)
    assert not (tmp_path / "home").exists()


def test_the_version_names_package_and_model() -> None:
    """The version holds the package's version and the digest of the model inside it."""
    assets = Path(hibari.__file__).parent / "assets"
    stated = json.loads((assets / "voices.json").read_text("utf-8"))["heart"]["sha256"]
    assert VOICE.version.startswith(f"0.2.1+{stated[:12]}.onnxruntime-")


def test_a_damaged_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that is not the one that the package states is refused before it speaks."""
    assets = Path(hibari.__file__).parent / "assets"
    package = tmp_path / "hibari"
    (package / "assets").mkdir(parents=True)
    shutil.copy(assets / "voices.json", package / "assets")
    (package / "assets" / "hibari.onnx").write_bytes(b"half a model")
    monkeypatch.setattr(engine, "_assets", lambda: package / "assets")
    voice = Heart()
    with pytest.raises(VoiceError, match="installation is damaged"):
        _ = voice.version
    with pytest.raises(VoiceError, match="installation is damaged"):
        voice.speak("Hello.")


@pytest.mark.parametrize(
    ("sentence", "apart"),
    [
        ("He said no.", "He said no ."),
        ("“They played for Sun.”", "“They played for Sun .”"),
        ("He sat. Then no. 1 came.", "He sat. Then no. 1 came."),
        ("A casino.", "A casino."),
    ],
)
def test_a_last_word_is_no_abbreviation(sentence: str, apart: str) -> None:
    """A full stop after a word that could be short for another is set apart, at the end only."""
    assert apart == _apart(sentence)
