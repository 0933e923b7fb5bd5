"""The agent's mouse and keyboard in a React and a Vue app, the real way through."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.client_js.app_lab import share_app
from tests.client_js.at_work import AtWork, go_to_work
from tests.client_js.mirror_lab import Pair, Site

pytestmark = pytest.mark.long

# The same in both: the customer's window is larger than the agent's, whose mirror is made smaller.
CUSTOMER = {"width": 1180, "height": 800}
AGENT = {"width": 700, "height": 620}


@pytest.fixture(params=["react.jsx", "vue.js"])
def app(
    request: pytest.FixtureRequest, site: Site, pair_at: Callable[..., Pair], tmp_path: Path
) -> AtWork:
    pair = share_app(request.param, site, pair_at, tmp_path, viewport=CUSTOMER)
    pair.agent.set_viewport_size({"width": AGENT["width"], "height": AGENT["height"]})
    return go_to_work(pair, paste=True)


def state(app: AtWork) -> dict[str, object]:
    found: dict[str, object] = json.loads(app.real("#state").inner_text())
    return found


def test_controlled_fields(app: AtWork) -> None:
    app.click("#name")
    app.type("adx")
    app.press("Backspace")
    app.type("a")
    app.press("Tab")
    app.type("two lines")
    app.press("Enter")
    app.paste("of text")
    app.press("Tab")
    app.choose("#size", "L")
    app.click("#gift")
    app.set("#day", "2026-12-24")
    expected = {
        "name": "ADA",
        "notes": "two lines\nof text",
        "size": "L",
        "gift": True,
        "day": "2026-12-24",
    }
    for side in app.both("#state"):
        side.to_have_text(json.dumps(expected, separators=(",", ":")))
    for side in app.both("#name"):
        side.to_have_value("ADA")
    for side in app.both("#size"):
        side.to_have_value("L")
    for side in app.both("#gift"):
        side.to_be_checked()
    for side in app.both("#day"):
        side.to_have_value("2026-12-24")
    assert state(app) == expected
    app.reads_nothing()


def test_menu_opens_under_the_mouse(app: AtWork) -> None:
    app.reach("#menu")
    for side in app.both("#opened"):
        side.to_be_visible()
    app.reach("#todo-2")
    for side in app.both("#opened"):
        side.to_have_count(0)


def test_list_of_things_to_do(app: AtWork) -> None:
    def reads(*items: str) -> None:
        for side in app.both("#todos span"):
            side.to_have_text(list(items))

    app.click("#new")
    app.type("four")
    app.press("Enter")
    reads("one", "two", "three", "four")
    app.click("#todo-1 [type=checkbox]")
    for side in app.both("#todos .done"):
        side.to_have_text("two")
    app.drag(("#todo-0", 0.5, 0.5), ("#todo-1", 0.5, 0.5), ("#todo-2", 0.5, 0.5))
    reads("two", "three", "one", "four")
    app.click("#todo-1", times=2)
    expect(app.shown("#edit")).to_be_visible()
    app.click("#edit")
    app.press("ControlOrMeta+a")
    app.type("3")
    app.press("Enter")
    reads("two", "3", "one", "four")
    app.click("#todo-2 [title=Delete]")
    reads("two", "3", "four")
    app.reads_nothing()
