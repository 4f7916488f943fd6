"""Releases into place, and the feed and the page of all of them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgspec

from pipeline.build import Runner, Step, digest_bytes, digest_file
from pipeline.build.runner import Work
from pipeline.errors import SettingsError, Where
from pipeline.production.episode import Episode, Request
from pipeline.production.master import MASTER, Master
from pipeline.production.narrate import Narration
from pipeline.publish.model import FEED, PAGE
from pipeline.release.cover import cover_jpeg
from pipeline.release.model import MANIFEST, Release, folder_name
from pipeline.release.package import Details, package
from pipeline.release.report import Report, report_json
from pipeline.release.timeline_json import timeline_json
from pipeline.release.write import write_release
from pipeline.script import Script
from pipeline.show.project import Project
from pipeline.show.settings import Settings, read_settings
from pipeline.storage import write_file
from pipeline.timeline.model import Timeline

COVER = "cover.jpg"
COVER_ENDINGS = {".png", ".jpg", ".jpeg"}


def released_on(folder: Path) -> dt.date | None:
    """The day of the release that is there already: a release keeps its day."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Release).date
    except (OSError, msgspec.DecodeError):
        return None


@dataclass(frozen=True, slots=True)
class Packed:
    """A release that is complete but not in its place yet: its manifest, and its files by name."""

    release: Release
    files: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class Rendered:
    """Feed and page as they will be once the release is in its place."""

    feed: bytes
    page: bytes


def pack(  # noqa: PLR0917 - a release is made of this many things
    runner: Runner,
    episode: Episode,
    request: Request,
    day: dt.date,
    timeline: Timeline,
    narration: Narration,
    mastered: Master,
    report: Report,
) -> Packed:
    """Make the files of the release, in the cache; their bytes are verified."""
    cover_work = _cover(episode.settings)
    cover = runner.run(*cover_work)
    details = _details(episode, request, day, narration)
    report_bytes = report_json(report)
    inputs = {
        "details": msgspec.to_builtins(details),
        "timeline": digest_bytes(timeline_json(timeline)),
        "audio": mastered.digest,
        "cover": cover.digests[COVER],
        "report": digest_bytes(report_bytes),
    }

    def make(into: Path) -> Mapping[str, Any]:
        audio, picture = runner.intact([mastered.work, cover_work])
        files, manifest = package(
            details,
            timeline,
            audio.path(MASTER).read_bytes(),
            picture.path(COVER).read_bytes(),
            report_bytes,
        )
        for name, data in files.items():
            (into / name).write_bytes(data)
        plain: Mapping[str, Any] = msgspec.to_builtins(manifest)
        return {"release": plain}

    entry = runner.run(Step("package", "episode", 1, inputs), make, verified=True)
    release = msgspec.convert(entry.facts["release"], Release)
    return Packed(release, {name: entry.path(name) for name in entry.digests})


def render(runner: Runner, settings: Settings, output: Path, packed: Packed) -> Rendered:
    """Feed and page of the new release and all others below `output`; nothing is put there.

    Whatever is wrong with the show or with another release is found here, before anything that has
    been released is touched.
    """
    from pipeline.publish.releases import load_releases, newest_first

    new = packed.release
    others = [release for release in load_releases(output) if release.folder != new.folder]
    releases = newest_first([*others, new])
    inputs = {
        "show": msgspec.to_builtins(asdict(settings.show)),
        "releases": [msgspec.to_builtins(release) for release in releases],
    }

    def make(into: Path) -> Mapping[str, Any]:
        from pipeline.publish.feed import render_feed
        from pipeline.publish.site import read_chapters, render_index

        chapters = {
            **{
                release.folder: output / release.folder / release.chapters.name
                for release in others
            },
            new.folder: packed.files[new.chapters.name],
        }
        page = render_index(settings.show, releases, read_chapters(chapters))
        (into / FEED).write_bytes(render_feed(settings.show, releases))
        (into / PAGE).write_text(page, encoding="utf-8")
        return {}

    entry = runner.run(Step("feed", "all", 1, inputs), make, verified=True)
    return Rendered(entry.path(FEED).read_bytes(), entry.path(PAGE).read_bytes())


def release_to(folder: Path, packed: Packed) -> None:
    """Put the release into its folder, all at once or not at all."""
    write_release(folder, packed.files, packed.release)


def publish(rendered: Rendered, settings: Settings, output: Path) -> None:
    """Write cover, page and feed, the feed last: it never names what is not there."""
    write_file(output / settings.show.artwork, settings.artwork.read_bytes())
    for ending in COVER_ENDINGS - {Path(settings.show.artwork).suffix}:
        (output / f"cover{ending}").unlink(missing_ok=True)
    write_file(output / PAGE, rendered.page)
    write_file(output / FEED, rendered.feed)


def feed_at(project: Project, output: Path, base_url: str) -> bytes:
    """The feed of all releases below `output`, as it reads where it is served at `base_url`."""
    from pipeline.publish.feed import render_feed
    from pipeline.publish.releases import load_releases

    return render_feed(read_settings(project).show, load_releases(output), base_url)


def _cover(settings: Settings) -> Work:
    def make(into: Path) -> Mapping[str, Any]:
        (into / COVER).write_bytes(cover_jpeg(settings.artwork))
        return {}

    return Step("cover", "show", 1, {"artwork": _artwork_digest(settings)}), make


def _artwork_digest(settings: Settings) -> str:
    try:
        return digest_file(settings.artwork)
    except OSError as error:
        raise SettingsError(
            f"the artwork can't be read: {error.strerror}",
            where=Where(settings.artwork),
            hint="put a square picture there, 1400 to 3000 pixels, or name another in show.toml",
        ) from error


def _details(episode: Episode, request: Request, day: dt.date, narration: Narration) -> Details:
    script, show = episode.script, episode.settings.show
    edition = request.edition
    name = folder_name(script.slug, edition)
    return Details(
        slug=script.slug,
        edition=edition,
        file=f"{name}.mp3",
        guid=script.guid if script.guid and edition == "full" else _guid(show.guid, name),
        title=script.title if edition == "full" else f"{script.title} (voice only)",
        summary=_summary(script),
        date=day,
        explicit=show.explicit if script.explicit is None else script.explicit,
        author=script.author or show.author,
        show=show.title,
        show_link=show.link,
        language=script.language or show.language,
        copyright=show.copyright,
        episode=script.episode,
        season=script.season,
        synthetic=tuple(sorted(narration.synthetic)),
    )


def _guid(show: str, name: str) -> str:
    """The permanent id of an episode: UUIDv5 of its name in the show (RFC 9562, clause 5.5)."""
    return str(uuid.uuid5(uuid.UUID(show), name))


def _summary(script: Script) -> str:
    return script.summary or next((line.text for line in script.lines), script.title)
