"""Pages drawn by Chromium, and the programs that work on what it draws."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "public" / "samples"

# ImageMagick's noise is repeatable only in one thread.
ENV = os.environ | {"MAGICK_THREAD_LIMIT": "1", "TZ": "UTC"}
MAGICK = "magick" if shutil.which("magick") else "convert"


def run(*args):
    result = subprocess.run([str(a) for a in args], env=ENV, capture_output=True)
    if result.returncode:
        sys.exit(f"{args[0]} failed:\n{result.stderr.decode(errors='replace')}")
    return result.stdout


def chromium(source, profile, *args):
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not browser:
        sys.exit("chromium is not installed")
    run(
        browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--allow-file-access-from-files", "--font-render-hinting=none",
        "--user-agent=Ocriva samples", f"--user-data-dir={profile}", *args, source.as_uri(),
    )


def pdf(name, target, tmp):
    chromium(HERE / f"{name}.html", tmp / "profile", "--no-pdf-header-footer", f"--print-to-pdf={target}")
    # The dates keep their length, so the file's offsets stay right.
    raw = target.read_bytes()
    target.write_bytes(re.sub(rb"(/(?:Creation|Mod)Date \(D:)\d{14}", rb"\g<1>20260401000000", raw))


def screenshot(name, target, tmp, width, height, scale):
    chromium(
        HERE / f"{name}.html", tmp / "profile", f"--screenshot={target}",
        f"--window-size={width},{height}", f"--force-device-scale-factor={scale}",
    )
