"""Apple's categories, the only ones that directories accept.

Source: https://podcasters.apple.com/support/1691-apple-podcasts-categories (the set of 2019, still
in force). feedgen has a list too, of 2014, and checks nothing against it.
"""

from __future__ import annotations

from pipeline.errors import SettingsError, did_you_mean

CATEGORIES: dict[str, tuple[str, ...]] = {
    "Arts": (
        "Books",
        "Design",
        "Fashion & Beauty",
        "Food",
        "Performing Arts",
        "Visual Arts",
    ),
    "Business": (
        "Careers",
        "Entrepreneurship",
        "Investing",
        "Management",
        "Marketing",
        "Non-Profit",
    ),
    "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
    "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
    "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
    "Government": (),
    "Health & Fitness": (
        "Alternative Health",
        "Fitness",
        "Medicine",
        "Mental Health",
        "Nutrition",
        "Sexuality",
    ),
    "History": (),
    "Kids & Family": ("Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"),
    "Leisure": (
        "Animation & Manga",
        "Automotive",
        "Aviation",
        "Crafts",
        "Games",
        "Hobbies",
        "Home & Garden",
        "Video Games",
    ),
    "Music": ("Music Commentary", "Music History", "Music Interviews"),
    "News": (
        "Business News",
        "Daily News",
        "Entertainment News",
        "News Commentary",
        "Politics",
        "Sports News",
        "Tech News",
    ),
    "Religion & Spirituality": (
        "Buddhism",
        "Christianity",
        "Hinduism",
        "Islam",
        "Judaism",
        "Religion",
        "Spirituality",
    ),
    "Science": (
        "Astronomy",
        "Chemistry",
        "Earth Sciences",
        "Life Sciences",
        "Mathematics",
        "Natural Sciences",
        "Nature",
        "Physics",
        "Social Sciences",
    ),
    "Society & Culture": (
        "Documentary",
        "Personal Journals",
        "Philosophy",
        "Places & Travel",
        "Relationships",
    ),
    "Sports": (
        "Baseball",
        "Basketball",
        "Cricket",
        "Fantasy Sports",
        "Football",
        "Golf",
        "Hockey",
        "Rugby",
        "Running",
        "Soccer",
        "Swimming",
        "Tennis",
        "Volleyball",
        "Wilderness",
        "Wrestling",
    ),
    "TV & Film": (
        "After Shows",
        "Film History",
        "Film Interviews",
        "Film Reviews",
        "TV Reviews",
    ),
    "Technology": (),
    "True Crime": (),
}


def check_category(category: tuple[str, ...]) -> None:
    """Raise SettingsError unless it is a category of Apple's, alone or with one of its own."""
    top, rest = category[0] if category else "", category[1:]
    if top not in CATEGORIES:
        raise SettingsError(
            f"“{top}” is not one of Apple's podcast categories",
            hint=_suggest(top, tuple(CATEGORIES)),
        )
    if len(rest) > 1 or not set(rest) <= set(CATEGORIES[top]):
        raise SettingsError(
            f"“{' / '.join(rest)}” is not a subcategory of “{top}”",
            hint=_suggest(rest[0], CATEGORIES[top]),
        )


def _suggest(word: str, known: tuple[str, ...]) -> str:
    every = f"it has {', '.join(known)}" if known else "it has none; leave the subcategory out"
    return did_you_mean(word, known, every)
