"""The feed: what Apple and PSP-1 require, what parsers make of it, and feedgen's traps."""

from __future__ import annotations

import dataclasses
import datetime as dt
import locale
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import podcastparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.errors import InputError, SettingsError, SleevenotesError
from pipeline.publish.apple import CATEGORIES, check_category
from pipeline.publish.feed import render_feed
from pipeline.publish.model import Show
from pipeline.publish.tags import NAMESPACES
from pipeline.release.model import Asset, Person, Release

GOLDEN = Path(__file__).parents[1] / "golden" / "publish"
NS = NAMESPACES | {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
}
Make = Callable[..., Release]


def parse(feed: bytes) -> Any:
    """The channel, by a strict parser."""
    return etree.fromstring(feed, etree.XMLParser(resolve_entities=False))[0]


def texts(node: Any, path: str) -> list[str]:
    """The texts, or the attributes, at an XPath."""
    return [str(getattr(found, "text", found)) for found in node.xpath(path, namespaces=NS)]


class Golden(msgspec.Struct, forbid_unknown_fields=True):
    """What a golden feed is rendered from: `NAME.json` beside `NAME.xml`."""

    show: Show
    releases: tuple[Release, ...]
    base_url: str | None = None


@pytest.mark.parametrize("name", ["complete", "empty", "unusual"])
def test_golden(name: str) -> None:
    """The feed of a golden show and its releases is the golden feed, to the byte."""
    case = msgspec.json.decode((GOLDEN / f"{name}.json").read_bytes(), type=Golden)
    expected = (GOLDEN / f"{name}.xml").read_bytes()
    assert expected == render_feed(case.show, case.releases, case.base_url)


def test_order_of_arguments_does_not_matter(show: Show, make_release: Make) -> None:
    """However the releases are handed over, the bytes are the same, and on a second call too."""
    releases = [make_release("b"), make_release("a"), make_release("a", edition="voice", guid="v")]
    forth, back = render_feed(show, releases), render_feed(show, releases[::-1])
    assert forth == back == render_feed(show, tuple(releases))


def test_newest_first(show: Show, make_release: Make) -> None:
    """Items go by date, then by episode number, then by slug; feedgen would turn them round."""
    releases = [
        make_release("b", date=dt.date(2026, 1, 1), episode=2),
        make_release("a", date=dt.date(2026, 1, 1), episode=2),
        make_release("c", date=dt.date(2026, 1, 1), episode=3),
        make_release("d", date=dt.date(2026, 1, 2), episode=None),
        make_release("e", date=dt.date(2026, 1, 1), episode=None),
    ]
    channel = parse(render_feed(show, releases))
    expected = [f"urn:uuid:{slug}" for slug in ("d", "c", "a", "b", "e")]
    assert expected == texts(channel, "item/guid")


REQUIRED_OF_CHANNEL = {
    "title": "Sleeve Notes & Others",
    "description": "Essays about songs, read aloud.\nWith music.",
    "link": "https://example.org/",
    "language": "en-GB",
    "copyright": "© 2026 The House Band",
    "generator": "Sleevenotes",
    "lastBuildDate": "Fri, 20 Nov 2026 06:00:00 +0000",
    "image/url": "https://example.org/show/cover.png",
    "itunes:category/@text": "Music",
    "itunes:category/itunes:category/@text": "Music Commentary",
    "itunes:explicit": "false",
    "itunes:image/@href": "https://example.org/show/cover.png",
    "itunes:author": "The House Band",
    "itunes:owner/itunes:name": "The House Band",
    "itunes:owner/itunes:email": "band@example.org",
    "itunes:type": "episodic",
    "atom:link[@rel='self']/@href": "https://example.org/show/feed.xml",
    "atom:link[@rel='self']/@type": "application/rss+xml",
    "podcast:guid": "917393e3-1b1e-5cef-ace4-edaa54e1f810",
    "podcast:locked": "yes",
    "podcast:locked/@owner": "band@example.org",
    "podcast:medium": "podcast",
    "podcast:person[@role='author'][@group='writing']": "The House Band",
}
REQUIRED_OF_ITEM = {
    "title": "Ten(ish) songs behind a film",
    "link": "https://example.org/show/index.html#her-smell",
    "description": "Eleven songs, counted loosely.",
    "content:encoded": "<h2>Songs</h2><p>“Don’t Cry” &amp; more.</p>",
    "guid[@isPermaLink='false']": "urn:uuid:her-smell",
    "pubDate": "Fri, 20 Nov 2026 06:00:00 +0000",
    "enclosure/@url": "https://example.org/show/her-smell/her-smell.mp3",
    "enclosure/@length": "10",
    "enclosure/@type": "audio/mpeg",
    "itunes:duration": "6",
    "itunes:episode": "1",
    "itunes:season": "3",
    "itunes:episodeType": "full",
    "itunes:explicit": "true",
    "itunes:image/@href": "https://example.org/show/her-smell/cover.png",
    "podcast:episode": "1",
    "podcast:season": "3",
    "podcast:transcript/@url": "https://example.org/show/her-smell/transcript.vtt",
    "podcast:transcript/@type": "text/vtt",
    "podcast:transcript/@language": "en-GB",
    "podcast:chapters/@url": "https://example.org/show/her-smell/chapters.json",
    "podcast:chapters/@type": "application/json+chapters",
    "podcast:person[@role='narrator'][@group='cast']": "Alex Example",
    "podcast:person/@href": "https://example.org/alex",
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        *REQUIRED_OF_CHANNEL.items(),
        *((f"item/{path}", text) for path, text in REQUIRED_OF_ITEM.items()),
    ],
)
def test_required_tags(show: Show, make_release: Make, path: str, expected: str) -> None:
    """Each tag that Apple, PSP-1 or the podcast namespace wants stands once and tells the truth."""
    channel = parse(render_feed(show, [make_release(explicit=True, season=3)]))
    assert [expected] == texts(channel, path)


def test_no_releases_make_a_valid_channel(show: Show) -> None:
    """A show without releases has a feed without items, and without a date of its own making."""
    channel = parse(render_feed(show, []))
    assert texts(channel, "title") == [show.title]
    assert channel.findall("item") == []
    assert channel.findall("lastBuildDate") == []


def test_gpodder_s_parser(show: Show, make_release: Make) -> None:
    """podcastparser, which gPodder reads feeds with, finds what a subscriber needs."""
    release = make_release()
    feed = podcastparser.parse(
        "https://example.org/show/feed.xml", BytesIO(render_feed(show, [release]))
    )
    (episode,) = feed["episodes"]
    assert (show.title, show.link) == (feed["title"], feed["link"])
    assert feed["cover_url"] == "https://example.org/show/cover.png"
    assert (release.title, release.guid) == (episode["title"], episode["guid"])
    assert (release.summary, 6) == (episode["description"], episode["total_time"])
    assert episode["published"] == int(dt.datetime(2026, 11, 20, 6, tzinfo=dt.UTC).timestamp())
    assert episode["description_html"] == release.notes_html
    assert episode["enclosures"] == [
        {
            "url": "https://example.org/show/her-smell/her-smell.mp3",
            "file_size": 10,
            "mime_type": "audio/mpeg",
        }
    ]


def test_base_url_of_the_caller_goes_everywhere(show: Show, make_release: Make) -> None:
    """Rendered for another address, nothing in the feed points to the show's own, but its guid."""
    local = "http://127.0.0.1:8000/"
    feed = render_feed(show, [make_release()], local)
    assert b"https://example.org/show/" not in feed
    channel = parse(feed)
    assert [show.guid] == texts(channel, "podcast:guid")
    assert [local + "her-smell/her-smell.mp3"] == texts(channel, "item/enclosure/@url")


def test_a_show_without_guid_gets_the_one_of_its_own_address(show: Show) -> None:
    """The guid follows from the show's public address, also when it is served from another."""
    bare = dataclasses.replace(show, guid="", base_url="https://podnews.net/")
    here, there = (
        texts(parse(render_feed(bare, [], url)), "podcast:guid")
        for url in (None, "http://127.0.0.1:8000/")
    )
    assert here == there


# What XML can carry, but with the line ends that every XML parser turns into "\n".
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"))
ILLEGAL = st.text("\x00\x01\x08\x0b\x0c\x0e\x1f\ud800\udfff\ufffe\uffff", max_size=3)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.tuples(TEXT, TEXT, TEXT), noise=ILLEGAL)
def test_texts_survive(
    show: Show, make_release: Make, written: tuple[str, str, str], noise: str
) -> None:
    """Any text comes out of a parser as it went in, without the characters that XML can't hold."""
    title, summary, notes = written
    title = f"T{title}!"
    release = make_release(
        title=noise + title, summary=summary + noise, notes_html=noise + notes, guid=title + noise
    )
    (item,) = parse(render_feed(show, [release])).findall("item")
    assert [title] == texts(item, "title")
    assert [title] == texts(item, "guid")
    assert [summary.strip() or title] == texts(item, "description")
    if notes.strip():
        assert [notes.strip()] == texts(item, "content:encoded")


def test_line_ends_survive(show: Show, make_release: Make) -> None:
    """Carriage returns and tabs are legal, and come back."""
    (item,) = parse(render_feed(show, [make_release(summary="a\r\n\tb")])).findall("item")
    assert texts(item, "description") == ["a\r\n\tb"]


class TestTrapsOfFeedgen:
    """What feedgen 1.0.0 would let through, drop or make up."""

    def test_self_link_does_not_become_the_link(self, show: Show) -> None:
        """The link is the show's, although feedgen takes the last that it was given."""
        assert [show.link] == texts(parse(render_feed(show, [])), "link")

    def test_without_a_link_the_address_stands_in(self, show: Show) -> None:
        """RSS needs a link; a show without one has the page of its episodes."""
        bare = dataclasses.replace(show, link="")
        assert [show.base_url] == texts(parse(render_feed(bare, [])), "link")

    @pytest.mark.parametrize("explicit", [True, False])
    def test_explicit_is_true_or_false(self, show: Show, explicit: bool) -> None:  # noqa: FBT001
        """Apple wants the words of XML, not feedgen's yes, no and clean."""
        channel = parse(render_feed(dataclasses.replace(show, explicit=explicit), []))
        assert texts(channel, "itunes:explicit") == ["true" if explicit else "false"]

    @pytest.mark.parametrize("name", ["art.jpeg", "art.JPG", "cover art.png"])
    def test_image_endings_feedgen_drops(self, show: Show, make_release: Make, name: str) -> None:
        """Images that Apple takes are in the feed, though feedgen drops all but .jpg and .png."""
        release = make_release(cover=Asset(name, "image/jpeg", 1, "0"))
        channel = parse(render_feed(dataclasses.replace(show, artwork=name), [release]))
        encoded = name.replace(" ", "%20")
        assert texts(channel, "itunes:image/@href") == [show.base_url + encoded]
        assert texts(channel, "item/itunes:image/@href") == [f"{show.base_url}her-smell/{encoded}"]

    @pytest.mark.parametrize("name", ["art.webp", "art", "art.png?v=2"])
    def test_image_that_apple_refuses(self, show: Show, name: str) -> None:
        """An image that no directory takes is refused aloud, not dropped."""
        with pytest.raises(SettingsError, match="neither JPEG nor PNG"):
            render_feed(dataclasses.replace(show, artwork=name), [])

    def test_category_of_2014(self, show: Show) -> None:
        """A category that Apple has given up since is refused, with one that it has instead."""
        with pytest.raises(SettingsError, match="“Health & Fitness”"):
            render_feed(dataclasses.replace(show, category=("Health",)), [])

    @pytest.mark.parametrize("category", [("Music", "Comedy Interviews"), ("Music", "a", "b"), ()])
    def test_category_out_of_place(self, category: tuple[str, ...]) -> None:
        """A subcategory stands only in its own category, and there is always a category."""
        with pytest.raises(SettingsError):
            check_category(category)

    def test_every_category_of_apple(self) -> None:
        """All 19 categories and 91 subcategories are taken."""
        for top, rest in CATEGORIES.items():
            check_category((top,))
            for sub in rest:
                check_category((top, sub))
        assert (len(CATEGORIES), sum(map(len, CATEGORIES.values()))) == (19, 91)

    def test_date_is_the_newest_release_s(self, show: Show, make_release: Make) -> None:
        """The date of the feed is no clock's: it is when the newest release came out."""
        old = make_release("old", date=dt.date(2020, 2, 29))
        channel = parse(render_feed(show, [old]))
        assert texts(channel, "lastBuildDate") == ["Sat, 29 Feb 2020 06:00:00 +0000"]

    def test_no_locale_is_touched(
        self, show: Show, make_release: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Dates are English without setlocale, which would switch it under every other thread."""

        def forbidden(*_: object) -> str:
            raise AssertionError("setlocale was called")

        monkeypatch.setattr(locale, "setlocale", forbidden)
        assert b"Fri, 20 Nov 2026" in render_feed(show, [make_release()])

    @pytest.mark.parametrize("number", [None, 0])
    def test_episode_zero(self, show: Show, make_release: Make, number: int | None) -> None:
        """Apple's episodes begin at 1; an episode 0 is told where it can be, and none nowhere."""
        (item,) = parse(render_feed(show, [make_release(episode=number)])).findall("item")
        assert texts(item, "itunes:episode") == []
        assert ([] if number is None else ["0"]) == texts(item, "podcast:episode")

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": " \x00"},
            {"guid": ""},
            {"guid": "\x01 "},
            {"audio": Asset("a.mp3", "audio/mpeg", -5, "0")},
            {"audio": Asset("a.mp3", "audio/mpeg", 0, "0")},
            {"audio": Asset("a.mp3", "", 5, "0")},
            {"episode": -1},
            {"season": -1},
        ],
    )
    def test_release_that_no_app_could_take(
        self, show: Show, make_release: Make, changes: dict[str, Any]
    ) -> None:
        """Missing guids, titles and audio are refused by the release's name."""
        with pytest.raises(InputError, match="her-smell"):
            render_feed(show, [make_release(**changes)])

    def test_addresses_are_encoded(self, show: Show, make_release: Make) -> None:
        """An address with a space or a letter of another script is percent-encoded."""
        release = make_release(audio=Asset("ä b#c?d%.mp3", "audio/mpeg", 5, "0"))
        channel = parse(render_feed(show, [release]))
        expected = show.base_url + "her-smell/%C3%A4%20b%23c%3Fd%25.mp3"
        assert [expected] == texts(channel, "item/enclosure/@url")

    def test_twins(self, show: Show, make_release: Make) -> None:
        """Two releases with one guid are refused, both by name."""
        twins = [make_release("one", guid="g"), make_release("two", guid="g\x00")]
        with pytest.raises(InputError, match=r"“one” and “two”.*guid, g"):
            render_feed(show, twins)

    def test_notes_without_summary(self, show: Show, make_release: Make) -> None:
        """Without a summary the notes stay notes, and the title describes."""
        release = make_release(summary="")
        (item,) = parse(render_feed(show, [release])).findall("item")
        assert [release.title] == texts(item, "description")
        assert [release.notes_html] == texts(item, "content:encoded")

    def test_control_characters_of_the_show(self, show: Show) -> None:
        """Texts of the show are cleaned too, wherever they stand."""
        dirty = dataclasses.replace(
            show,
            title="T\x00",
            author="A\x0b",
            description="D\ufffe",
            copyright="C\ud800",
            owner_name="O\x01",
            owner_email="o@example.org\x02",
        )
        channel = parse(render_feed(dirty, []))
        found = [texts(channel, path)[0] for path in ("title", "itunes:author", "description")]
        assert found == ["T", "A", "D"]
        assert texts(channel, "itunes:owner/itunes:email") == ["o@example.org"]

    def test_owner_without_address(self, show: Show) -> None:
        """A name without an e-mail makes no owner, and no error in feedgen's words."""
        channel = parse(render_feed(dataclasses.replace(show, owner_email=""), []))
        assert texts(channel, "itunes:owner") == []
        assert texts(channel, "podcast:locked/@owner") == []
        assert texts(channel, "podcast:locked") == ["yes"]


@pytest.mark.parametrize(
    "url",
    [
        *("", "/show/", "ftp://example.org/", "javascript:alert(1)", "https://", "https://[::1/"),
        *("https://example.org/?a=b", "https://example.org:0/", "https://müsik.example/"),
    ],
)
def test_addresses_that_no_app_can_fetch(show: Show, url: str) -> None:
    """A base address that is not one of the web's is refused with the setting's name."""
    with pytest.raises(SettingsError, match="base_url"):
        render_feed(show, [], url)


@pytest.mark.parametrize("key", ["title", "author", "description", "language", "medium"])
def test_show_lacks_something(show: Show, key: str) -> None:
    """What every feed needs is asked for by the name of its setting."""
    with pytest.raises(SleevenotesError, match=f"no {key}"):
        render_feed(dataclasses.replace(show, **{key: " \x00"}), [])  # type: ignore[arg-type]


def test_links_that_are_no_links(show: Show, make_release: Make) -> None:
    """Only addresses of the web become links; others are left out."""
    person = Person("P", "", "", "javascript:alert(1)")
    release = make_release(link="javascript:alert(1)", persons=(person,))
    feed = render_feed(dataclasses.replace(show, link="data:,x"), [release])
    assert b"javascript" not in feed
    assert b"data:" not in feed
    assert texts(parse(feed), "item/podcast:person") == ["P"]


def test_two_thousand_episodes(show: Show, make_release: Make) -> None:
    """The cost grows with the number of episodes and not with its square: two seconds are ample."""
    releases = [make_release(f"s{n}", episode=n + 1) for n in range(2000)]
    before = time.perf_counter()
    feed = render_feed(show, releases)
    assert time.perf_counter() - before < 2
    assert feed.count(b"<item>") == 2000
