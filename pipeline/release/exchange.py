"""Two paths exchanged in one step of the system, so that neither is ever missing.

Python has no call for it; Linux has renameat2(2) with RENAME_EXCHANGE, macOS renamex_np(2) with
RENAME_SWAP.
"""

from __future__ import annotations

import ctypes
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2


def exchange(one: Path, other: Path) -> bool:
    """Let two paths of one file system change places. False where the system can't do it."""
    first, second = os.fsencode(one), os.fsencode(other)
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        if sys.platform == "linux":
            refused = libc.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE)
        elif sys.platform == "darwin":
            refused = libc.renamex_np(first, second, _RENAME_SWAP)
        else:
            return False
    except AttributeError:  # a C library that is older than the call
        return False
    return not refused
