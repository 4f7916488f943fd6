"""Addresses, texts and names as a feed may hold them; all that settings can be checked for early.

Nothing here needs feedgen or lxml, so reading a show's settings stays cheap.
"""

from __future__ import annotations

import re
import uuid
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from pipeline.errors import SettingsError

FEED_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_SAFE_IN_URL = "/:?#[]@!$&'()*+,;=%~"


def legal(text: str) -> str:
    """The text without the characters that XML 1.0 can't hold in any form (section 2.2).

    Those are the control characters but tab and line ends, lone surrogates, U+FFFE and U+FFFF.
    """
    return _ILLEGAL.sub("", text)


def base_address(base_url: str) -> str:
    """The address with a slash at its end, once it is sure to be one that apps can fetch from."""
    address = legal(base_url).strip()
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.hostname.isascii()
        usable = usable and not (parts.query or parts.fragment) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(
            f"“{base_url}” is no address that a feed could be served from",
            hint="base_url is the web address of the output folder, such as "
            "https://example.org/show/ (a name with other letters in its xn-- form)",
        )
    return quote(address, safe=_SAFE_IN_URL).rstrip("/") + "/"


def web_link(url: str) -> str:
    """An address as a feed may hold it, percent-encoded; empty if it is none of the web's."""
    address = legal(url).strip()
    return quote(address, safe=_SAFE_IN_URL) if re.match(r"https?://\S", address) else ""


def image_address(base: str, name: str) -> str:
    """The address of a cover image. Apple takes JPEG and PNG, by an address that says which."""
    if PurePosixPath(name).suffix.lower() not in {".jpg", ".jpeg", ".png"}:
        raise SettingsError(
            f"the artwork “{name}” is neither JPEG nor PNG by its name",
            hint="Apple takes .jpg and .png, 1400 to 3000 pixels square",
        )
    return base + quote(legal(name))


def required(value: str, key: str) -> str:
    """A text that every feed needs. Raises SettingsError where it is empty."""
    text = legal(value).strip()
    if not text:
        raise SettingsError(
            f"the show has no {key}, and every feed needs one", hint=f"add {key} to show.toml"
        )
    return text


def podcast_guid(feed_url: str) -> str:
    """The `podcast:guid` of a show by the URL of its first feed: a UUIDv5, as the spec has it.

    Scheme and trailing slashes do not count. The guid is made once and kept when the feed moves.
    """
    bare = re.sub(r"^[a-z][a-z0-9+.-]*://", "", feed_url, flags=re.IGNORECASE).rstrip("/")
    return str(uuid.uuid5(FEED_NAMESPACE, bare))


def language_tag(tag: str) -> str:
    """A language as RSS wants it, such as `en-GB` (BCP 47, simple forms). Raises SettingsError."""
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag):
        raise SettingsError(f"“{tag}” is no language tag", hint="write it like en or en-GB")
    return tag
