"""The `podcast:` namespace (https://podcastindex.org/namespace/1.0): a table per level.

A new tag of the namespace is a new row here and one line in `feed`.
"""

from __future__ import annotations

from typing import ClassVar

from pipeline.publish.tags import Tag, Tags

CHAPTERS_TYPE = "application/json+chapters"
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
