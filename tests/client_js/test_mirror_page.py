"""The mirror shows what the page shows, at first and after every kind of change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.client_js.mirror_lab import Pair, Site

Share = Callable[..., Pair]

PAGE = """<!doctype html><html lang=en><head><title>Shop</title><meta charset=utf-8>
<style>body{margin:0;font:16px sans-serif} .red{color:rgb(255,0,0)}</style>
<script>window.x=1</script></head>
<body class=shop><!-- a comment --><h1>Hello <b>you</b></h1>
<ul id=list><li>one<li>two<li>three</ul>
<p title="a tip">Text <a href="https://shop.example/secret?token=1">link</a></p>
<div id=target></div>
<svg width=20 height=20 viewBox="0 0 20 20"><circle cx=10 cy=10 r=8 fill=green /></svg>
<table><tr><td colspan=2>cell</table>
<script>window.y=1</script><template><p>not here</p></template></body></html>"""


def test_static_page(shared: Share) -> None:
    pair = shared(PAGE)
    assert pair.mirror_description() == pair.page_description()
    assert pair.in_mirror("mirror.querySelector('h1').textContent") == "Hello you"
    red = "getComputedStyle(mirror.body).fontFamily"
    assert pair.in_mirror(red) == "sans-serif"
    assert pair.in_mirror("mirror.querySelector('circle').getBoundingClientRect().width") == 16
    assert pair.agent.evaluate("lab.states") == ["loading", "live"]
    assert pair.agent.evaluate("lab.problems") == []


MUTATIONS = {
    "text": "document.querySelector('h1').firstChild.data = 'Bye '",
    "attribute": "document.querySelector('h1').className = 'red'",
    "attribute removed": "document.querySelector('p').removeAttribute('title')",
    "append": "list.insertAdjacentHTML('beforeend', '<li>four <i>deep <u>er</u></i>')",
    "remove": "list.children[1].remove()",
    "reverse": "list.append(...[...list.children].reverse())",
    "move": "target.append(list)",
    "move into new": """(() => { const d = document.createElement('section')
        d.append(list, 'text'); target.append(d) })()""",
    "turn inside out": """(() => { const b = document.querySelector('h1 b')
        document.body.append(b); b.append(document.querySelector('h1')) })()""",
    "remove and keep a child": """(() => { const li = list.children[0]
        list.remove(); target.append(li) })()""",
    "remove and return": "(() => { const l = list; l.remove(); document.body.append(l) })()",
    "replace all": "document.body.innerHTML = '<main>new <em>page</em></main>'",
    "replace the body": """(() => { const b = document.createElement('body')
        b.innerHTML = '<p>other body'; document.body.replaceWith(b) })()""",
    "split a text": "document.querySelector('h1').firstChild.splitText(2)",
    "normalize": """(() => { const h = document.querySelector('h1')
        h.append('a', 'b', 'c'); h.normalize() })()""",
    "unknown elements": "target.innerHTML = '<my-card><span slot=x>a</span></my-card>'",
    "late shadow root": """(() => {
        target.attachShadow({mode: 'open'}).innerHTML = '<b class=red>in</b>' })()""",
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_mutations(shared: Share, name: str) -> None:
    pair = shared(PAGE)
    pair.customer.evaluate(MUTATIONS[name])
    if name == "late shadow root":
        pair.wait_in_mirror("mirror.querySelector('#target').shadowRoot !== null")
    pair.assert_same()
    assert pair.agent.evaluate("lab.problems") == []
    assert pair.agent.evaluate("lab.states") == ["loading", "live"]


FORM = """<!doctype html><body>
<input id=text value=start><input id=box type=checkbox><input id=radio1 type=radio name=r checked>
<input id=radio2 type=radio name=r><textarea id=area>first</textarea>
<select id=one><option>a<option selected>b<option>c</select>
<select id=many multiple><option>a<option selected>b<option selected>c</select>
<input id=range type=range value=10><input id=date type=date><input id=color type=color>
<form id=form><input id=inform value=initial></form>"""


def test_form_contents(shared: Share) -> None:
    pair = shared(FORM)
    pair.assert_same()
    customer = pair.customer
    customer.fill("#text", "typed äöü 漢字")
    customer.check("#box")
    customer.check("#radio2")
    customer.fill("#area", "two\nlines")
    customer.select_option("#one", "c")
    customer.select_option("#many", ["a", "c"])
    customer.fill("#date", "2026-11-22")
    customer.fill("#inform", "changed")
    customer.keyboard.type("!")
    pair.assert_same()
    values = "['text','area','date','inform'].map(id => mirror.getElementById(id).value)"
    typed = ["typed äöü 漢字", "two\nlines", "2026-11-22", "changed!"]
    assert pair.in_mirror(values) == typed
    assert pair.in_mirror("mirror.getElementById('radio1').checked") is False


def test_values_set_by_script_are_found(shared: Share) -> None:
    pair = shared(FORM)
    pair.customer.evaluate(
        """() => { text.value = 'by script'; box.indeterminate = true
          one.selectedIndex = 0; many.selectedIndex = -1; range.value = 77; area.value = '' }"""
    )
    pair.wait_in_mirror("mirror.getElementById('text').value === 'by script'")
    pair.assert_same()
    pair.customer.evaluate("form.reset()")
    pair.customer.evaluate("one.selectedIndex = -1")
    pair.wait_in_mirror("mirror.getElementById('one').selectedIndex === -1")
    pair.assert_same()


def test_page_and_inner_scrolling(shared: Share) -> None:
    pair = shared(
        """<!doctype html><body style="margin:0;height:5000px;width:3000px">
        <div id=box style="height:100px;overflow:auto"><div style="height:900px">x</div></div>
        <div id=host></div><script>
          host.attachShadow({mode:'open'}).innerHTML = '<div id=in style="height:50px;' +
            'overflow:scroll"><p style="height:400px">y</div>'
          box.scrollTop = 33; scrollTo(10, 20)
        </script>"""
    )
    assert pair.in_mirror("mirror.getElementById('box').scrollTop") == 33
    assert pair.in_mirror("[mirror.defaultView.scrollX, mirror.defaultView.scrollY]") == [10, 20]
    pair.customer.evaluate(
        "box.scrollTop = 450, host.shadowRoot.getElementById('in').scrollTop = 60,scrollTo(0, 1234)"
    )
    pair.wait_in_mirror("mirror.defaultView.scrollY === 1234")
    assert pair.in_mirror("mirror.getElementById('box').scrollTop") == 450
    inner = "mirror.getElementById('host').shadowRoot.getElementById('in').scrollTop"
    assert pair.in_mirror(inner) == 60
    pair.customer.mouse.move(300, 600)
    pair.customer.mouse.wheel(0, 500)
    pair.wait_in_mirror("mirror.defaultView.scrollY === 1734")


def test_viewport_follows(shared: Share) -> None:
    pair = shared("<!doctype html><body>x", viewport={"width": 900, "height": 500})
    size = "({w: mirror.documentElement.clientWidth, h: mirror.defaultView.innerHeight})"
    assert pair.in_mirror(size) == {"w": 900, "h": 500}
    assert pair.agent.evaluate("lab.viewports") == [{"width": 900, "height": 500}]
    pair.customer.set_viewport_size({"width": 1400, "height": 700})
    pair.wait_in_mirror("mirror.documentElement.clientWidth === 1400")
    assert pair.in_mirror(size) == {"w": 1400, "h": 700}
    # Scaled down to the console's 900 pixels.
    box = pair.agent.locator("iframe").bounding_box()
    assert box is not None
    assert box["width"] == pytest.approx(900, abs=0.5)
    assert box["height"] == pytest.approx(450, abs=0.5)


def test_shadow_roots(shared: Share) -> None:
    pair = shared(
        """<!doctype html><body><my-card><span slot=name>Ann</span>light</my-card>
        <div id=host></div><script>
        customElements.define('my-card', class extends HTMLElement { constructor() { super()
          this.attachShadow({mode:'open'}).innerHTML =
            '<style>b{color:rgb(1,2,3)}</style><b>Name: <slot name=name></slot></b>' +
            '<slot></slot>' }})
        host.attachShadow({mode:'open'}).innerHTML = '<my-card>nested</my-card><i>text</i>'
        </script>"""
    )
    pair.assert_same()
    colour = "getComputedStyle(mirror.querySelector('my-card').shadowRoot.querySelector('b')).color"
    assert pair.in_mirror(colour) == "rgb(1, 2, 3)"
    pair.customer.evaluate(
        """() => { const root = host.shadowRoot
          root.querySelector('i').textContent = 'changed'
          root.append(document.querySelector('my-card'))
          const late = document.createElement('my-card'); late.textContent = 'late'
          document.body.prepend(late) }"""
    )
    pair.assert_same()
    slotted = "mirror.querySelector('my-card').shadowRoot.querySelector('slot').assignedNodes()"
    assert pair.in_mirror(f"{slotted}.length") == 0


def test_our_own_ui_is_not_there(shared: Share) -> None:
    pair = shared(
        """<!doctype html><body><p>page</p><div data-our-own>WIDGET
        <b>secret ui</b></div>"""
    )
    pair.customer.evaluate("document.querySelector('[data-our-own] b').textContent = 'UPDATE'")
    pair.settle()
    assert pair.in_mirror("mirror.body.children.length") == 1
    assert b"WIDGET" not in pair.sent()
    assert b"UPDATE" not in pair.sent()


def test_names_of_controls_do_not_hide_the_form(shared: Share) -> None:
    names = ["childNodes", "attributes", "classList", "getAttribute", "localName", "parentNode"]
    inputs = "".join(f"<input name={name} value={name}>" for name in [*names, "nodeType", "style"])
    pair = shared(f"<!doctype html><body><form class=clobbered style='color:red'>{inputs}</form>")
    assert pair.in_mirror("mirror.querySelectorAll('form.clobbered input').length") == 8
    pair.customer.evaluate("document.forms[0].append('more')")
    pair.settle()
    assert pair.in_mirror("mirror.querySelector('form').lastChild.data") == "more"


def test_navigation_inside_the_page_needs_nothing(shared: Share) -> None:
    pair = shared(PAGE)
    pair.customer.evaluate(
        "history.pushState({}, '', '/page/two?q=1'), document.querySelector('h1').textContent='Two'"
    )
    pair.settle()
    assert pair.in_mirror("mirror.querySelector('h1').textContent") == "Two"
    assert b"/page/two" not in pair.sent()


def test_requests_of_the_agent(shared: Share, site: Site) -> None:
    """The agent's browser asks the customer's site for nothing."""
    shared(PAGE)
    asked = [path for path in site.requests if path not in ("/page", "/console", "/favicon.ico")]
    assert asked == []


def test_dialogs_and_popovers(shared: Share) -> None:
    pair = shared(
        """<!doctype html><body><dialog id=d>modal<input></dialog><div id=p popover>pop</div>
        <dialog id=open open>plain</dialog>"""
    )
    shown = "[...mirror.querySelectorAll('dialog,[popover]')].map(e => e.checkVisibility())"
    assert pair.in_mirror(shown) == [False, False, True]
    # Somebody types in the console meanwhile.
    pair.agent.evaluate(
        "document.body.prepend(Object.assign(document.createElement('input'), {id: 'chat'}))"
    )
    pair.agent.focus("#chat")
    pair.customer.evaluate("d.showModal(), p.showPopover()")
    pair.wait_in_mirror("mirror.getElementById('d').matches(':modal')")
    pair.wait_in_mirror("mirror.getElementById('p').matches(':popover-open')")
    assert pair.in_mirror(shown) == [True, True, True]
    assert pair.agent.evaluate("document.activeElement.id") == "chat"
    place = "(r => [r.x, r.y, r.width])(%s.getElementById('d').getBoundingClientRect())"
    assert pair.in_mirror(place % "mirror") == pair.customer.evaluate(place % "document")
    pair.customer.evaluate("d.close(), p.hidePopover(), document.getElementById('open').close()")
    pair.wait_in_mirror("!mirror.getElementById('open').open")
    assert pair.in_mirror(shown) == [False, False, False]
    pair.customer.evaluate("d.showModal()")
    pair.wait_in_mirror("mirror.getElementById('d').matches(':modal')")
    pair.customer.keyboard.press("Escape")
    pair.wait_in_mirror("!mirror.getElementById('d').open")


def test_conditions_are_decided_by_the_customers_browser(shared: Share) -> None:
    pair = shared(
        """<!doctype html><style>@media (prefers-color-scheme: dark){body{color:rgb(1,1,1)}}
        @media (prefers-color-scheme:light){body{background:rgb(2,2,2)}}
        my-card:not(:defined){visibility:hidden} my-card:defined{color:rgb(3,3,3)}</style>
        <body><my-card>x</my-card><script>
        customElements.define('my-card', class extends HTMLElement {})</script>""",
        color_scheme="dark",
    )
    pair.agent.emulate_media(color_scheme="light")
    assert pair.in_mirror("getComputedStyle(mirror.body).color") == "rgb(1, 1, 1)"
    assert pair.in_mirror("getComputedStyle(mirror.body).backgroundColor") == "rgba(0, 0, 0, 0)"
    card = "getComputedStyle(mirror.querySelector('my-card'))"
    assert pair.in_mirror(f"{card}.visibility") == "visible"
    assert pair.in_mirror(f"{card}.color") == "rgb(3, 3, 3)"


def test_quirks_mode(shared: Share, site: Site) -> None:
    """The mirror is in the page's mode, and its policy is the same in both."""
    pair = shared("<body><table><tr><td style='color:red'>old<table><td id=in>page</table></table>")
    assert pair.customer.evaluate("document.compatMode") == "BackCompat"
    assert pair.in_mirror("mirror.compatMode") == "BackCompat"
    pair.assert_same()
    # Colours are not inherited by tables there.
    colour = "getComputedStyle(mirror.querySelector('#in')).color"
    assert pair.in_mirror(colour) == "rgb(0, 0, 0)"
    pair.in_mirror(
        f"""mirror.body.innerHTML = '<img src="{site.foreign}/evil"><iframe src="/evil"></iframe>' +
        '<script>parent.hacked = 1</script>'"""
    )
    pair.customer.evaluate("scrollTo(0, 10)")
    pair.wait_in_mirror("[...mirror.images].every(i => i.complete)")
    assert [path for path in site.requests if "evil" in path] == []
    assert pair.agent.evaluate("lab.problems") == []
    assert pair.agent.evaluate("lab.states") == ["loading", "live"]
