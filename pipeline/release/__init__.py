"""Release: everything that a listener downloads of one episode, made from its timeline and its mix.

In come a `Timeline`, the blocks of the finished mix and the show's words about the episode; out go
files (MP3, chapters, transcript, notes, timeline, cover) and the `Release` that names them, written
to the release's folder as a whole or not at all. What an app shows is read off the timeline alone,
so it can't drift from the sound. A release knows nothing of feeds, servers or how the timeline was
made.

    model          asset, person, release             assets         media types, digests
    mp3            samples → MP3                      info_frame     the frame that makes MP3 exact
    tags           ID3v2.3 with chapters, cover       chapters       chapters, chapters.json
    cover          artwork → JPEG                     transcript     WebVTT
    notes          show notes, notes.html             timeline_json  timeline.json, both ways
    write          folders and files, whole or not at all
"""

from __future__ import annotations

from pipeline.release.model import MANIFEST, SCHEMA, Asset, Edition, Person, Release

__all__ = ["MANIFEST", "SCHEMA", "Asset", "Edition", "Person", "Release"]
