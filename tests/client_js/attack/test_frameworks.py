"""Canaries in pages that frameworks render: they swap, re-use and re-order elements."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.client_js.attack.canary_page import FIXED, Canaries
from tests.client_js.attack.wire_tap import searchable
from tests.client_js.mirror_lab import MODULES, Pair, Site
from tests.helpers.sampled import sampled

FOLDER = Path(__file__).parent / "frameworks"
FIXTURES = ("react.jsx", "vue.js", "svelte.js", "angular.js")
NODES = 4


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    folder = tmp_path_factory.mktemp("frameworks")

    def build(fixture: str) -> str:
        output = folder / f"{fixture}.bundle.js"
        command = ["node", str(FOLDER / "build.mjs"), str(MODULES), str(FOLDER / fixture)]
        subprocess.run([*command, str(output)], check=True, timeout=120)
        return output.read_text()

    return build


class FrameworkPage:
    """A fixture, shared, and what must not leave of it."""

    def __init__(self, canaries: Canaries, pair: Pair) -> None:
        self.canaries = canaries
        self.pair = pair

    def click(self, *selectors: str) -> None:
        """With a frame after each: what was rendered is sent before the next."""
        for selector in selectors:
            self.pair.customer.click(selector)
            self.pair.customer.evaluate("new Promise(requestAnimationFrame)")

    def type(self, selector: str, text: str) -> None:
        self.pair.customer.locator(selector).press_sequentially(text)

    def leaks(self) -> list[str]:
        self.pair.settle()
        seen = searchable(self.pair)
        mirrored = self.pair.agent.evaluate("lab.mirror.documentElement.outerHTML").encode()
        parts = [b"4929 4200", b"49294200", b"4200 7318"]
        return self.canaries.leaks(seen + mirrored) + [p.decode() for p in parts if p in seen]


@pytest.fixture
def framework_page(
    site: Site, pair_at: Callable[..., Pair], bundles: Callable[[str], str]
) -> Callable[[str], FrameworkPage]:
    def share(fixture: str) -> FrameworkPage:
        canaries = Canaries()
        given = {
            "masked": [canaries.fill(f"{{{{masked {n}}}}}", fixture) for n in range(NODES)],
            "rows": [canaries.fill(f"{{{{row {n}}}}}", fixture) for n in range(NODES)],
        }
        site.put("/app.js", bundles(fixture), "text/javascript")
        site.put(
            "/page",
            f"<!doctype html><body><div id=app></div><script>given={json.dumps(given)}</script>"
            "<script src=/app.js></script></body>",
        )
        pair = pair_at("/page")
        pair.customer.wait_for_selector("#greeting")
        pair.share()
        return FrameworkPage(canaries, pair)

    return share


@pytest.mark.parametrize("fixture", sampled(FIXTURES, 2))
def test_no_canary_leaves(framework_page: Callable[[str], FrameworkPage], fixture: str) -> None:
    page = framework_page(fixture)
    password = page.canaries.fill("{{password}}", fixture)
    page.type("#password", password)
    page.click("#toggle")
    page.type("#password", page.canaries.fill("{{password typed while shown}}", fixture))
    page.click("#toggle", "#toggle")
    page.type("#card", FIXED["CARD"])
    assert page.leaks() == []
    page.click("#again", "#again", "#again")
    page.click("#move", "#move", "#turn", "#move", "#turn")
    assert page.leaks() == []
    page.type("#name", "Harmless")
    page.pair.wait_in_mirror("mirror.getElementById('greeting').textContent === 'Hello Harmless'")
    assert page.pair.in_mirror("mirror.querySelectorAll('ul')[0].children.length") == NODES - 1
    assert page.leaks() == []
