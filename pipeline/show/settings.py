"""show.toml: one file for the user, the settings of each stage for us."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pipeline.errors import SettingsError, Where
from pipeline.mix.model import PROFILES
from pipeline.publish.apple import check_category
from pipeline.publish.model import FEED, Show
from pipeline.publish.wording import (
    base_address,
    image_address,
    language_tag,
    podcast_guid,
    required,
)
from pipeline.records import line_of, read_record
from pipeline.release.mp3 import ENCODINGS
from pipeline.script.announce import DEFAULT_ANNOUNCEMENT
from pipeline.show.project import Project
from pipeline.timeline.pacing import Pacing

LOCAL = "http://127.0.0.1:8000/"
"""Where `sleevenotes serve` is found, and so the base of a show that has no address yet."""

DEFAULT_VOICE = "hibari:heart"


class _Show(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    title: str
    author: str
    description: str
    language: str = "en"
    link: str = ""
    base_url: str = LOCAL
    guid: str = ""
    category: tuple[str, ...] = ("Music", "Music Commentary")
    owner_name: str = ""
    owner_email: str = ""
    explicit: bool = False
    copyright: str = ""
    artwork: str = ""


class _Narration(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    voice: str = DEFAULT_VOICE
    announcement: str = DEFAULT_ANNOUNCEMENT


class _Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    loudness: str = "apple"
    encoding: str = "stereo-128"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    show: _Show
    narration: _Narration = _Narration()
    release: _Release = _Release()
    pacing: Pacing = Pacing()


@dataclass(frozen=True, slots=True)
class Settings:
    """What show.toml means to each stage; `loudness` and `encoding` are names of profiles."""

    show: Show
    artwork: Path
    voice: str
    announcement: str
    loudness: str
    encoding: str
    pacing: Pacing


def read_settings(project: Project) -> Settings:
    """Read a project's show.toml. Raises SettingsError with the line of whatever is wrong in it."""
    path = project.show
    file = read_record(path, _File, SettingsError)
    text = path.read_text(encoding="utf-8")

    def refuse(keys: list[str | int], what: str, hint: str) -> SettingsError:
        return SettingsError(what, where=Where(path, line_of(text, keys)), hint=hint)

    show = file.show
    for key, name, known in (
        ("loudness", file.release.loudness, PROFILES),
        ("encoding", file.release.encoding, ENCODINGS),
    ):
        if name not in known:
            raise refuse(
                ["release", key], f"unknown {key} “{name}”", f"choose {', '.join(sorted(known))}"
            )
    if not show.artwork:
        raise refuse(
            ["show"], "“artwork” is missing in [show]", "name a square picture, 1400 to 3000 pixels"
        )
    checks: tuple[tuple[str, Callable[[], object]], ...] = (
        ("title", lambda: required(show.title, "title")),
        ("author", lambda: required(show.author, "author")),
        ("description", lambda: required(show.description, "description")),
        ("base_url", lambda: base_address(show.base_url)),
        ("category", lambda: check_category(show.category)),
        ("artwork", lambda: image_address("", Path(show.artwork).name)),
        ("language", lambda: language_tag(show.language)),
    )
    for key, check in checks:
        try:
            check()
        except SettingsError as error:
            raise refuse(["show", key], error.what, error.hint or "") from error
    if show.guid and not _is_uuid(show.guid):
        raise refuse(
            ["show", "guid"],
            f"“{show.guid}” is not a UUID",
            "take the line away, and the one that belongs to your feed's address is used",
        )
    template = file.narration.announcement
    if template and (
        template.count("{songs}") != 1 or re.search(r"[{}]", template.replace("{songs}", ""))
    ):
        raise refuse(
            ["narration", "announcement"],
            "an announcement has {songs} in it, once, and no other braces",
            'like "That was {songs}.", or "" for none',
        )
    if show.owner_email and not re.fullmatch(r"[^@\s]+@[^@\s]+", show.owner_email):
        raise refuse(
            ["show", "owner_email"], f"“{show.owner_email}” is no e-mail address", "like a@b.org"
        )
    base_url = base_address(show.base_url)
    return Settings(
        show=Show(
            title=show.title,
            author=show.author,
            description=show.description,
            base_url=base_url,
            guid=show.guid or podcast_guid(base_url + FEED),
            language=show.language,
            link=show.link or base_url,
            category=show.category,
            owner_name=show.owner_name or show.author,
            owner_email=show.owner_email,
            explicit=show.explicit,
            copyright=show.copyright,
            artwork=f"cover{Path(show.artwork).suffix.lower()}",
        ),
        artwork=path.parent / show.artwork,
        voice=file.narration.voice,
        announcement=file.narration.announcement,
        loudness=file.release.loudness,
        encoding=file.release.encoding,
        pacing=file.pacing,
    )


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
