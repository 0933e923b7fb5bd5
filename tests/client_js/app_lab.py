"""The apps of `control_apps`, bundled from the frameworks' npm packages and shared."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.client_js.mirror_lab import MODULES, Pair, Site

APPS = Path(__file__).parent / "control_apps"
BUILD = Path(__file__).parent / "attack" / "frameworks" / "build.mjs"


def bundle_app(name: str, folder: Path) -> str:
    output = folder / "app.js"
    command = ["node", str(BUILD), str(MODULES), str(APPS / name), str(output)]
    subprocess.run(command, check=True, timeout=120)
    return output.read_text()


def share_app(
    name: str, site: Site, pair_at: Callable[..., Pair], folder: Path, **context: Any
) -> Pair:
    """The mirror shows the app when this returns."""
    site.put("/app.js", bundle_app(name, folder), "text/javascript")
    site.put("/page", "<!doctype html><body><div id=app></div><script src=/app.js></script>")
    pair = pair_at("/page", **context)
    pair.customer.wait_for_selector("#todos li")
    pair.share()
    pair.wait_in_mirror("mirror.querySelectorAll('#todos li').length === 3")
    return pair
