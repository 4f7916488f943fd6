"""Cover: the show's or the episode's artwork as the JPEG that is embedded and offered.

Apple asks for a square RGB JPEG or PNG of 1400 to 3000 pixels, without transparency.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from pipeline.errors import SettingsError, Where

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

SMALLEST = 1400
"""Pixels a side that Apple asks of artwork at least."""

LIMIT = 300_000
"""Bytes of a cover at most: it is part of every download."""

_QUALITIES = (90, 85, 80, 75, 70, 60, 50, 40, 30, 20)  # 20 keeps even noise below the limit


def cover_jpeg(artwork: Path, size: int = SMALLEST, *, limit: int = LIMIT) -> bytes:
    """The artwork as a square sRGB JPEG of `size` pixels a side, at the best quality below `limit`.

    Transparency is laid on white. Nothing but the picture is kept, so the same artwork gives the
    same bytes. Raises SettingsError for artwork that is missing, no picture, not square or smaller
    than 1400 pixels.
    """
    from PIL.Image import Resampling

    picture = _square(artwork).resize((size, size), Resampling.LANCZOS, reducing_gap=3.0)
    data = b""
    for quality in _QUALITIES:
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality, optimize=True, subsampling="4:2:0")
        data = file.getvalue()
        if len(data) <= limit:
            break
    return data


def _square(artwork: Path) -> Image.Image:
    """The artwork in sRGB, upright, checked."""
    from PIL import Image, ImageOps

    where = Where(artwork)
    hint = f"give a square JPEG or PNG of {SMALLEST} to 3000 pixels a side"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(artwork) as opened:
                opened.load()
                picture = _flat(ImageOps.exif_transpose(opened))
    except FileNotFoundError:
        what = "there is no artwork here"
        raise SettingsError(what, where=where, hint=hint) from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        what = "the artwork is far too large"
        raise SettingsError(what, where=where, hint=hint) from None
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow's readers raise
        what = "the artwork is not a picture that we can read"
        raise SettingsError(what, where=where, hint=hint) from error
    if picture.width != picture.height:
        what = f"the artwork is {picture.width} × {picture.height}, not square"
        raise SettingsError(what, where=where, hint=hint)
    if picture.width < SMALLEST:
        what = f"the artwork is {picture.width} pixels a side, fewer than {SMALLEST}"
        raise SettingsError(what, where=where, hint=hint)
    return picture


def _flat(picture: Image.Image) -> Image.Image:
    """The picture in sRGB on white."""
    from PIL import Image

    profile = picture.info.get("icc_profile")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture).convert("RGB")
    if profile and picture.mode in {"RGB", "CMYK"}:
        picture = _in_srgb(picture, profile)
    return picture.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The picture's colours as sRGB means them; unchanged where the profile is broken."""
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
    except (OSError, ImageCms.PyCMSError):
        return picture
    return converted or picture
