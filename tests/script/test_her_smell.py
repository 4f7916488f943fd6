"""The demo episode, as the reader understands it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.script import DEFAULT_ANNOUNCEMENT, Lexicon, Script, outline, read_script

PATH = Path(__file__).parents[2] / "scripts" / "her-smell" / "script.md"


@pytest.fixture(scope="module")
def script() -> Script:
    """The demo episode."""
    return read_script(PATH, lexicon=Lexicon(), announce=DEFAULT_ANNOUNCEMENT)


def test_the_demo_has_eight_entries_of_eleven_songs(script: Script) -> None:
    """The songs of the article, in its order and its pairs."""
    assert [
        [("The Shame", "The Blood Brothers", None)],
        [("Don’t Cry", "Guns N’ Roses", None)],
        [
            ("Because You’re Young", "Cock Sparrer", None),
            ("We’re Coming Back", "Cock Sparrer", None),
        ],
        [
            ("The Great Rock’n’Roll Swindle", "The Sex Pistols", None),
            ("Journey to the End of the East Bay", "Rancid", None),
        ],
        [("Blue", "Elastica", "Live at Glastonbury")],
        [("Tell the World", "Vivian Girls", None)],
        [("Fuck and Run", "Liz Phair", "Live at Matador 21st Anniversary")],
        [("No Looking", "The Raincoats", None), ("Hollywood Dream", "The Runaways", None)],
    ] == [
        [(song.title, song.artist, song.note) for song in entry.songs]
        for entry in script.entries
        if entry.songs
    ]


def test_the_demo_links_the_recording_that_the_article_links(script: Script) -> None:
    """The live version of “Blue”."""
    [blue] = [song for song in script.songs if song.title == "Blue"]
    assert "https://www.youtube.com/watch?v=Ew7QoNGHung" == blue.url


def test_every_line_of_the_demo_reads_aloud(script: Script) -> None:
    """No mark, sign or address is left for a voice to stumble over."""
    assert script.lines
    for line in script.lines:
        assert not set(line.spoken) & set("“”‘’[]*_/&#<>|")
        assert "http" not in line.spoken


def test_the_outline_is_json_that_names_every_song_and_line(script: Script) -> None:
    """As `sleevenotes outline --json` prints it."""
    read_back = json.loads(json.dumps(outline(script)))
    assert {"title", "entries"} == set(read_back)
    assert all({"id", "heading", "songs", "lines"} == set(entry) for entry in read_back["entries"])
    songs = [song for entry in read_back["entries"] for song in entry["songs"]]
    assert all({"title", "artist", "note", "url"} == set(song) for song in songs)
    lines = [line for entry in read_back["entries"] for line in entry["lines"]]
    assert [line.id for line in script.lines] == [line["id"] for line in lines]
    assert all({"id", "text", "spoken"} == set(line) for line in lines)
