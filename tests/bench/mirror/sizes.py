"""How large are the scripts that a website has to load?"""

from __future__ import annotations

import gzip
import os
import subprocess

from tests.bench.mirror import questions as q
from tests.bench.mirror.figures import Figures
from tests.client_js.mirror_lab import MODULES, REPOSITORY

SOURCES = REPOSITORY / "client_js" / "src"
# Name in the report, engine, what a website would import.
BUNDLES = (
    (q.CAPTURE, "alongside", f"export * from '{SOURCES}/mirror/capture/capture.ts'"),
    (q.CAPTURE, "rrweb", "export { record } from 'rrweb'"),
    (q.CAPTURE, "@rrweb/record", "export { record } from '@rrweb/record'"),
    (q.CAPTURE, "OpenReplay", "export { default } from '@openreplay/tracker/class'"),
)


def measure(figures: Figures) -> None:
    # The SDK as it is served: its texts are parsed when it is built.
    sdk = REPOSITORY / "signaling" / "static" / "alongside.js"
    figures.add(q.SIZE, q.SDK, "alongside", len(gzip.compress(sdk.read_bytes(), 9, mtime=0)) / 1000)
    for name, engine, source in BUNDLES:
        figures.add(q.SIZE, name, engine, compressed(source) / 1000)


def compressed(source: str) -> int:
    """Bytes of a module with this source, bundled as `client_js/build.mjs` does."""
    options = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--charset=utf8"]
    done = subprocess.run(
        [MODULES / ".bin" / "esbuild", *options, "--log-level=warning", "--loader=ts"],
        input=source.encode(),
        capture_output=True,
        check=True,
        timeout=60,
        cwd=REPOSITORY / "client_js",
        env={**os.environ, "NODE_PATH": str(MODULES)},
    )
    return len(gzip.compress(done.stdout, 9, mtime=0))
