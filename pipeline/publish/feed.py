"""The feed: RSS 2.0 with the itunes and podcast namespaces, from the show and its releases alone.

feedgen writes it, and stops here. What it gets wrong or can't say is said through `tags`: it knows
`itunes:explicit` only as yes and no, drops images whose ending it does not know, and formats dates
by switching the locale of the whole process.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from email.utils import format_datetime
from typing import Any, ClassVar
from urllib.parse import quote

from feedgen.feed import FeedGenerator

from pipeline.errors import InputError
from pipeline.publish.apple import check_category
from pipeline.publish.model import FEED, PAGE, Show
from pipeline.publish.podcast import CHAPTERS_TYPE, PodcastChannel, PodcastItem
from pipeline.publish.releases import newest_first
from pipeline.publish.tags import Tag, Tags
from pipeline.publish.wording import (
    base_address,
    image_address,
    legal,
    podcast_guid,
    required,
    web_link,
)
from pipeline.release.model import Release
from pipeline.units import seconds

MEDIA_TYPE = "application/rss+xml"
GENERATOR = "Sleevenotes"
HOUR_OF_RELEASE = dt.time(6, tzinfo=dt.UTC)
"""A release has a date, feeds want a moment: six in UTC is that day in most of the world."""


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
    base = base_address(base_url if base_url is not None else show.base_url)
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
    title = required(show.title, "title")
    author = required(show.author, "author")
    description = required(show.description, "description")
    language = required(show.language, "language")
    check_category(show.category)
    artwork = image_address(base, show.artwork)
    link = web_link(show.link) or base

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

    home = base_address(show.base_url) if show.base_url else base
    feed.index.add("podcast:guid", show.guid or podcast_guid(home + FEED))
    feed.index.add("podcast:locked", "yes" if show.locked else "no", owner=email or None)
    feed.index.add("podcast:medium", required(show.medium, "medium"))
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
    item.link(href=web_link(release.link or "") or f"{base}{PAGE}#{quote(release.folder)}")
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
    item.amend.add("itunes:image", href=image_address(folder, release.cover.name))

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
            href=web_link(person.href or "") or None,
        )


def _moment(date: dt.date) -> str:
    """The moment of a release by RFC 2822, in English whatever the locale."""
    return format_datetime(dt.datetime.combine(date, HOUR_OF_RELEASE))


def _truth(*, value: bool) -> str:
    return "true" if value else "false"


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
