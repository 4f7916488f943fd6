"""Settings files: whatever is wrong in them is said with its line and a way out."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pipeline.errors import ClipError, SettingsError
from pipeline.records import line_of, read_record


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    """A table."""

    kind: str
    number: int = 0


class Outer(msgspec.Struct, forbid_unknown_fields=True):
    """A file."""

    title: str
    inner: Inner = msgspec.field(default_factory=lambda: Inner("x"))
    many: tuple[Inner, ...] = ()


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('title = "a"\ntitel = "b"\n', 2, "did you mean “title”"),
        ('title = "a"\n[inner]\nkind = "k"\nnumbr = 1\n', 4, "did you mean “number”"),
        ('title = "a"\n[inner]\nkind = "k"\nnumber = "one"\n', 4, "inner.number"),
        ('title = "a"\n[inner]\nnumber = 1\n', 2, "“kind” is missing in [inner]"),
        ('title = "a"\n[[many]]\nkind = "k"\n[[many]]\nkind = 3\n', 5, "many.kind"),
        ('title = "a"\n[[many]]\nkind = "k"\n[[many]]\nkid = "k"\n', 5, "did you mean “kind”"),
        ('title = "a"\n\n[innr]\nkind = "k"\n', 3, "did you mean “inner”"),
        ("title = 3\n", 1, "“title”"),
        ('title = "a\n', 1, "not TOML"),
        ('title = "a"\ntitle = "b"\n', 2, "not TOML"),
        ("", None, "“title” is missing"),
    ],
)
def test_a_mistake_is_said_with_its_line(
    tmp_path: Path, text: str, line: int | None, says: str
) -> None:
    """File and line of the mistake, and what was probably meant."""
    path = tmp_path / "file.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_record(path, Outer, SettingsError)
    assert says in str(caught.value)
    assert caught.value.where is not None
    assert path == caught.value.where.path
    assert line == caught.value.where.line


def test_a_good_file_is_read(tmp_path: Path) -> None:
    """All that is right arrives as values."""
    path = tmp_path / "file.toml"
    path.write_text('title = "é"\n[[many]]\nkind = "k"\nnumber = 2\n', encoding="utf-8")
    assert Outer("é", many=(Inner("k", 2),)) == read_record(path, Outer, SettingsError)


def test_what_can_not_be_read_is_refused_in_the_callers_words(tmp_path: Path) -> None:
    """A missing file, and one that is no UTF-8, raise the error that was asked for."""
    with pytest.raises(ClipError, match="no such file"):
        read_record(tmp_path / "none.toml", Outer, ClipError)
    (tmp_path / "latin.toml").write_bytes('title = "é"'.encode("latin-1"))
    with pytest.raises(ClipError, match="not UTF-8"):
        read_record(tmp_path / "latin.toml", Outer, ClipError)


def test_lines_are_found_in_dotted_and_quoted_keys() -> None:
    """Keys at the top, in tables, in quotes."""
    text = 'a = 1\n[t]\nb = 2\n"c d" = 3\n[[u]]\nb = 4\n[[u]]\nb = 5\n'
    assert 1 == line_of(text, ["a"])
    assert 3 == line_of(text, ["t", "b"])
    assert 4 == line_of(text, ["t", "c d"])
    assert 8 == line_of(text, ["u", 1, "b"])
    assert 2 == line_of(text, ["t", "missing"])
