"""Corners of the platform in which a mirror once told too much, or broke."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.client_js.mirror_lab import Pair, Site

Share = Callable[..., Pair]

SECRET = b"CANARY"
DRAWING = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><!--CANARY--></svg>"


def test_pictures_in_masked_parts_of_drawings(site: Site, shared: Share) -> None:
    site.put("/secret.svg", DRAWING, "image/svg+xml")
    site.put("/open.svg", DRAWING.replace("CANARY", "open"), "image/svg+xml")
    pair = shared(
        """<!doctype html><svg width=50 height=50><g class=cobrowse-redacted>
        <image href=/secret.svg width=20 height=20 /></g></svg><img src=/open.svg>"""
    )
    pair.wait_in_mirror("mirror.querySelector('img').src.startsWith('blob:')")
    pair.settle()
    assert SECRET not in pair.sent("assets")


def test_keys_of_a_masked_pad(shared: Share) -> None:
    pair = shared(
        """<!doctype html><div class=alongside-mask><button id=b1>1</button>
        <button id=b5>5</button></div><button id=plain>open</button>"""
    )
    pair.customer.hover("#b5")
    pair.customer.mouse.down()
    pair.settle()
    assert pair.in_mirror("mirror.querySelectorAll('button[alongside-hover]').length") == 0
    assert pair.in_mirror("mirror.querySelectorAll('button[alongside-active]').length") == 0
    pair.customer.hover("#plain")
    pair.wait_in_mirror("mirror.querySelector('#plain').hasAttribute('alongside-hover')")


def test_marks_that_come_late_behind_two_slots(shared: Share) -> None:
    pair = shared(
        """<!doctype html><x-a id=a><p id=p>shown</p></x-a><script>
        const outer = a.attachShadow({mode: 'open'}); outer.innerHTML = '<x-b><slot></slot></x-b>'
        const inner = outer.querySelector('x-b').attachShadow({mode: 'open'})
        inner.innerHTML = '<div id=m><slot></slot></div>'; window.m = inner.querySelector('#m')
        </script>"""
    )
    pair.settle()
    pair.customer.evaluate("m.className = 'alongside-mask'")
    pair.wait_in_mirror("!mirror.querySelector('x-a p').textContent.includes('shown')")
    pair.customer.evaluate("p.firstChild.data = 'CANARY'")
    pair.settle()
    assert SECRET not in pair.sent()


SLOTS = {
    "renamed": ("named", "s[0].name = 'b'; s[1].name = 'z'"),
    "assigned": ("manual", "s[0].assign(p)"),
}


@pytest.mark.parametrize("name", SLOTS)
def test_slotted_elsewhere(shared: Share, name: str) -> None:
    assignment, change = SLOTS[name]
    pair = shared(
        f"""<!doctype html><x-a id=a><p id=p slot=b>shown</p></x-a><script>
        const root = a.attachShadow({{mode: 'open', slotAssignment: '{assignment}'}})
        root.innerHTML = '<div class=alongside-mask><slot name=a></slot></div><slot name=b></slot>'
        window.s = root.querySelectorAll('slot'); s[1].assign?.(p)</script>"""
    )
    pair.settle()
    pair.customer.evaluate(change)
    pair.wait_in_mirror("!mirror.querySelector('x-a p').textContent.includes('shown')")
    pair.customer.evaluate("p.firstChild.data = 'CANARY'")
    pair.settle()
    assert SECRET not in pair.sent()


def test_password_typed_in_a_closed_root_before_the_session(
    site: Site, pair_at: Callable[..., Pair]
) -> None:
    site.put("/page", "<!doctype html><x-a id=a></x-a>")
    pair = pair_at("/page")
    pair.customer.evaluate(
        """() => { const root = a.attachShadow({mode: 'closed'})
          root.innerHTML = '<input type=password>'; window.f = root.querySelector('input')
          f.focus() }"""
    )
    pair.customer.keyboard.type("CANARYpw12")
    pair.customer.evaluate("f.type = 'text'")
    pair.share()
    pair.settle()
    assert pair.in_mirror("mirror.querySelector('x-a').shadowRoot.querySelector('input').value")
    assert SECRET not in pair.sent()


@pytest.mark.parametrize("namespace", ["http://www.w3.org/1998/Math/MathML", "urn:x"])
def test_style_elements_of_other_languages(shared: Share, namespace: str) -> None:
    pair = shared("<!doctype html><p id=p>one</p>")
    pair.customer.evaluate(
        "ns => document.body.append(document.createElementNS(ns, 'style'))", namespace
    )
    pair.settle()
    pair.customer.evaluate("p.textContent = 'two'")
    pair.wait_in_mirror("mirror.querySelector('p').textContent === 'two'")
    assert pair.customer.evaluate("lab.problems") == []


ANIMATIONS = {
    "a long easing": "{duration: 1e5, easing: `linear(${Array(300).fill('0.1234').join(', ')})`}",
    "without end": "{duration: Infinity}",
}


@pytest.mark.parametrize("name", ANIMATIONS)
def test_animations_that_do_not_fit(shared: Share, name: str) -> None:
    pair = shared("<!doctype html><p id=p>x</p><p id=q>y</p>")
    pair.customer.evaluate(
        f"""() => {{ p.animate([{{opacity: 1}}, {{opacity: 0.5}}], {ANIMATIONS[name]})
          q.animate([{{opacity: 1}}, {{opacity: 0.5}}], 1e5) }}"""
    )
    pair.wait_in_mirror("mirror.querySelector('#q').getAnimations().length === 1")
    assert pair.agent.evaluate("lab.problems") == []
    assert pair.agent.evaluate("lab.states") == ["loading", "live"]


def test_a_masked_style_sheet_keeps_nothing_waiting(site: Site, shared: Share) -> None:
    site.put("/a.css", "p{color:red}", "text/css")
    pair = shared(
        """<!doctype html><div class=alongside-mask><link rel=stylesheet href=/a.css></div>
        <canvas id=c width=9 height=9></canvas><script>c.getContext('2d').fillRect(0, 0, 9, 9)
        </script>"""
    )
    # Drawings leave when all that was changed has been read.
    pair.wait_in_mirror("mirror.querySelector('img')?.src.startsWith('blob:')")


def test_rules_do_not_go_on_in_the_next(site: Site, shared: Share) -> None:
    """What is harmless in two rules must not be something else together."""
    pair = shared("<!doctype html><style id=s></style><p>x")
    halves = ["p{background:image-set(", f'"{site.foreign}/evil.png" 1x)}}', "p{color:rgb(1,2,3)}"]
    pair.customer.evaluate("lab.capture.stop()")
    batch = [
        ["start", 2, "standards"],
        ["c", 1, 0, 0, [["html", {}, [["head", {}, [["style", {}]]], ["body", {}, [["p", {}]]]]]]],
        ["y", 4, ""],
        ["r", 4, 0, 0, halves],
        ["ready", 2],
        ["whole", 2],
    ]
    pair.customer.evaluate("batch => lab.sendBatch(7, batch, true)", batch)
    pair.wait_in_mirror("getComputedStyle(mirror.querySelector('p')).color === 'rgb(1, 2, 3)'")
    image = pair.in_mirror("getComputedStyle(mirror.querySelector('p')).backgroundImage")
    assert "evil" not in image
