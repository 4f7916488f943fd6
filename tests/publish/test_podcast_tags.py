"""The podcast namespace: its guid, and tables that refuse what the namespace does not have."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from lxml import etree

from pipeline.publish.podcast import PodcastChannel, PodcastItem
from pipeline.publish.wording import podcast_guid


@pytest.mark.parametrize(
    "url",
    [
        "https://podnews.net/rss",
        "http://podnews.net/rss/",
        "podnews.net/rss//",
        "FEED://podnews.net/rss",
    ],
)
def test_guid_of_the_specification(url: str) -> None:
    """The guid is that of the specification's example, whatever scheme and closing slashes."""
    assert podcast_guid(url) == "9b024349-ccf0-5f69-a609-6b82873eab3c"


def test_guid_keeps_the_query() -> None:
    """Two feeds at one path that differ by a query are two shows."""
    assert podcast_guid("https://example.org/feed?a") != podcast_guid("https://example.org/feed?b")


@pytest.mark.parametrize(
    "add",
    [
        lambda tags: tags.add("podcast:chapters", url="https://example.org/c.json"),
        lambda tags: tags.add("podcast:transcript", url="u", type="text/vtt", flavour="sweet"),
        lambda tags: tags.add("podcast:season"),
        lambda tags: tags.add("podcast:chapters", "text", url="u", type="t"),
        lambda tags: tags.add("podcast:guid", "only channels have one"),
        lambda tags: [tags.add("podcast:season", "1") for _ in range(2)],
    ],
    ids=["missing", "unknown", "no text", "needless text", "wrong level", "twice"],
)
def test_table_refuses(add: Callable[[PodcastItem], object]) -> None:
    """What a row does not allow is an error of ours, found when it is added."""
    with pytest.raises(ValueError, match="podcast:"):
        add(PodcastItem())


def test_table_refuses_other_values() -> None:
    """A tag with a closed list of values takes only those."""
    with pytest.raises(ValueError, match="yes, no"):
        PodcastChannel().add("podcast:locked", "true")


def test_written_twice_is_written_whole() -> None:
    """A second rendering has the elements too, all of them, in the order of the table."""
    tags = PodcastItem()
    tags.add("podcast:person", "B", role="guest", group=None)
    tags.add("podcast:person", "A")
    tags.add("podcast:episode", "3")
    first, second = etree.Element("item"), etree.Element("item")
    tags.extend_rss(first)
    tags.extend_rss(second)
    names = [etree.QName(node).localname for node in first]
    assert names == ["episode", "person", "person"]
    assert [node.text for node in first] == ["3", "B", "A"]
    assert etree.tostring(first) == etree.tostring(second)


def test_modules_load_alone() -> None:
    """Each module of the room can be imported first, and the room itself loads no library."""
    heavy = "'starlette', 'uvicorn', 'feedgen', 'jinja2', 'lxml'"
    for code in (
        f"import sys, pipeline.publish; assert not {{{heavy}}} & set(sys.modules)",
        "import pipeline.publish.releases, sys; assert 'feedgen' not in sys.modules",
        "import pipeline.publish.podcast",
        "import pipeline.publish.feed",
        "import sys, pipeline.publish.site; assert 'starlette' not in sys.modules",
    ):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)  # noqa: S603 - our own code
        assert (done.returncode, done.stderr) == (0, b""), code
