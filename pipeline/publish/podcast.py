"""The `podcast:` namespace (https://podcastindex.org/namespace/1.0): a table per level.

A new tag of the namespace is a new row here and one line in `feed`.
"""

from __future__ import annotations

import re
import uuid
from typing import ClassVar

from pipeline.publish.tags import Tag, Tags

CHAPTERS_TYPE = "application/json+chapters"
FEED_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")

_PERSON = Tag("podcast:person", optional=("role", "group", "img", "href"), many=True)

CHANNEL = (
    Tag("podcast:guid"),
    Tag("podcast:locked", optional=("owner",), values=("yes", "no")),
    Tag("podcast:medium"),
    _PERSON,
)
ITEM = (
    Tag("podcast:season", optional=("name",)),
    Tag("podcast:episode", optional=("display",)),
    Tag(
        "podcast:transcript",
        text=False,
        required=("url", "type"),
        optional=("language", "rel"),
        many=True,
    ),
    Tag("podcast:chapters", text=False, required=("url", "type")),
    _PERSON,
)


class PodcastChannel(Tags):
    """What the namespace says of the show."""

    table: ClassVar = CHANNEL


class PodcastItem(Tags):
    """What the namespace says of an episode."""

    table: ClassVar = ITEM


def podcast_guid(feed_url: str) -> str:
    """The `podcast:guid` of a show by the URL of its first feed: a UUIDv5, as the spec has it.

    Scheme and trailing slashes do not count. The guid is made once and kept when the feed moves.
    """
    bare = re.sub(r"^[a-z][a-z0-9+.-]*://", "", feed_url, flags=re.IGNORECASE).rstrip("/")
    return str(uuid.uuid5(FEED_NAMESPACE, bare))
