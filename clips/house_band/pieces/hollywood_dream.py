"""“Plastic Chandelier”: glam hard rock in C: boots, handclaps, twin guitars, no shame."""

from clips.house_band.amp import FOUR_TWELVES, STACK, TIGHT, Amp
from clips.house_band.drums import Kit
from clips.house_band.leads import LeadGuitar
from clips.house_band.notation import clipped, grid, line, loop, power, shift
from clips.house_band.score import FOUR_FOUR, Desk, Part, Score, Section, Space, doubled
from clips.house_band.singers import Singer
from clips.house_band.strings import Bass, ElectricGuitar, String

RIFF = """
    C3:2/3! C3:1/3? Eb3:2/3! F3:1/3 -:2/3 F3:1/3! Eb3:2/3 C3:1/3
    Bb2:2/3! Bb2:1/3? F3:2/3! Eb3:1/3 -:2/3 Eb3:1/3! C3:2/3 Bb2:1/3
"""
CHORUS_CHORDS = """
    F3:2/3! F3:1/3 F3:2/3 F3:1/3 F3:2/3! F3:1/3 Eb3:2/3 F3:1/3
    C3:2/3! C3:1/3 C3:2/3 C3:1/3 C3:2/3! C3:1/3 Eb3:2/3 C3:1/3
    Ab2:2/3! Ab2:1/3 Ab2:2/3 Ab2:1/3 Bb2:2/3! Bb2:1/3 Bb2:2/3 Bb2:1/3
    G2:2/3! G2:1/3 G2:2/3 G2:1/3 G2:2/3! G2:1/3 A2:2/3 B2:1/3
"""
BIG = "C3:1! -:1 Eb3:1! F3:1! Ab2:4/3! Bb2:1/3 Ab2:1/3! Bb2:2! C3:8!"

VERSE = """
    C5:2/3!@hey C5:1/3@na Bb4:2/3@na G4:1/3@na C5:1@way -:1
    Bb4:2/3!@why Bb4:1/3@na G4:2/3@na F4:1/3@na Eb4:2/3@now F4:1/3@na G4:1@low
    C5:2/3!@hey C5:1/3@na Eb5:2/3@na C5:1/3@na Bb4:1@way -:1
    G4:2/3!@why Bb4:1/3@na C5:2/3@na Eb5:1/3@na F5:3/2!@oh -:1/2
"""
CHORUS = """
    A4:2/3!@whoa C5:1/3@oh F5:1@oh Eb5:2/3@na C5:1/3@na A4:1@low
    G4:2/3!@whoa C5:1/3@oh Eb5:1@oh C5:2@oh
    C5:2/3!@whoa Eb5:1/3@oh Ab5:1@oh F5:2/3@na D5:1/3@na F5:1@way
    D5:2/3!@whoa F5:1/3@oh G5:2!@high -:1
"""
TWIN_ONE = """
    C5:4/3!@bend A4:1/3 C5:1/3 F5:1 Eb5:2/3 C5:1/3@leg  G5:4/3!@bend Eb5:1/3 C5:1/3@leg E5:2@bend1
    Eb5:4/3! C5:1/3 Eb5:1/3 F5:1 D5:2/3 F5:1/3  G5:2!@bend F5:2/3 D5:1/3@leg B4:1
"""
TWIN_TWO = """
    A4:4/3!@bend F4:1/3 A4:1/3 C5:1 C5:2/3 A4:1/3@leg  Eb5:4/3!@bend C5:1/3 G4:1/3@leg C5:2@bend1
    C5:4/3! Ab4:1/3 C5:1/3 D5:1 Bb4:2/3 D5:1/3  D5:2!@bend D5:2/3 B4:1/3@leg G4:1
"""
LICK = "Eb5:1/3! F5:1/3@leg G5:1/3 Bb5:1@bend"
END_ONE = "C5:1! -:1 Eb5:1! F5:1! Ab5:4/3! Bb5:1/3 Ab5:1/3! Bb5:2@bend! C6:6!@bend"
END_TWO = "G4:1! -:1 Bb4:1! C5:1! Eb5:4/3! F5:1/3 Eb5:1/3! F5:2@bend! E5:6!@bend1"


def score() -> Score:
    """Stomp, riff, verse, chorus, and an ending that has to be asked to leave."""
    third = 1 / 3
    stomp = grid(
        {
            "kick": "X..X..X..X..",
            "floor": "X.....X.....",
            "clap": "...X.....X..",
            "snare": "...x.....x..",
        },
        step=third,
    )
    verse = grid(
        {
            "kick": "X..X.xX..X..",
            "snare": "...X.....X..",
            "clap": "...x.....x..",
            "hat": "X.oX.oX.oX.o",
        },
        step=third,
    )
    chorus = grid(
        {
            "kick": "X..X.xX..X.x",
            "snare": "...X.....X..",
            "clap": "...X.....X..",
            "crash2": "X.....o.....",
            "tamb": "x.ox.ox.ox.o",
        },
        step=third,
    )
    fill = grid(
        {
            "kick": "X..X..X..X..",
            "snare": "...X..XxxX..",
            "tom1": ".........xX.",
            "floor": "...........X",
            "clap": "...X........",
        },
        step=third,
    )
    drums = loop(stomp, 4, 2) + loop(stomp, 4, 1, 8) + shift(fill, 12)
    drums += loop(verse, 4, 3, 16) + shift(fill, 28) + loop(chorus, 4, 3, 32) + shift(fill, 44)
    for at in (16, 24, 32, 40):
        drums += grid({"crash": "X"}, at)
    drums += grid(
        {
            "kick": "X.....X..X..",
            "snare": "X..xxxX..X.x",
            "crash": "X.....X..X..",
            "clap": "X.....X..X..",
        },
        48,
        third,
    )
    drums += grid(
        {
            "kick": "X...XXX.....",
            "snare": "X...XXXxxXXX",
            "crash2": "X...XXX.....",
            "floor": "......XxxXXX",
        },
        52,
        third,
    )
    drums += grid({"kick": "X", "snare": "X", "crash": "X", "crash2": "X", "floor": "X"}, 56)
    drums += grid(
        {
            "tom1": "oo..oo..........",
            "floor": "..oxxxxX........",
            "kick": "......x.X.......",
            "snare": "........X.......",
            "crash": "........X.......",
        },
        58,
        0.25,
    )

    riff = line(RIFF)
    chords = shift(riff, 8) + loop(riff, 8, 2, 16) + line(CHORUS_CHORDS, 32) + line(BIG, 48)
    bass = shift(chords, 0, -12)
    voice = (
        line(VERSE, 16)
        + line(CHORUS, 32)
        + line("C5:2!@oh -:2 Ab4:4/3@oh Bb4:8/3@oh C5:5!@yeah", 48)
    )
    gang = line("G4:1/2!@hey", 19) + line("G4:1/2!@hey", 27)
    gang += line("C4+G4:1!@hey", 45) + line("C4+G4:5!@oh", 56) + line("C4+F4:3!@oh C4+G4:3!@oh", 32)
    one = line(LICK, 22) + line(TWIN_ONE, 32) + line(END_ONE, 48)
    two = line(TWIN_TWO, 32) + line(END_TWO, 48)
    thick = ElectricGuitar(
        String(bright=3300, damping=0.1), Amp(16.0, 0.25, 0.4, TIGHT, FOUR_TWELVES)
    )
    solo = LeadGuitar(Amp(22.0, before=STACK, cabinet=FOUR_TWELVES), sustain=3.5)
    parts = (
        *doubled(
            Part(
                "rhythm",
                thick,
                power(clipped(chords, 0.9)),
                -2.5,
                room=-15,
                rides=((8, -1.5), (15.9, -1.5), (16, -2.5), (31.9, -2.5), (32, -0.5), (48, 0.5)),
            ),
            0.8,
        ),
        Part("bass", Bass(drive=9), bass, -1.5),
        Part(
            "drums",
            Kit(
                kick=49,
                snare=196,
                snare_decay=0.14,
                toms=(196, 130.8, 98),
                tom_decay=0.28,
                levels=(("clap", -4.0),),
            ),
            drums,
            2.5,
            room=-8,
            plate=-18,
            rides=((0, -1), (15.9, -1), (16, -0.5), (32, 0.5)),
        ),
        Part(
            "voice",
            Singer(
                tract=1.12,
                tilt=-2.0,
                grit=0.4,
                breath=0.08,
                drive=7.0,
                depth=0.25,
                takes=2,
                width=0.2,
            ),
            voice,
            0.5,
            room=-16,
            plate=-13,
            loose=0.005,
        ),
        Part(
            "gang",
            Singer(tract=1.08, grit=0.6, drive=6.0, takes=5, width=0.9, depth=0.1),
            gang,
            -2.0,
            room=-10,
            plate=-14,
            loose=0.005,
        ),
        Part(
            "guitar one",
            solo,
            one,
            -2.0,
            -0.4,
            room=-16,
            plate=-11,
            rides=((0, 0), (47.9, 0), (48, 1)),
        ),
        Part("guitar two", solo, two, -2.5, 0.4, room=-16, plate=-11),
    )
    return Score(
        id="hollywood-dream",
        title="Plastic Chandelier",
        stands_in_for=("Hollywood Dream", "The Runaways"),
        tempo=104.0,
        metre=FOUR_FOUR,
        key="C minor",
        post=16,
        sections=(
            Section("intro", 0, 16),
            Section("verse", 16, 32),
            Section("chorus", 32, 48),
            Section("big ending", 48, 60),
        ),
        parts=parts,
        desk=Desk(
            Space(1.0, 0.012, 6000, 0.6),
            Space(1.8, 0.02, 5500),
            rides=((0, -2), (15.5, -1.5), (16, 0)),
        ),
        tail=2.6,
    )
