"""Fetches the icon sets with npm, at the versions the catalogue pins."""

from __future__ import annotations

import subprocess
import tarfile
from pathlib import Path

from catalogue import HELD_OUT_STYLES, STYLES, WORK

ICONS = WORK / "icons"


def fetch(style: str) -> Path:
    """Downloads one set unless it is there already; returns its `icons.json`."""
    target = ICONS / style
    icons = target / "package" / "icons.json"
    if not icons.exists():
        target.mkdir(parents=True, exist_ok=True)
        package = (STYLES | HELD_OUT_STYLES)[style]
        spec = f"{package['package']}@{package['version']}"
        command = ["npm", "pack", spec, "--pack-destination", str(target), "--silent"]
        archive = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        with tarfile.open(target / Path(archive).name) as files:
            files.extractall(target, filter="data")
    return icons


if __name__ == "__main__":
    for name in STYLES | HELD_OUT_STYLES:
        print(fetch(name))
