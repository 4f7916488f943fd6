"""The releases below `output/`: which folders count, and which manifests are refused."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.publish.releases import assets, load_releases
from pipeline.release.model import Release

Publish = Callable[..., Release]


def test_newest_first(tmp_path: Path, publish_release: Publish) -> None:
    """All releases are found, as they were written, the newest first."""
    old = publish_release("old", date=dt.date(2026, 1, 1))
    new = publish_release("new", date=dt.date(2026, 3, 1))
    voice = publish_release("new", edition="voice", date=dt.date(2026, 3, 1), guid="v")
    assert (new, voice, old) == load_releases(tmp_path / "output")


@pytest.mark.parametrize("name", ["nothing", "empty"])
def test_no_releases(tmp_path: Path, name: str) -> None:
    """A folder that is not there, or holds nothing, has no releases."""
    (tmp_path / "empty").mkdir()
    assert load_releases(tmp_path / name) == ()


def test_what_is_no_release(tmp_path: Path, publish_release: Publish) -> None:
    """Files, folders without a manifest, and names set aside by a dot or underscore don't count."""
    release = publish_release()
    output = tmp_path / "output"
    (output / "feed.xml").write_text("<rss/>")
    (output / "half-built").mkdir()
    for name in (".her-smell.new", "_her-smell"):
        shutil.copytree(output / release.folder, output / name)
    assert (release,) == load_releases(output)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not a manifest"),
        (b"{", "not a manifest"),
        (b"[]", "not a manifest"),
        (b"\xff\xfe", "not a manifest"),
        (b'{"title": "of another program"}', "not a manifest"),
        (b'{"schema": "sleevenotes.release/1"}', "not a manifest"),
        (b'{"schema": "sleevenotes.release/99", "new": 1}', "schema is sleevenotes.release/99"),
    ],
)
def test_corrupt_or_foreign(
    tmp_path: Path, publish_release: Publish, body: bytes, why: str
) -> None:
    """A manifest that isn't ours or can't be read is an error with its path and a way out."""
    publish_release()
    path = tmp_path / "output" / "her-smell" / "release.json"
    path.write_bytes(body)
    with pytest.raises(InputError, match=why) as caught:
        load_releases(tmp_path / "output")
    assert str(path) in str(caught.value)
    assert caught.value.hint is not None


def test_copied_folder(tmp_path: Path, publish_release: Publish) -> None:
    """A release whose folder was copied under another name is not silently published twice."""
    publish_release()
    output = tmp_path / "output"
    shutil.copytree(output / "her-smell", output / "copy")
    with pytest.raises(InputError, match="belongs to a folder called “her-smell”"):
        load_releases(output)


def test_missing_file(tmp_path: Path, publish_release: Publish) -> None:
    """No feed may name a file that is not there."""
    publish_release()
    (tmp_path / "output" / "her-smell" / "her-smell.mp3").unlink()
    with pytest.raises(InputError, match=r"her-smell\.mp3: .* not there"):
        load_releases(tmp_path / "output")


def test_other_length(tmp_path: Path, publish_release: Publish) -> None:
    """No feed may state a length that is not the file's."""
    publish_release()
    with (tmp_path / "output" / "her-smell" / "her-smell.mp3").open("ab") as file:
        file.write(b"x")
    with pytest.raises(InputError, match="bytes and its manifest says"):
        load_releases(tmp_path / "output")


@pytest.mark.parametrize("name", ["../../secret", "/etc/passwd", ".hidden", "a/../b", "", "a//b"])
def test_names_that_leave_the_folder(tmp_path: Path, publish_release: Publish, name: str) -> None:
    """A manifest may name nothing but files of its own folder."""
    publish_release()
    path = tmp_path / "output" / "her-smell" / "release.json"
    path.write_text(path.read_text().replace('"report.json"', f'"{name}"'))
    with pytest.raises(InputError, match="a file that it may not"):
        load_releases(tmp_path / "output")


def test_assets_are_named_once(publish_release: Publish) -> None:
    """The files of a release come once each, those that the feed names first."""
    release = publish_release()
    expected = ["her-smell.mp3", "chapters.json", "transcript.vtt", "cover.png"]
    assert [*expected, "report.json", "transcript.srt"] == [file.name for file in assets(release)]
