"""The tone: a voice whose every sample can be foretold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import VoiceError
from pipeline.narration.tone import PAUSE, TONE_RATE, WORD, Tone


@settings(derandomize=True, max_examples=30)
@given(st.lists(st.lists(st.sampled_from(["One", "Another", "Its"]), min_size=1), min_size=1))
def test_length_and_marks_can_be_foretold(sentences: list[list[str]]) -> None:
    """A line lasts so many samples a word and a sentence, and each sentence has its mark."""
    said = Tone().speak(" ".join(f"{' '.join(words)}." for words in sentences))
    lengths = [len(words) * WORD + PAUSE for words in sentences]
    starts = np.cumsum([0, *lengths[:-1]])
    assert TONE_RATE == said.rate
    assert sum(lengths) == len(said.samples)
    assert tuple(starts.tolist()) == said.marks


def test_other_words_sound_otherwise() -> None:
    """The same words make the same sound, words of other lengths another."""
    first, again, other = (Tone().speak(text).samples for text in ("One.", "One.", "Three."))
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != other.tobytes()


def test_nothing_to_say_is_an_error() -> None:
    """A text without a word is refused, as by the real voices."""
    with pytest.raises(VoiceError, match="no word to say"):
        Tone().speak("… — !")
