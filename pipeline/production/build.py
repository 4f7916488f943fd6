"""The way through all stages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.build import Cache, Event, Runner
from pipeline.clips.library import read_library
from pipeline.errors import ClearanceError, UsageError, Where
from pipeline.mix.model import PROFILES
from pipeline.production.episode import Built, Episode, Request
from pipeline.production.master import Master, master
from pipeline.production.music import Uncleared, cut_snippets, digests, measure_clips, uncleared
from pipeline.production.narrate import Narration, narrate
from pipeline.production.publish import pack, publish, release_to, released_on, render
from pipeline.publish.model import FEED
from pipeline.publish.releases import load_releases
from pipeline.release.model import folder_name
from pipeline.release.report import (
    Report,
    line_reports,
    loudness_report,
    shortfalls,
    song_reports,
)
from pipeline.show.project import Project
from pipeline.timeline.assemble import assemble, line_source
from pipeline.timeline.model import Timeline
from pipeline.timeline.plan import Plan, plan
from pipeline.timeline.snippet import HIGHEST_GAIN
from pipeline.units import seconds


def build(
    episode: Episode, request: Request, *, report: Callable[[Event], None] = lambda _: None
) -> Built:
    """Build an episode and put its release, the feed and the page into place.

    Nothing that was released before is touched until everything new is complete. Raises one of the
    errors of `pipeline.errors` for whatever stands in the way.
    """
    project, script, settings = episode.project, episode.script, episode.settings
    if request.draft and request.output:
        raise UsageError(
            "a draft is not put into an output folder", hint="leave out --output, or --draft"
        )
    output = _output(project, request)
    name = folder_name(script.slug, request.edition)
    folder = (project.cache / "drafts" if request.draft else output) / name
    day = script.date or released_on(folder) or request.today

    if not request.draft:
        load_releases(output)  # Whatever would stop the feed in the end is said at the beginning.
    planned = plan(script, read_library(project.clips), music=request.edition == "full")
    audio = digests(planned)
    refused = uncleared(planned, audio, day)
    if refused and not request.draft:
        raise _not_cleared(refused)

    cache = Cache(project.cache / "made")
    cache.sweep()
    runner = Runner(cache, project.cache / "ledgers" / f"{name}.json", report=report)
    try:
        voices = (request.voice, script.voice, settings.voice)
        voice = next(name for name in voices if name is not None)
        narration = narrate(runner, script, voice)
        timeline = assemble(
            planned,
            narration.sounds,
            measure_clips(runner, planned, audio),
            settings.pacing,
            uncleared={item.snippet.clip.id for item in refused},
        )
        sounds = {line_source(line): work for line, work in narration.work.items()}
        sounds |= cut_snippets(runner, planned, audio, timeline)
        mastered = master(runner, timeline, sounds, settings, report)
        reported = _report(episode, request, planned, refused, narration, timeline, mastered)
        packed = pack(runner, episode, request, day, timeline, narration, mastered, reported)
        feed = None if request.draft else render(runner, settings, output, packed)
        release_to(folder, packed)
        if feed:
            publish(feed, settings, output)
    finally:
        runner.close()
    return Built(
        release=packed.release,
        folder=folder,
        feed=output / FEED if feed else None,
        report=reported,
        ran=tuple(runner.ran),
        reused=runner.reused,
    )


def _output(project: Project, request: Request) -> Path:
    """The folder of releases. Raises UsageError for one in which they would be in the way."""
    if request.output is None:
        return project.output
    asked = request.output.resolve()
    for taken in (project.show.parent, project.clips, project.cache):
        if asked == project.root or asked.is_relative_to(taken.resolve()):
            raise UsageError(
                "releases can't be put among what they are made of",
                where=Where(request.output),
                hint="name a folder of their own, such as output",
            )
    return request.output


def _not_cleared(refused: tuple[Uncleared, ...]) -> ClearanceError:
    """The first refusal at its place, with the names of the other clips that are refused."""
    first = refused[0]
    cue = first.snippet.cue
    error = first.refusal.error(cue.where if cue else None)
    others = {item.snippet.clip.id for item in refused} - {first.snippet.clip.id}
    if not others:
        return error
    what = f"{error.what}; nor are {', '.join(f'“{clip}”' for clip in sorted(others))}"
    return ClearanceError(what, where=error.where, hint=error.hint)


def _report(  # noqa: PLR0917 - all that has been decided and measured
    episode: Episode,
    request: Request,
    planned: Plan,
    refused: tuple[Uncleared, ...],
    narration: Narration,
    timeline: Timeline,
    mastered: Master,
) -> Report:
    script, settings = episode.script, episode.settings
    notes = [f"no clip for {song.named}: it is not heard" for song in planned.unheard]
    notes += [
        f"{pickup.line_id} is to be recorded again: its take says other words, "
        "so the synthetic voice speaks the new ones; if it does say them, take its entry out of "
        "takes/takes.json"
        + (f" (its words are now those of {pickup.moved_to})" if pickup.moved_to else "")
        for pickup in narration.pickups
    ]
    notes += [
        f"under a slate tone: {item.snippet.clip.id}, {item.refusal.clause}" for item in refused
    ]
    notes += [
        f"clip “{played.clip_id}” is very quiet: turned up by {HIGHEST_GAIN:.0f} dB, which is the "
        "most, it is still quieter than it should be"
        for placement, played in timeline.played()
        if any(point.gain_db >= HIGHEST_GAIN for point in placement.envelope)
    ]
    notes += shortfalls(mastered.loudness, PROFILES[settings.loudness])
    return Report(
        slug=script.slug,
        edition=request.edition,
        draft=request.draft,
        title=script.title,
        seconds=round(seconds(timeline.length), 3),
        samples=timeline.length,
        encoding=settings.encoding,
        loudness=loudness_report(settings.loudness, PROFILES[settings.loudness], mastered.loudness),
        lines=line_reports(timeline),
        songs=song_reports(timeline, mastered.mix.overlaps),
        songs_without_clip=tuple(song.named for song in planned.unheard),
        notes=tuple(notes),
    )
