"""How an episode breathes: the pauses between lines, and how music enters, ducks and leaves."""

from __future__ import annotations

import msgspec


class Pacing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Settings of the assembly, `[pacing]` of show.toml; times in seconds.

    Pauses run from the end of one line's sound to the beginning of the next one's. The bed lies
    `bed_below` LU under the voice on average and nowhere less than `bed_floor`; music in the clear
    is `clear_below` LU quieter than the voice, because dense music sounds louder than it measures.
    """

    head: float = 0.3
    tail: float = 1.2
    after_announcement: float = 0.5
    after_statement: float = 0.65
    after_question: float = 0.8
    after_open_end: float = 0.45
    before_entry: float = 0.9
    before_music: float = 0.45
    after_music: float = 0.5
    clear_seconds: float = 9.0
    longest_clear: float = 14.0
    bed_seconds: float = 16.0
    ramp: float = 0.6
    ramp_lead: float = 0.05
    fade_in: float = 0.03
    fade_bars: float = 2.0
    shortest_fade: float = 2.5
    longest_fade: float = 6.0
    clear_below: float = 1.0
    bed_below: float = 14.0
    bed_floor: float = 10.0

    def after(self, text: str) -> float:
        """The pause after a line, by how its written text ends."""
        ending = text.rstrip("”\"’')»* ")[-1:]
        if ending in "?!":
            return self.after_question
        return self.after_statement if ending in ".…" else self.after_open_end
