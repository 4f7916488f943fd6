"""`python -m clips.house_band [ID ...] [--into clips]`: play the pieces and write them down."""

import argparse
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from clips.house_band.pieces import REPERTOIRE
from clips.house_band.record import publish
from clips.house_band.render import sound


def press(piece: str, into: Path) -> Path:
    """Play one piece and write its audio and record into a folder; returns the record's path."""
    score = REPERTOIRE[piece]()
    return publish(score, sound(score), into)


def main(arguments: Sequence[str]) -> int:
    """Press the named pieces, or all; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m clips.house_band", description="Play the house band's pieces into files."
    )
    parser.add_argument("pieces", nargs="*", metavar="ID", help="clip ids; none means all")
    parser.add_argument("--into", type=Path, default=Path("clips"), help="folder (default: clips)")
    asked = parser.parse_args(arguments)
    unknown = sorted(set(asked.pieces) - set(REPERTOIRE))
    if unknown:
        known = ", ".join(REPERTOIRE)
        parser.error(f"the band does not play {', '.join(unknown)}; it plays {known}")
    asked.into.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as players:
        chosen = asked.pieces or list(REPERTOIRE)
        for path in players.map(partial(press, into=asked.into), chosen):
            sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
