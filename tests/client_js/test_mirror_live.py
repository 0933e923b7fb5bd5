"""What goes on in a page: pointing, selecting, moving pictures; and what a mirror does about drift,
busy pages and other sites' pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.client_js.mirror_lab import GRANT, Pair, Site
from tests.client_js.test_mirror_assets import picture, pixel

Share = Callable[..., Pair]


def colour(selector: str) -> str:
    return f"getComputedStyle(mirror.querySelector('{selector}')).color"


STATES = """<!doctype html><style>
  button{color:rgb(0,0,0)} button:hover{color:rgb(1,0,0)} button:active{color:rgb(2,0,0)}
  div:hover p{color:rgb(3,0,0)} input:focus{color:rgb(4,0,0)} form:focus-within b{color:rgb(5,0,0)}
  input:focus-visible{outline:3px solid rgb(6,0,0)}
</style><button id=b>press</button><div id=d>over <p>me</p></div>
<form><input id=i><b>label</b></form>"""


def test_what_the_customer_points_at_looks_so(shared: Share) -> None:
    pair = shared(STATES)
    customer = pair.customer
    customer.hover("#b")
    pair.wait_in_mirror(f"{colour('button')} === 'rgb(1, 0, 0)'")
    customer.mouse.down()
    pair.wait_in_mirror(f"{colour('button')} === 'rgb(2, 0, 0)'")
    customer.mouse.up()
    customer.hover("#d")
    pair.wait_in_mirror(f"{colour('button')} === 'rgb(0, 0, 0)'")
    pair.wait_in_mirror(f"{colour('p')} === 'rgb(3, 0, 0)'")
    customer.focus("#i")
    customer.keyboard.press("a")
    pair.wait_in_mirror(f"{colour('input')} === 'rgb(4, 0, 0)'")
    pair.wait_in_mirror(f"{colour('b')} === 'rgb(5, 0, 0)'")
    outline = "getComputedStyle(mirror.querySelector('input')).outlineColor"
    pair.wait_in_mirror(f"{outline} === 'rgb(6, 0, 0)'")
    customer.evaluate("i.blur()")
    pair.wait_in_mirror(f"{colour('b')} === 'rgb(0, 0, 0)'")


def test_selected_text(shared: Share) -> None:
    pair = shared(
        "<!doctype html><p id=p>some <b>bold</b> text</p>"
        "<p class=cobrowse-redacted id=m>secret text</p>"
    )
    customer = pair.customer
    customer.evaluate("getSelection().setBaseAndExtent(p.firstChild, 2, p.lastChild, 3)")
    pair.wait_in_mirror("mirror.getSelection().toString() === 'me bold te'")
    customer.evaluate("getSelection().selectAllChildren(p)")
    pair.wait_in_mirror("mirror.getSelection().toString() === 'some bold text'")
    customer.evaluate("getSelection().setBaseAndExtent(m.firstChild, 1, m.firstChild, 4)")
    pair.wait_in_mirror("mirror.getSelection().isCollapsed")


ANIMATED = """<!doctype html><style>@keyframes slide { to { margin-left: 500px } }
  #css { animation: slide 100s linear infinite } </style><p id=css>css</p><p id=script>script</p>"""


def test_animations_run_in_step(shared: Share) -> None:
    pair = shared(ANIMATED)
    pair.customer.evaluate(
        """() => { document.getAnimations()[0].currentTime = 40000
          script.animate([{opacity: 1, background: 'url(x.png)'}, {opacity: 0.5}],
            {duration: 100000, iterations: Infinity, easing: 'steps(2)'}).currentTime = 60000 }"""
    )
    times = "mirror.getAnimations().map(a => Math.floor(a.currentTime / 10000)).sort().join()"
    pair.wait_in_mirror(f"{times} === '4,6'")
    by_script = "mirror.querySelector('#script').getAnimations()[0]"
    timing = f"(t => [t.duration, t.iterations, t.easing].join())({by_script}.effect.getTiming())"
    assert pair.in_mirror(timing) == "100000,Infinity,steps(2)"
    pair.customer.evaluate("script.getAnimations()[0].pause()")
    pair.wait_in_mirror(f"{by_script}.playState === 'paused'")
    pair.customer.evaluate("script.getAnimations()[0].cancel()")
    pair.wait_in_mirror("mirror.querySelector('#script').getAnimations().length === 0")
    assert pair.agent.evaluate("lab.problems") == []


CORRUPTIONS = {
    "text": "mirror.querySelector('li').firstChild.data = 'other'",
    "removed": "mirror.querySelectorAll('li')[1].remove()",
    "added": "mirror.querySelector('ul').append(mirror.createElement('li'))",
    "order": "mirror.querySelector('ul').append(mirror.querySelector('li'))",
    "class": "mirror.querySelector('li').className = 'other'",
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_drift_is_found_and_repaired(shared: Share, name: str) -> None:
    pair = shared("<!doctype html><body><h1>head</h1><ul><li class=a>one<li>two<li>three</ul>")
    heading = "mirror.querySelector('h1')"
    pair.agent.evaluate("lab.kept = lab.mirror.querySelector('h1')")
    pair.in_mirror(CORRUPTIONS[name])
    text = "mirror.querySelector('ul')?.textContent === 'onetwothree'"
    good = f"mirror.querySelectorAll('li').length === 3 && mirror.querySelector('li.a') && {text}"
    pair.agent.wait_for_function("lab.repairs > 0")
    pair.wait_in_mirror(good)
    assert pair.mirror_description() == pair.page_description()
    # A page as small as this one is repaired as a whole; its neighbours only where it is larger.
    assert pair.in_mirror(f"{heading}.textContent") == "head"
    assert pair.agent.evaluate("lab.problems") == []


def test_a_page_as_it_should_be_is_never_repaired(shared: Share) -> None:
    pair = shared(f"{STATES}{ANIMATED}<div id=host></div><svg><g id=x class=y /></svg>")
    pair.customer.evaluate("host.attachShadow({mode: 'open'}).innerHTML = '<p>in</p>'")
    checks = (
        "lab.sent.filter(s => String.fromCharCode(...s.bytes.slice(12, 16)) === '[[\"q').length"
    )
    pair.customer.wait_for_function(f"{checks} >= 3", timeout=30_000)
    assert pair.agent.evaluate("lab.repairs") == 0


BUSY = """<!doctype html><body><ul id=list></ul><p id=last></p><script>
  const ITEMS = 4000
  for (let i = 0; i < ITEMS; i++) list.append(document.createElement('li'))
  let n = 0, load = 250
  window.storm = () => { for (let i = 0; i < load; i++) {
      const item = list.children[(n * 7 + i) % ITEMS]
      item.textContent = 'item ' + n + ' ' + i; item.className = 'c' + (n + i) % 9 }
    if (++n % 20 === 0) load = Math.min(load * 2, ITEMS)
    last.textContent = 'tick ' + n }
  </script>"""


@pytest.mark.long
def test_a_busy_page_is_collected_and_says_so(shared: Share) -> None:
    """On a slow processor most of the time stays the page's: changes are collected meanwhile.

    How much is too much depends on the machine, so the load is doubled until it is.
    """
    pair = shared(BUSY)
    cdp = pair.customer.context.new_cdp_session(pair.customer)
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    pair.customer.evaluate("window.timer = setInterval(storm, 20)")
    pair.agent.wait_for_function("lab.paces.some(ms => ms > 0)", timeout=30_000)
    assert pair.agent.evaluate("lab.states.at(-1)") == "live"
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    pair.customer.evaluate("clearInterval(timer)")
    pair.settle()
    assert pair.mirror_description() == pair.page_description()


def test_webgl_and_video(site: Site, shared: Share) -> None:
    pair = shared(
        """<!doctype html><body style="margin:0"><canvas id=gl width=60 height=40></canvas>
        <video id=v muted playsinline width=60 height=40></video><script>
        const context = gl.getContext('webgl')
        const draw = () => { context.clearColor(0, 1, 0, 1); context.clear(context.COLOR_BUFFER_BIT)
          requestAnimationFrame(draw) }
        draw()
        const source = document.createElement('canvas'); source.width = source.height = 40
        const paint = source.getContext('2d')
        setInterval(() => { paint.fillStyle = 'rgb(0,0,255)'; paint.fillRect(0, 0, 40, 40) }, 40)
        v.srcObject = source.captureStream(25); v.play()
        </script>"""
    )
    images = "mirror.querySelectorAll('img')"
    pair.wait_in_mirror(f"{pixel(images + '[0]')} === '0,255,0,255'")
    shown = pixel(images + "[1]")
    pair.wait_in_mirror(f"(c => c && c.split(',')[2] > 200 && c.split(',')[0] < 60)({shown})")


def test_a_changing_canvas_does_not_pile_up(shared: Share) -> None:
    pair = shared(
        """<!doctype html><canvas id=c width=40 height=30></canvas><script>
        const d = c.getContext('2d'); let n = 0
        setInterval(() => { d.fillStyle = `rgb(${n++ % 256}, 0, 0)`; d.fillRect(0, 0, 40, 30) }, 50)
        </script>"""
    )
    urls: set[str] = set()
    for _ in range(4):
        url = pair.in_mirror("mirror.querySelector('img')?.src ?? ''")
        urls.add(url)
        pair.agent.wait_for_function("url => lab.mirror.querySelector('img')?.src !== url", arg=url)
    first = sorted(url for url in urls if url.startswith("blob:"))[0]
    gone = "url => fetch(url).then(() => false, () => true)"
    alive = [url for url in urls if url and not pair.agent.evaluate(gone, url)]
    assert len(alive) <= 1, first


def test_pictures_of_other_sites(site: Site, pair_at: Callable[..., Pair]) -> None:
    """Those of listed sites are loaded by the agent's browser, where they cannot be read."""
    site.put("/one.png", picture(30, 20), "image/png")
    site.put(
        "/page",
        f"<!doctype html><img id=a src={site.foreign}/one.png><img id=b src=/one.png>",
    )
    for origins, requested in (([], 1), ([site.foreign], 2)):
        site.requests.clear()
        site.mirror_sources = " ".join(origins)
        pair = pair_at("/page")
        pair.agent.evaluate("([grant, origins]) => lab.startView(grant, origins)", [GRANT, origins])
        pair.customer.evaluate(
            "([grant, assetOrigins]) => lab.startCapture(grant, {assetOrigins})",
            [GRANT, origins],
        )
        pair.agent.wait_for_function("lab.paints === 1")
        pair.wait_in_mirror(f"{pixel('mirror.images[1]')} === '255,0,0,255'")
        seen: Any = "mirror.images[0].src.startsWith('{}')".format(
            site.foreign if origins else "data:"
        )
        pair.wait_in_mirror(seen)
        assert len([path for path in site.requests if path == "/one.png"]) >= requested


def test_images_that_a_policy_forbids_to_fetch(site: Site, shared: Share) -> None:
    site.put("/one.png", picture(30, 20), "image/png")
    pair = shared(
        """<!doctype html><head><meta http-equiv=Content-Security-Policy
        content="connect-src 'none'"><body><img src=/one.png>"""
    )
    pair.wait_in_mirror(f"{pixel('mirror.images[0]')} === '255,0,0,255'")


def test_rules_travel_one_by_one(shared: Share) -> None:
    rules = "".join(f".c{n}{{color:rgb({n % 255},0,0)}}" for n in range(500))
    pair = shared(f"<!doctype html><style id=s>{rules}</style><p class=new>x")
    before = pair.customer.evaluate("lab.sentBytes()")
    pair.customer.evaluate("s.sheet.insertRule('.new{color:rgb(9,9,9)}', 250)")
    pair.wait_in_mirror(f"{colour('p')} === 'rgb(9, 9, 9)'")
    assert pair.customer.evaluate("lab.sentBytes()") - before < 1_000
    pair.customer.evaluate("s.sheet.deleteRule(250)")
    pair.wait_in_mirror(f"{colour('p')} === 'rgb(0, 0, 0)'")


def test_long_texts_travel_as_what_changed(shared: Share) -> None:
    pair = shared(f"<!doctype html><p id=p>{'word ' * 5000}</p><textarea id=t></textarea>")
    pair.customer.evaluate("t.value = 'word '.repeat(5000)")
    pair.wait_in_mirror("mirror.querySelector('textarea').value.length === 25000")
    before = pair.customer.evaluate("lab.sentBytes()")
    pair.customer.evaluate("p.firstChild.insertData(9000, 'inserted'); t.value += 'more'")
    pair.wait_in_mirror("mirror.querySelector('p').textContent.includes('inserted')")
    pair.wait_in_mirror("mirror.querySelector('textarea').value.endsWith('more')")
    assert pair.customer.evaluate("lab.sentBytes()") - before < 1_000
    assert pair.mirror_description() == pair.page_description()


def test_very_long_texts_do_not_make_a_message_too_long(shared: Share) -> None:
    """They are not shown, since to lay them out takes long. Of a sheet only so much travels."""
    pair = shared("<!doctype html><body><style id=s></style><p>short</p>")
    pair.customer.evaluate(
        """() => { const long = 'x'.repeat(1000000)
          for (let i = 0; i < 6; i++) {
            document.body.append(Object.assign(document.createElement('pre'),
              {textContent: long, hidden: true}),
              Object.assign(document.createElement('textarea'), {value: long, hidden: true}))
            s.sheet.insertRule(`.x${i} { --x: "${'x'.repeat(900000)}"; color: rgb(${i}, 0, 0); }`)
          } }"""
    )
    pair.wait_in_mirror("mirror.querySelectorAll('pre').length === 6")
    pair.wait_in_mirror(
        "[...mirror.querySelectorAll('textarea')].every(t => t.value.length === 1000000)"
    )
    pair.wait_in_mirror("mirror.querySelector('style').sheet.cssRules.length === 6")
    assert pair.agent.evaluate("lab.problems") == []
    resyncs = "lab.sent.filter(s => s.channel === 'mirror' && (s.bytes[1] & 5) === 5).length"
    assert pair.customer.evaluate(resyncs) == 1
