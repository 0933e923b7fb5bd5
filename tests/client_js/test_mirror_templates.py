"""Two real pages look the same on both sides, pixel by pixel."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.client_js.mirror_lab import Pair

pytestmark = pytest.mark.long

SIZE = {"width": 1280, "height": 900}
PAGES = {
    "shop": "/npm/startbootstrap-shop-homepage/dist/index.html",
    "dashboard": "/npm/startbootstrap-sb-admin-2/index.html",
    "forms": "/npm/startbootstrap-sb-admin-2/register.html",
    "tables": "/npm/startbootstrap-sb-admin-2/tables.html",
    "buttons": "/npm/startbootstrap-sb-admin-2/buttons.html",
}
COMPARE = """async ([one, other]) => {
  const pixels = async data => {
    const answer = await fetch('data:image/png;base64,' + data)
    const image = await createImageBitmap(await answer.blob())
    const canvas = new OffscreenCanvas(image.width, image.height)
    const context = canvas.getContext('2d'); context.drawImage(image, 0, 0)
    return context.getImageData(0, 0, image.width, image.height)
  }
  const [a, b] = [await pixels(one), await pixels(other)]
  let different = 0
  const rows = new Set()
  for (let i = 0; i < a.data.length; i += 4) {
    const distance = Math.abs(a.data[i] - b.data[i]) + Math.abs(a.data[i + 1] - b.data[i + 1]) +
      Math.abs(a.data[i + 2] - b.data[i + 2])
    if (distance > 30) { different++; rows.add(Math.floor(i / 4 / a.width)) }
  }
  return {share: different / (a.width * a.height), rows: [...rows].slice(0, 20)}
}"""


def pictures(pair: Pair) -> tuple[bytes, bytes]:
    clip: Any = {"x": 0, "y": 0, **SIZE}
    return shot(pair.customer, clip), shot(pair.agent, clip)


def shot(page: Page, clip: Any) -> bytes:
    return page.screenshot(clip=clip, animations="disabled", caret="hide")


def difference(pair: Pair, name: str) -> Any:
    both = pictures(pair)
    folder = os.environ.get("MIRROR_PICTURES")
    if folder:
        for side, content in zip(("page", "mirror"), both, strict=True):
            (Path(folder) / f"{name}-{side}.png").write_bytes(content)
    encoded = [base64.b64encode(content).decode() for content in both]
    return pair.agent.evaluate(COMPARE, encoded)


@pytest.mark.parametrize("name", PAGES)
def test_looks_the_same(pair_at: Callable[..., Pair], name: str) -> None:
    pair = pair_at(PAGES[name], viewport=SIZE)
    pair.customer.wait_for_load_state("networkidle")
    # Charts are drawn with an animation of a second.
    pair.customer.evaluate("new Promise(r => setTimeout(r, 1500))")
    pair.share()
    pair.settle()
    pair.wait_in_mirror(
        "mirror.fonts.status === 'loaded' && [...mirror.images].every(i => i.complete)"
    )
    pair.agent.evaluate("new Promise(r => setTimeout(r, 1500))")
    found = difference(pair, name)
    assert found["share"] < 0.002, json.dumps(found)
    pair.customer.evaluate("scrollTo(0, 600)")
    y = pair.customer.evaluate("scrollY")
    pair.wait_in_mirror(f"Math.abs(mirror.defaultView.scrollY - {y}) < 1")
    found = difference(pair, f"{name}-scrolled")
    assert found["share"] < 0.002, json.dumps(found)
    assert pair.agent.evaluate("lab.problems") == []
