"""Finds a Chrome or Chromium for the browser tests, or gets one.

`executable()` finds; `python -m tests.browser.chromium` installs when nothing was found, and fails
with advice when nothing can be had: a browser test is never skipped in silence.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ENVIRONMENT_VARIABLE = "RECOVERY_CHROMIUM"

COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)

MACOS_APPLICATIONS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
)

WINDOWS_PROGRAMS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Chromium\Application\chrome.exe",
)

ADVICE = f"""\
The browser tests need Chrome or Chromium, and none could be found or installed. One of these helps:
  Debian:         sudo apt-get install chromium
  Fedora:         sudo dnf install chromium
  macOS:          brew install --cask google-chrome
  anywhere:       .venv/bin/playwright install --with-deps chromium
  already there:  export {ENVIRONMENT_VARIABLE}=/path/to/chrome"""


def executable() -> str | None:
    """Return the path of a browser that starts on this machine, or None."""
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    if named:
        return named if starts(named) else None
    return next((path for path in installed() if starts(path)), None) or playwrights_own()


def installed() -> list[str]:
    """Return where a browser may lie, the likeliest first."""
    on_path = [path for command in COMMANDS if (path := shutil.which(command))]
    homes = [Path("/Applications"), Path.home() / "Applications"]
    applications = [home / name for home in homes for name in MACOS_APPLICATIONS]
    roots = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    programs = [Path(root) / name for root in roots if root for name in WINDOWS_PROGRAMS]
    return on_path + [str(path) for path in applications + programs if path.is_file()]


def starts(path: str) -> bool:
    """Return whether the file is a browser that runs, and not a stub or a confined snap."""
    if sys.platform == "win32":  # chrome.exe --version opens a window there
        return Path(path).is_file()
    if str(Path(path).resolve()).startswith("/snap/") or Path(path).resolve().name == "snap":
        return False  # a snap may not read the temporary profile that Playwright gives it
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and b"snap" not in answer.stdout + answer.stderr


def playwrights_own() -> str | None:
    """Return the browser that Playwright has downloaded earlier, or None."""
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() and starts(path) else None


def install_with_apt() -> None:
    """Install Debian's chromium when this account may; leave Ubuntu's snap stub alone."""
    rights = administrator_rights()
    if shutil.which("apt-get") is None or rights is None:
        return
    run([*rights, "apt-get", "update", "-qq"])
    plan = subprocess.run(
        ["apt-get", "install", "--simulate", "chromium"],
        capture_output=True,
        text=True,
        check=False,
    )
    if plan.returncode == 0 and "snap" not in plan.stdout:
        quietly = ["env", "DEBIAN_FRONTEND=noninteractive"]
        run([*rights, *quietly, "apt-get", "install", "-y", "-qq", "chromium"])


def administrator_rights() -> list[str] | None:
    """Return the command that gives an administrator's rights without asking, or None."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    allowed = subprocess.run([sudo, "-n", "true"], capture_output=True, check=False)
    return [sudo, "-n"] if allowed.returncode == 0 else None


def install_with_playwright() -> None:
    """Download Playwright's own build of Chromium into its cache."""
    run([sys.executable, "-m", "playwright", "install", "chromium"])


def run(command: list[str]) -> None:
    """Run an installer in sight; whether it helped is seen by looking for the browser again."""
    print("+", " ".join(command), flush=True)
    subprocess.run(command, check=False)


def ensure() -> str | None:
    """Return a browser, installing one when there is none."""
    if os.environ.get(ENVIRONMENT_VARIABLE):
        return executable()
    found = executable()
    for install in (install_with_apt, install_with_playwright):
        if found is None:
            install()
            found = executable()
    return found


if __name__ == "__main__":
    browser = ensure()
    if browser is None:
        sys.exit(ADVICE)
    print(f"Browser for the tests: {browser}")
