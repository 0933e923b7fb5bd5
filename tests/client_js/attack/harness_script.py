"""The adversarial harness as one script for browsers."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.client_js.mirror_lab import MODULES

HARNESS = Path(__file__).parent / "harness"


def bundle(folder: Path) -> Path:
    script = folder / "attack.js"
    options = ["--bundle", "--format=iife", f"--outfile={script}", "--log-level=warning"]
    esbuild = MODULES / ".bin" / "esbuild"
    subprocess.run([esbuild, HARNESS / "attack.ts", *options], check=True, timeout=60)
    return script
