"""Frames of the same origin, and shadow roots that are closed or come late."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.client_js.mirror_lab import GRANT, Pair, Site

Share = Callable[..., Pair]

INNER = """<!doctype html><style>p{color:rgb(1,2,3)}</style><body><p id=p>inside</p>
<input id=i value=start><div id=s style="height:50px;overflow:auto"><div style="height:500px">
</div></div>"""
FRAME = "(mirror.querySelector('iframe')?.contentDocument ?? null)"


@pytest.fixture
def framed(site: Site, shared: Share) -> Pair:
    site.put("/inner", INNER)
    site.put("/other", "<p>quirky")
    return shared("<!doctype html><body><h1>outside</h1><iframe id=f src=/inner></iframe>")


def wait_in_frame(pair: Pair, expression: str) -> None:
    pair.wait_in_mirror(f"((inner) => inner !== null && inner.body && {expression})({FRAME})")


def test_content_styles_and_state(framed: Pair) -> None:
    wait_in_frame(framed, "inner.querySelector('p').textContent === 'inside'")
    wait_in_frame(framed, "getComputedStyle(inner.querySelector('p')).color === 'rgb(1, 2, 3)'")
    wait_in_frame(framed, "inner.querySelector('input').value === 'start'")
    wait_in_frame(framed, "inner.compatMode === 'CSS1Compat'")
    assert framed.in_mirror("mirror.querySelector('iframe').hasAttribute('src')") is False


CHANGES = {
    "text": ("p.textContent = 'changed'", "inner.querySelector('p').textContent === 'changed'"),
    "value": ("i.value = 'typed'", "inner.querySelector('input').value === 'typed'"),
    "scroll": ("s.scrollTop = 77", "inner.querySelector('div').scrollTop === 77"),
    "rule": (
        "document.styleSheets[0].insertRule('p{background:rgb(9,9,9)}', 1)",
        "getComputedStyle(inner.querySelector('p')).backgroundColor === 'rgb(9, 9, 9)'",
    ),
    "adopted": (
        """(() => { const s = new CSSStyleSheet(); s.replaceSync('p{color:rgb(7,7,7)}')
           document.adoptedStyleSheets = [s] })()""",
        "getComputedStyle(inner.querySelector('p')).color === 'rgb(7, 7, 7)'",
    ),
    "navigation": ("location.href = '/other'", "inner.body.textContent === 'quirky'"),
    "nested": (
        "document.body.insertAdjacentHTML('beforeend', '<iframe srcdoc=\"<b>deep</b>\"></iframe>')",
        "inner.querySelector('iframe')?.contentDocument?.body?.innerHTML === '<b>deep</b>'",
    ),
    "shadow": (
        "p.attachShadow({mode: 'closed'}).innerHTML = '<i>shadow</i>'",
        "inner.querySelector('p').shadowRoot?.innerHTML === '<i>shadow</i>'",
    ),
    "written": (
        "document.open(), document.write('<u>written</u>'), document.close()",
        "inner.body.innerHTML === '<u>written</u>'",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_changes(framed: Pair, name: str) -> None:
    change, expected = CHANGES[name]
    wait_in_frame(framed, "inner.querySelector('p') !== null")
    frame = framed.customer.frames[1]
    frame.evaluate(f"() => {{ setTimeout(() => {{ {change} }}) }}")
    wait_in_frame(framed, expected)
    assert framed.agent.evaluate("lab.problems") == []


def test_quirks_mode_is_kept(framed: Pair) -> None:
    framed.customer.evaluate("f.src = '/other'")
    wait_in_frame(framed, "inner.compatMode === 'BackCompat'")


def test_late_moved_and_removed(framed: Pair) -> None:
    customer = framed.customer
    customer.evaluate("document.body.prepend(f)")
    wait_in_frame(framed, "inner.querySelector('p')?.textContent === 'inside'")
    # Only the view moves it: what stands before it here changes places there.
    customer.evaluate("document.body.prepend(document.querySelector('h1'))")
    wait_in_frame(framed, "inner.querySelector('p')?.textContent === 'inside'")
    customer.evaluate("f.remove()")
    framed.wait_in_mirror("mirror.querySelector('iframe') === null")
    customer.evaluate(
        """() => { const frame = document.createElement('iframe'); document.body.append(frame)
          frame.contentDocument.body.innerHTML = '<em>by script</em>' }"""
    )
    wait_in_frame(framed, "inner.body.innerHTML === '<em>by script</em>'")
    assert framed.agent.evaluate("lab.states") == ["loading", "live"]


def test_what_is_masked_around_a_frame_is_masked_in_it(framed: Pair) -> None:
    framed.customer.evaluate("f.className = 'cobrowse-redacted'")
    framed.wait_in_mirror("mirror.querySelector('iframe') === null")
    framed.customer.frames[1].evaluate("p.textContent = 'canary-in-frame'")
    framed.settle()
    assert b"canary-in-frame" not in framed.sent()


def test_passwords_in_frames_stay_secret(framed: Pair, site: Site) -> None:
    site.put("/login", "<!doctype html><input id=pw type=password>")
    framed.customer.evaluate("f.src = '/login'")
    wait_in_frame(framed, "inner.querySelector('input')?.type === 'password'")
    frame = framed.customer.frames[1]
    frame.fill("#pw", "hunter2-secret")
    frame.evaluate("pw.type = 'text', pw.insertAdjacentText('afterend', pw.value)")
    framed.settle()
    assert b"hunter2" not in framed.sent()


def test_closed_shadow_roots(site: Site, pair_at: Callable[..., Pair]) -> None:
    site.put("/page", "<!doctype html><body><div id=host><b>light</b></div>")
    pair = pair_at("/page")
    pair.customer.evaluate(
        """() => { const root = host.attachShadow({mode: 'closed'}); window.root = root
          root.innerHTML = '<style>p{color:rgb(4,5,6)}</style><p>closed <slot></slot></p>' }"""
    )
    pair.share()
    inside = "mirror.querySelector('#host').shadowRoot.querySelector('p')"
    pair.wait_in_mirror(f"{inside}.firstChild.data === 'closed '")
    pair.wait_in_mirror(f"getComputedStyle({inside}).color === 'rgb(4, 5, 6)'")
    pair.customer.evaluate("root.querySelector('p').className = 'cobrowse-redacted'")
    pair.wait_in_mirror("!mirror.querySelector('#host b').textContent.includes('light')")
    assert pair.customer.evaluate("host.shadowRoot") is None


def test_second_snapshot_has_frames_too(framed: Pair) -> None:
    wait_in_frame(framed, "inner.querySelector('p') !== null")
    message = f"{{type: 'resync', grant: {GRANT}, reason: 'gap'}}"
    framed.agent.evaluate(f"lab.channels.sync.send(JSON.stringify({message}))")
    framed.customer.wait_for_function(
        "lab.sent.filter(s => s.channel === 'mirror' && (s.bytes[1] & 5) === 5).length === 2"
    )
    framed.settle()
    wait_in_frame(framed, "inner.querySelector('p').textContent === 'inside'")
