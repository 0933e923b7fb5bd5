"""The site's policy in frames and closed shadow roots, and in what is drawn."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.client_js.mirror_lab import Pair, Site
from tests.client_js.test_mirror_policy import MASK, leaked, rule, settle_unshared

Share = Callable[..., Pair]
OUTER = "<!doctype html><body><h1>outside</h1><iframe id=f src=/inner></iframe>"
FRAME = "(mirror.querySelector('iframe')?.contentDocument?.body ?? null)"
BLOCKED = "mirror.querySelector('alongside-box')?.getAttribute('reason') === 'blocked'"


def wait_in_frame(pair: Pair, expression: str) -> None:
    pair.wait_in_mirror(f"((inner) => inner !== null && {expression})({FRAME})")


@pytest.mark.parametrize("url", ["*", "/page", "/inner"])
def test_a_rule_for_the_page_or_for_the_frame_holds_in_the_frame(
    site: Site, shared: Share, url: str
) -> None:
    site.put("/inner", "<!doctype html><p class=x>canary-01-x</p><p id=p>open</p>")
    pair = shared(OUTER, {"rules": [rule(".x, #late", url=url)]})
    wait_in_frame(pair, f"inner.textContent === '{MASK}open'")
    pair.customer.evaluate(
        "() => { const { p } = f.contentWindow; p.id = 'late'; p.append('canary-02-x') }"
    )
    wait_in_frame(pair, f"inner.textContent === '{MASK * 3}'")
    assert leaked(pair) == []


def test_a_rule_in_a_closed_shadow_root(shared: Share) -> None:
    pair = shared("<!doctype html><body><div id=host></div>", {"rules": [rule(".x")]})
    pair.customer.evaluate(
        """() => { window.root = host.attachShadow({mode: 'closed'})
          root.innerHTML = '<p class=x>canary-01-x</p><p>open</p>' }"""
    )
    inside = "mirror.getElementById('host').shadowRoot?.textContent"
    pair.wait_in_mirror(f"{inside} === '{MASK}open'")
    pair.customer.evaluate("root.lastChild.className = 'x', root.lastChild.append('canary-02-x')")
    pair.wait_in_mirror(f"{inside} === '{MASK * 3}'")
    assert leaked(pair) == []


def test_a_frame_with_a_page_that_is_not_shared(site: Site, shared: Share) -> None:
    site.put("/inner", "<!doctype html><p>canary-01-x</p>")
    site.put("/other", "<!doctype html><p>other</p>")
    pair = shared(OUTER, {"unshared": ["/inner"]})
    pair.wait_in_mirror(BLOCKED)
    pair.customer.evaluate("f.src = '/other'")
    wait_in_frame(pair, "inner.textContent === 'other'")
    # By a route of the page in it.
    pair.customer.evaluate(
        """() => { const inner = f.contentWindow; inner.history.pushState({}, '', '/inner')
          inner.document.querySelector('p').textContent = 'canary-02-x' }"""
    )
    pair.wait_in_mirror(BLOCKED)
    assert leaked(pair) == []
    assert "outside" in pair.in_mirror("mirror.body.textContent")


def test_what_is_revealed_in_a_frame_of_a_private_page(site: Site, shared: Share) -> None:
    site.put("/inner", "<!doctype html><p>canary-01-x</p><p data-alongside=reveal>revealed</p>")
    pair = shared(OUTER, {"mode": "private"})
    wait_in_frame(pair, f"inner.textContent === '{MASK}revealed'")
    assert leaked(pair) == []


def test_what_is_drawn_on_a_page_that_is_not_shared_is_not_even_read(shared: Share) -> None:
    pair = shared(
        """<!doctype html><body><canvas id=canvas width=60 height=60></canvas><script>
        function draw(colour) { const context = canvas.getContext('2d')
          context.fillStyle = colour; context.fillRect(0, 0, 60, 60) }
        draw('red')</script>""",
        {"unshared": ["/account"]},
    )
    pair.wait_in_mirror("mirror.querySelector('img')?.src.startsWith('blob:')")
    pair.settle()
    before = len(pair.sent("assets"))
    pair.customer.evaluate("history.pushState({}, '', '/account'), draw('green')")
    pair.agent.wait_for_function("lab.states.at(-1) === 'unshared'")
    settle_unshared(pair)
    pair.customer.evaluate("draw('red')")
    assert len(pair.sent("assets")) == before
