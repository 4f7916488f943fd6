"""Cues by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ScriptError, Where
from pipeline.script import CUE_FORMS, Cue
from pipeline.script.cue import parse_cue

HERE = Where(Path("script.md"), 3, 5)


@pytest.mark.parametrize(
    ("target", "start", "stop"),
    [
        ("clip:outdoor-miner", None, None),
        ("clip:outdoor-miner#t=12.5,24", 12.5, 24.0),
        ("clip:outdoor-miner#t=12.5", 12.5, None),
        ("clip:outdoor-miner#t=,24", None, 24.0),
        ("clip:outdoor-miner#t=0,24.", 0.0, 24.0),
        ("clip:outdoor-miner#t=npt:12.5,24", 12.5, 24.0),
        ("clip:outdoor-miner#t=1:15.5,01:30", 75.5, 90.0),
        ("clip:outdoor-miner#t=0:01:15,1:00:00.25", 75.0, 3600.25),
        ("clip:outdoor-miner#t=70,01:30", 70.0, 90.0),
        ("clip:outdoor-miner#t=12.5%2C24", 12.5, 24.0),
        ("CLIP:outdoor%2Dminer", None, None),
    ],
)
def test_a_fragment_says_where_in_the_clip(
    target: str, start: float | None, stop: float | None
) -> None:
    """Seconds, mm:ss and hh:mm:ss; either end may be open."""
    assert Cue("outdoor-miner", "under", start, stop, HERE) == parse_cue(target, "", HERE)


@pytest.mark.parametrize("form", CUE_FORMS)
def test_a_title_says_how(form: str) -> None:
    """Any form, whatever its case and the space around it."""
    assert form == parse_cue("clip:a", f" {form.upper()} ", HERE).form


@pytest.mark.parametrize(
    ("target", "title", "message"),
    [
        ("clip:", "", "the clip has no name"),
        ("clip:#t=1,2", "", "the clip has no name"),
        ("clip:a", "bde", "no cue has the form “bde” (did you mean “bed”?)"),
        ("clip:a", "loud", "no cue has the form “loud” (write clear, bed or under)"),
        ("clip:a#12,24", "", "“#12,24” is no time in a clip (write #t=in,out in seconds"),
        ("clip:a#", "", "“#” is no time"),
        ("clip:a#xywh=1,2", "", "“#xywh=1,2” is no time in a clip"),
        ("clip:a#t=", "", "“#t=” lacks both times"),
        ("clip:a#t=,", "", "“#t=,” lacks both times"),
        ("clip:a#t=12,", "", "“#t=12,” lacks its out time"),
        ("clip:a#t=24,12.5", "", "the snippet is over at 12.5, before it begins at 24"),
        ("clip:a#t=24,24", "", "the snippet is over at 24"),
        ("clip:a#t=,0", "", "the snippet is over at 0"),
        ("clip:a#t=-1,5", "", "“-1” is no time (write seconds (75.5), mm:ss (1:15.5) or hh:mm:ss)"),
        ("clip:a#t=1:75,5:00", "", "“1:75” is no time"),
        ("clip:a#t=1:60:00", "", "“1:60:00” is no time"),
        ("clip:a#t=12s", "", "“12s” is no time"),
        ("clip:a#t=smpte:0:00:12", "", "“smpte:0:00:12” is no time"),
        ("clip:a#t=1e3", "", "“1e3” is no time"),
        ("clip:a#t=" + "9" * 400, "", "is no time"),
    ],
)
def test_a_faulty_cue_is_refused_where_it_stands(target: str, title: str, message: str) -> None:
    """What is wrong, where, and how it is written rightly."""
    with pytest.raises(ScriptError) as refusal:
        parse_cue(target, title, HERE)
    assert str(refusal.value).startswith("script.md:3:5: ")
    assert message in str(refusal.value)


@given(st.text("0123456789:.,=t#np", max_size=20))
def test_a_fragment_is_read_or_refused(fragment: str) -> None:
    """Times that are read are not negative and in order."""
    try:
        cue = parse_cue(f"clip:a#t={fragment}", "", HERE)
    except ScriptError:
        return
    assert (cue.start_seconds or 0.0) < (cue.stop_seconds or float("inf"))
