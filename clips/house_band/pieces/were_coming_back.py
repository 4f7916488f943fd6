"""“Last Bus Home, Singing”: fast street punk in D, carried by a terrace of voices."""

from clips.house_band.amp import FOUR_TWELVES, TIGHT, Amp
from clips.house_band.drums import Kit
from clips.house_band.leads import LeadGuitar
from clips.house_band.notation import (
    clipped,
    grid,
    harmony,
    line,
    loop,
    marked,
    power,
    shift,
    softer,
)
from clips.house_band.score import FOUR_FOUR, Desk, Note, Part, Score, Section, Space, doubled
from clips.house_band.singers import Singer
from clips.house_band.strings import Bass, ElectricGuitar, String

ROOTS = (38, 38, 43, 45, 47, 42, 43, 45)
"""D D G A B F# G A, as MIDI numbers, a bar each."""

TERRACE = """
    A3:1!@whoa D4:1@oh F#4:3/2!@oh E4:1/2@oh  D4:3@oh -:1
    B3:1@whoa D4:1@oh G4:3/2!@oh F#4:1/2@oh  E4:3@oh -:1
    D4:1@whoa F#4:1@oh B4:3/2!@oh A4:1/2@oh  A4:2@oh F#4:2@oh
    G4:1!@whoa A4:1@oh B4:1@oh A4:1@oh  E4:2@oh A4:1!@hey -:1
"""
LAST = """
    A3:1!@whoa D4:1@oh F#4:3/2!@oh E4:1/2@oh  D4:2@oh F#4:1@oh A4:1@oh
    B4:2!@whoa A4:1@oh G4:1@oh  A4:2!@oh E4:1@oh C#4:1@oh
"""
HOOK = """
    D5:1/2! A4:1/2 D5:1/2 E5:1/2 F#5:1 E5:1/2 D5:1/2  B4:1/2 D5:1/2 G5:1 F#5:1/2 D5:1/2 B4:1
    D5:1/2! A4:1/2 D5:1/2 E5:1/2 F#5:1 A5:1@slide  G5:1/2 F#5:1/2 E5:1/2 D5:1/2 C#5:1@bend1 E5:1
"""


def low(pitch: int) -> int:
    """A bass note where the instrument has it: D2 is played there, everything above F2 below it."""
    return pitch - 12 if pitch > 41 else pitch


def score() -> Score:
    """Bass and drums, then guitars; two rounds of terrace with a breakdown between; the end."""
    bass: tuple[Note, ...] = ()
    for bar in range(6):
        root = (38, 38, 38, 43, 38, 45)[bar]
        up = root + 12 if root < 43 else root - 5
        run = (root, root, up, root, root, root, root + 4, root + 7)
        bass += tuple(Note(4 * bar + i / 2, 0.5, low(p), 0.78) for i, p in enumerate(run))
    for start, roots in ((24, ROOTS), (56, (38, 38, 43, 45)), (72, ROOTS[:4])):
        for bar, root in enumerate(roots):
            after = roots[(bar + 1) % len(roots)]
            run = (root,) * 6 + (root + (7 if root < 43 else -5), after - 2)
            bass += tuple(
                Note(start + 4 * bar + i / 2, 0.5, low(p), 0.88 if i % 4 == 0 else 0.7)
                for i, p in enumerate(run)
            )
    bass += (Note(88, 6, 38, 0.95),)

    def strokes(roots: tuple[int, ...], start: float) -> tuple[Note, ...]:
        pattern = (0.9, 0.7, 0.72, 0.65, 0.85, 0.7, 0.75, 0.8)
        return tuple(
            Note(start + 4 * bar + i / 2, 0.5, root + 12 if root < 42 else root, force)
            for bar, root in enumerate(roots)
            for i, force in enumerate(pattern)
        )

    muted = marked(softer(strokes((38, 38, 38, 38), 8), 0.7), "mute")
    chords = muted[:8] + strokes((43, 38, 45), 12) + strokes(ROOTS, 24) + strokes(ROOTS[:4], 72)
    stops = tuple(Note(56 + 4 * i, 1.5, r, 0.95) for i, r in enumerate((50, 50, 43, 45)))
    chords += (*stops, Note(88, 6, 38, 1.0))

    toms = grid({"kick": "X...X...X...X...", "floor": "x.x.X.x.x.x.X.xx"})
    build = grid(
        {"kick": "X...X...X...X...", "floor": "x.x.X...........", "snare": "........xxxxXXXX"}
    )
    beat = grid(
        {"kick": "X..x..X.X..x..X.", "snare": "....X.......X...", "hat": "X.x.X.x.X.x.X.x."}
    )
    full = grid(
        {
            "kick": "X.....X.X.....X.",
            "snare": "....X.......X...",
            "open": "X...X...X...X...",
            "hat": "..x...x...x...x.",
        }
    )
    turn = grid(
        {
            "kick": "X.....X.X...X...",
            "snare": "....X...X.xxX...",
            "tom1": "............XX..",
            "floor": "..............XX",
        }
    )
    clapped = grid(
        {"kick": "X...X...X...X...", "clap": "....X.......X...", "floor": "X.............xx"}
    )
    drums = loop(toms, 4, 2) + loop(beat, 4, 3, 8) + shift(turn, 20)
    drums += loop(full, 4, 3, 24) + shift(turn, 36) + loop(full, 4, 3, 40) + shift(turn, 52)
    drums += loop(clapped, 4, 3, 56) + shift(build, 68)
    drums += loop(full, 4, 3, 72) + shift(turn, 84)
    for at in (8, 24, 40, 72):
        drums += grid({"crash": "X"}, at) + grid({"crash2": "X"}, at + 8 if at > 8 else at)
    drums += grid({"crash": "X", "crash2": "X", "kick": "X", "snare": "X"}, 88)

    again = tuple(n for n in line(TERRACE, 56) if n.beat < 71)
    first = line(TERRACE, 24)
    rest = again + line(LAST, 72) + line("D4:4!@oh", 88)
    terrace = first + rest
    third = harmony(tuple(n for n in first if n.beat >= 40), "Bm F#m G A", 40, above=True)
    third += harmony(rest, "D D G A D D G A D", 56, above=True)
    shouts = line("A4:1/2!@hey", 71)
    hook = line(HOOK, 8) + line("F#5:4!@bend", 88)

    thick = ElectricGuitar(
        String(bright=3600, damping=0.09), Amp(17.0, 0.22, 0.45, TIGHT, FOUR_TWELVES)
    )
    parts = (
        *doubled(
            Part(
                "rhythm",
                thick,
                power(clipped(chords, 0.86)),
                -2.5,
                room=-16,
                rides=((0, -2), (23.9, -2), (24, 0), (88, 0.5)),
            ),
            0.85,
        ),
        Part("bass", Bass(drive=12, growl=0.8), bass, -1.5),
        Part(
            "drums",
            Kit(kick=55, snare=220, snare_decay=0.09, toms=(147, 110, 73.4)),
            drums,
            2.0,
            room=-11,
            rides=((0, -2.5), (23.5, -1), (24, 0)),
        ),
        Part(
            "lead guitar",
            LeadGuitar(Amp(20.0, before=TIGHT, cabinet=FOUR_TWELVES)),
            hook,
            -4.0,
            -0.2,
            room=-18,
            plate=-14,
        ),
        Part(
            "terrace",
            Singer(grit=0.45, drive=4.0, takes=7, width=0.95, depth=0.1),
            terrace,
            -1.0,
            room=-10,
            plate=-13,
            loose=0.005,
        ),
        Part(
            "terrace above",
            Singer(grit=0.5, drive=5.0, takes=4, width=0.7, tract=1.06, depth=0.1),
            third,
            -5.0,
            room=-10,
            plate=-13,
            loose=0.005,
        ),
        Part("shout", Singer(grit=0.9, drive=8.0, takes=6, width=0.9), shouts, -1.0, room=-9),
    )
    return Score(
        id="were-coming-back",
        title="Last Bus Home, Singing",
        stands_in_for=("We're Coming Back", "Cock Sparrer"),
        tempo=172.0,
        metre=FOUR_FOUR,
        key="D major",
        post=24,
        sections=(
            Section("intro", 0, 24),
            Section("chorus", 24, 56),
            Section("breakdown", 56, 72),
            Section("last chorus", 72, 88),
            Section("ending", 88, 92),
        ),
        parts=parts,
        desk=Desk(
            Space(0.9, 0.01, 5500, 0.6),
            Space(1.5, 0.02, 5000),
            rides=(
                (0, -2.5),
                (23.5, -1.5),
                (24, 0),
                (55.9, 0),
                (56, -2),
                (71.5, -1.5),
                (72, 1),
                (95, 1),
            ),
        ),
        tail=2.0,
    )
