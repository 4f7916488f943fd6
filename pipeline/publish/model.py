"""The show as a feed and a site present it."""

from __future__ import annotations

from dataclasses import dataclass

FEED = "feed.xml"
PAGE = "index.html"
"""Names of the feed and of the page below `output/`."""


@dataclass(frozen=True, slots=True)
class Show:
    """What the feed says of the show.

    `base_url` is where `output/` will be served and ends with a slash. `guid` is the show's
    permanent podcast:guid. `category` is one of Apple's, with its subcategory where it has one.
    `artwork` is the name of the cover image below `base_url`.
    """

    title: str
    author: str
    description: str
    base_url: str
    guid: str
    language: str = "en"
    link: str = ""
    category: tuple[str, ...] = ("Music", "Music Commentary")
    owner_name: str = ""
    owner_email: str = ""
    explicit: bool = False
    copyright: str = ""
    medium: str = "podcast"
    locked: bool = True
    artwork: str = "cover.png"
