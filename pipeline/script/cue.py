"""Cues by hand: what stands between the brackets of `![snippet](clip:ID#t=in,out "form")`."""

from __future__ import annotations

import re

from pipeline.errors import ScriptError, Where, did_you_mean
from pipeline.script.model import CUE_FORMS, Cue, CueForm

SCHEME = "clip:"

DEFAULT_FORM: CueForm = "under"

EXAMPLE = '![snippet](clip:outdoor-miner#t=12.5,24 "bed")'

_TIME = (
    r"(?:(?:(?P<hours>[0-9]{1,3}):)?(?P<minutes>[0-9]{1,3}):)?"
    r"(?P<seconds>[0-9]{1,6}(?:\.[0-9]{0,9})?)"
)


def is_clip(target: str) -> bool:
    """Whether the target of an image or a link is a clip."""
    return target[: len(SCHEME)].lower() == SCHEME


def parse_cue(target: str, title: str, where: Where) -> Cue:
    """A cue from an image's target and title.

    The target is `clip:ID`, perhaps with a temporal media fragment (W3C Media Fragments URI 1.0,
    section 4.2.1, normal play time): `#t=in,out`, `#t=in`, `#t=,out`, in seconds, mm:ss or
    hh:mm:ss, with or without `npt:`. The title is a form of CUE_FORMS; none means `under`.
    Whether the clip exists, and is that long, is for the clips to say. Raises ScriptError.
    """
    from urllib.parse import unquote

    clip_id, mark, fragment = target[len(SCHEME) :].partition("#")
    clip_id = unquote(clip_id).strip()
    if not clip_id:
        raise ScriptError("the clip has no name", where=where, hint=f"write {EXAMPLE}")
    start, stop = _span(unquote(fragment), where) if mark else (None, None)
    return Cue(clip_id, _form(title, where), start, stop, where)


def _form(title: str, where: Where) -> CueForm:
    """The form that a title names."""
    wanted = " ".join(title.split()).lower()
    if not wanted:
        return DEFAULT_FORM
    for form in CUE_FORMS:
        if form == wanted:
            return form
    choice = f"{', '.join(CUE_FORMS[:-1])} or {CUE_FORMS[-1]}"
    hint = did_you_mean(wanted, CUE_FORMS, f"write {choice}")
    raise ScriptError(f"no cue has the form “{title}”", where=where, hint=hint)


def _span(fragment: str, where: Where) -> tuple[float | None, float | None]:
    """In and out of a fragment, in seconds of the clip."""
    name, equals, value = fragment.partition("=")
    if name != "t" or not equals:
        what = f"“#{fragment}” is no time in a clip"
        raise ScriptError(what, where=where, hint="write #t=in,out in seconds, as in #t=12.5,24")
    first, comma, last = value.removeprefix("npt:").partition(",")
    if not last and (comma or not first):
        what = f"“#{fragment}” lacks {'its out time' if first else 'both times'}"
        raise ScriptError(what, where=where, hint="write #t=12.5,24 or #t=12.5 or #t=,24")
    start = _seconds(first, where) if first else None
    stop = _seconds(last, where) if last else None
    if stop is not None and stop <= (start or 0.0):
        what = f"the snippet is over at {last}, before it begins at {first or 0}"
        raise ScriptError(what, where=where, hint="in comes before out: #t=in,out")
    return start, stop


def _seconds(text: str, where: Where) -> float:
    """`75.5`, `1:15.5` or `0:01:15.5` as seconds."""
    match = re.fullmatch(_TIME, text)
    if match:
        hours, minutes = int(match["hours"] or 0), int(match["minutes"] or 0)
        seconds = float(match["seconds"])
        if not (match["minutes"] and seconds >= 60) and not (match["hours"] and minutes >= 60):
            return hours * 3600 + minutes * 60 + seconds
    hint = "write seconds (75.5), mm:ss (1:15.5) or hh:mm:ss"
    raise ScriptError(f"“{text}” is no time", where=where, hint=hint)
