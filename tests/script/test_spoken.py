"""What the voice says for what the page shows."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.script import Lexicon, Pronunciation, speakable
from pipeline.script.spoken import SPELT_OUT, UNHEARD, Pass

GOLDEN = Path(__file__).parents[1] / "golden" / "script" / "spoken.toml"
PAIRS: dict[str, dict[str, str]] = tomllib.loads(GOLDEN.read_text("utf-8"))
PASSES = (*UNHEARD, *SPELT_OUT)

MARKS_AND_WORDS = st.lists(
    st.sampled_from([*"“”‘’'\"()[]*…—–-.,:; &/#a", "I ", "12", "’80s", "No. "]), max_size=40
).map("".join)


@pytest.mark.parametrize(
    ("written", "spoken"), [pair for pairs in PAIRS.values() for pair in pairs.items()]
)
def test_text_is_spoken_as_the_golden_pairs_say(written: str, spoken: str) -> None:
    """Each written form has its spoken one."""
    assert spoken == speakable(written, Lexicon())


@pytest.mark.parametrize("step", PASSES, ids=lambda step: step.__name__)
def test_each_pass_earns_its_place(step: Pass) -> None:
    """Without the pass, at least one of its own golden pairs comes out otherwise."""
    others = [other for other in PASSES if other is not step]
    pairs = PAIRS[step.__name__]
    assert [through(others, written) for written in pairs] != list(pairs.values())


def test_the_golden_pairs_are_of_passes_that_exist() -> None:
    """The file has a table for every pass, in their order."""
    assert [step.__name__ for step in PASSES] == list(PAIRS)


@pytest.mark.parametrize("step", PASSES, ids=lambda step: step.__name__)
def test_each_pass_says_what_it_does_by_an_example(step: Pass) -> None:
    """A pass without an example in its docstring is one that nobody can check by reading."""
    assert step.__doc__
    assert "→" in step.__doc__ or step.__name__ == "visible"


def test_the_lexicon_has_its_say_before_any_rule() -> None:
    """A word of the lexicon is not spelt out; what the lexicon says is not taken for markup."""
    lexicon = Lexicon.of(
        [Pronunciation("4/4", "common time"), Pronunciation("Guns N’ Roses", "G N R")]
    )
    assert "common time by G N R's friends" == speakable("4/4 by Guns N' Roses’s friends", lexicon)


def test_nobody_hears_the_lexicon_on_what_is_dropped() -> None:
    """Editorial brackets go first, with whatever the lexicon knows of them."""
    lexicon = Lexicon.of([Pronunciation("Bognanno", "Bone-yah-no")])
    assert "Alicia wrote it" == speakable("Alicia [Bognanno] wrote it", lexicon)


@given(st.text(max_size=200) | MARKS_AND_WORDS)
def test_what_is_spoken_is_one_line_of_plain_text(written: str) -> None:
    """No quotation mark, square bracket or double space is left; something to say, or nothing."""
    spoken = speakable(written, Lexicon())
    assert spoken.split() == (spoken.split(" ") if spoken else [])
    assert not set(spoken) & set('“”„"«»[]‘’')
    assert not spoken or any(letter.isalnum() for letter in spoken)


@given(
    st.text(st.characters(categories=["Ll", "Lo", "Zs"], exclude_characters="nstv"), max_size=100)
)
def test_words_are_left_alone(written: str) -> None:
    """Plain words come through all passes as they are, letter for letter."""
    letters = [letter for letter in written if letter.isalpha()]
    assert letters == [letter for letter in speakable(written, Lexicon()) if letter.isalpha()]


def through(passes: Sequence[Pass], text: str) -> str:
    """The text after some passes, in their order."""
    for step in passes:
        text = step(text)
    return text
