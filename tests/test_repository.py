"""The repository itself: what README and docs promise is there, and nothing is that must not be."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline.cli.build import STEPS
from pipeline.clips import library
from pipeline.errors import SettingsError
from pipeline.records import read_record
from pipeline.show import settings
from pipeline.timeline.pacing import Pacing

ROOT = Path(__file__).parents[1]
LIMIT = 40_000_000

TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split("\0")
    if name and (ROOT / name).is_file()
]

TEXTS = [
    path
    for path in TRACKED
    if path.suffix in {".py", ".toml", ".md", ".txt", ".html", ".json", ".vtt", ""}
]


def fields(kind: type[msgspec.Struct]) -> set[str]:
    """The keys of a table."""
    return {field.encode_name for field in msgspec.structs.fields(kind)}


def documented(section: str) -> dict[str, Any]:
    """The TOML example below a heading of docs/formats.md."""
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    (block,) = re.findall(rf"## {re.escape(section)}\n.*?```toml\n(.*?)```", text, re.DOTALL)
    return tomllib.loads(block)


def test_every_setting_is_documented_with_its_default(tmp_path: Path) -> None:
    """The example in docs/formats.md has every key of show.toml, and each at its default."""
    shown = documented("scripts/show.toml")
    assert fields(settings._File) == set(shown)
    for table, kind in (
        ("show", settings._Show),
        ("narration", settings._Narration),
        ("release", settings._Release),
        ("pacing", Pacing),
    ):
        assert fields(kind) == set(shown[table]), table
    least = {key: shown["show"][key] for key in ("title", "author", "description", "artwork")}
    path = tmp_path / "show.toml"
    path.write_text(
        "[show]\n" + "".join(f'{key} = "{value}"\n' for key, value in least.items()),
        encoding="utf-8",
    )
    defaults = read_record(path, settings._File, SettingsError)
    assert msgspec.convert(shown, settings._File) == defaults


def test_every_key_of_a_clip_is_documented() -> None:
    """The example record in docs/formats.md has every key that a record may have, and reads."""
    shown = documented("clips/&lt;clip-id&gt;.toml")
    record = msgspec.convert(shown, library._Record)
    assert fields(library._Record) == set(shown)
    assert fields(type(record.recording)) == set(shown["recording"])
    assert fields(type(record.grant[0])) == set(shown["grant"][0])
    assert fields(type(record.music)) == set(shown["music"])


def test_the_readmes_commands_exist() -> None:
    """Every make target and every command that README names is there."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"\bmake ([a-z]+)\b", readme)) - {"and"}:
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target
    programs = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert {"sleevenotes", "build-episode"} == set(programs)
    for linked in re.findall(r"\]\(([^)#]+)\)", readme):
        assert (ROOT / linked).exists() or linked.startswith("http"), linked


def test_every_step_has_a_name_for_people() -> None:
    """No step of a build shows up under its internal name only."""
    made = set()
    for path in (ROOT / "pipeline").rglob("*.py"):
        made |= set(re.findall(r'\bStep\(\s*"([a-z]+)"', path.read_text(encoding="utf-8")))
    assert made <= set(STEPS)


@pytest.mark.skipif(not TRACKED, reason="this is no git checkout")
def test_no_path_of_a_machine_and_no_registry() -> None:
    """Nobody's home folder, build machine or package registry is named in what we ship."""
    hosts = ("pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.", "deb" + r"\.debian")
    forbidden = re.compile(
        r"/(?:root|home/[a-z]+|Users/[A-Za-z]+|work|opt)/[\w.]|--(?:extra-)?index-url|"
        + "|".join(hosts)
    )
    named = {
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in TEXTS
        if path != Path(__file__)
        and (found := forbidden.search(path.read_text(encoding="utf-8", errors="replace")))
    }
    assert set() == named


@pytest.mark.skipif(not TRACKED, reason="this is no git checkout")
def test_the_repository_stays_small() -> None:
    """All tracked files together are far below the limit, and nothing that is built is tracked."""
    assert sum(path.stat().st_size for path in TRACKED) < LIMIT
    assert not [path for path in TRACKED if path.relative_to(ROOT).parts[0] in {"output", ".cache"}]


def test_the_lists_of_pinned_packages_are_hashed() -> None:
    """Every pinned package has hashes, and everything at run time is among what tests install."""
    pinned = {}
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.split(r"\n(?=\S)", text.strip())
        assert all("--hash=sha256:" in pin for pin in pins)
        pinned[name] = {pin.split(" ")[0] for pin in pins}
    assert pinned["requirements.txt"] <= pinned["requirements-dev.txt"]


VENDORS = {
    "av": {"audio/files"},
    "feedgen": {"publish/feed"},
    "gtts": {"narration/gtts"},
    "hibari": {"narration/hibari"},
    "jinja2": {"publish/site"},
    "lameenc": {"release/mp3"},
    "lxml": {"publish/tags"},
    "markdown_it": {"script/markdown"},
    "mutagen": {"release/tags"},
    "PIL": {"release/cover", "show/new"},
    "pydub": {"audio/segment"},
    "rich": {"cli/console"},
    "scipy": {"audio/limiter", "audio/loudness", "narration/level"},
    "soxr": {"audio/resample"},
    "starlette": {"publish/answers", "publish/server"},
    "typer": {"cli/app", "cli/build", "cli/console", "cli/new_show", "cli/outline", "cli/serve"},
    "uvicorn": {"publish/server"},
    "yaml": {"script/front_matter"},
}
"""Where each package that we build on is named, and nowhere else."""


def test_a_vendor_stops_at_its_own_module() -> None:
    """Exchanging one of them would touch the modules of this table only."""
    named: dict[str, set[str]] = {}
    for path in (ROOT / "pipeline").rglob("*.py"):
        module = path.relative_to(ROOT / "pipeline").with_suffix("").as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                imported = [node.module]
            else:
                continue
            for name in imported:
                if (top := name.partition(".")[0]) in VENDORS:
                    named.setdefault(top, set()).add(module)
    assert VENDORS == named


@pytest.mark.parametrize(
    ("program", "absent"),
    [
        ("import pipeline.cli.app", {"numpy", "av", "scipy", "pydub", "feedgen", "starlette"}),
        ("import pipeline.production", {"numpy", "scipy", "pydub", "lameenc", "lxml", "PIL"}),
    ],
)
def test_starting_up_is_light(program: str, absent: set[str]) -> None:
    """Help, refusals and a build with nothing to do load none of what makes sound or pages."""
    told = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", f"import sys; {program}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert set() == absent & set(told.stdout.split())


def test_no_folder_of_tests_is_left_out(request: pytest.FixtureRequest) -> None:
    """What a run without arguments goes into are all folders that hold tests."""
    skipped = request.config.getini("norecursedirs")
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    parts = {part for folder in folders for part in folder.relative_to(ROOT).parts}
    assert not [part for part in parts for pattern in skipped if fnmatch(part, pattern)]
