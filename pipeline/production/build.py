"""The way through all stages."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.build import Cache, Event, Runner
from pipeline.clips.library import read_library
from pipeline.mix.model import PROFILES
from pipeline.production.episode import Built, Episode, Request
from pipeline.production.master import Master, master
from pipeline.production.music import Uncleared, cut_snippets, measure_clips, uncleared
from pipeline.production.narrate import Narration, narrate
from pipeline.production.publish import publish, put_into_place, released_on
from pipeline.release.model import folder_name
from pipeline.release.report import (
    Report,
    line_reports,
    loudness_report,
    named,
    song_reports,
)
from pipeline.timeline.assemble import assemble, line_source
from pipeline.timeline.model import Timeline
from pipeline.timeline.plan import Plan, plan
from pipeline.units import seconds


def build(
    episode: Episode, request: Request, *, report: Callable[[Event], None] = lambda _: None
) -> Built:
    """Build an episode and put its release, the feed and the page into place.

    Nothing that was released before is touched until everything new is complete. Raises one of the
    errors of `pipeline.errors` for whatever stands in the way.
    """
    project, script, settings = episode.project, episode.script, episode.settings
    output = request.output or project.output
    name = folder_name(script.slug, request.edition)
    folder = (project.cache / "drafts" if request.draft else output) / name
    day = script.date or released_on(folder) or request.today

    planned = plan(script, read_library(project.clips), music=request.edition == "full")
    refused = uncleared(planned, day)
    if refused and not request.draft:
        cue = refused[0].snippet.cue
        raise refused[0].refusal.error(cue.where if cue else None)

    cache = Cache(project.cache / "made")
    cache.sweep()
    runner = Runner(cache, project.cache / "ledgers" / f"{name}.json", report=report)
    try:
        voice = request.voice or script.voice or settings.voice
        narration = narrate(runner, script, voice)
        timeline = assemble(
            planned,
            narration.sounds,
            measure_clips(runner, planned),
            settings.pacing,
            uncleared={item.snippet.clip.id for item in refused},
        )
        sounds = {line_source(line): work for line, work in narration.work.items()}
        sounds |= cut_snippets(runner, planned, timeline)
        mastered = master(runner, timeline, sounds, settings, report)
        reported = _report(episode, request, planned, refused, narration, timeline, mastered)
        release = put_into_place(
            runner, episode, request, day, folder, timeline, narration, mastered, reported
        )
        feed = None if request.draft else publish(runner, settings, output)
    finally:
        runner.close()
    return Built(release, folder, feed, reported, tuple(runner.ran), runner.reused)


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
    notes = [f"no clip for {named(song)}: it is not heard" for song in planned.unheard]
    notes += [
        f"{pickup.line_id} is to be recorded again: its take says other words, "
        "so the synthetic voice speaks the new ones"
        for pickup in narration.pickups
    ]
    notes += [
        f"under a slate tone: {item.snippet.clip.id}, {item.refusal.clause}" for item in refused
    ]
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
        songs_without_clip=tuple(named(song) for song in planned.unheard),
        notes=tuple(notes),
    )
