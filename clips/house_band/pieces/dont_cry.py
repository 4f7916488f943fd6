"""“Candle in the Stairwell”: a power ballad. Picked chords, then the whole band at full stretch."""

from clips.house_band.amp import COMBO, FOUR_TWELVES, STACK, TIGHT, Amp
from clips.house_band.drums import Kit
from clips.house_band.keys import Organ
from clips.house_band.leads import LeadGuitar
from clips.house_band.notation import arpeggio, grid, line, power, shift, softer
from clips.house_band.score import FOUR_FOUR, Desk, Part, Score, Section, Space, doubled
from clips.house_band.strings import Bass, ElectricGuitar, String

PICKED = (("x24422", 4), ("3x0002", 2), ("x02200", 2))
CHORUS = (
    ("xx0232", 2),
    ("x42220", 2),
    ("x24432", 2),
    ("320033", 2),
    ("022000", 2),
    ("x02220", 2),
    ("320033", 2),
    ("242322", 2),
)

VERSE_LEAD = """
    F#5:3/2!@bend E5:1/2 D5:1/2@leg C#5:1/2 B4:1
    D5:3/2@bend1 B4:1/2@leg A4:1/2 B4:1/2 C#5:1@bend
"""
CHORUS_LEAD = """
    F#5:2!@bend A5:1 G5:1/2 F#5:1/2@leg  F#5:1/2 E5:1/2@leg D5:1 B5:2!@bend
    B5:1/2 A5:1/2@leg G5:1 E5:1 A5:1@bend  B5:3/2!@bend A5:1/2@leg G5:1/2 F#5:1/2@leg E5:1/2 C#5:1/2
"""
ROOTS = "D2:2 C#2:2 B1:2 G1:2 E2:2 A1:2 G1:2 F#1:2"


def score() -> Score:
    """Two bars of picking, two of verse, a four-bar chorus, and a last chord let ring."""
    picking = arpeggio(PICKED, "0 2 3 4 3 2 4 3", start=0)
    picking += arpeggio(PICKED, "0 2 3 4 3 2 4 3", start=8)
    chorus_picking = arpeggio(CHORUS, "0 2 3 4", start=16)
    chords = power(line(ROOTS.replace("1:", "2:").replace("C#2", "C#3").replace("D2", "D3"), 16))
    chords += power(line("B2:8!", 32))
    bass = softer(line("B1:3 F#2:1 G1:3/2 G1:1/2 A1:3/2 C#2:1/2", 8), 0.85)
    bass += line(
        """D2:3/2 D2:1/2 C#2:3/2 C#2:1/2 B1:3/2 B1:1/2 G1:1 A1:1/2 B1:1/2
           E2:3/2 E2:1/2 A1:3/2 B1:1/2 G1:3/2 G1:1/2 F#1:1 F#2:1/2 A#1:1/2 B1:8!""",
        16,
    )
    verse = grid(
        {"kick": "x.......x.x.....", "stick": "....x.......x...", "hat": "x.o.x.o.x.o.x.o."}
    )
    fill = grid(
        {
            "kick": "x.......x.......",
            "stick": "....x...........",
            "hat": "x.o.x.o.........",
            "snare": "........xooxX...",
            "tom1": "............xx..",
            "floor": "..............XX",
        }
    )
    full = grid(
        {"kick": "X.....x.X.......", "snare": "....X.......X...", "ride": "x.o.x.o.x.o.x.o."}
    )
    push = grid(
        {"kick": "X.....x.X.x.....", "snare": "....X.......X..o", "ride": "x.o.x.o.x.o.x.o."}
    )
    last = grid(
        {
            "kick": "X.....x.X.......",
            "snare": "....X...x.xxX.X.",
            "tom1": "..........x...x.",
            "floor": ".............x.X",
            "ride": "x.o.x.o.........",
        }
    )
    crashes = grid({"crash": "X", "kick": "X"}, 16) + grid({"crash2": "X"}, 24)
    crashes += grid({"crash": "X", "crash2": "X", "kick": "X"}, 32, step=6)
    drums = shift(softer(verse, 0.7), 8) + shift(softer(fill, 0.85), 12)
    drums += shift(full, 16) + shift(push, 20) + shift(full, 24) + shift(last, 28) + crashes
    lead = line(VERSE_LEAD, 8) + line(CHORUS_LEAD, 16)
    lead += line("D5:1@bend1 C#5:1/2@leg B4:6!", 32)
    pad = line("F#3+B3+D4:4 G3+B3+D4:2 E3+A3+C#4:2", 8)
    pad += line(
        """F#3+A3+D4:2 E3+A3+C#4:2 F#3+B3+D4:2 G3+B3+D4:2
           G3+B3+E4:2 A3+C#4+E4:2 G3+B3+D4:2 F#3+A#3+C#4:2 F#3+B3+D4:7""",
        16,
    )
    clean = String(plucked=0.24, heard=0.17, bright=3800, ring=5.0, damping=0.05, slope=0.6)
    thick = ElectricGuitar(
        String(bright=3400, damping=0.1), Amp(20.0, 0.2, 0.35, TIGHT, FOUR_TWELVES)
    )
    parts = (
        Part(
            "clean",
            ElectricGuitar(clean, Amp(-6.0, cabinet=COMBO), 0.08),
            picking + chorus_picking,
            -2.0,
            -0.25,
            room=-12,
            plate=-9,
            rides=((0, 0), (15.5, 0), (16, -3), (40, -3)),
        ),
        *doubled(Part("rhythm", thick, chords, -2.5, room=-16), 0.85),
        Part(
            "bass",
            Bass(drive=6),
            bass,
            -2.0,
            room=None,
            rides=((0, -3), (15.5, -3), (16, 0), (40, 0)),
        ),
        Part(
            "organ",
            Organ((6, 0, 8, 4, 0, 0, 0, 0, 0), speed=0.9, drive=2),
            pad,
            -9.0,
            0.1,
            plate=-10,
            rides=((8, -8), (15, -2), (16, 0), (40, 0)),
        ),
        Part(
            "drums",
            Kit(kick=46.2, snare=185, snare_decay=0.16, toms=(147, 123.5, 92.5), tom_decay=0.3),
            drums,
            1.5,
            room=-9,
            plate=-14,
        ),
        Part(
            "lead",
            LeadGuitar(
                Amp(24.0, before=STACK, cabinet=FOUR_TWELVES), sustain=4.0, echo=(0.4545, 0.28)
            ),
            lead,
            1.0,
            0.05,
            room=-16,
            plate=-7,
            rides=((8, -2.5), (15, -2.5), (16, 0), (40, 0)),
        ),
    )
    return Score(
        id="dont-cry",
        title="Candle in the Stairwell",
        stands_in_for=("Don't Cry", "Guns N' Roses"),
        tempo=66.0,
        metre=FOUR_FOUR,
        key="B minor",
        post=8,
        sections=(
            Section("intro", 0, 8),
            Section("verse", 8, 16),
            Section("chorus", 16, 32),
            Section("ending", 32, 36),
        ),
        parts=parts,
        desk=Desk(
            Space(1.1, 0.015, 6000, 0.5),
            Space(2.4, 0.025, 5000),
            glue=2.5,
            drive=-8.0,
            rides=((0, 0), (34, 0), (37.5, -9), (39.6, -45)),
        ),
        tail=3.5,
    )
