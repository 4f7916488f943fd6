"""Whatever is in the file: a Script or a ScriptError, soon, and nothing else."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import ScriptError
from pipeline.script import DEFAULT_ANNOUNCEMENT, Lexicon, Script, read_script
from pipeline.script.page import MAX_BYTES

PIECES = st.sampled_from(
    """
    --- ... # ## ### - > * ** _ ` ``` | |-|-| <!-- --> <br> <div> </div> <b> [ ] ( ) ![ ]( ](clip:
    clip: clip:a #t= 1,2 "bed" "under" “ ” ‘ ’ " ' « » by and & / — – - … [^1] [^1]: https://x.y/_a_
    <https://x> title: episode: date: explicit: 2026-11-20 true 1 : , . ! ? \\ &amp; &#0; &#xD800;
    “T” by A (Live) [laughs] Pt. II Vol. No. 7" 12” 4/4 ’80s N’ w/ feat. \u2028 \u00ad \ufeff é 東京
    """.split()  # noqa: SIM905
)
GAPS = st.sampled_from([" ", "", "\n", "\n\n", "\r\n", "\n    ", "\t"])
MARKED_UP = st.lists(st.tuples(PIECES | st.text(max_size=6), GAPS), max_size=60).map(
    lambda parts: "".join(piece + gap for piece, gap in parts)
)


def read(path: Path, data: bytes) -> Script | None:
    """The script in these bytes, or None where it is refused."""
    path.write_bytes(data)
    try:
        return read_script(path, lexicon=Lexicon(), announce=DEFAULT_ANNOUNCEMENT)
    except ScriptError as error:
        refusal = error
    assert refusal.what
    assert path == (refusal.where.path if refusal.where else None)
    return None


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file to write over."""
    return tmp_path_factory.mktemp("fuzz") / "script.md"


FUZZ = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))


@given(text=MARKED_UP, front=st.booleans())
@FUZZ
def test_any_markdown_is_a_script_or_an_error(path: Path, text: str, *, front: bool) -> None:
    """Every line has something to say, ids never repeat, no control character comes through."""
    prefix = "---\ntitle: a\n---\n" if front else ""
    script = read(path, (prefix + text).encode("utf-8", "surrogatepass"))
    if script:
        ids = [line.id for line in script.lines]
        assert len(set(ids)) == len(ids)
        assert script.title
        for line in script.lines:
            assert line.text.split() == line.text.split(" ")
            assert any(letter.isalnum() for letter in line.spoken)
            assert line.where.line
            assert not any(ord(letter) < 32 for letter in line.text + line.spoken)
            assert "<!--" not in line.text


@given(data=st.binary(max_size=200))
@FUZZ
def test_any_bytes_are_a_script_or_an_error(path: Path, data: bytes) -> None:
    """Bytes that are no text are an error like any other."""
    read(path, data)


@given(text=st.text(max_size=120))
@FUZZ
def test_any_front_matter_is_read_or_an_error(path: Path, text: str) -> None:
    """YAML's own exceptions stop at the reader."""
    read(path, f"---\n{text}\n---\nHello.\n".encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "pattern",
    ["[", "![", "![[", "*a ", "**a *b _c ", "> ", "- ", "`a``", "<", "[a](", "&", "_", "<!--",
     "<!-- -->", "“a”", '"a",', "'", "(", "[a [", '7" ', "A’", "…", ". ", "—", "https://x ",
     "Pt. II ", "\u2028", "#", "![](clip:a)\n", "## “a” by b\n", "|a|b|\n", "A I and ", " "],
)  # fmt: skip
def test_no_text_takes_long(path: Path, pattern: str) -> None:
    """Twenty thousand characters of any one pattern are read in a moment."""
    started = time.perf_counter()
    read(path, ("a" + pattern * (20_000 // len(pattern))).encode())
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("pattern", ["[", "{", "- ", "? ", "a: ", "&a *a ", "'", "[a, "])
def test_no_front_matter_takes_long(path: Path, pattern: str) -> None:
    """Front matter of ten thousand characters of one pattern neither hangs nor overflows."""
    started = time.perf_counter()
    read(path, f"---\n{pattern * (10_000 // len(pattern))}\n---\nHello.\n".encode())
    assert time.perf_counter() - started < 5


def test_a_file_that_is_no_script_by_its_size_is_refused(path: Path) -> None:
    """Half a million bytes are the wrong file."""
    path.write_bytes(b"a" * (MAX_BYTES + 1))
    with pytest.raises(ScriptError, match="longer than half a million bytes"):
        read_script(path, lexicon=Lexicon(), announce=DEFAULT_ANNOUNCEMENT)
