"""A browser that is on the machine, run once without a window and without a network, for a bounded time.

Only Chromium and its kin print a page as the report needs it (margin boxes, outline, tags): which of them is there is
found here, and it is started so that it leaves nothing behind, neither processes nor a profile.
"""

import os
import shutil
import signal
import subprocess
from pathlib import Path

from contract.errors import ReportError
from reports.quoting import quote

NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
    "microsoft-edge-stable", "brave-browser",
)  # fmt: skip
_APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_QUIET = (
    "--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
    "--disable-sync", "--disable-background-networking", "--disable-component-update", "--disable-breakpad",
    "--disable-dev-shm-usage",  # a container's /dev/shm is 64 MB, and a page that outgrows it takes the tab with it
)  # fmt: skip
# No name resolves, no address is reached: all goes to a proxy that cannot be found, loopback too.
_ALONE = ("--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=none.invalid:9", "--proxy-bypass-list=<-loopback>")
_NOISE = ("dbus", "dconf", "unexpected operator", "DevTools listening")  # what it says on every start without a desktop


def find_browser(given: Path | None = None) -> Path:
    """The browser `given`, else the first of the known ones on PATH; ReportError if there is none."""
    if given is not None:
        if found := shutil.which(given):
            return Path(found)
        raise ReportError(f"{given} is no program that can be started: give the path of Chromium or Chrome, or none")
    names = [shutil.which(name) for name in (*NAMES, *_APPLICATIONS)]
    if found := next(filter(None, names), None):
        return Path(found)
    raise ReportError(
        "a PDF is printed by Chromium or Chrome, and none is on PATH: "
        "on Debian `apt-get install chromium fonts-noto-cjk`"
    )


def run(browser: Path, arguments: list[str], folder: Path, timeout: float) -> None:
    """Start it with these arguments and wait until it ends, at most `timeout` seconds.

    Its profile and what it says lie in `folder`, which the caller makes and removes. ReportError if it cannot be
    started, fails, or has not ended in time: then it is killed together with all that it started.
    """
    told = folder / "told.txt"
    command = [str(browser), *_QUIET, *_ALONE, *_sandbox(), f"--user-data-dir={folder / 'profile'}", *arguments]
    # What it says goes to a file: a pipe stays open as long as any child of it lives.
    with told.open("wb") as said:
        try:
            process = subprocess.Popen(  # noqa: S603 - a program of this machine, no shell, no text of posts
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
            )
        except OSError as error:
            raise ReportError(f"{browser} cannot be started ({error.strerror}): give another browser") from error
        code = _ended(process, timeout)
    if code is None:
        raise ReportError(
            f"{browser} had not finished after {timeout:g} s and was ended: try again, or allow more time"
        )
    if code != 0:
        raise ReportError(f"{browser} failed with exit code {code}: {last_words(folder)}")


def last_words(folder: Path) -> str:
    """The last thing the browser said that it does not always say, on one line."""
    lines = (folder / "told.txt").read_text("utf-8", "replace").splitlines()
    telling = [line for line in lines if line.strip() and not any(noise in line for noise in _NOISE)]
    return quote(telling[-1], 300) if telling else "it said nothing"


def _sandbox() -> list[str]:
    """Chromium refuses to start its sandbox as root (containers, cron); anybody else keeps it."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _ended(process: subprocess.Popen[bytes], timeout: float) -> int | None:
    """The exit code; None if it had to be killed. Whatever interrupts the wait kills it too."""
    try:
        return process.wait(timeout)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)  # it leads a group of its own: its children go with it
            process.wait()
