"""The project folder and its settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SettingsError, UsageError
from pipeline.publish.wording import podcast_guid
from pipeline.show.new import FIRST, make_show
from pipeline.show.project import Project, find_episode, find_project
from pipeline.show.settings import Settings, read_settings

SHOW = '[show]\ntitle = "T"\nauthor = "A"\ndescription = "D"\nartwork = "cover.png"\n'


def settings(folder: Path, text: str) -> Settings:
    """The settings of a show.toml."""
    (folder / "scripts").mkdir(exist_ok=True)
    (folder / "scripts" / "show.toml").write_text(text, encoding="utf-8")
    return read_settings(Project(folder))


def test_four_keys_are_enough(tmp_path: Path) -> None:
    """Everything else has a default that works on this machine."""
    made = settings(tmp_path, SHOW)
    assert "http://127.0.0.1:8000/" == made.show.base_url
    assert podcast_guid("http://127.0.0.1:8000/feed.xml") == made.show.guid
    assert ("hibari:heart", "apple", "stereo-128") == (made.voice, made.loudness, made.encoding)
    assert tmp_path / "scripts" / "cover.png" == made.artwork
    assert "cover.png" == made.show.artwork


def test_an_address_gets_its_slash_and_a_guid_is_kept(tmp_path: Path) -> None:
    """A base without a closing slash means the same; a stored guid outlives a move."""
    guid = "9b024349-ccf0-5f69-a609-6b82873eab3c"
    made = settings(tmp_path, f'{SHOW}base_url = "https://a.example/b"\nguid = "{guid}"\n')
    assert "https://a.example/b/" == made.show.base_url
    assert guid == made.show.guid


@pytest.mark.parametrize(
    ("more", "line", "says"),
    [
        ('base_url = "a.example"\n', 6, "no address that a feed could be served from"),
        ('guid = "123"\n', 6, "not a UUID"),
        ("category = []\n", 6, "not one of Apple's"),
        ('category = ["Music", "Music Histry"]\n', 6, "did you mean “Music History”"),
        ('language = "日本語"\n', 6, "no language tag"),
        ("[pacing]\nhead = -3.0\n", 7, "pacing.head"),
        ("[pacing]\ntail = inf\n", 7, "pacing.tail"),
        ('titel = "x"\n', 6, "did you mean “title”"),
        ('[release]\nloudness = "loud"\n', 7, "unknown loudness “loud”"),
        ('[release]\nencoding = "flac"\n', 7, "unknown encoding “flac”"),
        ('owner_email = "nobody"\n', 6, "no e-mail address"),
        ('[narration]\nannouncement = "Now: {song}."\n', 7, "{songs} in it"),
        ("explicit = 'yes'\n", 6, "write true or false"),
        ("[pacing]\nbed_belw = 3\n", 7, "did you mean “bed_below”"),
        ('[pacing]\nbed_below = "low"\n', 7, "pacing.bed_below"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, more: str, line: int, says: str
) -> None:
    """File, line, and what to write instead."""
    with pytest.raises(SettingsError) as caught:
        settings(tmp_path, SHOW + more)
    assert says in str(caught.value)
    assert caught.value.where is not None
    assert line == caught.value.where.line


def test_a_show_needs_artwork(tmp_path: Path) -> None:
    """Every store asks for a cover, so its absence is said at once."""
    with pytest.raises(SettingsError, match="artwork"):
        settings(tmp_path, SHOW.replace('artwork = "cover.png"\n', ""))


def test_an_episode_is_found_by_slug_and_by_path(tmp_path: Path) -> None:
    """From anywhere in the project by its slug; from anywhere at all by a path."""
    make_show(tmp_path / "show", title="T", author="A")
    root = tmp_path / "show"
    script = root / "scripts" / FIRST / "script.md"
    for name, start in (
        (FIRST, root),
        (FIRST, root / "clips"),
        (f"scripts/{FIRST}", root),
        (f"show/scripts/{FIRST}/script.md", tmp_path),
        (str(script.parent), Path("/")),
    ):
        project, found = find_episode(name, start)
        assert (root.resolve(), script.resolve()) == (project.root, found.resolve())


def test_no_project_and_no_episode_are_said(tmp_path: Path) -> None:
    """With what there is, or how to begin."""
    with pytest.raises(UsageError, match="new-show"):
        find_project(tmp_path)
    make_show(tmp_path / "show", title="T", author="A")
    with pytest.raises(UsageError, match=f"did you mean “{FIRST}”"):
        find_episode("first-epsode", tmp_path / "show")
    with pytest.raises(UsageError, match="there is no episode “nope”"):
        find_episode("nope", tmp_path / "show")


def test_a_new_show_reads_and_is_not_made_over_anything(tmp_path: Path) -> None:
    """What is made is complete; a folder that holds something is left alone."""
    folder = tmp_path / "show"
    make_show(folder, title='Say "hello"', author="Zoë")
    made = read_settings(Project(folder))
    assert ('Say "hello"', "Zoë") == (made.show.title, made.show.author)
    assert made.artwork.is_file()
    with pytest.raises(UsageError, match="something here already"):
        make_show(folder, title="T", author="A")
