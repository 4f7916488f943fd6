"""A real Chromium, spoken to by the DevTools protocol over a pipe; no package is needed."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

CHROMIUM = shutil.which("chromium")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync"),
    *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
    *("--no-proxy-server", "--autoplay-policy=no-user-gesture-required", "--mute-audio"),
    "--remote-debugging-pipe",
)
# Chromium reads commands from descriptor 3 and writes to 4; which are ours, nobody can know.
LAUNCH = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Tab:
    """A page that is open. `console` holds what it complained of: errors, warnings, exceptions."""

    def __init__(self, commands: BinaryIO, answers: BinaryIO) -> None:
        self._commands = commands
        self._answers = answers
        self._last = 0
        self._session: str | None = None
        self.console: list[str] = []
        target = self.do("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.do(f"{domain}.enable")

    def do(self, method: str, **params: Any) -> Any:
        """Send a command and wait for its result."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._commands.write(json.dumps(message).encode() + b"\0")
        self._commands.flush()
        while (answer := self._read()).get("id") != self._last:
            pass
        if "error" in answer:
            raise AssertionError(f"{method}: {answer['error']}")
        return answer["result"]

    def show(self, url: str, width: int, *, dark: bool) -> None:
        """Open an address in a window so many CSS pixels wide, and wait until it is loaded."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.do("Emulation.setEmulatedMedia", features=[scheme])
        self.do(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=800,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.do("Page.navigate", url=url)
        while self._read().get("method") != "Page.loadEventFired":
            pass

    def run(self, script: str) -> Any:
        """The value of an expression in the page, awaited if it is a promise."""
        answer = self.do(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def _read(self) -> Any:
        body = bytearray()
        while (byte := self._answers.read(1)) != b"\0":
            assert byte, "the browser is gone"
            body += byte
        message = json.loads(body)
        params = message.get("params", {})
        complaint = {
            "Runtime.exceptionThrown": lambda: params["exceptionDetails"],
            "Runtime.consoleAPICalled": lambda: params["args"],
            "Log.entryAdded": lambda: params["entry"],
        }.get(message.get("method"))
        if complaint:
            self.console.append(json.dumps(complaint()))
        return message


@contextlib.contextmanager
def open_tab(profile: Path) -> Iterator[Tab]:
    """A tab in a browser of its own, which ends with the block."""
    theirs, ours = (os.pipe() for _ in range(2))
    high = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10) for fd in (theirs[0], ours[1])]
    os.close(theirs[0])
    os.close(ours[1])
    command = [sys.executable, "-c", LAUNCH, *map(str, high), str(CHROMIUM)]
    with (
        os.fdopen(theirs[1], "wb") as commands,
        os.fdopen(ours[0], "rb") as answers,
        subprocess.Popen(  # noqa: S603 - the program that was found above
            [*command, *FLAGS, f"--user-data-dir={profile}"],
            pass_fds=high,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process,
    ):
        for descriptor in high:
            os.close(descriptor)
        tab = Tab(commands, answers)
        try:
            yield tab
        finally:
            tab._session = None
            tab.do("Browser.close")
            process.wait(timeout=10)
