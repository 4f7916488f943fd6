"""Assets: media types, sizes, digests."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pipeline.release.assets import asset
from pipeline.release.model import Asset

DATA = b"WEBVTT\n"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("her-smell.mp3", "audio/mpeg"),
        ("chapters.json", "application/json+chapters"),
        ("timeline.json", "application/json"),
        ("transcript.vtt", "text/vtt"),
        ("notes.html", "text/html"),
        ("cover.jpg", "image/jpeg"),
        ("cover.png", "image/png"),
    ],
)
def test_the_media_type_is_that_of_the_name(name: str, media_type: str) -> None:
    """Feeds and servers get the type that podcast apps ask for."""
    expected = Asset(name, media_type, len(DATA), hashlib.sha256(DATA).hexdigest())
    assert expected == asset(name, DATA)


def test_bytes_and_a_file_of_them_are_the_same_asset(tmp_path: Path) -> None:
    """A large file can be given by its path; the asset is the same."""
    path = tmp_path / "somewhere.tmp"
    path.write_bytes(DATA * 100_000)
    assert asset("a.vtt", DATA * 100_000) == asset("a.vtt", path)


def test_an_unknown_ending_is_refused() -> None:
    """A file that no server would know how to serve is our mistake."""
    with pytest.raises(ValueError, match=r"no media type for notes\.docx"):
        asset("notes.docx", DATA)
