"""The cover, and artwork that can't be one."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from pipeline.errors import SettingsError
from pipeline.release.cover import LIMIT, cover_jpeg

GREEN = (40, 160, 90)
NEAR = 6
"""Levels of 255 by which a JPEG's flat colour may be off."""


def saved(path: Path, picture: Image.Image, **how: Any) -> Path:
    """The picture as a file."""
    picture.save(path, **how)
    return path


def opened(data: bytes) -> Image.Image:
    """The cover as a picture."""
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def near(colour: tuple[int, ...], picture: Image.Image, at: tuple[int, int]) -> bool:
    """Whether the picture has about that colour there."""
    pixel = picture.getpixel(at)
    assert isinstance(pixel, tuple)
    return all(abs(one - other) <= NEAR for one, other in zip(colour, pixel, strict=True))


def test_a_cover_is_an_rgb_jpeg_of_the_size_asked_for(tmp_path: Path) -> None:
    """Artwork of 3000 pixels becomes a JPEG of 1400 without profile or EXIF."""
    artwork = saved(tmp_path / "a.png", Image.new("RGB", (3000, 3000), GREEN))
    cover = opened(cover_jpeg(artwork, 1400))
    assert ("JPEG", "RGB", (1400, 1400)) == (cover.format, cover.mode, cover.size)
    assert near(GREEN, cover, (700, 700))
    assert not {"exif", "icc_profile"} & cover.info.keys()


def test_the_same_artwork_gives_the_same_bytes(tmp_path: Path) -> None:
    """Nothing of the day or the machine is in the file."""
    artwork = saved(tmp_path / "a.png", Image.radial_gradient("L").resize((1400, 1400)))
    assert cover_jpeg(artwork, 600) == cover_jpeg(artwork, 600)


def test_a_busy_picture_is_kept_below_the_limit(tmp_path: Path) -> None:
    """Noise is the worst artwork; it is compressed harder rather than made to be downloaded."""
    rough = np.random.default_rng(0).integers(0, 255, (350, 350, 3), dtype=np.uint8)
    picture = Image.fromarray(rough).resize((1400, 1400))
    data = cover_jpeg(saved(tmp_path / "a.png", picture), 1400)
    assert len(data) <= LIMIT
    assert len(data) < len(cover_jpeg(tmp_path / "a.png", 1400, limit=10_000_000))


def test_transparency_is_laid_on_white(tmp_path: Path) -> None:
    """Apple takes no transparency; what is transparent becomes white, not black."""
    picture = Image.new("RGBA", (1400, 1400), (*GREEN, 0))
    picture.paste((*GREEN, 255), (0, 0, 700, 1400))
    cover = opened(cover_jpeg(saved(tmp_path / "a.png", picture), 1400))
    assert near((255, 255, 255), cover, (1200, 700))
    assert near(GREEN, cover, (200, 700))


def test_a_photograph_is_turned_upright(tmp_path: Path) -> None:
    """The turn that a camera noted is made, since the note is dropped."""
    picture = Image.new("RGB", (1400, 1400), "white")
    picture.paste(GREEN, (0, 0, 1400, 700))
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    cover = opened(cover_jpeg(saved(tmp_path / "a.jpg", picture, exif=exif, quality=95), 1400))
    assert near(GREEN, cover, (700, 1200))


def test_colours_of_another_profile_are_converted(tmp_path: Path) -> None:
    """A profile is honoured before it is dropped: one whose green is red makes green red."""
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exchanged = {b"rXYZ": b"gXYZ", b"gXYZ": b"rXYZ"}
    profile = re.sub(rb"[rg]XYZ", lambda name: exchanged[name[0]], usual)
    picture = Image.new("RGB", (1400, 1400), GREEN)
    red, green, blue = GREEN
    cover = opened(cover_jpeg(saved(tmp_path / "a.png", picture, icc_profile=profile), 1400))
    assert near((green, red, blue), cover, (700, 700))
    broken = saved(tmp_path / "b.png", picture, icc_profile=b"not a profile")
    assert near(GREEN, opened(cover_jpeg(broken, 1400)), (700, 700))


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "CMYK"])
def test_any_kind_of_picture_becomes_rgb(mode: str, tmp_path: Path) -> None:
    """Grey, palette, bitmap and print pictures are covers too."""
    ending = "tif" if mode == "CMYK" else "png"
    artwork = saved(tmp_path / f"a.{ending}", Image.new("RGB", (1400, 1400), "white").convert(mode))
    assert near((255, 255, 255), opened(cover_jpeg(artwork, 300)), (150, 150))


def test_missing_artwork_is_named(tmp_path: Path) -> None:
    """The message says where there is nothing."""
    with pytest.raises(SettingsError, match=r"none\.png: there is no artwork here"):
        cover_jpeg(tmp_path / "none.png")


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n broken", b"GIF89a"])
def test_a_file_that_is_no_picture_is_refused(data: bytes, tmp_path: Path) -> None:
    """Text, half a PNG, an empty file: the same clear message."""
    path = tmp_path / "a.png"
    path.write_bytes(data)
    with pytest.raises(SettingsError, match="not a picture that we can read"):
        cover_jpeg(path)


def test_a_cut_off_picture_is_refused(tmp_path: Path) -> None:
    """A download that broke off is not shown half grey."""
    path = saved(tmp_path / "a.png", Image.radial_gradient("L").resize((1400, 1400)))
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(SettingsError, match="not a picture that we can read"):
        cover_jpeg(path)


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ((1500, 1400), "1500 × 1400, not square"),
        ((1399, 1399), "1399 pixels a side, fewer than 1400"),
    ],
)
def test_artwork_of_the_wrong_size_is_refused(
    size: tuple[int, int], message: str, tmp_path: Path
) -> None:
    """The message says what the size is and what it should be."""
    artwork = saved(tmp_path / "a.png", Image.new("RGB", size))
    with pytest.raises(SettingsError, match=message) as caught:
        cover_jpeg(artwork)
    assert "1400 to 3000" in str(caught.value)


def test_a_picture_bomb_is_refused(tmp_path: Path) -> None:
    """A small file that unfolds to gigabytes is not unfolded."""
    artwork = saved(tmp_path / "a.png", Image.new("1", (16_000, 16_000)))
    with pytest.raises(SettingsError, match="far too large"):
        cover_jpeg(artwork)
