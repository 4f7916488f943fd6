"""The library: records are read strictly, and the right clip is found for a song."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.clips.library import read_library, sounds_like
from pipeline.errors import ClipError, ScriptError, Where
from pipeline.script.model import Cue, Song

from .conftest import AddClip


@pytest.mark.parametrize(
    ("title", "artist"),
    [
        ("Don't Cry", "Guns N' Roses"),
        ("Don’t Cry", "Guns N’ Roses"),
        ("DON'T CRY", "guns n roses"),
        ("Don't  Cry!", "The Guns N' Roses"),
    ],
)
def test_a_song_is_found_however_it_is_written(
    clips: Path, add_clip: AddClip, title: str, artist: str
) -> None:
    """Case, apostrophes, punctuation and a leading article make no difference."""
    add_clip("ballad", "Don't Cry", "Guns N' Roses")
    found = read_library(clips).for_song(Song(title, artist))
    assert found is not None
    assert "ballad" == found.id


def test_another_song_is_not_found(clips: Path, add_clip: AddClip) -> None:
    """Neither the same title by somebody else nor another song by the same people."""
    add_clip("ballad", "Don't Cry", "Guns N' Roses")
    library = read_library(clips)
    assert library.for_song(Song("Don't Cry", "Seal")) is None
    assert library.for_song(Song("Don't", "Guns N' Roses")) is None


def test_and_and_accents_are_the_same() -> None:
    """An ampersand is an and; ü is u; the article is not part of the name."""
    assert sounds_like("Björk & Co", "The Motörhead") == sounds_like("Bjork and Co", "Motorhead")
    assert ("song", "the") == sounds_like("Song", "The")


def test_the_song_itself_comes_before_a_stand_in(clips: Path, add_clip: AddClip) -> None:
    """Where both are there, the record is played; where only the stand-in is, that is."""
    stands_in = 'stands_in_for = { title = "Blue", artist = "Elastica" }'
    add_clip("a-stand-in", "Ours", "House Band", more=stands_in)
    alone = read_library(clips).for_song(Song("Blue", "Elastica"))
    assert alone is not None
    assert "a-stand-in" == alone.id
    add_clip("z-blue", "Blue", "Elastica")
    both = read_library(clips).for_song(Song("Blue", "Elastica"))
    assert both is not None
    assert "z-blue" == both.id


def test_an_alias_counts_as_the_name(clips: Path, add_clip: AddClip) -> None:
    """A record may say how else articles write it."""
    add_clip("x", "Satisfaction", "Stones", more='aliases = [{ title = "S", artist = "RS" }]')
    assert read_library(clips).for_song(Song("S", "RS")) is not None


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("licensor", "licenser", 10, "did you mean “licensor”"),
        ('kind = "own"', 'kind = "stolen"', 9, "grant.kind"),
        ('kind = "own"', 'kind = "creative-commons"', 8, "spdx"),
        ('file = "x.wav"', 'file = "../x.wav"', 5, "without folders"),
        ("sha256:", "md5:", 6, "sha256"),
        ("schema = 1", "schema = 2", 1, "schema"),
        ("licensor =", "longest_use = 10\nlicensor =", 10, "unknown key “longest_use”"),
    ],
)
def test_a_wrong_record_is_refused_with_its_line(  # noqa: PLR0917 - a row of the table
    clips: Path, add_clip: AddClip, old: str, new: str, line: int, says: str
) -> None:
    """What a record does not mean to us is never passed over: a licence could hang on it."""
    record = add_clip("x")
    text = record.read_text(encoding="utf-8")
    assert old in text
    record.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ClipError) as caught:
        read_library(clips)
    assert says in str(caught.value)
    assert caught.value.where is not None
    assert (record, line) == (caught.value.where.path, caught.value.where.line)


def test_no_folder_is_an_empty_library(tmp_path: Path) -> None:
    """A project without clips is a project."""
    assert {} == read_library(tmp_path / "nothing").clips


def test_a_directive_for_no_clip_is_an_error_at_its_line(clips: Path, add_clip: AddClip) -> None:
    """File, line and column of the directive, and the clip that was probably meant."""
    add_clip("dont-cry")
    cue = Cue("dont-cri", "under", None, None, Where(Path("script.md"), 12, 3))
    with pytest.raises(ScriptError) as caught:
        read_library(clips).for_cue(cue)
    assert "script.md:12:3: there is no clip “dont-cri” (did you mean “dont-cry”?)" == str(
        caught.value
    )
