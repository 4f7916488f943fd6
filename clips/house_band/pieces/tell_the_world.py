"""“Salt on the Window”: fuzz, floor toms and three drowned voices in E, on a tape that breathes."""

from clips.house_band.amp import FUZZ_BOX, OPEN, Amp
from clips.house_band.drums import Kit
from clips.house_band.notation import grid, harmony, line, loop, shift, strum
from clips.house_band.score import FOUR_FOUR, Desk, Note, Part, Score, Section, Space, doubled
from clips.house_band.singers import Singer
from clips.house_band.strings import Bass, ElectricGuitar, String

SHAPES = (("022100", 4), ("466444", 4), ("577655", 4), ("577555", 4))
"""E, G sharp minor, A, A minor: the minor fourth is the salt."""

CHANGES = "E G#m A Am " * 4

FIRST = """
    B4:2!@oh G#4:1@oh B4:1@oh    B4:1@oh D#5:5/2@ah -:1/2
    C#5:2!@oh B4:1@oh A4:1@oh    C5:7/2@oo -:1/2
    E5:2!@ah D#5:1@ah B4:1@ah    D#5:5/2@ah B4:1@oh -:1/2
    C#5:2!@oh E5:2@ah            C5:2@oo B4:1@oo A4:1@oo
"""
SECOND = """
    G#4:2!@oh B4:1@oh E5:1@ah    D#5:7/2@ah -:1/2
    E5:2!@ah C#5:1@oh A4:1@oh    C5:2@oo E5:3/2@ah -:1/2
    G#5:2!@ah F#5:1@ah E5:1@ah   D#5:5/2@ah B4:1@oh -:1/2
    C#5:1!@oh E5:1@ah A5:2@ah    A5:1@ah E5:1@oo C5:2@oo
"""
ROOTS = (40, 44, 45, 45)


def plodding(start: float, bars: int) -> tuple[Note, ...]:
    """Eighth-note roots on the bass, the last one leaning on the next chord."""
    notes: list[Note] = []
    for bar in range(bars):
        root, after = ROOTS[bar % 4], ROOTS[(bar + 1) % 4]
        for i in range(8):
            pitch = root if i < 7 else (after - 1 if after > root else after + 2)
            notes.append(
                Note(start + 4 * bar + i / 2, 0.48, pitch - 12, 0.8 if i % 2 == 0 else 0.66)
            )
    return tuple(notes)


def score() -> Score:
    """Four bars of fuzz, eight of song, eight more with everybody, and the chord that stays."""
    hand = "D.dudu.u"
    chords = strum(SHAPES, hand, 0.5, 0)
    for start in (16, 32, 48, 64):
        chords += strum(SHAPES, "D.duDu.u" if start < 48 else "DududuDu", 0.5, start)
    chords += strum((("022100", 10),), "D" + "." * 19, 0.5, 80)
    bass = plodding(0, 4) + plodding(16, 16) + (Note(80, 9, 28, 0.9),)
    toms = grid({"floor": "X.x.x.x.X.x.x.xx", "kick": "X...X...X...X..."})
    beat = grid(
        {
            "floor": "x.x...x.x.x...x.",
            "kick": "X.....x.X.x.....",
            "snare": "....X.......X...",
            "tamb": "x.o.x.o.x.o.x.o.",
        }
    )
    surge = grid(
        {
            "floor": "x.x...x.x.x...x.",
            "kick": "X.....x.X.x.....",
            "snare": "....X.......X...",
            "open": "X...X...X...X...",
            "tamb": "x.o.x.o.x.o.x.o.",
        }
    )
    fill = grid(
        {"floor": "X.x.X.x.XxXxXxXx", "snare": "............XxXx", "kick": "X...X...X...X..."}
    )
    drums = loop(toms, 4, 3) + shift(fill, 12) + loop(beat, 4, 7, 16) + shift(fill, 44)
    drums += loop(surge, 4, 7, 48) + shift(fill, 76)
    drums += grid({"crash": "X"}, 16) + grid({"crash2": "x"}, 32) + grid({"crash": "X"}, 48)
    drums += grid({"crash2": "X"}, 64) + grid(
        {"crash": "X", "crash2": "X", "kick": "X", "floor": "X"}, 80
    )
    voice = line(FIRST, 16) + line(SECOND, 48) + line("B4:6!@ah", 80)
    below = harmony(
        tuple(n for n in line(FIRST, 16) if n.beat >= 32) + line(SECOND, 48), CHANGES, 16
    ) + line("G#4:6!@ah", 80)
    above = harmony(
        tuple(n for n in line(SECOND, 48) if n.beat >= 64), CHANGES, 16, above=True
    ) + line("E5:6!@oo", 80)
    fuzz = ElectricGuitar(
        String(bright=3000, damping=0.08, ring=4), Amp(22.0, 0.35, 0.35, OPEN, FUZZ_BOX)
    )
    girl = Singer(
        tract=1.17, tilt=-3.2, breath=0.09, drive=2.0, depth=0.14, slur=0.1, takes=2, width=0.3
    )
    parts = (
        *doubled(
            Part(
                "fuzz",
                fuzz,
                chords,
                -3.0,
                room=-12,
                plate=-16,
                rides=((0, -2), (15.9, -1.5), (16, -3.5), (47.9, -3.5), (48, -0.5), (90, -0.5)),
            ),
            0.75,
        ),
        Part("bass", Bass(drive=14, growl=0.9), bass, -2.0),
        Part(
            "drums",
            Kit(
                kick=61.7,
                snare=164.8,
                snare_decay=0.15,
                wires=0.9,
                bright=0.85,
                tom_decay=0.26,
                toms=(164.8, 123.5, 82.4),
                width=0.5,
            ),
            drums,
            2.0,
            room=-6,
            plate=-12,
        ),
        Part("voice", girl, voice, 0.0, room=-12, plate=-5, loose=0.005),
        Part("voice below", girl, below, -2.0, -0.4, room=-12, plate=-5, loose=0.005),
        Part("voice above", girl, above, -3.0, 0.4, room=-12, plate=-5, loose=0.005),
    )
    return Score(
        id="tell-the-world",
        title="Salt on the Window",
        stands_in_for=("Tell the World", "Vivian Girls"),
        tempo=158.0,
        metre=FOUR_FOUR,
        key="E major",
        post=16,
        sections=(
            Section("intro", 0, 16),
            Section("verse", 16, 48),
            Section("chorus", 48, 80),
            Section("ending", 80, 88),
        ),
        parts=parts,
        desk=Desk(
            Space(1.1, 0.01, 4000, 0.5),
            Space(3.0, 0.03, 4500),
            glue=4.0,
            drive=0.0,
            wow=0.0016,
            curve=(
                (50, 1.0),
                (120, 3.0),
                (400, 0.0),
                (800, -3.0),
                (1300, -3.0),
                (2500, 0.0),
                (6000, 2.0),
                (11000, 1.0),
            ),
            rides=((0, -2.5), (15.5, -2), (16, -0.7), (47, -0.7), (48, 0.7), (95, 0.7)),
        ),
        tail=2.2,
    )
