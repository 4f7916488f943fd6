"""What is written down for a piece: the Ogg file and its licence record.

The record's beats, downbeats and sections are the score's own. The strict reader of these records
lives elsewhere; the fields here are exactly the ones it knows.
"""

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np

from clips.house_band.score import RATE, Score, Signal, seconds

BAND = "The Sleevenotes House Band"
YEAR = 2026
LAMBDA = 118
"""FFmpeg's units per step of encoder quality (FF_QP2LAMBDA)."""

QUALITY = 8
"""Quality of FFmpeg's own Vorbis encoder: about 180 kb/s for this music. PyAV's wheels carry no
libvorbis, whose scale is another."""


def pressed(sound: Signal) -> bytes:
    """The sound, shape (frames, 2) at RATE, as Ogg Vorbis: the same samples make the same bytes."""
    held = io.BytesIO()
    with av.open(held, "w", format="ogg", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("vorbis", rate=RATE)
        stream.layout = "stereo"
        stream.codec_context.format = "fltp"
        stream.codec_context.options = {
            "strict": "experimental",
            "flags": "+bitexact+qscale",
            "global_quality": str(QUALITY * LAMBDA),
        }
        planes = np.ascontiguousarray(sound.T.astype(np.float32))
        frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout="stereo")
        frame.rate = RATE
        frame.pts = 0
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return held.getvalue()


def music(score: Score) -> dict[str, object]:
    """The record's `music` table: what the score knows about time, in seconds to four decimals."""
    clock = [round(seconds(beat, score.tempo), 4) for beat in range(int(score.beats))]
    return {
        "tempo": score.tempo,
        "metre": score.metre.name,
        "key": score.key,
        "post": round(seconds(score.post, score.tempo), 4),
        "beats": clock,
        "downbeats": clock[:: score.metre.beats],
        "sections": [
            {
                "name": section.name,
                "start": round(seconds(section.start, score.tempo), 4),
                "end": round(seconds(section.end, score.tempo), 4),
            }
            for section in score.sections
        ],
    }


def quoted(text: str) -> str:
    """A basic TOML string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def times(values: Iterable[float], width: int = 10) -> str:
    """A TOML array of seconds, `width` to a line."""
    written = [f"{value:.4f}" for value in values]
    rows = [", ".join(written[i : i + width]) for i in range(0, len(written), width)]
    return "[\n    " + ",\n    ".join(rows) + ",\n]"


def record(score: Score, file: str, digest: str) -> str:
    """The TOML record of a piece whose audio is `file` with SHA-256 `digest` (hexadecimal)."""
    table = music(score)
    title, artist = score.stands_in_for
    stands_in_for = f"{{ title = {quoted(title)}, artist = {quoted(artist)} }}"
    sections = "\n".join(
        f"    {{ name = {quoted(section.name)}, "
        f"start = {seconds(section.start, score.tempo):.4f}, "
        f"end = {seconds(section.end, score.tempo):.4f} }},"
        for section in score.sections
    )
    clock = [seconds(beat, score.tempo) for beat in range(int(score.beats))]
    return f"""\
# Written by clips/house_band: edit the score, not this file.
schema = 1

[recording]
title = {quoted(score.title)}
artist = {quoted(BAND)}
stands_in_for = {stands_in_for}
year = {YEAR}
file = {quoted(file)}
digest = "sha256:{digest}"

[work]
writers = [{quoted(BAND)}]

[[grant]]
kind = "creative-commons"
spdx = "CC0-1.0"
covers = ["master", "publishing"]
licensor = "The Sleevenotes authors"
media = ["podcast", "web", "promo"]
territories = ["worldwide"]
credit = {quoted(f"“{score.title}” by {BAND} (CC0 1.0)")}

[music]
tempo = {score.tempo}
metre = {quoted(score.metre.name)}
key = {quoted(score.key)}
post = {table["post"]:.4f}
beats = {times(clock)}
downbeats = {times(clock[:: score.metre.beats])}
sections = [
{sections}
]
"""


def publish(score: Score, sound: Signal, folder: Path) -> Path:
    """Write the piece's audio and record into `folder`; the path of the record comes back."""
    audio = pressed(sound)
    file = folder / f"{score.id}.ogg"
    file.write_bytes(audio)
    path = folder / f"{score.id}.toml"
    digest = hashlib.sha256(audio).hexdigest()
    path.write_text(record(score, file.name, digest), encoding="utf-8", newline="\n")
    return path
