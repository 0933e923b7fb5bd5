"""Several viewers of one page: it is read once, and each is sent it at its own pace."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from media.mirror.fold import Fold
from media.mirror.operations import Start, decode_batch
from tests.client_js.crowd_lab import Crowd
from tests.client_js.mirror_lab import Pair, Site
from tests.client_js.test_mirror_churn import BODY, STEPS
from tests.helpers.sampled import sampled

CARD = """<script>customElements.define('my-card', class extends HTMLElement {
  connectedCallback() {
    const sheet = new CSSStyleSheet(); sheet.replaceSync('b { color: rgb(1, 2, 3) }')
    this.attachShadow({ mode: 'open' }).innerHTML = '<b>card</b><slot></slot>'
    this.shadowRoot.adoptedStyleSheets = [sheet] } })</script>"""
LIT = """<script>{ const sheet = new CSSStyleSheet()
  sheet.replaceSync('.lit { background: url("/dot.svg") }')
  document.adoptedStyleSheets = [sheet] }</script>"""
RICH = f"""<!doctype html><html><head>{LIT}<style>
  #far {{ height: 50px; overflow: auto }}</style></head><body>{CARD}
<img id=pic src="/pic.svg"><p class=lit id=para>some text to select</p>
<input id=name value=first><input id=box type=checkbox><textarea id=area></textarea>
<select id=pick><option>one</option><option>two</option></select>
<my-card>slotted</my-card><iframe srcdoc="<p>framed</p>"></iframe>
<dialog id=dialog>open me</dialog><div id=far><div style="height:500px">tall</div></div>
<div id=list>{"".join(f"<p class=row>row {n} <b>of many</b></p>" for n in range(700))}</div>
</body></html>"""
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20">'
    '<rect width="30" height="20" fill="red"/></svg>'
)
# What tells nobody, and what is no attribute.
USED = """() => {
  document.getElementById('name').value = 'typed by her'; box.checked = true
  area.value = 'several\\nlines'; pick.selectedIndex = 1; dialog.showModal(); far.scrollTop = 40
  document.getSelection().selectAllChildren(para) }"""
SEEN = """mirror.querySelector('#name')?.value === 'typed by her' &&
  mirror.querySelector('#box').checked && mirror.querySelector('#area').value === 'several\\nlines'
  && mirror.querySelector('#pick').selectedIndex === 1 && mirror.querySelector('dialog').open
  && mirror.querySelector('#far').scrollTop === 40
  && mirror.getSelection().isCollapsed === false
  && mirror.querySelector('my-card').shadowRoot.textContent === 'card'
  && mirror.defaultView.getComputedStyle(
       mirror.querySelector('my-card').shadowRoot.querySelector('b')).color === 'rgb(1, 2, 3)'
  && mirror.querySelector('iframe').contentDocument.body.textContent === 'framed'
  && mirror.querySelector('#pic').naturalWidth === 30
  && mirror.defaultView.getComputedStyle(mirror.querySelector('.lit')).backgroundImage
       .startsWith('url("blob:')"""


@pytest.fixture
def crowded(site: Site, pair_at: Callable[..., Pair]) -> Callable[..., Crowd]:
    """Serves a page, with so many links to viewers; nothing is shared yet."""

    def crowd(html: str, viewers: int) -> Crowd:
        site.put("/page", html)
        site.put("/pic.svg", PICTURE, "image/svg+xml")
        site.put("/dot.svg", PICTURE.replace("red", "blue"), "image/svg+xml")
        pair = pair_at("/page")
        made = Crowd(pair.customer, pair.agent)
        made.link(*range(viewers))
        return made

    return crowd


def test_the_page_is_read_once_for_five_viewers(crowded: Callable[..., Crowd], site: Site) -> None:
    crowd = crowded(RICH, 5)
    crowd.customer.evaluate(USED)
    crowd.join(0, 1, 2)
    crowd.wait_in_mirrors([0, 1, 2], SEEN)
    crowd.assert_same([0, 1, 2])
    read = crowd.nodes_read
    asked = [path for path in site.requests if path.endswith(".svg")]
    # Who comes later is told what the others know, of which nothing is read again.
    crowd.join(3, 4)
    crowd.wait_in_mirrors(range(5), SEEN)
    crowd.assert_same(range(5))
    assert crowd.nodes_read == read
    assert [path for path in site.requests if path.endswith(".svg")] == asked
    assert crowd.sent(4, "assets") == crowd.sent(0, "assets") > 2 * len(PICTURE)
    # All count alike from here on.
    crowd.customer.evaluate(
        """() => { list.children[3].remove(); list.prepend(list.lastChild, 'new', para)
          const card = document.createElement('my-card'); card.append('late'); list.append(card)
          for (let n = 0; n < 5; n++) list.append(document.createElement('u')) }"""
    )
    crowd.assert_same(range(5))
    crowd.assert_undisturbed(range(5))
    # A headless agent reads the same as a browser.
    texts = [folded(crowd.mirrored(viewer)) for viewer in (0, 4)]
    assert texts[0] == texts[1]
    assert "row 699 of many" in texts[0]


def folded(messages: list[bytes]) -> str:
    fold = Fold()
    for message in messages:
        batch = decode_batch(message)
        assert fold.apply(batch, snapshot=isinstance(batch[0], Start)) == []
    assert fold.shown is not None and fold.shown.whole
    return fold.shown.text()


def test_a_viewer_that_reads_nothing_holds_nobody_up(crowded: Callable[..., Crowd]) -> None:
    crowd = crowded("<!doctype html><body><p id=p></p><ul id=list></ul></body>", 2)
    crowd.join(0, 1)
    crowd.wait_for_paint(0, 1)
    crowd.assert_same([0, 1])
    crowd.stall(1, stalled=True)
    # Noise that does not get shorter: more than may wait for anybody.
    crowd.customer.evaluate(
        """async () => { for (let n = 0; crowd.seat(0).sent.mirror < 400_000; n++) {
          const noise = crypto.getRandomValues(new Uint8Array(9000))
          p.textContent = Array.from(noise, (byte) => byte.toString(36)).join('') + ' ' + n
          list.append(document.createElement('li'))
          await new Promise(requestAnimationFrame) } }"""
    )
    crowd.assert_same([0])
    assert crowd.sent(1, "mirror") < 70_000 < 400_000 < crowd.sent(0, "mirror")
    read = crowd.nodes_read
    crowd.stall(1, stalled=False)
    crowd.assert_same([0, 1])
    assert crowd.nodes_read == read
    # It was sent what the page is like now, not all that happened.
    assert crowd.sent(1, "mirror") < 150_000
    crowd.customer.evaluate("list.append('after all')")
    crowd.assert_same([0, 1])
    crowd.assert_undisturbed([0, 1])


@pytest.mark.parametrize("seed", sampled(range(2_000, 2_020), 2))
def test_random_changes_converge_for_all(crowded: Callable[..., Crowd], seed: int) -> None:
    """One from the start, one that reads by fits and starts, one that comes in the middle."""
    crowd = crowded(f"<!doctype html><body>{BODY * 4}", 3)
    crowd.join(0, 1)
    crowd.wait_for_paint(0, 1)
    for late in range(3):
        crowd.stall(1, stalled=late != 1)
        crowd.customer.evaluate(
            "([seed, steps]) => { lab.done = lab.churn(seed, steps) }", [seed + 100 * late, STEPS]
        )
        if late == 1:
            crowd.join(2)
        crowd.customer.evaluate("lab.done")
    crowd.stall(1, stalled=False)
    crowd.assert_same([0, 1, 2])
    # What is in a frame that was moved has to be asked for.
    crowd.assert_undisturbed([0, 1, 2], repairs=None)


def test_who_leaves_leaves_nothing_behind(crowded: Callable[..., Crowd]) -> None:
    crowd = crowded(RICH, 3)
    crowd.join(0, 1)
    crowd.wait_for_paint(0, 1)
    crowd.customer.evaluate("() => { gone = new WeakRef(crowd.seat(1).viewer); crowd.leave(1) }")
    sent = crowd.sent(1, "mirror"), crowd.sent(1, "assets"), crowd.sent(1, "sync")
    crowd.customer.evaluate("para.textContent = 'changed'")
    crowd.assert_same([0])
    assert sent == (crowd.sent(1, "mirror"), crowd.sent(1, "assets"), crowd.sent(1, "sync"))
    tools = crowd.customer.context.new_cdp_session(crowd.customer)
    tools.send("HeapProfiler.collectGarbage")
    assert crowd.customer.evaluate("gone.deref() === undefined")
    # With the last one all is over, and begins anew with the next.
    crowd.customer.evaluate("() => { crowd.leave(0); first = new WeakRef(crowd.capture) }")
    assert crowd.customer.evaluate("crowd.capture.isOver")
    crowd.join(2)
    crowd.wait_for_paint(2)
    crowd.assert_same([2])
    tools.send("HeapProfiler.collectGarbage")
    assert crowd.customer.evaluate("first.deref() === undefined")


def test_what_was_masked_before_somebody_came_is_not_for_him(
    crowded: Callable[..., Crowd],
) -> None:
    crowd = crowded(RICH, 2)
    crowd.join(0)
    crowd.wait_in_mirrors([0], "mirror.querySelector('#pic')?.naturalWidth === 30")
    crowd.agent.evaluate("crowd.view(1)")
    crowd.customer.evaluate(
        """() => { pic.classList.add('alongside-mask'); para.className = 'alongside-mask'
          // More than is read at once.
          dialog.className = 'alongside-block'; list.className = 'alongside-mask'
          crowd.join(1, true) }"""
    )
    crowd.wait_for_paint(1)
    crowd.wait_in_mirrors([0, 1], "!mirror.body.textContent.includes('to select')")
    assert b"to select" in b"".join(crowd.mirrored(0))
    for hidden in (b"to select", b"open me", b"of many"):
        assert hidden not in b"".join(crowd.mirrored(1))
    crowd.wait_in_mirrors([0, 1], "mirror.body.textContent.includes('of many') === false")
    # The picture that is masked is red, the other one blue.
    assets = crowd.customer.evaluate("crowd.seat(1).assets.join('')")
    assert 'fill="blue"' in assets
    assert 'fill="red"' not in assets
    crowd.assert_undisturbed([0, 1])


def test_policy_and_pages_that_are_not_shared_hold_for_all(crowded: Callable[..., Crowd]) -> None:
    crowd = crowded("<!doctype html><body><p id=p>for all</p><p id=q>secret</p></body>", 3)
    crowd.join(0, 1)
    crowd.wait_for_paint(0, 1)
    crowd.customer.evaluate(
        """() => { crowd.setPolicy({ unshared: ['/private'] })
          history.pushState({}, '', '/private'); p.textContent = 'only here' }"""
    )
    unshared = "all => all.every((n) => crowd.seat(n).states.at(-1) === 'unshared')"
    crowd.agent.wait_for_function(unshared, arg=[0, 1])
    crowd.join(2)
    crowd.agent.wait_for_function(unshared, arg=[2])
    assert crowd.sent(2, "mirror") == 0
    crowd.customer.evaluate(
        "() => { p.textContent = 'for all again'; history.pushState({}, '', '/page') }"
    )
    crowd.wait_in_mirrors(range(3), "mirror.body.textContent.includes('for all again')")
    crowd.assert_same(range(3))
    for viewer in range(3):
        assert b"only here" not in b"".join(crowd.mirrored(viewer))
    crowd.customer.evaluate("crowd.setPolicy({ mode: 'private' })")
    crowd.wait_in_mirrors(range(3), "!mirror.body.textContent.includes('secret')")
    crowd.assert_undisturbed(range(3))
