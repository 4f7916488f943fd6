"""ID3v2.3: read back by mutagen, ffprobe and PyAV."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from mutagen import id3 as mutagen_id3
from PIL import Image

from pipeline.release.chapters import Chapter, chapters, milliseconds
from pipeline.release.mp3 import encode_mp3
from pipeline.release.tags import Tags, id3, tag_mp3
from pipeline.timeline.model import Timeline
from pipeline.units import RATE, Span

needs_ffprobe = pytest.mark.skipif(
    shutil.which("ffprobe") is None,
    reason="NOT TESTED: ffprobe is not installed, the outside judge of chapters and cover",
)
TAGS = Tags(
    title="Eleven songs from a list of “ten”",
    artist="The Sleevenotes authors",
    album="Sleevenotes",
    duration=41 * RATE,
    date=dt.date(2026, 11, 20),
    episode=1,
    season=2,
    summary="Perry was asked for ten songs & named eleven – 日本.",
    language="en-GB",
    copyright="© 2026 The Sleevenotes authors",
    link="https://example.com/her-smell",
    show_link="https://example.com/",
)


@pytest.fixture(scope="module")
def cover() -> bytes:
    """A small JPEG."""
    file = io.BytesIO()
    Image.new("RGB", (200, 200), "#8a2233").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture(scope="module")
def audio() -> bytes:
    """Forty-one seconds of a quiet hum, as long as the timeline."""
    hum = 0.1 * np.sin(2 * np.pi * 200 * np.arange(41 * RATE, dtype=np.float32)[:, None] / RATE)
    return encode_mp3([hum.astype(np.float32)], channels=1, bitrate_kbps=96)


def read(tagged: bytes) -> Any:
    """The tag as mutagen finds it, without its own translation to 2.4."""
    reader: Any = mutagen_id3.ID3
    return reader(io.BytesIO(tagged), translate=False)


def decoded(mp3: bytes) -> bytes:
    """The samples, as bytes."""
    with av.open(io.BytesIO(mp3), "r") as container:
        return b"".join(frame.to_ndarray().tobytes() for frame in container.decode(audio=0))


def test_mutagen_reads_back_every_word(timeline: Timeline, cover: bytes) -> None:
    """Title, author, show, number, year, language, length: each in its frame, in version 2.3."""
    tag = read(id3(TAGS, chapters(timeline), cover))
    assert tag.version == (2, 3, 0)
    expected = {
        "TIT2": TAGS.title,
        "TPE1": TAGS.artist,
        "TALB": TAGS.album,
        "TRCK": "1",
        "TPOS": "2",
        "TYER": "2026",
        "TDAT": "2011",
        "TCON": "Podcast",
        "TLAN": "eng",
        "TLEN": "41000",
        "TCOP": TAGS.copyright,
    }
    assert expected == {name: str(tag[name]) for name in expected}
    assert [TAGS.summary] == [str(found) for found in tag.getall("COMM")]
    assert (TAGS.link, TAGS.show_link) == (tag.getall("WOAF")[0].url, tag.getall("WOAS")[0].url)
    picture = tag.getall("APIC")[0]
    assert (cover, "image/jpeg", 3) == (picture.data, picture.mime, picture.type)


def test_mutagen_reads_back_the_chapters(timeline: Timeline) -> None:
    """One ordered table of contents at the top names the chapters, with times, titles and links."""
    tag = read(id3(TAGS, chapters(timeline)))
    (contents,) = tag.getall("CTOC")
    assert (3, ["chp0", "chp1", "chp2", "chp3"]) == (contents.flags, contents.child_element_ids)
    made = {found.element_id: found for found in tag.getall("CHAP")}
    for name, chapter in zip(contents.child_element_ids, chapters(timeline), strict=True):
        found = made[name]
        expected = (milliseconds(chapter.start), milliseconds(chapter.stop))
        assert expected == (found.start_time, found.end_time)
        assert (0xFFFFFFFF, 0xFFFFFFFF) == (found.start_offset, found.end_offset)
        assert chapter.title == str(found.sub_frames["TIT2"])
        links = [link.url.replace("%C3%A9", "é") for link in found.sub_frames.getall("WXXX")]
        assert [chapter.url] * (chapter.url is not None) == links


def test_there_is_a_table_of_contents_even_without_chapters() -> None:
    """Some players look for nothing else."""
    (contents,) = read(id3(TAGS, ())).getall("CTOC")
    assert [] == contents.child_element_ids


def test_chapters_stand_in_order_and_the_picture_last(timeline: Timeline, cover: bytes) -> None:
    """Players that list chapters as they find them list them in order of time."""
    tag = id3(TAGS, chapters(timeline), cover)
    places = [
        tag.index(b"CTOC"),
        *(tag.index(b"chp%d\0\0" % n) for n in range(4)),
        tag.index(b"APIC"),
    ]
    first_names = [tag.index(b"chp%d\0" % n, tag.index(b"CHAP")) for n in range(4)]
    assert sorted(first_names) == first_names
    assert places[0] < first_names[0]
    assert first_names[-1] < places[-1]


def test_the_stream_is_kept_byte_for_byte(timeline: Timeline, audio: bytes, cover: bytes) -> None:
    """After the tag comes the Info frame at once: there is no padding, nothing at the end."""
    tagged = tag_mp3(audio, TAGS, chapters(timeline), cover)
    assert audio == tagged[len(id3(TAGS, chapters(timeline), cover)) :]
    assert decoded(audio) == decoded(tagged)


def test_tagging_twice_is_tagging_once(timeline: Timeline, audio: bytes, cover: bytes) -> None:
    """A tag that was there is replaced, and the same words give the same bytes."""
    tagged = tag_mp3(audio, TAGS, chapters(timeline), cover)
    assert tagged == tag_mp3(tagged, TAGS, chapters(timeline), cover)
    other = tag_mp3(audio, Tags(title="T", artist="A", album="S", duration=RATE), ())
    assert tagged == tag_mp3(other, TAGS, chapters(timeline), cover)


def test_what_is_not_known_has_no_frame() -> None:
    """An episode without number, date, summary, rights and links has no frames for them."""
    tag = read(id3(Tags(title="T", artist="A", album="S", duration=RATE), ()))
    expected = {"TIT2", "TPE1", "TALB", "TCON", "TLAN", "TLEN", "CTOC:toc"}
    assert expected == set(tag.keys())


@pytest.mark.parametrize(
    ("language", "code"),
    [("en", "eng"), ("en-GB", "eng"), ("de_AT", "deu"), ("gsw", "gsw"), ("xx", "XXX")],
)
def test_the_language_has_three_letters(language: str, code: str) -> None:
    """BCP 47 becomes ISO 639-2, and an unknown one says so."""
    tags = Tags(title="T", artist="A", album="S", duration=RATE, language=language, summary="S")
    tag = read(id3(tags, ()))
    assert code == str(tag["TLAN"])
    assert code == tag.getall("COMM")[0].lang


def test_more_chapters_than_a_byte_counts_are_refused() -> None:
    """ID3 can't count 256 chapters; silently losing some would be worse."""
    many = [Chapter(str(n), Span(n * RATE, (n + 1) * RATE)) for n in range(256)]
    assert len(read(id3(TAGS, many[:255])).getall("CHAP")) == 255
    with pytest.raises(ValueError, match="256 chapters"):
        id3(TAGS, many)


@needs_ffprobe
def test_ffprobe_shows_chapters_and_cover(
    timeline: Timeline, audio: bytes, cover: bytes, tmp_path: Path
) -> None:
    """An outside reader finds the chapters in order, with titles, and the attached picture."""
    path = tmp_path / "episode.mp3"
    path.write_bytes(tag_mp3(audio, TAGS, chapters(timeline), cover))
    command = ["ffprobe", "-v", "error", "-show_chapters", "-show_format", "-show_streams"]
    run = subprocess.run([*command, "-of", "json", str(path)], capture_output=True, check=True)  # noqa: S603
    assert run.stderr == b""
    answer = json.loads(run.stdout)
    expected = [
        (milliseconds(chapter.start) / 1000, milliseconds(chapter.stop) / 1000, chapter.title)
        for chapter in chapters(timeline)
    ]
    assert expected == [
        (float(found["start_time"]), float(found["end_time"]), found["tags"]["title"])
        for found in answer["chapters"]
    ]
    words = answer["format"]["tags"]
    assert (TAGS.title, TAGS.album, "2026-11-20") == (words["title"], words["album"], words["date"])
    sound, picture = answer["streams"]
    assert ("mp3", "mjpeg") == (sound["codec_name"], picture["codec_name"])
    assert picture["disposition"]["attached_pic"] == 1
