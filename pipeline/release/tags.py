"""ID3v2.3 tags: what the file itself says to a player that knows no feed, chapters included.

Version 2.3 (id3.org/id3v2.3.0) with the chapter frames of id3.org/id3v2-chapters-1.0: in 2.4,
ffprobe drops chapters that have an image, and some players read no chapters at all. The tag has no
padding and the frames one order, so the same episode gives the same bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from pipeline.release.chapters import milliseconds

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from pipeline.release.chapters import Chapter

GENRE = "Podcast"
MOST_CHAPTERS = 255
"""A CTOC counts its chapters in one byte."""

_HEADER = 10
_NO_OFFSET = 0xFFFFFFFF  # "use the times instead"
_UNKNOWN_LANGUAGE = "XXX"  # as ID3v2.3 §3.3 has it

_LANGUAGES = """
    af=afr am=amh ar=ara bg=bul bn=ben bs=bos ca=cat cs=ces cy=cym da=dan de=deu el=ell en=eng
    es=spa et=est eu=eus fi=fin fr=fra ga=gle gl=glg gu=guj ha=hau he=heb hi=hin hr=hrv hu=hun
    hy=hye id=ind is=isl it=ita iw=heb ja=jpn jv=jav ka=kat kk=kaz km=khm kn=kan ko=kor la=lat
    lt=lit lv=lav mk=mkd ml=mal mn=mon mr=mar ms=msa my=mya nb=nob ne=nep nl=nld nn=nno no=nor
    pa=pan pl=pol pt=por ro=ron ru=rus si=sin sk=slk sl=slv sq=sqi sr=srp su=sun sv=swe sw=swa
    ta=tam te=tel th=tha tl=tgl tr=tur uk=ukr ur=urd uz=uzb vi=vie yi=yid zh=zho zu=zul
"""
LANGUAGES: Final[Mapping[str, str]] = MappingProxyType(
    dict(pair.split("=") for pair in _LANGUAGES.split())
)
"""ISO 639-1 → ISO 639-2/T, for the languages that the voices speak and some more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What an episode's file says of it. `duration` is in samples; `language` as in BCP 47.

    `artist` is who made the episode, `album` the show. Empty words and None write no frame.
    """

    title: str
    artist: str
    album: str
    duration: int
    date: dt.date | None = None
    episode: int | None = None
    season: int | None = None
    summary: str = ""
    language: str = "en"
    copyright: str = ""
    link: str = ""
    show_link: str = ""


def tag_mp3(
    audio: bytes, tags: Tags, chapters: Sequence[Chapter], cover: bytes | None = None
) -> bytes:
    """`audio`, an MP3 stream, with the tag before it; a tag that was there is replaced.

    The stream itself is kept byte for byte, so its Info frame stays the first frame.
    """
    return id3(tags, chapters, cover) + audio[_length_of_tag(audio) :]


def id3(tags: Tags, chapters: Sequence[Chapter], cover: bytes | None = None) -> bytes:
    """The whole ID3v2.3 tag. `cover` is a JPEG.

    Raises ValueError for more than 255 chapters, which the format can't count.
    """
    import mutagen.id3

    frames: Any = mutagen.id3  # says that it is typed, and is not
    utf16 = frames.Encoding.UTF16
    language = _language(tags.language)
    tag = frames.ID3()
    for name, text in _texts(tags, language).items():
        if text:
            tag.add(frames.Frames[name](encoding=utf16, text=text))
    if tags.summary:
        tag.add(frames.COMM(encoding=utf16, lang=language, desc="", text=tags.summary))
    for name, url in {"WOAF": tags.link, "WOAS": tags.show_link}.items():
        if url:
            tag.add(frames.Frames[name](url=_ascii(url)))
    for frame in _chapter_frames(chapters):
        tag.add(frame)
    if cover is not None:
        tag.add(
            frames.APIC(
                encoding=frames.Encoding.LATIN1,
                mime="image/jpeg",
                type=frames.PictureType.COVER_FRONT,
                desc="",
                data=cover,
            )
        )
    tag.update_to_v23()
    file = io.BytesIO()
    tag.save(file, v1=0, v2_version=3, padding=lambda _: 0)
    return _in_order(file.getvalue())


def _texts(tags: Tags, language: str) -> dict[str, str]:
    """The text frames by name; empty where there is nothing to say."""
    return {
        "TIT2": tags.title,
        "TPE1": tags.artist,
        "TALB": tags.album,
        "TRCK": "" if tags.episode is None else str(tags.episode),
        "TPOS": "" if tags.season is None else str(tags.season),
        "TDRC": "" if tags.date is None else tags.date.isoformat(),
        "TCON": GENRE,
        "TLAN": language,
        "TLEN": str(milliseconds(tags.duration)),
        "TCOP": tags.copyright,
    }


def _chapter_frames(chapters: Sequence[Chapter]) -> list[Any]:
    """One top-level ordered table of contents, then the chapters."""
    import mutagen.id3

    if len(chapters) > MOST_CHAPTERS:
        msg = f"{len(chapters)} chapters; ID3 can count {MOST_CHAPTERS}"
        raise ValueError(msg)
    frames: Any = mutagen.id3
    utf16 = frames.Encoding.UTF16
    names = [f"chp{number}" for number in range(len(chapters))]
    flags = frames.CTOCFlags.TOP_LEVEL | frames.CTOCFlags.ORDERED
    made = [frames.CTOC(element_id="toc", flags=flags, child_element_ids=names, sub_frames=[])]
    for name, chapter in zip(names, chapters, strict=True):
        about = [frames.TIT2(encoding=utf16, text=chapter.title)]
        if chapter.url:
            about.append(frames.WXXX(encoding=utf16, desc="", url=_ascii(chapter.url)))
        made.append(
            frames.CHAP(
                element_id=name,
                start_time=milliseconds(chapter.start),
                end_time=milliseconds(chapter.stop),
                start_offset=_NO_OFFSET,
                end_offset=_NO_OFFSET,
                sub_frames=about,
            )
        )
    return made


def _in_order(tag: bytes) -> bytes:
    """The tag with its chapters in order of time and the picture last.

    mutagen sorts frames by their length; players and ffprobe list chapters as they find them.
    """
    frames: list[bytes] = []
    at = _HEADER
    while at < len(tag):
        stop = at + _HEADER + int.from_bytes(tag[at + 4 : at + 8], "big")
        frames.append(tag[at:stop])
        at = stop
    frames.sort(key=_place)
    return tag[:_HEADER] + b"".join(frames)


def _place(frame: bytes) -> tuple[int, int]:
    name = frame[:4]
    if name == b"CHAP":
        after_id = frame.index(0, _HEADER) + 1
        return 2, int.from_bytes(frame[after_id : after_id + 4], "big")
    return {b"CTOC": 1, b"APIC": 3}.get(name, 0), 0


def _ascii(url: str) -> str:
    """The URL with what is beyond ASCII percent-encoded: ID3 has Latin-1 alone for links."""
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~")


def _language(bcp47: str) -> str:
    """The three letters of ISO 639-2 for a BCP 47 tag."""
    primary = bcp47.replace("_", "-").split("-")[0].lower()
    return primary if len(primary) == 3 else LANGUAGES.get(primary, _UNKNOWN_LANGUAGE)


def _length_of_tag(data: bytes) -> int:
    """Bytes of the ID3v2 tag at the start (ID3v2.3 §3.1: a size of four times seven bits)."""
    if data[:3] != b"ID3":
        return 0
    size = 0
    for byte in data[6:_HEADER]:
        size = size << 7 | byte & 0x7F
    return _HEADER + size
