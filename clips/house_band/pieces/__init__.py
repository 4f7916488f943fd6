"""The band's repertoire: one module per piece, each with a `score()`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from clips.house_band.pieces import (
    because_youre_young,
    blue,
    dont_cry,
    fuck_and_run,
    hollywood_dream,
    journey_to_the_end_of_the_east_bay,
    no_looking,
    tell_the_world,
    the_great_rocknroll_swindle,
    the_shame,
    were_coming_back,
)
from clips.house_band.score import Score

REPERTOIRE: Mapping[str, Callable[[], Score]] = MappingProxyType(
    {
        "the-shame": the_shame.score,
        "dont-cry": dont_cry.score,
        "because-youre-young": because_youre_young.score,
        "were-coming-back": were_coming_back.score,
        "the-great-rocknroll-swindle": the_great_rocknroll_swindle.score,
        "journey-to-the-end-of-the-east-bay": journey_to_the_end_of_the_east_bay.score,
        "blue": blue.score,
        "tell-the-world": tell_the_world.score,
        "fuck-and-run": fuck_and_run.score,
        "no-looking": no_looking.score,
        "hollywood-dream": hollywood_dream.score,
    }
)
"""Every piece by its clip id, in the order of the essay."""
