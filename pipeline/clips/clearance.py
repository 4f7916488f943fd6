"""The gate: whether a clip may be heard in a release at all.

Both sides of a recording must be granted: the master (the recording) and the publishing (the
composition). A grant counts for a release on a day, in a medium. There is no number of seconds
below which anything is free.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pipeline.build import digest_file
from pipeline.clips.model import Clip, Grant, Medium, Side
from pipeline.errors import ClearanceError, ClipError, Where

SIDES: tuple[Side, ...] = ("master", "publishing")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a clip is not cleared: the clause that fails, and the nearest thing that would pass."""

    clip: Clip
    clause: str
    remedy: str

    def error(self, where: Where | None = None) -> ClearanceError:
        """The refusal as an error, at the directive that asked for the clip if there is one."""
        return ClearanceError(
            f"clip “{self.clip.id}” is not cleared: {self.clause}",
            where=where or self.clip.record,
            hint=f"{self.remedy}; or build with --draft, which can't be published",
        )


def audio_digest(clip: Clip) -> str:
    """Sha256 in hex of a clip's audio as it is. Raises ClipError where it can't be read."""
    try:
        return digest_file(clip.audio)
    except OSError as error:
        raise ClipError(
            f"the audio of clip “{clip.id}” can't be read: {error.strerror}",
            where=clip.record,
            hint=f"put {clip.recording.file} back, or take the record away",
        ) from error


def refusal(clip: Clip, digest: str, *, day: dt.date, medium: Medium = "podcast") -> Refusal | None:
    """Why a clip may not be used in a release of that day and medium; None where it may.

    `digest` is that of its audio as it is.
    """
    if f"sha256:{digest}" != clip.recording.digest:
        return Refusal(
            clip,
            f"{clip.recording.file} is not the file that the licence was recorded for",
            f"put the right file back, or clear this one and record digest sha256:{digest}",
        )
    for side in SIDES:
        granted = [grant for grant in clip.grants if side in grant.covers]
        if not any(_counts(grant, day, medium) for grant in granted):
            return Refusal(clip, *_clause(side, granted, day, medium))
    return None


def _counts(grant: Grant, day: dt.date, medium: Medium) -> bool:
    begun = grant.first_day is None or grant.first_day <= day
    lasting = grant.last_day is None or day <= grant.last_day
    return medium in grant.media and begun and lasting


def _clause(side: Side, granted: list[Grant], day: dt.date, medium: Medium) -> tuple[str, str]:
    if not granted:
        return f"no grant covers the {side} side", f"obtain the {side} licence and record it"
    on_air = [grant for grant in granted if medium in grant.media]
    if not on_air:
        media = ", ".join(granted[0].media) or "nothing"
        return (
            f"the {side} grant is for {media}, not for {medium}",
            f"have {granted[0].licensor} add {medium}",
        )
    grant = on_air[0]
    if grant.first_day and day < grant.first_day:
        return (
            f"the {side} grant begins on {grant.first_day}, the release is of {day}",
            f"release it from {grant.first_day} on",
        )
    return (
        f"the {side} grant ended on {grant.last_day}, the release is of {day}",
        f"renew it with {grant.licensor}",
    )
