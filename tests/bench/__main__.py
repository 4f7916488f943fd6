"""Speed, side by side in one run: `make bench`.

The demo episode is built cold, again, and after one changed line, each by the program itself; then
the same segments are put together the way that everybody writes it first, with pydub's own `+=`,
`overlay` and fades, and encoded. Quote the ratios: seconds are this machine's, today.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.audio.segment import AudioSegment, read_segment, to_samples
from pipeline.release.mp3 import encode_mp3
from pipeline.release.timeline_json import read_timeline
from pipeline.units import seconds

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).with_name("build-episode")


def main() -> None:
    """Measure, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(ROOT / "scripts", root / "scripts")
        shutil.copytree(ROOT / "clips", root / "clips")
        script = root / "scripts" / "her-smell" / "script.md"

        def program() -> None:
            subprocess.run([PROGRAM, "her-smell", "-q"], cwd=root, check=True)  # noqa: S603

        cold = timed(program)
        again = min(timed(program) for _ in range(3))
        text = script.read_text(encoding="utf-8")
        script.write_text(text.replace("Thank you for listening.", "Thanks for listening."))
        changed = timed(program)
        timeline = read_timeline((root / "output" / "her-smell" / "timeline.json").read_bytes())
        length = seconds(timeline.length)
        waves = segments(root)
        naive = timed(lambda: naively(waves))
        whole = to_samples(sum(waves[1:], waves[0]))[:, :1].repeat(2, axis=1)
        alone = timed(lambda: encode_mp3([whole], channels=2, bitrate_kbps=128))
        alone *= timeline.length / len(whole)
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"demo episode, {length / 60:.1f} minutes; peak memory of a build {children:.0f} MB\n")
    print(f"{'':44} {'seconds':>8} {'× real time':>12} {'÷ cold':>8}")
    for name, took in (
        ("cold build, speech included", cold),
        ("nothing changed", again),
        ("one line changed", changed),
        ("naive pydub on the same segments, no speech", naive),
        ("MP3 encoder alone, one thread", alone),
    ):
        print(f"{name:44} {took:8.2f} {length / took:12.0f} {took / cold:8.2f}")


def timed(work: Callable[[], object]) -> float:
    """Wall-clock seconds of a piece of work."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def segments(root: Path) -> list[AudioSegment]:
    """The segments of lines and snippets that the build has left in its cache."""
    made = root / ".cache" / "made"
    return [read_segment(path) for path in sorted(made.glob("*/*/*.wav"))]


def naively(waves: list[AudioSegment]) -> bytes:
    """Every second segment laid under the one before, faded, normalised: the usual script."""
    episode = AudioSegment.silent(300, frame_rate=44_100)
    for number, wave in enumerate(waves):
        stereo = wave.set_channels(2).set_sample_width(2)
        if number % 2:
            episode = episode.overlay(stereo.fade_in(500).fade_out(2000) - 14, len(episode) // 2)
        else:
            episode += stereo
            episode += AudioSegment.silent(600, frame_rate=44_100)
    episode = episode.apply_gain(-1.0 - episode.max_dBFS)
    return encode_mp3([to_samples(episode)], channels=2, bitrate_kbps=128)


if __name__ == "__main__":
    main()
