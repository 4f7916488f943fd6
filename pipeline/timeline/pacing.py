"""How an episode breathes: the pauses between lines, and how music enters, ducks and leaves."""

from __future__ import annotations

from typing import Annotated

import msgspec

Amount = Annotated[float, msgspec.Meta(ge=0.0, le=120.0)]


class Pacing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Settings of the assembly, `[pacing]` of show.toml; times in seconds.

    Pauses run from the end of one line's sound to the beginning of the next one's. The bed lies
    `bed_below` LU under the voice on average and in its loudest 400 ms
    still `bed_floor`; music in the clear
    is `clear_below` LU quieter than the voice, because dense music sounds louder than it measures.
    """

    head: Amount = 0.3
    tail: Amount = 1.2
    after_announcement: Amount = 0.5
    after_statement: Amount = 0.65
    after_question: Amount = 0.8
    after_open_end: Amount = 0.45
    before_entry: Amount = 0.9
    before_music: Amount = 0.45
    after_music: Amount = 0.5
    clear_seconds: Amount = 9.0
    longest_clear: Amount = 14.0
    bed_seconds: Amount = 16.0
    ramp: Amount = 0.6
    ramp_lead: Amount = 0.05
    fade_in: Amount = 0.03
    fade_bars: Amount = 2.0
    shortest_fade: Amount = 2.5
    longest_fade: Amount = 6.0
    clear_below: Amount = 1.0
    bed_below: Amount = 14.0
    bed_floor: Amount = 10.0

    def after(self, text: str) -> float:
        """The pause after a line, by how its written text ends."""
        ending = text.rstrip("”\"’')»* ")[-1:]
        if ending in "?!":
            return self.after_question
        return self.after_statement if ending in ".…" else self.after_open_end
