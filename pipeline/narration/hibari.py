"""`hibari`: the embedded voice; its weights are in its package, so it needs no network.

The package has one voice inside it, `heart`; it would fetch any other from a hub the first time
that it is used. Nothing is downloaded behind the user's back, so those are refused.

Each thread has a session of its own: sessions are not shared, so lines can be spoken side by side,
and a line's noise is drawn from a generator that is seeded for that line, so its bytes are the same
in whatever thread or order it is spoken.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import threading
import unicodedata
from collections.abc import Callable
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

from pipeline.build import digest_file
from pipeline.errors import UsageError, VoiceError, Where
from pipeline.narration.model import Speech, Voice, VoiceName
from pipeline.script.sentences import split_sentences

HEART = "heart"
SEED = 0
_MOST = 2
_ENDINGS = tuple(".,;:!?…—")
_NOT_SHORT = re.compile(r"\b(no|sun|sat|wed)\.(?=[”\"’')]*$)", re.IGNORECASE)
"""Words before a sentence's last full stop that hibari takes for “number”, “Sunday” and so on."""

_SPOKEN = re.compile(r"[^\W\d_]")
_PHONEMES = re.compile(r"\[[^\]]+\]\(/[^)]*/\)")
"""A word that is already said in phonemes, however it is written."""
_WORD = re.compile(r"[^\W\d_]+")
_GREEK = frozenset("μνπρτφΜΠΦ")
"""Greek letters that the package calls by their right names; the rest it garbles or leaves out."""
_NAMED = 8


class Heart:
    """Hibari's own voice, American English, 24 kHz."""

    name = VoiceName("hibari", HEART)

    def __init__(self) -> None:
        self._mine = threading.local()

    @cached_property
    def version(self) -> str:
        """The package's version, the beginning of its model's digest, and what computes it.

        The whole model is digested and compared with the digest that the package itself states, so
        a damaged installation is refused (VoiceError) before it speaks; another model in a later
        package makes another version, and with it every line anew. Nothing heavy is loaded.
        """
        model, stated = _model_in_package()
        try:
            digest = digest_file(model)
        except OSError as error:
            raise _damaged(model, "can't be read") from error
        if digest != stated:
            raise _damaged(model, "is not what the package says it is")
        runtime = metadata.version("onnxruntime")
        return f"{metadata.version('hibari-tts')}+{digest[:12]}.onnxruntime-{runtime}"

    @property
    def parallel(self) -> int:
        """As many lines as there are cores, at most two: each session costs memory and a start."""
        return min(_MOST, os.cpu_count() or 1)

    def speak(self, text: str) -> Speech:
        """Say one line, a mark at each sentence.

        Raises VoiceError for a text with nothing to say, and for letters that it would leave out.
        The line is divided into the sentences that the transcript shows; the package itself divides
        further what is too long for its model.
        """
        import numpy as np

        engine = self._session()
        if unsaid := _unsaid(text, engine.phonemize):
            raise VoiceError(
                f"hibari has no sound for {unsaid} in “{_beginning(text)}”",
                hint="it speaks English; say how in lexicon.toml, or choose another --voice",
            )
        noise = np.random.default_rng(SEED)
        parts = []
        marks: list[int] = []
        length = 0
        try:
            for sentence in split_sentences(text):
                phonemes = engine.phonemize(_apart(sentence))
                if any(_SPOKEN.search(chunk) for chunk in phonemes):
                    marks.append(length)
                for chunk in phonemes:
                    part = engine.from_ids(engine.ids(_ended(chunk)), 1.0, noise)
                    parts.append(part)
                    length += len(part)
        except Exception as error:  # The package raises whatever its parts raise.
            raise VoiceError(
                f"hibari failed on “{_beginning(text)}”: {error}",
                hint="nothing already spoken is lost; try other words, or another --voice",
            ) from error
        if not marks:
            raise VoiceError(
                f"hibari finds nothing to say in “{_beginning(text)}”",
                hint="it speaks English; spell it out, or say how in lexicon.toml",
            )
        return Speech(np.concatenate(parts), int(engine.sample_rate), tuple(marks))

    def _session(self) -> Any:  # noqa: ANN401  (the package is untyped)
        """This thread's own Hibari."""
        if not hasattr(self._mine, "engine"):
            model, _ = _model_in_package()
            _ = self.version  # A damaged model is refused before it is loaded.
            try:
                from hibari import Hibari

                # With a model given, the package looks for no file of its own and fetches none.
                self._mine.engine = Hibari(voice=HEART, model=str(model), threads=1)
            except Exception as error:  # onnxruntime has its own tree of errors.
                raise VoiceError(
                    f"hibari can't be started: {error}", hint="install hibari-tts again"
                ) from error
        return self._mine.engine


def open(voice: str) -> Voice:  # noqa: A001  (the name that every engine has)
    """The embedded voice. Raises UsageError for any other, and downloads nothing."""
    if voice.lower() in {"", HEART}:
        return Heart()
    others = sorted(_registry().keys() - {HEART})
    if voice.lower() in others:
        raise UsageError(
            f"hibari's voice “{voice}” is not in its package and would have to be downloaded, "
            "which is not done behind your back",
            hint="use hibari:heart, which is",
        )
    raise UsageError(f"hibari has no voice “{voice}”", hint="it has one: hibari:heart")


def _model_in_package() -> tuple[Path, str]:
    """The model's file inside the installed package, and the digest that the package states."""
    stated = _registry()[HEART]
    return _assets() / stated["file"], stated["sha256"]


def _registry() -> dict[str, dict[str, str]]:
    registry = _assets() / "voices.json"
    try:
        voices: dict[str, dict[str, str]] = json.loads(registry.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(registry, "can't be read") from error
    return voices


def _assets() -> Path:
    # Finding a package does not import it: the version is asked for in builds that speak nothing.
    spec = importlib.util.find_spec("hibari")
    if spec is None or spec.origin is None:
        raise VoiceError("hibari-tts is not installed", hint="pip install hibari-tts")
    return Path(spec.origin).parent / "assets"


def _unsaid(text: str, phonemize: Callable[[str], list[str]]) -> str:
    """The letters of a text that the package passes over or spells as something else; "" if none.

    Those are the letters of other scripts, and words that it finds no sound at all for. Modifier
    letters, such as the ʻ of Hawaiʻi, are no sounds of their own.
    """
    unsaid: list[str] = []
    for word in _WORD.findall(_PHONEMES.sub(" ", text)):
        if word.isascii():
            continue
        letters = [letter for letter in word if unicodedata.category(letter) != "Lm"]
        foreign = [letter for letter in letters if not _is_known(letter)]
        if not foreign and letters and not any(map(_SPOKEN.search, phonemize(word))):
            foreign = letters
        unsaid += foreign
    shown = list(dict.fromkeys(unsaid))
    return " ".join(shown[:_NAMED]) + (" …" if len(shown) > _NAMED else "")


def _is_known(letter: str) -> bool:
    plain = unicodedata.normalize("NFKC", letter)  # Full-width letters, ligatures, ª, ℃.
    return all(
        one in _GREEK or not one.isalpha() or unicodedata.name(one, "").startswith("LATIN ")
        for one in plain
    )


def _ended(phonemes: str) -> str:
    """With a full stop where there is no ending: the model breaks off what does not end."""
    return phonemes if phonemes.rstrip('"”)')[-1:] in _ENDINGS else f"{phonemes}."


def _damaged(path: Path, how: str) -> VoiceError:
    return VoiceError(
        f"hibari's installation is damaged: this file {how}",
        where=Where(path),
        hint="pip install --force-reinstall hibari-tts",
    )


def _apart(sentence: str) -> str:
    """Set the full stop apart from words that the package would read as abbreviations with it.

    “He said no.” is not “He said number”.
    """
    return _NOT_SHORT.sub(r"\1 .", sentence)


def _beginning(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
