"""“Nervous Semaphore”: frantic post-hardcore in E minor, accents where nobody asked for them."""

from clips.house_band.amp import COMBO, FOUR_TWELVES, OPEN, TIGHT, Amp
from clips.house_band.drums import Kit
from clips.house_band.leads import LeadGuitar
from clips.house_band.notation import grid, line, loop, shift
from clips.house_band.score import FOUR_FOUR, Desk, Part, Score, Section, Space
from clips.house_band.singers import Singer
from clips.house_band.strings import Bass, ElectricGuitar, String

SPASM = """
    E3+Bb3:1/2! E3+Bb3 -:1/2 F3+B3:1/2! F3+B3 -:1/2 E3+Bb3:1/2! G3+Db4:1/2!
    -:1/2 E3+Bb3:1/2! E3+Bb3 -:1/2 F3+C4:1/2! Eb3+Bb3 D3+A3:1/2! -:1/2
"""
"""Three, three, two and then two, three, three: two bars that never fall where the foot does."""

WIRE = """
    B4:1/4! C5 B4 F4 B4! C5 E5 F5 -:1/2 B4:1/4! Bb4 G4 E4 F4:1/2
    B4:1/4! C5 B4 F4 B4! C5 G5 F#5 -:1/2 E5:1/4! Eb5 B4 G4 F4:1/2
"""
BASS = """
    E2:1/2! E2 E2 F2! F2 F2 E2! G2!
    E2! E2 E2 E2? F2! Eb2 D2! B1
"""
CHARGE = """
    E3+B3:1/2! E3+B3 E3+B3 F3+C4! F3+C4 F3+C4 E3+B3! E3+B3
    G3+D4! G3+D4 G3+D4 F#3+C#4! F#3+C#4 F3+C4! F3+C4 Eb3+Bb3
    E3+B3:1/2! E3+B3 E3+B3 F3+C4! F3+C4 F3+C4 E3+B3! E3+B3
    A3+E4! A3+E4 G3+D4 G3+D4! Bb3+F4 Bb3+F4! B3+F#4 B3+F#4
"""
CHARGE_BASS = """
    E2:1/2! E2 E2 F2! F2 F2 E2! E2  G2! G2 G2 F#2! F#2 F2! F2 Eb2
    E2:1/2! E2 E2 F2! F2 F2 E2! E2  A2! A2 G2 G2! Bb2 Bb2! B1 B1
"""
FIRST = """
    B4:1!@hey B4:1/2@na G4:1/2@na E5:1!@yeah -:1          -:2 -:2
    B4:1/2!@na C5:1/2@na B4:1/2@na G4:1/2@na F#5:3/2!@yeah -:1/2  -:4
    G5:1!@hey E5:1/2@na B4:1/2@na Bb4:1!@yeah -:1         -:4
    B4:1/2!@na C5:1/2@na E5:1/2@na F5:1/2@na E5:1!@hey B4:1!@yeah  E5:2!@ah -:2
"""
SECOND = """
    -:4  E5:1/2!@na F5:1/2@na E5:1/2@na Bb4:1/2@na B4:1!@yeah -:1
    -:4  G5:1!@hey F#5:1/2@na E5:1/2@na D5:1!@yeah -:1
    -:4  E5:1/2!@na G5:1/2@na F#5:1/2@na F5:1/2@na E5:1!@yeah -:1
    -:4  G5:2!@ah -:2
"""
FALL_ONE = (
    "B4:3!@ah C5:1@ah  B4:2!@oh G4:2@oh  E5:3!@ah F5:1@ah  E5:1!@hey E5:1!@hey F5:1!@hey G5:1!@hey"
)
FALL_TWO = (
    "G4:3!@ah G4:1@ah  F4:2!@oh E4:2@oh  B4:3!@ah B4:1@ah  Bb4:1!@hey B4:1!@hey B4:1!@hey B4:1!@hey"
)
FALL_CHORDS = "E2+B2+E3:3! F2+C3+F3:1!  E2+B2+E3:2! C3+G3:2!  A2+E3+A3:3! Bb2+F3+Bb3:1! "
STABS = "B2+F#3:1! B2+F#3:1! C3+G3:1! D3+A3:1!"


BREATH = 23.0
"""The beat on which everybody stops, one beat before the quarrel begins."""


def score() -> Score:
    """Six bars of spasm, eight of quarrel, four at half speed, four at double, one slammed door."""
    odd = grid({"kick": "X..XX..X", "snare": "..X..X.X", "hat": "X.X.X.X."}, step=0.5)
    odd2 = grid({"kick": "XX..X.X.", "snare": "..X..X.X", "hat": "X.X.X.X."}, step=0.5)
    hits = grid({"kick": "XX.XX.XX", "snare": "X..X..XX", "crash": "X..X..X."}, step=0.5)
    hits2 = grid({"kick": ".XX.XXX.", "snare": ".X..X.X.", "crash2": ".X..X.X."}, step=0.5)
    blast = grid({"kick": "X.X.X.X.", "snare": ".X.X.X.X", "open": "X.X.X.X."}, step=0.5)
    charge = grid(
        {"kick": "X.....X.X.X...X.", "snare": "....X.......X...", "open": "X...X...X...X..."}
    )
    skid = grid(
        {
            "snare": "X.xXx.XxXxXXX.XX",
            "tom1": ".x..x...........",
            "floor": "......x...x..x..",
            "kick": "X...X...X...X...",
        }
    )
    half = grid(
        {"kick": "X.....X.....X...", "snare": "........X.......", "crash": "X.......x......."}
    )
    half2 = grid(
        {"kick": "X.....X...X.....", "snare": "........X.....xx", "crash2": "X.......x......."}
    )
    quad = grid(
        {"kick": "X...X...X...X...", "snare": "X...X...X.XxXXXX", "crash": "X...X...X...X..."}
    )
    drums = shift(hits, 0) + shift(hits2, 4) + loop(odd + shift(odd2, 4), 8, 1, 8) + shift(odd, 16)
    drums += tuple(n for n in shift(skid, 20) if n.beat < BREATH)
    drums += loop(charge, 4, 3, 24) + shift(skid, 36) + loop(blast, 4, 3, 40)
    drums += (
        shift(skid, 52) + shift(half, 56) + shift(half2, 60) + shift(half, 64) + shift(quad, 68)
    )
    drums += loop(odd + shift(odd2, 4), 8, 1, 72) + shift(blast, 80) + shift(skid, 84)
    for at in (8, 24, 40, 72, 80):
        drums += grid({"crash": "X"}, at)
    drums += grid({"kick": "X", "snare": "X", "crash": "X", "crash2": "X"}, 88)

    spasm = tuple(n for n in loop(line(SPASM), 8, 3) if n.beat < BREATH)
    chords = spasm + loop(line(CHARGE), 16, 2, 24) + line(FALL_CHORDS + STABS, 56)
    chords += line(SPASM, 72) + line(CHARGE, 80)[:32] + line("E2+B2+E3+F3:4!", 88)
    wire = tuple(n for n in loop(line(WIRE), 8, 2, 8) if n.beat < BREATH)
    wire += loop(line(WIRE), 8, 4, 24) + loop(line(WIRE), 8, 2, 72)
    wire += line("E5+F5:4!", 88)
    bass = tuple(n for n in loop(line(BASS), 8, 3) if n.beat < BREATH) + loop(
        line(CHARGE_BASS), 16, 2, 24
    )
    bass += line("E2:3! F2:1! E2:2! C2:2! A1:3! Bb1:1! B1:1! B1:1! C2:1! D2:1!", 56)
    bass += line(BASS, 72) + line(CHARGE_BASS, 80)[:16] + line("E1:4!", 88)
    first = line(FIRST, 24) + line(FALL_ONE, 56) + line("B4:1!@hey", 80) + line("E5:3/2!@yeah", 84)
    second = line(SECOND, 24) + line(FALL_TWO, 56) + line("G5:1!@hey", 82) + line("F5:3!@ah", 88)
    nerve = ElectricGuitar(
        String(plucked=0.1, heard=0.07, bright=5200, ring=3, damping=0.06, slope=0.45),
        Amp(15.0, 0.3, 0.4, TIGHT, COMBO),
        0.012,
    )
    scream = Singer(
        tract=1.2, tilt=-1.7, grit=1.0, breath=0.3, drive=14.0, depth=0.5, rate=6.5, slur=0.05
    )
    parts = (
        Part(
            "chords left",
            nerve,
            chords,
            -2.0,
            -0.75,
            room=-17,
            rides=((0, -1), (23.9, -1), (24, -1.5), (56, 0.5)),
        ),
        Part(
            "chords right",
            ElectricGuitar(
                String(bright=3400, damping=0.09), Amp(17.0, 0.2, 0.4, TIGHT, FOUR_TWELVES), 0.015
            ),
            chords,
            -2.5,
            0.75,
            room=-17,
        ),
        Part(
            "wire",
            LeadGuitar(Amp(14.0, before=OPEN, cabinet=COMBO), sustain=0.8, depth=0.1),
            wire,
            -4.0,
            0.45,
            room=-16,
            rides=((0, 0), (23.9, 0), (24, -4), (71, -4), (72, 0)),
        ),
        Part("bass", Bass(drive=18, growl=1.1), bass, -1.0),
        Part(
            "drums",
            Kit(kick=61.7, kick_decay=0.085, snare=247, snare_decay=0.085, toms=(196, 147, 98)),
            drums,
            2.5,
            room=-11,
            rides=((0, -0.5), (24, 0)),
        ),
        Part("first scream", scream, first, 1.0, -0.35, room=-15, plate=-16, loose=0.005),
        Part("second scream", scream, second, 0.5, 0.35, room=-15, plate=-16, loose=0.005),
    )
    return Score(
        id="the-shame",
        title="Nervous Semaphore",
        stands_in_for=("The Shame", "The Blood Brothers"),
        tempo=184.0,
        metre=FOUR_FOUR,
        key="E minor",
        post=24,
        sections=(
            Section("intro", 0, 24),
            Section("quarrel", 24, 56),
            Section("half time", 56, 72),
            Section("last stand", 72, 88),
            Section("ending", 88, 92),
        ),
        parts=parts,
        desk=Desk(
            Space(0.6, 0.006, 6000, 0.7),
            Space(1.2, 0.015, 5500),
            glue=3.5,
            drive=-4.0,
            rides=((0, -3), (23.5, -2.5), (24, 0), (71.9, 0), (72, 1), (95, 1)),
        ),
        tail=1.8,
    )
