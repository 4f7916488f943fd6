"""“Chalk Outline”: wiry new wave in F sharp minor, dry as a bone, sung by two."""

from clips.house_band.amp import COMBO, OPEN, Amp
from clips.house_band.drums import Kit
from clips.house_band.notation import grid, line, loop, shift
from clips.house_band.score import FOUR_FOUR, Desk, Note, Part, Score, Section, Space
from clips.house_band.singers import Singer
from clips.house_band.strings import Bass, ElectricGuitar, String

UPPER = """
    C#5:1!@oh C#5:1/2@na B4:1/2@na A4:1@low -:1       B4:1!@oh B4:1/2@na A4:1/2@na G#4:1@low -:1
    A4:1!@why A4:1/2@na F#4:1/2@na A4:1/2@na B4:1/2@na C#5:1@day   B4:1/2@na G#4:3/2@low -:2
    C#5:1!@oh C#5:1/2@na B4:1/2@na A4:1@low -:1       E5:1!@oh E5:1/2@na C#5:1/2@na B4:1@low -:1
    D#5:1!@why D#5:1/2@na B4:1/2@na D#5:1/2@na E5:1/2@na F#5:1@day
    D5:2@high C#5:1/2@na B4:1/2@na A4:1@low
"""
LOWER = """
    A4:1!@oh A4:1/2@na G#4:1/2@na F#4:1@low -:1       G#4:1!@oh G#4:1/2@na E4:1/2@na E4:1@low -:1
    F#4:1!@why F#4:1/2@na D4:1/2@na F#4:1/2@na G#4:1/2@na A4:1@day  G#4:1/2@na E4:3/2@low -:2
    A4:1!@oh A4:1/2@na G#4:1/2@na F#4:1@low -:1       C#5:1!@oh C#5:1/2@na A4:1/2@na F#4:1@low -:1
    B4:1!@why B4:1/2@na F#4:1/2@na B4:1/2@na C#5:1/2@na D#5:1@day
    A4:2@high A4:1/2@na G#4:1/2@na F#4:1@low
"""
TAG_UPPER = """
    F#5:3!@oh E5:1@oh  C#5:2!@oh B4:1/2@na A4:1/2@na B4:1@low
    F#5:3!@oh E5:1@oh  D#5:1!@oh C#5:1/2@na B4:1/2@na D#5:1@why C#5:1@low
"""
TAG_LOWER = """
    C#5:3!@oh C#5:1@oh  A4:2!@oh G#4:1/2@na F#4:1/2@na F#4:1@low
    C#5:3!@oh C#5:1@oh  B4:1!@oh A4:1/2@na G#4:1/2@na B4:1@why A4:1@low
"""
RIFF = """
    F#3:1/4! -:1/4 A3:1/4 -:1/4 F#3:1/4! -:1/4 C4:1/4 B3:1/4@slide -:1/2
    A3:1/4! -:1/4 F#3:1/4 -:1/4 E3:1/2
    F#3:1/4! -:1/4 A3:1/4 -:1/4 F#3:1/4! -:1/4 D4:1/4 C#4:1/4 -:1/2
    A3:1/4! -:1/4 B3:1/4 -:1/4 C4:1/2
"""
STABS = {
    "F#m": "A3+C#4+F#4",
    "E": "G#3+B3+E4",
    "D": "A3+D4+F#4",
    "C#m": "G#3+C#4+E4",
    "A": "A3+C#4+E4",
    "B": "A3+D#4+F#4",
}
LOW = {"F#m": 30, "E": 28, "D": 26, "C#m": 25, "A": 33, "B": 35}
VERSE = "F#m E D C#m F#m A B D"
TAG = "F#m A F#m B"


def stabs(changes: str, start: float) -> tuple[Note, ...]:
    """Clipped chords, pushed off the beat: the two-and, the four, the four-and."""
    notes: tuple[Note, ...] = ()
    for bar, name in enumerate(changes.split()):
        for at, length, accent in (
            (0.5, "1/4", ""),
            (1.5, "1/3", "!"),
            (3.0, "1/4", ""),
            (3.5, "1/3", "!"),
        ):
            notes += line(f"{STABS[name]}:{length}{accent}", start + 4 * bar + at)
    return notes


def octaves(changes: str, start: float) -> tuple[Note, ...]:
    """The bass: root and octave in a lopsided figure, a chromatic lift at the bar line."""
    names = changes.split()
    notes: list[Note] = []
    for bar, (name, after) in enumerate(zip(names, [*names[1:], names[0]], strict=True)):
        root = LOW[name]
        at = start + 4 * bar
        for beat, length, pitch, force in (
            (0, 0.5, root, 0.95),
            (0.75, 0.25, root, 0.6),
            (1, 0.5, root + 12, 0.8),
            (1.5, 0.5, root, 0.75),
            (2.25, 0.25, root, 0.7),
            (2.5, 0.5, root + 12, 0.85),
            (3, 0.5, root + 7, 0.75),
            (3.5, 0.45, LOW[after] + (1 if LOW[after] < root else -1), 0.8),
        ):
            notes.append(Note(at + beat, length * 0.9, pitch, force))
    return tuple(notes)


def score() -> Score:
    """Four bars of riff, eight of verse, four of tag, and a full stop."""
    riff = loop(line(RIFF), 8, 2) + loop(line(RIFF), 8, 6, 16)
    end = grid({"kick": "X", "snare": "X", "crash": "X"}, 64)
    beat = grid(
        {"kick": "X..X..X...X.....", "snare": "....X.......X...", "hat": "X.x.X.x.X.x.X.x."}
    )
    open_ = grid(
        {
            "kick": "X..X..X...X.....",
            "snare": "....X.......X..o",
            "hat": "X.x.X.x.X.x.X...",
            "open": "..............X.",
        }
    )
    fill = grid(
        {
            "kick": "X..X..X.........",
            "snare": "....X...X..X..X.",
            "tom1": ".........x..x...",
            "floor": "...............X",
            "hat": "X.x.X.x.........",
        }
    )
    tag = grid(
        {"kick": "X..X..X.X.X.....", "snare": "....X.......X...", "open": "X...X...X...X..."}
    )
    sparse = grid({"kick": "X..X..X...X.....", "hat": "X.o.x.o.X.o.x.o."})
    drums = loop(sparse, 4, 2) + loop(open_, 4, 1, 8) + shift(fill, 12)
    drums += loop(beat, 4, 3, 16) + shift(open_, 28) + loop(beat, 4, 3, 32) + shift(fill, 44)
    drums += loop(tag, 4, 3, 48) + shift(fill, 60) + end
    for at in (16, 32, 48):
        drums += grid({"crash": "x"}, at)
    rhythm = (
        stabs("F#m F#m", 8) + stabs(VERSE, 16) + stabs(TAG, 48) + line("A3+C#4+F#4+B4:3/2!", 64)
    )
    bass = octaves("F#m F#m F#m F#m", 0) + octaves(VERSE, 16) + octaves(TAG, 48)
    bass += (Note(64, 1.5, 30, 0.95),)
    upper = line(UPPER, 16) + line(TAG_UPPER, 48) + line("F#5:1!@hey", 64)
    lower = line(LOWER, 16) + line(TAG_LOWER, 48) + line("C#5:1!@hey", 64)
    wire = String(
        plucked=0.07, heard=0.06, bright=6500, ring=2.5, damping=0.035, slope=0.35, pick=0.1
    )
    parts = (
        Part(
            "riff",
            ElectricGuitar(wire, Amp(8.0, 0.3, 0.4, OPEN, COMBO), 0.012),
            riff + line("F#3+C#4:3/2!", 64),
            -2.5,
            -0.7,
            rides=((0, 1), (15.9, 1), (16, -2.5), (64, 0)),
            room=-20,
        ),
        Part(
            "stabs",
            ElectricGuitar(wire, Amp(5.0, 0.2, 0.4, OPEN, COMBO), 0.012),
            rhythm,
            -2.5,
            0.7,
            room=-20,
        ),
        Part(
            "bass",
            Bass(
                String(
                    plucked=0.09,
                    heard=0.08,
                    bright=3200,
                    ring=3.0,
                    damping=0.07,
                    slope=0.45,
                    pick=0.14,
                ),
                drive=9,
                growl=0.8,
                release=0.02,
            ),
            bass,
            0.0,
        ),
        Part(
            "drums",
            Kit(
                kick=69.3,
                kick_decay=0.08,
                snare=220,
                snare_decay=0.07,
                toms=(185, 138.6, 92.5),
                width=0.5,
            ),
            drums,
            2.0,
            room=-17,
            rides=((0, -1.5), (15.5, -1.5), (16, 0)),
        ),
        Part(
            "upper voice",
            Singer(tract=1.15, tilt=-2.7, breath=0.05, drive=5.0, depth=0.1, slur=0.05),
            upper,
            0.0,
            -0.3,
            room=-20,
            plate=-20,
            loose=0.004,
        ),
        Part(
            "lower voice",
            Singer(tract=1.12, tilt=-3.2, breath=0.05, drive=5.0, depth=0.1, slur=0.05),
            lower,
            -1.0,
            0.3,
            room=-20,
            plate=-20,
            loose=0.004,
        ),
    )
    return Score(
        id="blue",
        title="Chalk Outline",
        stands_in_for=("Blue", "Elastica"),
        tempo=126.0,
        metre=FOUR_FOUR,
        key="F# minor",
        post=16,
        sections=(
            Section("intro", 0, 16),
            Section("verse", 16, 48),
            Section("tag", 48, 64),
            Section("ending", 64, 66),
        ),
        parts=parts,
        desk=Desk(
            Space(0.35, 0.004, 6500, 0.8),
            Space(0.9, 0.015, 6000),
            rides=((0, -1.5), (15.5, -1.5), (16, 0)),
        ),
        tail=1.2,
    )
