"""How names are said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SettingsError
from pipeline.script import Lexicon, Pronunciation, read_lexicon

LEXICON = Lexicon.of(
    Pronunciation(phrase, say)
    for phrase, say in {
        "Bognanno": "Bone-yah-no",
        "Don": "Dawn",
        "Guns": "Bangs",
        "Guns N' Roses": "Guns and Roses",
        "bull": "bool",
        "Bull": "Bill",
        "!!!": "chick chick chick",
        "N.W.A.": "N W A",
    }.items()
)


@pytest.mark.parametrize(
    ("written", "respelt"),
    [
        ("Alicia Bognanno sings", "Alicia Bone-yah-no sings"),
        ("Bognanno’s and Bognanno's", "Bone-yah-no’s and Bone-yah-no's"),
        ("Bognannos BOGNANNO bognanno", "Bognannos BOGNANNO bognanno"),
        ("post-Bognanno (Bognanno)", "post-Bone-yah-no (Bone-yah-no)"),
        ("Guns N’ Roses’ guns, Guns", "Guns and Roses’ guns, Bangs"),
        ("Guns  N'\nRoses", "Guns and Roses"),
        ("Don’t, Don, Don’s, O’Don", "Don’t, Dawn, Dawn’s, O’Don"),
        ("bull BULL Bull bulls", "bool Bool Bill bulls"),
        ("by !!!. Wow!!! !!!!", "by chick chick chick. Wow!!! !!!!"),
        ("by N.W.A. in N.W.A.’s", "by N W A in N W A’s"),
        ("", ""),
    ],
)
def test_phrases_are_respelt_as_whole_words(written: str, respelt: str) -> None:
    """The longest first, lower case for any case, with either apostrophe, possessives kept."""
    assert respelt == LEXICON.apply(written)


def test_a_sentence_still_begins_with_a_capital() -> None:
    """A respelling in lower case takes the capital of what it replaces."""
    lexicon = Lexicon.of([Pronunciation("Deyn", "dine")])
    assert "Agyness Dine. Dine sang." == lexicon.apply("Agyness Deyn. Deyn sang.")


def test_what_was_respelt_is_not_respelt_again() -> None:
    """Each place in the text is replaced once at most."""
    lexicon = Lexicon.of([Pronunciation("one", "two"), Pronunciation("two", "three")])
    assert "two three" == lexicon.apply("one two")


@given(st.text(max_size=80))
def test_an_empty_lexicon_leaves_every_text_as_it_is(text: str) -> None:
    """And a full one never raises, whatever letters fold into what."""
    assert text == Lexicon().apply(text)
    kelvin = Lexicon.of([Pronunciation("k", "kay"), Pronunciation("ss", "es es")])
    kelvin.apply(text + " \N{KELVIN SIGN} ſs ß")


def test_equal_lexicons_are_equal_values_whatever_their_order(tmp_path: Path) -> None:
    """Entries are sorted, so that a cache key made of them is the same."""
    one = written(tmp_path / "a.toml", '[words]\n"B" = "b"\n"A" = "a"\n')
    two = written(tmp_path / "b.toml", '[words]\n"A" = "a"\n"B" = "b"\n')
    assert read_lexicon([one]) == read_lexicon([two])
    assert (Pronunciation("A", "a"), Pronunciation("B", "b")) == read_lexicon([one]).entries


def test_the_episode_overrules_the_show(tmp_path: Path) -> None:
    """A later file wins word by word, a table gives IPA too, and IPA may stand alone."""
    show = written(tmp_path / "show.toml", '[words]\n"A" = "x"\n"B" = "y"\nC = { ipa = "siː" }\n')
    episode = written(tmp_path / "episode.toml", '[words]\n"A" = { say = " z ", ipa = "zɛd" }\n')
    assert (
        Pronunciation("A", "z", "zɛd"),
        Pronunciation("B", "y"),
        Pronunciation("C", "C", "siː"),
    ) == read_lexicon([show, episode]).entries


def test_no_file_and_an_empty_file_are_an_empty_lexicon(tmp_path: Path) -> None:
    """A show need not have one; a byte-order mark and Windows line ends do not matter."""
    empty = tmp_path / "lexicon.toml"
    empty.write_bytes(b"\xef\xbb\xbf[words]\r\n")
    assert Lexicon() == read_lexicon([]) == read_lexicon([empty])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[words]\n\n"A" = 3\n', ':3: “A” has nothing under “say”'),
        ('[words]\n"A" = "a"\n"Björk B" = ""\n', ':3: “Björk B” has nothing under “say”'),
        ('[words]\nA = { sya = "x" }\n', ':2: “A” has “sya”, which no lexicon knows'),
        ('[words]\nA = { ipa = 1 }\n', ':2: “A” has nothing under “ipa”'),
        ('[words]\nA = {}\n', ':2: a word of the lexicon is empty'),
        ('[words]\n" " = "x"\n', ':2: a word of the lexicon is empty'),
        ('\n[word]\n"A" = "x"\n', ':2: the lexicon has no “word” (words belong under [words])'),
        ('"A" = "x"\n', ':1: the lexicon has no “A”'),
        ('words = 1\n', ':1: “words” is not a table'),
        ('[words]\n"A" "x"\n', ":2:5: this is not TOML"),
        ('[words]\n"A" = "x', ":2: this is not TOML"),
        ('[words]\n"A" = "x"\n"A" = "y"\n', ":3"),
        ("[words]\nA = " + "[" * 5_000, ": this nests too deeply"),
    ],
)  # fmt: skip
def test_a_faulty_lexicon_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    """What is wrong, in which line, and how it is written rightly."""
    path = written(tmp_path / "lexicon.toml", text)
    with pytest.raises(SettingsError) as refusal:
        read_lexicon([path])
    assert f"{path}{message}" in str(refusal.value)


def test_a_lexicon_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """Missing, a folder, or not UTF-8."""
    latin = tmp_path / "latin.toml"
    latin.write_bytes('[words]\n"Björk" = "x"\n'.encode("latin-1"))
    for path, what in (
        (tmp_path / "none.toml", "there is no such file"),
        (tmp_path, "can't be read"),
        (latin, ":2: this is not UTF-8 text (save it as UTF-8)"),
    ):
        with pytest.raises(SettingsError) as refusal:
            read_lexicon([path])
        assert what in str(refusal.value)


def written(path: Path, text: str) -> Path:
    """A file of this text."""
    path.write_text(text, "utf-8")
    return path
