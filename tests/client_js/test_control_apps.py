"""An agent in control of what React and Vue render, every field of it bound to their state."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.client_js.app_lab import share_app
from tests.client_js.control_lab import Control, take_control
from tests.client_js.mirror_lab import Pair, Site


@pytest.fixture(params=["react.jsx", "vue.js"])
def app(
    request: pytest.FixtureRequest,
    site: Site,
    pair_at: Callable[..., Pair],
    tmp_path: Path,
) -> Control:
    return take_control(share_app(request.param, site, pair_at, tmp_path))


def test_bound_fields(app: Control) -> None:
    app.do("(agent.click('#name'), agent.type('ada'), agent.key('Backspace'), agent.key('Tab'))")
    app.do("(agent.type('a b'), agent.key('Tab'))")
    app.do(
        """agent.send({type: 'choose', target: agent.ref('#size'),
        options: [agent.refOf(agent.element('#size').options[2])[1]]})"""
    )
    app.do("agent.click('#gift')")
    app.do("agent.send({type: 'value', target: agent.ref('#day'), value: '2026-12-24'})")
    app.customer.wait_for_function("document.querySelector('#state').textContent.includes('2026')")
    state = json.loads(app.page("document.querySelector('#state').textContent"))
    expected = {"name": "AD", "notes": "a b", "size": "L", "gift": True, "day": "2026-12-24"}
    assert state == expected
    changes = app.page("lab.customer.changes")
    assert [(one["before"], one["after"]) for one in changes] == [
        ("", "AD"),
        ("", "a b"),
        ("S", "L"),
        ("false", "true"),
        ("", "2026-12-24"),
    ]
    for change in reversed(changes):
        assert app.page(f"lab.customer.list.undo({change['id']})") == "undone"
    app.customer.wait_for_function("!document.querySelector('#state').textContent.includes('2026')")
    state = json.loads(app.page("document.querySelector('#state').textContent"))
    assert state == {"name": "", "notes": "", "size": "S", "gift": False, "day": ""}
    assert app.refusals() == []


def test_hover_menu(app: Control) -> None:
    app.do("agent.hover('#menu')")
    app.pair.wait_in_mirror("mirror.querySelector('#opened') !== null")
    app.do("agent.hover('#todo-2')")
    app.pair.wait_in_mirror("mirror.querySelector('#opened') === null")


def test_list(app: Control) -> None:
    def items(*expected: str) -> None:
        texts = "[...mirror.querySelectorAll('#todos li')].map(one => one.textContent.trim())"
        app.pair.wait_in_mirror(f"{texts}.join() === '{','.join(expected)}'")

    app.do("(agent.click('#new'), agent.type('four'), agent.key('Enter'))")
    items("one", "two", "three", "four")
    app.do("agent.drag(agent.spot('#todo-0'), agent.spot('#todo-1'), agent.spot('#todo-2'))")
    items("two", "three", "one", "four")
    app.do("(agent.click('#todo-1'), agent.click('#todo-1', {clicks: 2}))")
    app.pair.wait_in_mirror("mirror.querySelector('#edit') !== null")
    app.do("(agent.click('#edit'), agent.key('a', 2), agent.type('3'), agent.key('Enter'))")
    items("two", "3", "one", "four")
