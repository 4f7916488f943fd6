"""What takes are remembered to have been recorded for."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import StorageError, TakeError
from pipeline.narration.takes import (
    MEMORY,
    Pickup,
    Recorded,
    TakeMemory,
    read_memory,
    remember,
    stale,
    write_memory,
)

OLD = "The tape is nothing to boast about."
NEW = "The tape is something to boast about."
ID = "dont-cry-1"


def test_a_take_of_the_words_as_they_are_is_not_stale() -> None:
    """A take that was remembered for a text is good for that text."""
    memory = remember(TakeMemory(), ID, "aa", OLD)
    assert stale(memory, ID, "aa", {ID: OLD}) is None


def test_an_edited_line_is_a_pickup() -> None:
    """When a line's words have changed since its take, it has to be recorded again."""
    memory = remember(TakeMemory(), ID, "aa", OLD)
    assert Pickup(ID, recorded=OLD, written=NEW) == stale(memory, ID, "aa", {ID: NEW})


def test_a_pickup_stays_one_however_often_the_build_runs() -> None:
    """Remembering the old file against the new words does not launder it."""
    memory = remember(TakeMemory(), ID, "aa", OLD)
    memory = remember(memory, ID, "aa", NEW)
    assert stale(memory, ID, "aa", {ID: NEW}) is not None


def test_a_new_recording_is_of_the_words_of_today() -> None:
    """Another file for the line is not stale, and is remembered for the words as they stand."""
    memory = remember(TakeMemory(), ID, "aa", OLD)
    assert stale(memory, ID, "bb", {ID: NEW}) is None
    memory = remember(memory, ID, "bb", NEW)
    assert Recorded("bb", NEW) == memory.takes[ID]


def test_words_put_back_are_said_by_the_take_again() -> None:
    """A line that is changed and changed back needs no pickup."""
    memory = remember(remember(TakeMemory(), ID, "aa", OLD), ID, "aa", NEW)
    assert stale(memory, ID, "aa", {ID: OLD}) is None


def test_a_take_whose_words_have_moved_says_where_to() -> None:
    """When a paragraph is put in before, the pickup names the line that has the words now."""
    memory = remember(TakeMemory(), ID, "aa", OLD)
    pickup = stale(memory, ID, "aa", {ID: NEW, "dont-cry-2": OLD})
    assert Pickup(ID, OLD, NEW, moved_to="dont-cry-2") == pickup


def test_a_take_on_the_wrong_line_is_a_pickup() -> None:
    """A file that is known for one line's words is not used for another's, however often."""
    other = "dont-cry-2"
    memory = remember(TakeMemory(), ID, "aa", OLD)
    texts = {ID: OLD, other: NEW}
    for _ in range(2):
        assert Pickup(other, OLD, NEW, moved_to=ID) == stale(memory, other, "aa", texts)
        memory = remember(memory, other, "aa", NEW)
        assert {Recorded("aa", OLD)} == set(memory.takes.values())


def test_a_take_that_moved_with_its_words_is_used() -> None:
    """Renamed for the line that has its words now, a take is good, and noted under that line."""
    memory = remember(TakeMemory(), ID, "aa", OLD)
    texts = {ID: NEW, "dont-cry-2": OLD}
    assert stale(memory, "dont-cry-2", "aa", texts) is None
    memory = remember(memory, "dont-cry-2", "aa", OLD)
    assert Recorded("aa", OLD) == memory.takes["dont-cry-2"]


@pytest.mark.parametrize(
    ("recorded", "written", "same"),
    [
        ("It's “blue”, isn't it?", "It’s ‘blue’ — isn’t it", True),
        ("one\ntwo  three", "One two, three.", True),
        ("*Use Your Illusion*", "_Use Your Illusion_", True),
        ("a well-known song", "a well known song", True),
        ("in 1991", "in 1992", False),
        ("costs 5", "costs $5", False),
        ("its", "it’s", False),
        ("two words", "two words more", False),
    ],
)
def test_words_count_and_punctuation_does_not(recorded: str, written: str, *, same: bool) -> None:
    """Commas, quotation marks, emphasis and line breaks may change under a take; words may not."""
    memory = remember(TakeMemory(), ID, "aa", recorded)
    assert same == (stale(memory, ID, "aa", {ID: written}) is None)


def test_remembering_makes_a_new_memory() -> None:
    """A memory is a value: the old one is as it was."""
    first = TakeMemory()
    second = remember(first, ID, "aa", OLD)
    assert ({}, {ID: Recorded("aa", OLD)}) == (dict(first.takes), dict(second.takes))


def test_it_is_kept_in_a_file(tmp_path: Path) -> None:
    """What is written is read again, in the same bytes each time, and nothing lies beside it."""
    memory = remember(remember(TakeMemory(), "outro-1", "bb", "Bye…"), ID, "aa", OLD)
    write_memory(tmp_path, memory)
    first = (tmp_path / MEMORY).read_bytes()
    stamp = (tmp_path / MEMORY).stat().st_mtime_ns
    write_memory(tmp_path, read_memory(tmp_path))
    assert memory == read_memory(tmp_path)
    assert (first, stamp) == (
        (tmp_path / MEMORY).read_bytes(),
        (tmp_path / MEMORY).stat().st_mtime_ns,
    )
    assert [MEMORY] == [path.name for path in tmp_path.iterdir()]
    assert first.startswith(b'{\n  "dont-cry-1": {\n    "digest": "aa",')


def test_no_file_is_an_empty_memory(tmp_path: Path) -> None:
    """Before the first take there is nothing to remember."""
    assert TakeMemory() == read_memory(tmp_path / "takes")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"a": 1}', b'{"a": {"digest": "x"}}', b"\xff"]
)
def test_a_file_that_is_not_understood_is_left_alone(tmp_path: Path, content: bytes) -> None:
    """A damaged memory is an error with a way out, and stays as it is."""
    (tmp_path / MEMORY).write_bytes(content)
    with pytest.raises(TakeError, match="can't be read") as refused:
        read_memory(tmp_path)
    assert "put back an older copy, or delete it" in str(refused.value.hint)
    assert content == (tmp_path / MEMORY).read_bytes()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """Where the memory can't be kept, the error names what is in the way."""
    in_the_way = tmp_path / "takes"
    in_the_way.write_text("a file, no folder")
    with pytest.raises(StorageError, match="where a folder is needed") as refused:
        write_memory(in_the_way, remember(TakeMemory(), ID, "aa", OLD))
    assert refused.value.where is not None
    assert in_the_way == refused.value.where.path
