"""What holds for the whole suite: hypothesis is deterministic, nothing goes to the internet."""

from __future__ import annotations

import os
import socket
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("sleevenotes", derandomize=True, deadline=None)
settings.load_profile("sleevenotes")

LOCAL = ("127.", "localhost", "::1")


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Refuse every connection that leaves this machine, unless a test is marked `network`."""
    if request.node.get_closest_marker("network"):
        return
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if host and not str(host).startswith(LOCAL):
            message = f"a test tried to reach {host}"
            raise AssertionError(message)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def pytest_report_header() -> str:
    """Say which outside programs the tests that want them will find."""
    from shutil import which

    found = {name: bool(which(name)) for name in ("ffprobe", "ffmpeg", "gpo", "chromium")}
    missing = [name for name, there in found.items() if not there]
    user = "root" if os.geteuid() == 0 else "user"
    return f"outside programs missing: {', '.join(missing) or 'none'}; running as {user}"
