"""Slugs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.script import slugify
from pipeline.script.slug import MAX_LENGTH, unique


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Don’t Cry", "dont-cry"),
        ("Don't Cry", "dont-cry"),
        ("The Great Rock’n’Roll Swindle", "the-great-rocknroll-swindle"),
        ("Motörhead", "motorhead"),
        ("Moto\N{COMBINING DIAERESIS}rhead", "motorhead"),
        ("Sigur Rós & Œuvre, Straße", "sigur-ros-oeuvre-strasse"),
        ("Mø — Łódź", "mo-lodz"),
        ("(I Can’t Get No) Satisfaction", "i-cant-get-no-satisfaction"),
        ("4/4 — 12″ Mix", "4-4-12-mix"),
        ("AC/DC", "ac-dc"),
        ("x" * 80, "x" * 60),
        ("word " * 20, "word-word-word-word-word-word-word-word-word-word-word-word"),
    ],
)
def test_a_slug_is_the_title_in_plain_words(title: str, slug: str) -> None:
    """Apostrophes vanish, marks fall off their letters, other signs part words."""
    assert slug == slugify(title)


@pytest.mark.parametrize(
    ("title", "slug"),
    [("!!!", "untitled-9881681a"), ("東京", "untitled-57bd8c1c"), ("", "untitled-")],
)
def test_a_title_without_latin_letters_has_a_slug_that_never_changes(title: str, slug: str) -> None:
    """The digits are of the title alone, so they are the same on every machine and day."""
    assert slugify(title).startswith(slug)


@given(st.text(max_size=200))
def test_every_slug_is_short_plain_and_not_empty(title: str) -> None:
    """Letters, digits and single hyphens within."""
    slug = slugify(title)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= MAX_LENGTH
    assert slug == slugify(slug)


def test_a_slug_that_is_taken_is_counted_up() -> None:
    """Also where the counted one is some other entry's own."""
    taken = {"intro": 1}
    asked = ["blue", "blue-2", "blue", "blue", "intro", "blue-2"]
    assert ["blue", "blue-2", "blue-3", "blue-4", "intro-2", "blue-2-2"] == [
        unique(slug, taken) for slug in asked
    ]
