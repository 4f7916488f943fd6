"""The identity of a step: its name, its version and everything that shapes its result."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to be made.

    `name` is the kind of work ("speak"), `slot` what it is done for ("dont-cry-1"), `version` goes
    up whenever the same inputs would give another result, `inputs` is everything else that shapes
    it, JSON values only. The slot is not part of the key: two lines with the same words and voice
    share one recording.
    """

    name: str
    slot: str
    version: int
    inputs: Mapping[str, Any]

    @property
    def key(self) -> str:
        """Sha256 of the canonical JSON of name, version and inputs, in hex."""
        identity = {"inputs": self.inputs, "name": self.name, "version": self.version}
        return digest_bytes(msgspec.json.encode(identity, order="deterministic"))


def digest_bytes(data: bytes) -> str:
    """Sha256 in hex."""
    return hashlib.sha256(data).hexdigest()


def digest_file(path: Path) -> str:
    """Sha256 in hex of a file's bytes. Raises OSError where it can't be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
