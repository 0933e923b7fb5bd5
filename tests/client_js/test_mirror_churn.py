"""However a page changes, masked regions coming and going, the mirror ends up as the page is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.client_js.mirror_lab import GRANT, Pair, Site

START = "<!doctype html><body>" + "<div><p>one</p><ul><b>two</b></ul></div>" * 6
STEPS = 400


@pytest.mark.parametrize("seed", range(20))
def test_random_changes_converge(shared: Callable[..., Pair], seed: int) -> None:
    pair = shared(START)
    pair.customer.evaluate("([seed, steps]) => lab.churn(seed, steps)", [seed, STEPS])
    pair.assert_same()
    assert pair.agent.evaluate("lab.states") == ["loading", "live"]


@pytest.mark.parametrize("seed", range(20, 24))
def test_snapshot_during_changes(site: Site, pair_at: Callable[..., Pair], seed: int) -> None:
    site.put("/page", START * 40)
    pair = pair_at("/page")
    pair.customer.evaluate("grant => lab.startCapture(grant)", GRANT)
    pair.customer.evaluate(
        "([seed, steps]) => { lab.done = lab.churn(seed, steps) }", [seed, 4 * STEPS]
    )
    pair.agent.evaluate("grant => lab.startView(grant)", GRANT)
    pair.agent.wait_for_function("lab.paints === 1")
    pair.agent.evaluate(
        "lab.channels.sync.send(JSON.stringify({type: 'resync', grant: 7, reason: 'gap'}))"
    )
    pair.customer.evaluate("lab.done")
    pair.assert_same()
    assert pair.agent.evaluate("lab.problems") == []
