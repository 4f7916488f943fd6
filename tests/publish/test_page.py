"""The page of the episodes: what is in it, and what a real browser makes of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from pipeline.errors import InputError
from pipeline.publish.model import Show
from pipeline.publish.releases import load_releases
from pipeline.publish.site import ChapterLink, read_chapters, render_index
from pipeline.release.model import Release

from .browser import CHROMIUM, open_tab
from .local_site import Site, running

Make = Callable[..., Release]
CHAPTERS = (ChapterLink(0, "Introduction"), ChapterLink(62.5, "A & B", "https://example.com/?a&b"))


def parsed(show: Show, *releases: Release, chapters: Any = None) -> Any:
    """The page as a tree."""
    given = {"her-smell": CHAPTERS} if chapters is None else chapters
    return html.document_fromstring(render_index(show, releases, given))


def words(node: Any) -> str:
    """The text of a node, its white space folded."""
    return " ".join(node.text_content().split())


def test_what_an_episode_shows(show: Show, make_release: Make) -> None:
    """Title, number, date, length, summary, player, files, chapters and notes are there."""
    release = make_release(season=2, duration=44100 * 576, explicit=True)
    page = parsed(show, release)
    (article,) = page.xpath("//article[@id='her-smell']")
    facts = [words(item) for item in article.xpath(".//ul[@class='facts']/li")]
    assert facts == ["Season 2, episode 1", "20 November 2026", "9 min 36 s", "Explicit"]
    assert [release.title] == [words(found) for found in article.xpath(".//h3")]
    assert [release.summary] == [words(found) for found in article.xpath("p[@class='summary']")]
    assert article.xpath(".//audio[@controls]/@src") == ["her-smell/her-smell.mp3"]
    assert article.xpath(".//audio/@preload") == ["metadata"]
    links = {words(link): link.get("href") for link in article.xpath(".//ul[@class='files']//a")}
    expected = {
        "Download": "her-smell/her-smell.mp3",
        "Transcript": "her-smell/transcript.vtt",
    }
    assert expected == links
    seeks = article.xpath(".//a[@class='seek']")
    assert [words(seek) for seek in seeks] == ["0:00 Introduction", "1:02 A & B"]
    assert seeks[1].get("href") == "her-smell/her-smell.mp3#t=62.5"
    assert article.xpath(".//a[@class='out']/@href") == ["https://example.com/?a&b"]
    assert "“Don’t Cry” & more." in words(article.xpath(".//details[@class='notes']")[0])


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(45, "45 s"), (60, "1 min 0 s"), (599.6, "10 min 0 s"), (3725, "1 h 2 min")],
)
def test_lengths(show: Show, make_release: Make, seconds: float, expected: str) -> None:
    """A length reads as one would say it."""
    page = parsed(show, make_release(duration=round(44100 * seconds)))
    assert expected in [words(item) for item in page.xpath("//ul[@class='facts']/li")]


def test_newest_first_and_editions_apart(show: Show, make_release: Make) -> None:
    """Episodes stand in the feed's order, each with an anchor, the voice edition by name."""
    page = parsed(
        show,
        make_release("old", date=dt.date(2025, 1, 1)),
        make_release("new"),
        make_release("new", edition="voice"),
    )
    assert page.xpath("//article/@id") == ["new", "new-voice", "old"]
    assert "Voice only" in words(page.xpath("//article[@id='new-voice']")[0])


def test_no_releases(show: Show) -> None:
    """A show without episodes has a page that says so."""
    page = parsed(show)
    assert "No episodes yet" in words(page)
    assert page.xpath("//audio") == []


def test_texts_are_texts(show: Show, make_release: Make) -> None:
    """No text of the show, a release or a chapter becomes markup or an address that runs."""
    evil = "<script>alert(1)</script>\"'&"
    dangerous = "javascript:alert(1)"
    page = parsed(
        dataclasses.replace(show, title=evil, description=evil, author=evil, link=dangerous),
        make_release(title=evil, summary=evil, link=dangerous),
        chapters={"her-smell": [ChapterLink(0, evil, dangerous)]},
    )
    assert len(page.xpath("//script")) == 1
    assert evil == page.xpath("//h1")[0].text_content()
    assert not [link for link in page.xpath("//@href") if link.startswith("javascript")]


def test_headings_go_down_in_order(show: Show, make_release: Make) -> None:
    """Headings never skip a level, those inside the notes included."""
    notes = "<h1>One</h1><p>x</p><h2 class='a'>Two</h2><h3>Three</h3><hr>"
    page = parsed(show, make_release(notes_html=notes), make_release("second"))
    levels = [int(found.tag[1]) for found in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert levels[-6:] != sorted(levels[-6:])  # the second episode begins higher up again


def test_notes_do_not_repeat_the_summary(show: Show, make_release: Make) -> None:
    """Notes that open with the summary go on from there: it stands above them already."""
    release = make_release(summary="A & B.", notes_html="<p>A &amp; B.</p>\n<p>Songs</p>")
    page = parsed(show, release)
    assert words(page.xpath("//details[@class='notes']/div")[0]) == "Songs"


def test_everything_it_needs_is_beside_it(show: Show, make_release: Make) -> None:
    """All addresses that a browser fetches are relative, and exist or are data of its own."""
    page = parsed(show, make_release("ten songs"))
    fetched = page.xpath("//@src | //link/@href | //a[@download]/@href | //@srcset | //@action")
    assert not [url for url in fetched if re.match(r"(?!data:)[a-z]+:|/", url)]
    assert "ten%20songs/ten%20songs.mp3" in fetched
    style = page.xpath("//style")[0].text
    assert "url(" not in style
    assert "@import" not in style


def test_language_and_alternative_texts(show: Show, make_release: Make) -> None:
    """The page names its language, and every picture, player and field has a name."""
    page = parsed(show, make_release())
    assert page.get("lang") == "en-GB"
    assert all(page.xpath("//img/@alt"))
    assert all(page.xpath("//audio/@aria-label | //input/@aria-label"))
    assert len(page.xpath("//*[@id]/@id")) == len(set(page.xpath("//*[@id]/@id")))


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        *((front, back, 4.5) for front in ("ink", "soft", "accent") for back in ("paper", "card")),
        *((front, "tint", 4.5) for front in ("ink", "accent")),
        ("on-accent", "accent", 4.5),
        ("edge", "paper", 3.0),
        ("accent", "paper", 3.0),
    ],
)
def test_contrast(show: Show, scheme: str, front: str, back: str, least: float) -> None:
    """Every pair of colours that the page sets text in has WCAG AA contrast, light and dark."""
    style = parsed(show).xpath("//style")[0].text
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", blocks[scheme == "dark"]))
    light, dark = sorted((luminance(colours[front]), luminance(colours[back])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least


def test_same_bytes(show: Show, make_release: Make) -> None:
    """The page is the same for the same releases, in whatever order they come."""
    one, two = make_release("one"), make_release("two")
    assert render_index(show, [one, two], {}) == render_index(show, [two, one], {})


def test_chapters_of_the_release(tmp_path: Path, publish_release: Make) -> None:
    """Chapters come from chapters.json, without those that are kept out of the contents."""
    publish_release()
    output = tmp_path / "output"
    path = output / "her-smell" / "chapters.json"
    record = json.loads(path.read_text())
    record["chapters"].append({"startTime": 5, "title": "Picture", "toc": False})
    path.write_text(json.dumps(record))
    expected = (
        ChapterLink(0, "Introduction"),
        ChapterLink(2.5, "“Don’t Cry”", "https://example.com/dont-cry"),
        ChapterLink(4, "Outro"),
    )
    assert {"her-smell": expected} == read_chapters({"her-smell": path})


@pytest.mark.parametrize("body", ["", "{}", '{"chapters": [{"title": "when?"}]}'])
def test_chapters_that_cannot_be_read(tmp_path: Path, publish_release: Make, body: str) -> None:
    """A broken chapters.json is an error with its path."""
    publish_release()
    (tmp_path / "output" / "her-smell" / "chapters.json").write_text(body)
    with pytest.raises(InputError, match=r"her-smell/chapters\.json"):
        read_chapters({"her-smell": tmp_path / "output" / "her-smell" / "chapters.json"})


# A visitor who opens the second chapter, and what comes of it.
VISIT = """
(async () => {
  const audio = document.querySelector("audio");
  const moved = new Promise(done => audio.addEventListener("seeked", done, {once: true}));
  document.querySelectorAll(".seek")[1].click();
  await moved;
  await new Promise(done => setTimeout(done, 50));
  return {
    feed: document.getElementById("_feed").value,
    button: !document.getElementById("_copy").hidden,
    time: audio.currentTime,
    length: audio.duration,
    playing: !audio.paused,
    current: [...document.querySelectorAll("[aria-current]")].map(link => link.dataset.start),
    cover: document.querySelector(".cover").naturalWidth,
    fits: document.documentElement.scrollWidth <= innerWidth,
    paper: getComputedStyle(document.body).backgroundColor,
    fetched: performance.getEntriesByType("resource").map(entry => entry.name),
  };
})()
"""
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed: no real browser was tried"
)


@pytest.fixture
def site(tmp_path: Path, publish_below: Make, show: Show) -> Iterator[Site]:
    """Two releases and their page, served."""
    output = tmp_path / "output"
    publish_below(output, title="A rather long title, with an extraordinarilylongwordinsideofit")
    publish_below(output, "older", date=dt.date(2025, 1, 1))
    releases = load_releases(output)
    files = {one.folder: output / one.folder / one.chapters.name for one in releases}
    (output / "index.html").write_text(render_index(show, releases, read_chapters(files)))
    with running(output, show) as site:
        yield site


@needs_chromium
@pytest.mark.parametrize("served", [True, False], ids=["served", "from disk"])
def test_in_a_browser(tmp_path: Path, site: Site, show: Show, *, served: bool) -> None:
    """Served or opened from disk, the page plays from a chapter, and its console stays silent."""
    address = f"http://127.0.0.1:{site.port}/" if served else f"{site.output.as_uri()}/"
    with open_tab(tmp_path / "profile") as tab:
        for width, dark in ((1280, False), (390, True), (320, False)):
            tab.show(f"{address}index.html", width, dark=dark)
            seen = tab.run(VISIT)
            expected = {
                "feed": f"{address if served else show.base_url}feed.xml",
                "button": True,
                "playing": True,
                "current": ["2.5"],
                "cover": 64,
                "fits": True,
                "paper": "rgb(21, 18, 15)" if dark else "rgb(245, 240, 230)",
            }
            assert expected == {key: seen[key] for key in expected}
            assert 2.5 <= seen["time"] < 4
            assert seen["length"] == pytest.approx(6, abs=0.1)
            strangers = [url for url in seen["fetched"] if not url.startswith((address, "data:"))]
            assert strangers == []
        assert tab.console == []


@needs_chromium
def test_one_episode_at_a_time(tmp_path: Path, site: Site) -> None:
    """Starting one episode pauses the other."""
    with open_tab(tmp_path / "profile") as tab:
        tab.show(f"http://127.0.0.1:{site.port}/", 1280, dark=False)
        states = tab.run(
            """(async () => {
              const [one, two] = document.querySelectorAll("audio");
              await one.play();
              await two.play();
              await new Promise(done => setTimeout(done, 50));
              return [one.paused, two.paused];
            })()"""
        )
    assert states == [True, False]


@needs_chromium
def test_address_is_copied(tmp_path: Path, site: Site) -> None:
    """The button puts the feed's address on the clipboard, and says so to everybody."""
    address = f"http://127.0.0.1:{site.port}/"
    with open_tab(tmp_path / "profile") as tab:
        tab.do("Browser.grantPermissions", permissions=["clipboardReadWrite"], origin=address)
        tab.show(address, 1280, dark=False)
        copied, said = tab.run(
            """(async () => {
              document.getElementById("_copy").click();
              await new Promise(done => setTimeout(done, 200));
              const said = document.querySelector("[role=status]").textContent;
              return [await navigator.clipboard.readText(), said];
            })()"""
        )
    assert copied == f"{address}feed.xml"
    assert said == "The address is copied."


@needs_chromium
def test_without_its_script(tmp_path: Path, site: Site) -> None:
    """Where scripts may not run, the player and the feed's address are there all the same."""
    with open_tab(tmp_path / "profile") as tab:
        tab.do("Emulation.setScriptExecutionDisabled", value=True)
        tab.show(f"http://127.0.0.1:{site.port}/", 390, dark=False)
        assert tab.run("document.querySelector('#_copy').hidden")
        assert tab.run("document.querySelector('audio').controls")
        assert tab.run("document.querySelector('#_feed').value") == (
            "https://example.org/show/feed.xml"
        )
