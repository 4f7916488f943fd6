"""Assets: the files of a release with the media type and digest that feeds and servers need."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pipeline.build import digest_bytes, digest_file
from pipeline.release.model import Asset

if TYPE_CHECKING:
    from collections.abc import Mapping

MEDIA_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "chapters.json": "application/json+chapters",
        ".mp3": "audio/mpeg",
        ".m4a": "audio/mp4",
        ".opus": "audio/ogg",
        ".vtt": "text/vtt",
        ".srt": "application/x-subrip",
        ".html": "text/html",
        ".txt": "text/plain",
        ".csv": "text/csv",
        ".json": "application/json",
        ".xml": "application/rss+xml",
        ".jpg": "image/jpeg",
        ".png": "image/png",
    }
)
"""How a name ends → its media type. The first row that fits counts."""


def media_type(name: str) -> str:
    """The media type of a file of that name. Raises ValueError where the table has none."""
    for ending, kind in MEDIA_TYPES.items():
        if name.endswith(ending):
            return kind
    msg = f"no media type for {name}"
    raise ValueError(msg)


def asset(name: str, data: bytes | Path) -> Asset:
    """The asset of that name in the release, from its bytes or from a file that holds them.

    Raises ValueError for an unknown ending and OSError where the file can't be read.
    """
    if isinstance(data, Path):
        digest, size = digest_file(data), data.stat().st_size
    else:
        digest, size = digest_bytes(data), len(data)
    return Asset(name=name, media_type=media_type(name), size=size, digest=digest)
