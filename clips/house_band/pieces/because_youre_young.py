"""“Kerbstone Parade”: mid-tempo street punk in G, one singer and then the whole pub."""

from clips.house_band.amp import FOUR_TWELVES, TIGHT, Amp
from clips.house_band.drums import Kit
from clips.house_band.leads import LeadGuitar
from clips.house_band.notation import clipped, grid, harmony, line, loop, power, shift, softer
from clips.house_band.score import FOUR_FOUR, Desk, Note, Part, Score, Section, Space, doubled
from clips.house_band.singers import Singer
from clips.house_band.strings import Bass, ElectricGuitar, String

VERSE = """
    D4:1@oh! D4:1/2@na B3:1/2@na D4:1@way E4:1/2@na D4:1/2@na
    F#4:3/2@day! D4:1/2@na B3:1@low -:1
    E4:1@oh! E4:1/2@na D4:1/2@na C4:1@way D4:1/2@na E4:1/2@na
    D4:5/2@low -:3/2
    D4:1@oh! D4:1/2@na B3:1/2@na D4:1@way G4:1/2!@na F#4:1/2@na
    F#4:3/2@day! E4:1/2@na D4:1@low -:1
    E4:1@oh! E4:1/2@na D4:1/2@na C4:1@way D4:1/2@na E4:1/2@na
    F#4:1@high E4:1/2@na F#4:1/2@na A4:3/2!@oh -:1/2
"""
CHORUS = """
    G4:2!@oh E4:1@oh G4:1@oh
    A4:3/2!@oh F#4:1/2@oh D4:1@oh E4:1/2@na F#4:1/2@na
    G4:3!@whoa D4:1@oh
    B4:3/2!@whoa A4:1/2@oh G4:1@oh E4:1@oh
    G4:1!@oh E4:1/2@oh G4:1/2@oh A4:1@oh G4:1@oh
    A4:1!@oh F#4:1@oh E4:1@oh F#4:1@oh
"""
ANSWER = (
    "D5:1/2 B4:1/2 G4:1/2 B4:1/2 D5:1/2 E5:1/2 D5:1 B4:1/2 A4:1/2 G4:1/2 A4:1/2 B4:1/2 D5:1/2 B4:1"
)
HOOK = """
    B4:1/2! D5:1/2 G5:1 F#5:1/2 D5:1/2 E5:1@slide
    D5:3/2 B4:1/2 A4:1 B4:1/2 D5:1/2
    G5:1! F#5:1/2 E5:1/2 D5:1@slide B4:1
    A4:3/2@bend B4:1/2 A4:1/2 F#4:1/2 D4:1
"""

ROOTS = ("G2 B2 C3 D3 G2 B2 A2 D3", "C3 D3 G2 E3 C3 D3")


def eighths(roots: str, start: float) -> tuple[Note, ...]:
    """Down-strokes on a root a bar, the first of each half bar leaned on."""
    notes: tuple[Note, ...] = ()
    for bar, root in enumerate(roots.split()):
        text = f"{root}:1/2! {root} {root} {root}? {root}! {root} {root} {root}"
        notes += line(text, start + 4 * bar)
    return notes


def walked(roots: str, start: float) -> tuple[Note, ...]:
    """The bass under it: eighths on the root with a step into the next bar."""
    names = roots.split()
    notes: tuple[Note, ...] = ()
    for bar, (root, after) in enumerate(zip(names, [*names[1:], names[0]], strict=True)):
        here, there = line(root)[0].pitch, line(after)[0].pitch
        fifth = here + 7 if here < 43 else here - 5
        step = there - 2 if there > here else there + 2
        pitches = (here, here, here, here, here, here, fifth, step)
        notes += tuple(
            Note(start + 4 * bar + i / 2, 0.5, pitch - 12, 0.85 if i % 4 == 0 else 0.7)
            for i, pitch in enumerate(pitches)
        )
    return notes


def score() -> Score:
    """Four bars of hook, eight of verse, six of chorus, one last chord."""
    verse, chorus = ROOTS
    chords = power(
        line("G2:4! D3:4!") + eighths("E3 D3", 8) + eighths(verse, 16) + eighths(chorus, 48)
    )
    chords = clipped(chords, 0.86) + power(line("G2:7!", 72))
    bass = (
        line("G1:4! D2:3! D2:1/2 D2:1/2")
        + walked("E3 D3", 8)
        + walked(verse, 16)
        + walked(chorus, 48)
        + line("G1:7!", 72)
    )

    groove = grid(
        {"kick": "X.....x.x.x.....", "snare": "....X.......X...", "hat": "X.x.X.x.X.x.X.x."}
    )
    drive = grid(
        {
            "kick": "X.....x.x.x...x.",
            "snare": "....X.......X...",
            "open": "X...X...X...X...",
            "hat": "..o...o...o...o.",
        }
    )
    roll = grid(
        {
            "kick": "X.....x.X...X...",
            "snare": "....X...xxXxX...",
            "tom1": "............xx..",
            "floor": "..............XX",
            "hat": "X.x.X.x.........",
        }
    )
    pickup = grid(
        {"kick": "X.....x.X...X...", "snare": "....X.....x.XxXX", "hat": "X.x.X.x.X......."}
    )
    march = grid({"kick": "X.......X.......", "pedal": "x...x...x...x..."})
    crash, crash2 = grid({"crash": "X"}), grid({"crash2": "X"})
    drums = loop(march, 4, 2) + shift(drive, 8) + shift(roll, 12) + crash + shift(crash2, 8)
    drums += loop(groove, 4, 3, 16) + shift(pickup, 28) + loop(groove, 4, 3, 32) + shift(roll, 44)
    drums += loop(drive, 4, 3, 48) + shift(pickup, 60) + shift(drive, 64) + shift(roll, 68)
    drums += shift(crash, 16) + shift(crash2, 32) + shift(crash, 48) + shift(crash2, 56)
    drums += shift(crash, 64) + grid({"crash": "X", "crash2": "X", "kick": "X", "snare": "X"}, 72)

    singing = line(VERSE, 16)
    gang = line(CHORUS, 48) + line("G4:3!@oh", 72)
    low = harmony(gang, "C D G Em C D G", 48)
    fills = shift(softer(line(ANSWER), 0.8), 28)[:6]
    hook = line(HOOK, 0) + fills + line("B4:4!@bend", 72)

    thick = ElectricGuitar(
        String(bright=3800, damping=0.09), Amp(16.0, 0.2, 0.45, TIGHT, FOUR_TWELVES)
    )
    parts = (
        *doubled(
            Part(
                "rhythm",
                thick,
                chords,
                -2.5,
                room=-17,
                rides=((0, 0), (15.9, 0), (16, -2), (47.5, -2), (48, 0.5)),
            ),
            0.8,
        ),
        Part("bass", Bass(drive=10), bass, -1.5),
        Part(
            "drums",
            Kit(kick=49, snare=196, snare_decay=0.10, toms=(147, 123.5, 73.4)),
            drums,
            2.0,
            room=-12,
            rides=((0, -1), (15.9, -1), (16, -0.5), (48, 0.5)),
        ),
        Part(
            "lead guitar",
            LeadGuitar(Amp(18.0, before=TIGHT, cabinet=FOUR_TWELVES)),
            hook,
            -3.0,
            0.15,
            room=-18,
            plate=-14,
        ),
        Part(
            "singer",
            Singer(grit=0.35, drive=6.0, takes=2, width=0.25),
            singing,
            0.0,
            0.0,
            room=-18,
            plate=-15,
            loose=0.005,
        ),
        Part(
            "gang",
            Singer(grit=0.5, drive=5.0, takes=6, width=0.9, depth=0.12),
            gang,
            -1.0,
            room=-12,
            plate=-14,
            loose=0.005,
        ),
        Part(
            "gang below",
            Singer(grit=0.5, drive=5.0, takes=4, width=0.7, tract=0.96, depth=0.1),
            low,
            -4.5,
            room=-12,
            plate=-14,
            loose=0.005,
        ),
    )
    return Score(
        id="because-youre-young",
        title="Kerbstone Parade",
        stands_in_for=("Because You're Young", "Cock Sparrer"),
        tempo=138.0,
        metre=FOUR_FOUR,
        key="G major",
        post=16,
        sections=(
            Section("intro", 0, 16),
            Section("verse", 16, 48),
            Section("chorus", 48, 72),
            Section("ending", 72, 76),
        ),
        parts=parts,
        desk=Desk(
            Space(0.7, 0.008, 5500, 0.6),
            Space(1.4, 0.02, 5500),
            rides=((0, -3), (15.5, -2.5), (16, 0)),
        ),
        tail=2.0,
    )
