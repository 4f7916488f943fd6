"""“Two Doors, One Hall”: guitar at the left, fiddle at the right, at last both in the middle."""

from clips.house_band.drums import Kit
from clips.house_band.leads import Fiddle
from clips.house_band.notation import arpeggio, grid, line, loop, shift, softer, strum
from clips.house_band.score import SIX_EIGHT, Desk, Part, Score, Section, Space
from clips.house_band.strings import AcousticGuitar

CYCLE = (("xx0231", 2), ("x32010", 2), ("xx0231", 2), ("x02210", 2))
TURN = (("xx0231", 2), ("xx3211", 2), ("320003", 2), ("xx0231", 2))

TUNE = """
    A4:2/3! D5:1/3 F5:2/3 E5:1/3@leg     E5:1! C5:2/3 D5:1/3@leg
    D5:2/3! A4:1/3 F4:2/3 A4:1/3@leg     A4:3/2 -:1/2
    A4:2/3! D5:1/3 F5:2/3 G5:1/3@leg     A5:1! G5:1/3 F5:1/3@leg E5:1/3
    D5:2/3! B4:1/3 G4:2/3 B4:1/3@leg     D5:3/2 -:1/2
"""
ARGUE = """
    A5:1/3! G5 F5 -:1 E5:1/3! F5 E5 -:1
    D5:1/3! E5 F5 -:1 G5:1/3! A5 G5 E5:1
"""
DRONES = "D4:2 E4:2 D4:2 E4:3/2 -:1/2 D4:2 F4:2 G4:2 D4:3/2 -:1/2"


def score() -> Score:
    """Guitar, then the fiddle across from it; they argue, walk to the middle, and agree."""
    eighth = 1 / 3
    guitar = arpeggio(CYCLE, "0 2 3 0 3 2", eighth, 0)
    guitar += arpeggio(CYCLE, "0 2 3 1 3 2", eighth, 8) + arpeggio(TURN, "0 2 3 1 3 2", eighth, 16)
    guitar += strum(
        (("xx0231", 2), ("x32010", 2), ("xx0231", 2), ("x02210", 2)),
        "x..Dud",
        eighth,
        24,
        spread=0.007,
    )
    guitar += strum(CYCLE, "D.uD.u", eighth, 32, spread=0.006) + strum(
        TURN, "D.uDdu", eighth, 40, spread=0.006
    )
    guitar += strum((("xx0231", 4),), "D" + "." * 11, eighth, 48, spread=0.02)
    tune = line(TUNE)
    fiddle = shift(tune, 8) + line(ARGUE, 24)
    together = shift(tune, 32)
    fiddle += together + line("D5:3!", 48)
    drone = line(DRONES, 32) + line("A4:3", 48)
    guitar += softer(shift(together, 0, -12), 1.1)
    walk_left = ((0, -1.0), (30, -1.0), (32, -0.12), (60, -0.12))
    walk_right = ((0, 1.0), (30, 1.0), (32, 0.12), (60, 0.12))
    drum = grid({"floor": "X..x..", "shaker": "x.ox.o"}, step=eighth)
    roll = grid({"floor": "X.xxxX", "shaker": "x.ox.o"}, step=eighth)
    drums = loop(drum, 2, 3, 32) + shift(roll, 38) + loop(drum, 2, 3, 40) + shift(roll, 46)
    drums += grid({"floor": "X", "crash": "o"}, 48)
    parts = (
        Part(
            "guitar",
            AcousticGuitar(),
            guitar,
            0.0,
            room=-13,
            plate=-22,
            pans=walk_left,
            loose=0.004,
            rides=((0, 0), (7.9, 0), (8, -1), (23.9, -1), (24, -4), (32, -3), (60, -3)),
        ),
        Part(
            "fiddle",
            Fiddle(bite=0.7, air=0.05, depth=0.16),
            fiddle,
            1.0,
            room=-12,
            plate=-20,
            pans=walk_right,
            loose=0.005,
            rides=((8, 0), (30, 0), (32, 0.5), (60, 0.5)),
        ),
        Part(
            "second fiddle",
            Fiddle(bite=0.4, air=0.06, depth=0.08),
            drone,
            -6.0,
            0.0,
            room=-12,
            plate=-18,
            loose=0.005,
        ),
        Part(
            "hand drum", Kit(toms=(147, 110, 73.4), tom_decay=0.3, bright=0.8), drums, -3.5, room=-9
        ),
    )
    return Score(
        id="no-looking",
        title="Two Doors, One Hall",
        stands_in_for=("No Looking", "The Raincoats"),
        tempo=92.0,
        metre=SIX_EIGHT,
        key="D minor",
        post=8,
        sections=(
            Section("intro", 0, 8),
            Section("apart", 8, 24),
            Section("argument", 24, 32),
            Section("together", 32, 48),
            Section("ending", 48, 52),
        ),
        parts=parts,
        desk=Desk(Space(0.9, 0.01, 6000, 0.7), Space(1.5, 0.02, 6000), glue=1.5, drive=-9.0),
        tail=2.5,
    )
