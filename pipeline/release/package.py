"""Everything that a release consists of, from the timeline and the encoded audio alone."""

from __future__ import annotations

import datetime as dt

import msgspec

from pipeline.release.assets import asset
from pipeline.release.chapters import chapters, chapters_json
from pipeline.release.model import Edition, Person, Release
from pipeline.release.notes import notes_html, notes_page, voice_disclosure
from pipeline.release.tags import Tags, tag_mp3
from pipeline.release.timeline_json import timeline_json
from pipeline.release.transcript import transcript_vtt
from pipeline.timeline.model import Timeline

NARRATOR = "Narrator"


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What a release says of itself beyond its timeline.

    `file` is the name of the enclosure; `synthetic` are the voices on the timeline that are.
    """

    slug: str
    edition: Edition
    file: str
    guid: str
    title: str
    summary: str
    date: dt.date
    explicit: bool
    author: str
    show: str
    show_link: str
    language: str
    copyright: str
    episode: int | None
    season: int | None
    synthetic: tuple[str, ...]


def package(
    details: Details, timeline: Timeline, audio: bytes, cover: bytes, report: bytes
) -> tuple[dict[str, bytes], Release]:
    """The files of a release by name, and its manifest.

    `audio` is the MP3 without tags, `cover` a JPEG, `report` the JSON of the report.
    """
    marks = chapters(timeline)
    speakers = {said.voice: NARRATOR for _, said in timeline.narrated()}
    notes = notes_html(
        timeline,
        summary=details.summary,
        disclosure=voice_disclosure(timeline, synthetic=details.synthetic),
    )
    tags = Tags(
        title=details.title,
        artist=details.author,
        album=details.show,
        duration=timeline.length,
        date=details.date,
        episode=details.episode,
        season=details.season,
        summary=details.summary,
        language=details.language,
        copyright=details.copyright,
        show_link=details.show_link,
    )
    files = {
        details.file: tag_mp3(audio, tags, marks, cover),
        "chapters.json": chapters_json(
            marks,
            title=details.title,
            podcast=details.show,
            author=details.author,
            file_name=details.file,
        ),
        "transcript.vtt": transcript_vtt(timeline, speakers=speakers),
        "notes.html": notes_page(
            notes,
            title=details.title,
            language=details.language,
            show=details.show,
            audio=details.file,
        ),
        "timeline.json": timeline_json(timeline),
        "report.json": report,
        "cover.jpg": cover,
    }
    assets = {name: asset(name, data) for name, data in files.items()}
    release = Release(
        slug=details.slug,
        edition=details.edition,
        guid=details.guid,
        title=details.title,
        summary=details.summary,
        date=details.date,
        duration=timeline.length,
        explicit=details.explicit,
        audio=assets[details.file],
        chapters=assets["chapters.json"],
        transcript=assets["transcript.vtt"],
        cover=assets["cover.jpg"],
        notes_html=notes,
        files=tuple(assets.values()),
        persons=_persons(details),
        episode=details.episode,
        season=details.season,
    )
    return files, release


def _persons(details: Details) -> tuple[Person, ...]:
    """Who is to be credited, in the words of the Podcast Taxonomy."""
    author = Person(details.author, role="author", group="writing")
    voices = (
        Person(f"{voice} (synthetic voice)", role="narrator", group="cast")
        for voice in details.synthetic
    )
    return (author, *voices)
