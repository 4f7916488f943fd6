"""A new show: the smallest project folder that builds."""

from __future__ import annotations

import uuid
from pathlib import Path

import msgspec

from pipeline.errors import UsageError, Where
from pipeline.show.project import SHOW
from pipeline.storage import storing

FIRST = "first-episode"
"""The slug of the script that a new show begins with."""

_SHOW = """# The show: what every episode shares.

[show]
title = {title}
author = {author}
description = "Say here in a sentence or two what one hears."
language = "en"
# Where output/ will be served. This address is the one of `sleevenotes serve` on your own machine:
# put your site's address here before you publish.
base_url = "http://127.0.0.1:8000/"
# The show's permanent identity. Never change it.
guid = "{guid}"
category = ["Music", "Music Commentary"]
owner_email = ""
explicit = false
artwork = "cover.png"

[narration]
voice = "hibari:heart"
"""

_SCRIPT = """---
title: A first episode
---
Every paragraph is a line that the voice reads. This one is the introduction, because it comes
before the first song.

## “A Song” by An Artist

Under a heading that names a song comes what there is to say about it. If a clip of the song, with
its licence record, lies in the folder called clips, it is played here. If not, the episode goes on
without it.

## Outro

A heading that names no song is a plain section. Write over all of this, and build again.
"""

_LEXICON = """# Word or phrase → how it is said.

[words]
# "Bognanno" = "Bone-yah-no"
"""

_CLIPS = """Put a clip here as <id>.flac, .ogg, .mp3 or .wav, with its licence record <id>.toml:

    schema = 1

    [recording]
    title = "A Song"
    artist = "An Artist"
    file = "a-song.flac"
    digest = "sha256:…"        # what sha256sum prints for the file

    [[grant]]                  # one for each permission; both sides must be covered
    kind = "direct"            # own, creative-commons (with spdx), public-domain, library, direct
    licensor = "A Label"
    covers = ["master", "publishing"]
    media = ["podcast"]
    last_day = 2027-12-31
    credit = "“A Song” by An Artist, courtesy of A Label"
"""


def make_show(folder: Path, *, title: str, author: str) -> tuple[Path, ...]:
    """Make a project in a new or empty folder; the files made, in order.

    Raises UsageError for a folder that holds anything, StorageError where it can't be written. The
    show's guid is drawn at random, once.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            "there is something here already", where=Where(folder), hint="name a new folder"
        )
    named = {"title": title, "author": author}
    quoted = {name: msgspec.json.encode(text).decode() for name, text in named.items()}
    texts = {
        SHOW: _SHOW.format(guid=uuid.uuid4(), **quoted),
        Path("scripts", "lexicon.toml"): _LEXICON,
        Path("scripts", FIRST, "script.md"): _SCRIPT,
        Path("clips", "README.txt"): _CLIPS,
        Path(".gitignore"): "output/\n.cache/\n",
    }
    with storing(folder):
        for name, text in texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        cover = folder / "scripts" / "cover.png"
        _draw_cover(cover)
    return (*(folder / name for name in texts), cover)


def _draw_cover(path: Path) -> None:
    """A plain record on a plain ground, 1400 pixels a side, to be replaced by the show's own."""
    from PIL import Image, ImageDraw

    size = 2800
    picture = Image.new("RGB", (size, size), "#f2b134")
    draw = ImageDraw.Draw(picture)
    for radius, colour in ((1200, "#1d1b19"), (420, "#f6efe2"), (60, "#1d1b19")):
        draw.circle((size // 2, size // 2), radius, fill=colour)
    for radius in range(540, 1160, 90):
        draw.circle((size // 2, size // 2), radius, outline="#3a3632", width=10)
    picture.resize((size // 2, size // 2), Image.Resampling.LANCZOS).save(path, optimize=True)
