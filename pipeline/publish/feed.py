"""The feed: RSS 2.0 with the itunes and podcast namespaces, from the show and its releases alone.

feedgen writes it, and stops here. What it gets wrong or can't say is said through `tags`: it knows
`itunes:explicit` only as yes and no, drops images whose ending it does not know, and formats dates
by switching the locale of the whole process.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from email.utils import format_datetime
from pathlib import PurePosixPath
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from feedgen.feed import FeedGenerator

from pipeline.errors import InputError, SettingsError
from pipeline.publish.apple import check_category
from pipeline.publish.model import Show
from pipeline.publish.podcast import CHAPTERS_TYPE, PodcastChannel, PodcastItem, podcast_guid
from pipeline.publish.releases import newest_first
from pipeline.publish.tags import Tag, Tags, legal
from pipeline.release.model import Release
from pipeline.units import seconds

FEED = "feed.xml"
PAGE = "index.html"
MEDIA_TYPE = "application/rss+xml"
GENERATOR = "Sleevenotes"
HOUR_OF_RELEASE = dt.time(6, tzinfo=dt.UTC)
"""A release has a date, feeds want a moment: six in UTC is that day in most of the world."""

_SAFE_IN_URL = "/:?#[]@!$&'()*+,;=%~"


class _Channel(Tags):
    table: ClassVar = (
        Tag("lastBuildDate"),
        Tag("itunes:explicit", values=("true", "false")),
        Tag("itunes:image", text=False, required=("href",)),
    )


class _Item(Tags):
    table: ClassVar = (
        Tag("pubDate"),
        Tag("itunes:explicit", values=("true", "false")),
        Tag("itunes:image", text=False, required=("href",)),
    )


def render_feed(show: Show, releases: Sequence[Release], base_url: str | None = None) -> bytes:
    """The bytes of `feed.xml`, UTF-8, newest release first; the same for the same arguments.

    `base_url` is where `output/` is served, the show's own unless given; every address is below it.
    No releases make a valid channel without items. Raises SettingsError where the show lacks what
    Apple or PSP-1 require, and InputError for a release that no app could take: without title, guid
    or audio, or with the guid of another.
    """
    base = _base_address(base_url if base_url is not None else show.base_url)
    ordered = newest_first(releases)
    _refuse_twins(ordered)
    feed = _channel(show, base)
    if ordered:
        feed.amend.add("lastBuildDate", _moment(ordered[0].date))
    for release in ordered:
        _item(feed.add_entry(order="append"), show, release, base)
    rendered: bytes = feed.rss_str(pretty=True)
    return rendered


def _channel(show: Show, base: str) -> Any:  # noqa: ANN401 - feedgen has no types
    title = _required(show.title, "title")
    author = _required(show.author, "author")
    description = _required(show.description, "description")
    language = _required(show.language, "language")
    check_category(show.category)
    artwork = _image(base, show.artwork)
    link = _link(show.link) or base

    feed = FeedGenerator()
    feed.load_extension("podcast")
    feed.register_extension("amend", _Channel, _Item, atom=False)
    feed.register_extension("index", PodcastChannel, PodcastItem, atom=False)
    # It defaults to the time of day. feedgen offers no way to say "none", and formats whatever is
    # there by way of setlocale, which is not safe beside other threads.
    vars(feed)["_FeedGenerator__rss_lastBuildDate"] = None

    feed.title(title)
    feed.description(description)
    feed.link(href=base + FEED, rel="self", type=MEDIA_TYPE)  # before the other: the last one wins
    feed.link(href=link, rel="alternate")
    feed.language(language)
    feed.generator(GENERATOR)
    feed.image(url=artwork, title=title, link=link)
    if show.copyright:
        feed.copyright(legal(show.copyright))
    feed.podcast.itunes_author(author)
    feed.podcast.itunes_type("episodic")
    feed.podcast.itunes_category(*show.category)
    email = legal(show.owner_email)
    if email:
        feed.podcast.itunes_owner(name=legal(show.owner_name) or author, email=email)
    feed.amend.add("itunes:explicit", _truth(value=show.explicit))
    feed.amend.add("itunes:image", href=artwork)

    home = _base_address(show.base_url) if show.base_url else base
    feed.index.add("podcast:guid", show.guid or podcast_guid(home + FEED))
    feed.index.add("podcast:locked", "yes" if show.locked else "no", owner=email or None)
    feed.index.add("podcast:medium", _required(show.medium, "medium"))
    feed.index.add("podcast:person", author, role="author", group="writing")
    return feed


def _item(item: Any, show: Show, release: Release, base: str) -> None:  # noqa: ANN401
    title = legal(release.title).strip()
    guid = legal(release.guid).strip()
    numbers = [number for number in (release.episode, release.season) if number is not None]
    for wrong, what in (
        (not title, "it has no title"),
        (not guid, "it has no guid"),
        (release.audio.size <= 0, "its audio is empty"),
        (not release.audio.media_type, "the type of its audio is not known"),
        (any(number < 0 for number in numbers), "its episode or season is below zero"),
    ):
        if wrong:
            raise InputError(
                f"the release “{release.folder}” can't stand in a feed: {what}",
                hint="mend its script and build the episode again",
            )
    folder = base + quote(release.folder) + "/"

    item.title(title)
    item.guid(guid, permalink=False)
    item.link(href=_link(release.link or "") or f"{base}{PAGE}#{quote(release.folder)}")
    # Without a description feedgen would put the notes there; RSS wants one that is not empty.
    item.description(legal(release.summary).strip() or title)
    if notes := legal(release.notes_html).strip():
        item.content(notes)  # escaped: as CDATA it could not hold "]]>"
    item.enclosure(
        url=folder + quote(release.audio.name),
        length=str(release.audio.size),
        type=release.audio.media_type,
    )
    item.podcast.itunes_duration(max(1, round(seconds(release.duration))))
    item.podcast.itunes_episode_type("full")
    # Apple's numbers begin at 1, and feedgen drops a 0; the podcast namespace has room for one.
    item.podcast.itunes_season(release.season)
    item.podcast.itunes_episode(release.episode)
    item.amend.add("pubDate", _moment(release.date))
    item.amend.add("itunes:explicit", _truth(value=release.explicit))
    item.amend.add("itunes:image", href=_image(folder, release.cover.name))

    index = item.index
    if release.season is not None:
        index.add("podcast:season", str(release.season))
    if release.episode is not None:
        index.add("podcast:episode", str(release.episode))
    index.add(
        "podcast:transcript",
        url=folder + quote(release.transcript.name),
        type=release.transcript.media_type,
        language=show.language,
    )
    index.add("podcast:chapters", url=folder + quote(release.chapters.name), type=CHAPTERS_TYPE)
    for person in release.persons:
        index.add(
            "podcast:person",
            person.name,
            role=person.role.lower() or None,
            group=person.group.lower() or None,
            href=_link(person.href or "") or None,
        )


def _base_address(base_url: str) -> str:
    """The address with a slash at its end, once it is sure to be one that apps can fetch from."""
    address = legal(base_url).strip()
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.hostname.isascii()
        usable = usable and not (parts.query or parts.fragment) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(
            f"“{base_url}” is no address that a feed could be served from",
            hint="base_url is the web address of the output folder, such as "
            "https://example.org/show/ (a name with other letters in its xn-- form)",
        )
    return quote(address, safe=_SAFE_IN_URL).rstrip("/") + "/"


def _link(url: str) -> str:
    """An address as a feed may hold it, percent-encoded; empty if it is none of the web's."""
    address = legal(url).strip()
    return quote(address, safe=_SAFE_IN_URL) if re.match(r"https?://\S", address) else ""


def _image(base: str, name: str) -> str:
    """The address of a cover image. Apple takes JPEG and PNG, by an address that says which."""
    if PurePosixPath(name).suffix.lower() not in {".jpg", ".jpeg", ".png"}:
        raise SettingsError(
            f"the artwork “{name}” is neither JPEG nor PNG by its name",
            hint="Apple takes .jpg and .png, 1400 to 3000 pixels square",
        )
    return base + quote(legal(name))


def _moment(date: dt.date) -> str:
    """The moment of a release by RFC 2822, in English whatever the locale."""
    return format_datetime(dt.datetime.combine(date, HOUR_OF_RELEASE))


def _truth(*, value: bool) -> str:
    return "true" if value else "false"


def _required(value: str, key: str) -> str:
    text = legal(value).strip()
    if not text:
        raise SettingsError(
            f"the show has no {key}, and every feed needs one", hint=f"add {key} to show.toml"
        )
    return text


def _refuse_twins(releases: Sequence[Release]) -> None:
    """An app shows only one of two items with the same guid, so refuse both by name."""
    seen: dict[str, str] = {}
    for release in releases:
        guid = legal(release.guid).strip()
        if guid in seen:
            raise InputError(
                f"the releases “{seen[guid]}” and “{release.folder}” have the same guid, {guid}",
                hint="a copied script keeps its guid: give one of them a guid of its own",
            )
        seen[guid] = release.folder
