"""script.md as a Script."""

from __future__ import annotations

import datetime as dt
import json
import os
import tomllib
from pathlib import Path

import pytest

from pipeline.errors import ScriptError, Where
from pipeline.script import (
    DEFAULT_ANNOUNCEMENT,
    Cue,
    Lexicon,
    Line,
    Pronunciation,
    Script,
    Song,
    outline,
    read_script,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "script"
BROKEN = tomllib.loads((GOLDEN / "broken.toml").read_text("utf-8"))["script"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a script lies."""
    folder = tmp_path / "ten-songs"
    folder.mkdir()
    return folder / "script.md"


def read(path: Path, text: str | None = None, announce: str = DEFAULT_ANNOUNCEMENT) -> Script:
    """The script of this text."""
    if text is not None:
        path.write_bytes(text.encode())
    return read_script(path, lexicon=Lexicon(), announce=announce)


def test_an_essay_is_read_as_its_golden_outline_says(path: Path) -> None:
    """Everything that a script may hold, in one: entries, songs, links, lines and cues."""
    script = read(path, (GOLDEN / "essay.md").read_text("utf-8"))
    expected = json.loads((GOLDEN / "essay.json").read_text("utf-8"))
    cues = [
        [item.clip_id, item.form, item.start_seconds, item.stop_seconds, entry.items.index(item)]
        for entry in script.entries
        for item in entry.items
        if isinstance(item, Cue)
    ]
    assert expected == {"outline": outline(script), "cues": cues}


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: str(broken["is"]))
def test_a_broken_script_is_refused_with_its_place(path: Path, broken: dict[str, str]) -> None:
    """What is wrong, in which line and column, and what to do about it."""
    with pytest.raises(ScriptError) as refusal:
        read(path, broken["text"])
    assert str(refusal.value).startswith(f"{path}{broken['says']}")
    assert refusal.value.hint


def test_front_matter_says_what_the_episode_is(path: Path) -> None:
    """Every key, as written: an album may be called 1989, and no is Norwegian."""
    script = read(
        path,
        "---\ntitle: 1989\nepisode: 7\nseason: 02\ndate: 2026-11-20\nsummary: >-\n  Two\n  lines.\n"
        "author: 'A: B'\nexplicit: no\nguid: 12\nvoice: hibari:heart\nlanguage: no\n...\nHello.\n",
    )
    assert (
        Script(
            path=path,
            slug="ten-songs",
            title="1989",
            entries=script.entries,
            summary="Two lines.",
            author="A: B",
            episode=7,
            season=2,
            date=dt.date(2026, 11, 20),
            explicit=False,
            guid="12",
            voice="hibari:heart",
            language="no",
        )
        == script
    )


def test_a_key_without_a_value_says_nothing(path: Path) -> None:
    """Keys that wait to be filled in are no error; neither is front matter with none."""
    script = read(path, "---\ntitle:\nauthor: ~\n# a note\n---\nHello.\n")
    assert (None, "Ten songs") == (script.author, script.title)
    assert "Ten songs" == read(path, "---\n---\nHello.\n").title
    assert "Ten songs" == read(path, "---\n# a note\n---\nHello.\n").title


@pytest.mark.parametrize(
    ("text", "message"),
    [("summary: " + "so on " * 10_000, "too long"), ("title: " + "[" * 5_000, "nests too deeply")],
)
def test_front_matter_that_cannot_be_meant_is_refused(path: Path, text: str, message: str) -> None:
    """It has swallowed the episode, or would exhaust the reader."""
    with pytest.raises(ScriptError, match=message):
        read(path, f"---\n{text}\n---\nHello.\n")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: A *b*\n---\n# C\n\nHello.\n", "A *b*"),
        ("# A *b* <!-- x -->[c](https://example.com)\n\nHello.\n", "A b c"),
        ("A title\n=======\n\nHello.\n", "A title"),
        ("Hello.\n", "Ten songs"),
    ],
)
def test_a_title_is_found(path: Path, text: str, title: str) -> None:
    """In the front matter, else in the heading, else in the name of the folder; never a line."""
    script = read(path, text)
    assert (title, ["Hello."]) == (script.title, [line.text for line in script.lines])


def test_the_slug_is_the_name_of_the_folder(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the script is named from within it."""
    read(path, "Hello.\n")
    monkeypatch.chdir(path.parent)
    assert "ten-songs" == read(Path("script.md")).slug


def test_lines_are_numbered_within_their_entry(path: Path) -> None:
    """Announcements are 0; entries of one title, and one called Intro, get ids of their own."""
    script = read(
        path,
        "A.\n\nB.\n\n## “Intro” by Wire\n\nC.\n\n## “Blue” by Wire\n\nD.\n\n[laughs]\n\nE.\n\n"
        "## “Blue!” by Elastica\n\nF.\n\n## Blue\n\nG.\n",
    )
    assert [
        *("intro-1", "intro-2"),
        *("intro-2-0", "intro-2-1"),
        *("blue-0", "blue-1", "blue-2"),
        *("blue-2-0", "blue-2-1"),
        "blue-3-1",
    ] == [line.id for line in script.lines]
    assert [line.id for line in script.lines if line.is_announcement] == [
        "intro-2-0",
        "blue-0",
        "blue-2-0",
    ]


def test_a_line_knows_its_place_its_words_and_how_they_are_said(path: Path) -> None:
    """Places count front matter, comments and columns; the lexicon speaks in announcements too."""
    path.write_text(
        "---\ntitle: A\n---\n<!-- one\ntwo --> Hello.\n\n"
        "## “Blue” by Bognanno\n\n- <!-- x -->“In 4/4.”\n",
        "utf-8",
    )
    lexicon = Lexicon.of([Pronunciation("Bognanno", "Bone-yah-no")])
    script = read_script(path, lexicon=lexicon, announce="{songs}!")
    assert (
        Line("intro-1", "Hello.", "Hello.", Where(path, 5, 9)),
        Line("blue-0", "“Blue”, by Bognanno!", "Blue, by Bone-yah-no!", Where(path, 7, 1)),
        Line("blue-1", "“In 4/4.”", "In four four.", Where(path, 9, 13)),
    ) == script.lines
    assert [Where(path, 5, 9), Where(path, 7, 1)] == [entry.where for entry in script.entries]


def test_without_a_template_nothing_is_announced(path: Path) -> None:
    """Lines still count from one."""
    script = read(path, "## “Blue” by Elastica\n\nHello.\n", announce="")
    assert ["blue-1"] == [line.id for line in script.lines]


def test_addresses_under_a_heading_belong_to_its_songs_in_order(path: Path) -> None:
    """Those that the heading links itself come first, and a paragraph ends the list."""
    script = read(
        path,
        "https://x.org/0\n\n## “A” by B and [“C”](https://x.org/c) by D\n\nhttps://x.org/a_b_\n\n"
        "https://x.org/too-many\n\nHello.\n\n## “E” by F\n\nHello.\n\nhttps://x.org/late\n\n"
        "## [“G” by H](#top)\n\n<https://x.org/g>, https://x.org/g2\n",
    )
    assert (
        Song("A", "B", None, "https://x.org/a_b_"),
        Song("C", "D", None, "https://x.org/c"),
        Song("E", "F"),
        Song("G", "H", None, "https://x.org/g"),
    ) == script.songs


def test_a_cue_stands_where_it_is_placed(path: Path) -> None:
    """Between the lines, before the first, in the introduction."""
    script = read(path, "![a](clip:a)\n\nA.\n\n## B\n\nC.\n\n![d](clip:d#t=1 'clear')\n\nD.\n")
    intro, entry = script.entries
    assert Cue("a", "under", None, None, Where(path, 1, 1)) == intro.items[0]
    assert Cue("d", "clear", 1.0, None, Where(path, 9, 1)) == entry.items[1]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\n\r\nHello,\r\nyou.\r\n",
        b"---\rtitle: A\r---\r\rHello,\ryou.",
        b"\n\n--- \ntitle: A\n---\t\nHello,\v you.\n\n---\n",
        "---\ntitle: A\n---\nHello,\u2028you.\n".encode(),
    ],
)
def test_marks_and_line_ends_of_any_system_are_read_alike(path: Path, data: bytes) -> None:
    """A byte-order mark, CRLF, CR, and the line ends of word processors."""
    path.write_bytes(data)
    script = read(path)
    assert ("A", ["Hello, you."]) == (script.title, [line.text for line in script.lines])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"Hello.\r\nBj\xf6rk", ":2:3: byte 0xf6 is not UTF-8 text (save the script as UTF-8)"),
        (b"Hello.\n\xff", ":2:1: byte 0xff is not UTF-8 text"),
        (b"\xef\xbb\xbf\xf6", ":1:1: byte 0xf6 is not UTF-8 text"),
        ("Hello.".encode("utf-16"), ": the script is UTF-16 text (save it as UTF-8)"),
        (b"\x00", ":1:1: there is a control character here (U+0000)"),
        ("It\x92s".encode(), ":1:3: there is a control character here (U+0092)"),
    ],
)
def test_what_is_no_text_is_refused(path: Path, data: bytes, message: str) -> None:
    """With the place of the first byte that is none."""
    path.write_bytes(data)
    with pytest.raises(ScriptError) as refusal:
        read(path)
    assert str(refusal.value).startswith(f"{path}{message}")


def test_what_is_no_file_is_refused(path: Path) -> None:
    """Missing, a folder, a pipe, a name that no file can have."""
    os.mkfifo(path.with_name("pipe"))
    for wrong, message in (
        (path, f"{path}: there is no script here (write one"),
        (path.parent, f"{path.parent}: this is a folder, not a script (give the script.md"),
        (path.with_name("pipe"), "this is no ordinary file"),
        (path.with_name("x" * 300), "the script can't be read: File name too long"),
        (path.with_name("a\0b"), "there is no script here"),
    ):
        with pytest.raises(ScriptError) as refusal:
            read(wrong)
        assert message in str(refusal.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(path: Path) -> None:
    """The system's own words say why."""
    path.write_text("Hello.\n")
    path.chmod(0)
    with pytest.raises(ScriptError, match="the script can't be read: Permission denied"):
        read(path)


def test_comments_are_never_spoken_nor_shown(path: Path) -> None:
    """Wherever they stand, but for one that a backslash makes plain text."""
    script = read(path, "A<!-- x -->\n<!---->b<!--->c \\<!-- d\n\n<!-- e -->\n\n<!--f\n\n-->\n")
    assert ["A bc <!-- d"] == [line.text for line in script.lines]
