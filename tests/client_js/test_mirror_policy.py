"""What a site's rules, its mode and its unshared pages keep from leaving the customer's browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from tests.client_js.mirror_lab import Pair, Site
from tests.helpers.sampled import sampled

Share = Callable[..., Pair]
MASK = "\u2022" * 8
ANYWHERE = "*"


def rule(selector: str, action: str = "mask", url: str = ANYWHERE) -> dict[str, str]:
    return {"url": url, "selector": selector, "action": action}


def leaked(pair: Pair) -> list[str]:
    text = b"".join(pair.sent(channel) for channel in ("mirror", "assets", "sync"))
    return sorted({found.decode() for found in re.findall(rb"canary-\w\w-x", text)})


def html_of(pair: Pair) -> str:
    return str(pair.in_mirror("mirror.documentElement.outerHTML"))


def text_of(pair: Pair, identifier: str) -> str:
    return str(pair.in_mirror(f"mirror.getElementById('{identifier}')?.textContent ?? ''"))


# --- rules ----------------------------------------------------------------------------------------

RULED = """<!doctype html><body>
<p id=open>open</p>
<p class=name title="canary-01-x" data-note="canary-02-x">canary-03-x <b>canary-04-x</b></p>
<input id=iban value="canary-05-x"><img src="/face.png" class=name alt="canary-06-x">
<section class=box>canary-07-x</section><aside data-secret=yes>canary-08-x</aside>
<div id=host><b slot=in>canary-09-x</b></div>
<div class=name style="background:url(/face.png)"><canvas id=canvas></canvas>canary-10-x</div>
<style>[data-note]{color:red}</style>
<script>host.attachShadow({mode: 'open'}).innerHTML =
  '<p class=name>canary-11-x</p><div class=name><slot name=in></slot></div>'
  canvas.getContext('2d').fillRect(0, 0, 9, 9)</script>"""
RULES = [
    rule(".name"),
    rule("#iban, #other"),
    rule(".box", "block"),
    rule("[data-secret]", "ignore"),
]


def test_what_rules_select_is_not_sent(site: Site, shared: Share) -> None:
    site.put("/face.png", b"\x89PNG-canary-12-x", "image/png")
    pair = shared(RULED, {"rules": RULES})
    pair.settle()
    assert leaked(pair) == []
    assert text_of(pair, "open") == "open"
    assert pair.in_mirror("mirror.querySelector('input').value") == MASK
    assert pair.in_mirror("mirror.querySelector('aside, section') === null")
    assert pair.sent("assets") == b""


def test_rules_that_are_for_other_pages_or_about_control_hide_nothing(shared: Share) -> None:
    rules = [
        rule("p", url="/elsewhere/*"),
        rule("p", "readonly"),
        rule("p", "nosubmit"),
        rule("p", "reveal"),
    ]
    pair = shared("<!doctype html><body><p id=p>seen</p>", {"rules": rules})
    assert text_of(pair, "p") == "seen"


def test_the_strictest_of_rules_and_marks_wins(shared: Share) -> None:
    pair = shared(
        """<!doctype html><body><p class="a b">canary-01-x</p>
        <p class=a data-alongside=ignore>canary-02-x</p>
        <p class=a data-alongside=reveal>canary-03-x</p>
        <p class=b data-alongside=mask>canary-04-x</p><p class="a c">canary-05-x</p>""",
        {"rules": [rule(".a"), rule(".b", "block"), rule(".c", "reveal"), rule(".a", "readonly")]},
    )
    pair.settle()
    assert leaked(pair) == []
    assert pair.in_mirror("[...mirror.querySelectorAll('p')].map(p => p.textContent)") == [MASK] * 2
    assert pair.in_mirror("mirror.querySelectorAll('alongside-box').length") == 2


# What makes an element one that the selector names, after it has been shown.
LATE = {
    "class": (".x", "p.className = 'x'"),
    "id": ("#late", "p.id = 'late'"),
    "attribute": ("[data-kind=card]", "p.dataset.kind = 'card'"),
    "class of an ancestor": (".x p", "section.className = 'x'"),
    "class of a sibling": (".x ~ p", "first.className = 'x'"),
    "a new sibling": ("b + p", "first.insertAdjacentHTML('afterend', '<b></b>')"),
    "a sibling that went": ("p:first-of-type", "first.remove()"),
    "moved, with what is in it": ("aside em", "aside.append(p)"),
    "what is in it": ("section:has(u)", "first.innerHTML = '<u></u>'"),
    "a state": ("#box:checked ~ p", "box.checked = true; box.dispatchEvent(new Event('change'))"),
    "in another case": ("[DATA-KIND]", "p.dataset.kind = ''"),
    "escaped": (".a\\:b", "p.className = 'a:b'"),
}


@pytest.mark.parametrize(
    ("name", "action"),
    [(name, "mask") for name in LATE]
    + list(product(["class", "a new sibling", "moved, with what is in it"], ["block", "ignore"])),
)
def test_what_a_rule_selects_only_later(shared: Share, name: str, action: str) -> None:
    selector, change = LATE[name]
    pair = shared(
        """<!doctype html><body><section id=section><input type=checkbox id=box><p id=first></p>
        <p id=p title="shown at first">shown <em>at first</em></p></section>
        <aside id=aside></aside>""",
        {"rules": [rule(selector, action)]},
    )
    assert "at first" in html_of(pair)
    pair.customer.evaluate(
        f"() => {{ const em = p.querySelector('em'); {change}; em.append('canary-01-x') }}"
    )
    pair.settle()
    assert leaked(pair) == []
    assert "<em>at first" not in html_of(pair)


def test_what_a_rule_selects_no_more_is_shown_again(shared: Share) -> None:
    pair = shared(
        "<!doctype html><body><section id=section class=x><p id=p>hidden at first</section>",
        {"rules": [rule(".x p")]},
    )
    assert b"hidden at first" not in pair.sent()
    pair.customer.evaluate("section.className = ''")
    pair.settle()
    assert text_of(pair, "p") == "hidden at first"


def test_late_in_a_shadow_root_and_where_it_is_slotted(shared: Share) -> None:
    pair = shared(
        """<!doctype html><body><div id=host>slotted</div><script>
        host.attachShadow({mode: 'open'}).innerHTML = '<div><p>inside</p><slot></slot></div>'
        </script>""",
        {"rules": [rule("div.x > *")]},
    )
    assert b"inside" in pair.sent() and b"slotted" in pair.sent()
    pair.customer.evaluate(
        """() => { const part = host.shadowRoot.firstChild; part.className = 'x'
          part.firstChild.append('canary-01-x'); host.append('canary-02-x') }"""
    )
    pair.settle()
    assert leaked(pair) == []
    assert pair.in_mirror("mirror.getElementById('host').shadowRoot.textContent") == 2 * MASK


def test_rules_follow_the_address(shared: Share) -> None:
    pair = shared("<!doctype html><body><p id=p>name</p>", {"rules": [rule("p", url="/account/*")]})
    pair.customer.evaluate("history.pushState({}, '', '/account/cards')")
    pair.wait_in_mirror(f"mirror.querySelector('p').textContent === '{MASK}'")
    pair.customer.evaluate("p.append('canary-01-x')")
    pair.settle()
    assert leaked(pair) == []
    pair.customer.evaluate("history.back()")
    pair.wait_in_mirror("mirror.getElementById('p')?.textContent === 'namecanary-01-x'")


def test_rules_that_come_and_go_while_the_page_is_shown(shared: Share) -> None:
    pair = shared("<!doctype html><body><p id=p>name</p><b id=b>more</b>")
    pair.set_policy({"rules": [rule("p"), rule("b", "ignore")]})
    pair.wait_in_mirror("!mirror.body.textContent.includes('name')")
    pair.customer.evaluate("p.append('canary-01-x'), b.append('canary-02-x')")
    pair.settle()
    assert leaked(pair) == []
    assert "more" not in html_of(pair)
    pair.set_policy({"rules": [rule("b", "ignore")]})
    pair.wait_in_mirror("mirror.getElementById('p')?.textContent === 'namecanary-01-x'")
    assert leaked(pair) == ["canary-01-x"]
    pair.set_policy({})
    pair.wait_in_mirror("mirror.getElementById('b')?.textContent === 'morecanary-02-x'")


def test_a_page_that_shadows_its_own_properties(shared: Share) -> None:
    pair = shared(
        """<!doctype html><body><form id=f class=x>canary-01-x<input name=matches>
        <input name=ownerDocument></form><img name=URL><img name=defaultView>""",
        {"rules": [rule(".x")]},
    )
    pair.settle()
    assert leaked(pair) == []


ALIASED = {
    "clarity": '<p data-clarity-mask="true">',
    "cobrowse": "<p class=cobrowse-hidden>",
    "datadog": '<p data-dd-privacy=mask>|<p data-dd-privacy=hidden>|<p class="dd-privacy-mask">',
    "fullstory": "<p class=fs-mask>|<p class=fs-exclude>",
    "hotjar": "<p data-hj-suppress>",
    "logrocket": "<p data-private>",
    "openreplay": "<p data-openreplay-obscured>|<p data-openreplay-hidden>",
    "posthog": "<p class=ph-no-capture>",
    "rrweb": "<p class=rr-mask>|<p class=rr-block>|<p class=rr-ignore>",
    "sentry": "<p class=sentry-mask>|<p data-sentry-block>",
    "upscope": "<p class=no-upscope>",
}


def test_marks_of_other_products_count_where_the_policy_says_so(shared: Share) -> None:
    marked = [mark for marks in ALIASED.values() for mark in marks.split("|")]
    page = "<!doctype html><body>" + "".join(f"{mark}canary-01-x" for mark in marked)
    pair = shared(page, {"aliases": list(ALIASED)})
    pair.settle()
    assert leaked(pair) == []
    pair.set_policy({"aliases": ["rrweb"]})
    pair.settle()
    shown = pair.in_mirror("mirror.body.textContent.split('canary-01-x').length - 1")
    assert shown == len(marked) - 3


# --- rules that are none --------------------------------------------------------------------------

BROKEN = ["p:nonsense(", "[data-x", '[a="b', "p::before", "", "a {} b", "p:host", "/* x", "& p"]


@pytest.mark.parametrize("selector", sampled(BROKEN, 3))
def test_a_selector_that_the_browser_refuses_hides_the_page(
    site: Site, pair_at: Callable[..., Pair], selector: str
) -> None:
    site.put("/page", "<!doctype html><body><p id=p>canary-01-x</p>")
    pair = pair_at("/page")
    pair.start({"rules": [rule("b"), rule(selector), rule("i,"), rule("u", url="/elsewhere")]})
    pair.agent.wait_for_function("lab.states.at(-1) === 'unshared'")
    pair.customer.evaluate("p.append('canary-02-x')")
    pair.customer.evaluate("new Promise(r => requestAnimationFrame(() => setTimeout(r, 100)))")
    assert pair.sent("mirror") == pair.sent("assets") == b""
    assert pair.customer.evaluate("lab.problems") == ["mirror.bad_rule"]


def test_a_bad_rule_hides_only_the_pages_that_it_is_for(shared: Share) -> None:
    pair = shared(
        "<!doctype html><body><p id=p>seen</p>", {"rules": [rule("p[", url="/account/*")]}
    )
    assert text_of(pair, "p") == "seen"
    assert pair.customer.evaluate("lab.problems") == ["mirror.bad_rule"]
    pair.customer.evaluate("history.pushState({}, '', '/account')")
    pair.agent.wait_for_function("lab.states.at(-1) === 'unshared'")


# --- mode private ---------------------------------------------------------------------------------

PRIVATE = """<!doctype html><html><head><style>p::after{content:"canary-01-x"}
:root{--note:"canary-02-x"} .r{background:url(/face.png)} #shown::before{content:"canary-03-x"}
.wide{width:321px}</style></head><body class=wide title="canary-04-x">canary-05-x
<p id=hidden aria-label="canary-06-x">canary-07-x</p><input value="canary-08-x">
<img src=/face.png alt="canary-09-x"><svg><text>canary-10-x</text></svg><canvas id=canvas></canvas>
<select><option>canary-11-x<option selected>canary-12-x</select>
<main id=main data-alongside=reveal><h1 id=shown class=r title="A title">Shown</h1>
  <input id=field value="a value"><p data-alongside=mask>canary-13-x</p>
  <p class=alongside-block>canary-14-x</p><p class=no>canary-15-x</p>
  <p data-alongside=ignore>canary-16-x</p><input type=password value="canary-17-x">
  <input autocomplete=cc-number value="canary-18-x">
  <input type=hidden value="canary-19-x"><input autocomplete=one-time-code value="canary-20-x">
  <input type=password data-alongside=reveal value="canary-21-x">
  <p data-alongside=mask><b data-alongside=reveal>canary-22-x</b></p></main>
<p class=alongside-reveal id=classy>by class</p><p class=yes id=ruled>by rule</p>
<p class="yes no">canary-23-x</p><div data-alongside=msak><p class=yes>canary-24-x</p></div>
<div id=host><b>canary-25-x</b></div>
<script>host.attachShadow({mode:'open'}).innerHTML =
  '<style>p{color:red}p::after{content:"canary-26-x"}</style><p>canary-27-x</p><slot></slot>' +
  '<i data-alongside=reveal id=deep>deep</i>'
const sheet = new CSSStyleSheet(); sheet.replaceSync('p{margin:1px;--x:"canary-28-x"}')
document.adoptedStyleSheets = [sheet]
sheet.insertRule('p::before{content:"canary-29-x"}')
canvas.getContext('2d').fillRect(0, 0, 9, 9)</script>"""
PRIVATE_POLICY = {"mode": "private", "rules": [rule(".yes", "reveal"), rule(".no")]}


def test_a_private_page_shows_only_what_is_revealed(site: Site, shared: Share) -> None:
    site.put("/face.png", b"\x89PNG-canary-30-x", "image/png")
    pair = shared(PRIVATE, PRIVATE_POLICY)
    pair.settle()
    assert leaked(pair) == []
    assert pair.sent("assets") == b""
    for identifier, text in (("shown", "Shown"), ("classy", "by class"), ("ruled", "by rule")):
        assert text_of(pair, identifier) == text
    assert pair.in_mirror("mirror.getElementById('field').value") == "a value"
    assert pair.in_mirror("mirror.getElementById('shown').title") == "A title"
    # What is not shown keeps its place and its looks.
    assert pair.in_mirror("mirror.defaultView.getComputedStyle(mirror.body).width") == "321px"
    assert MASK in html_of(pair)


def test_a_private_page_as_it_goes_on(shared: Share) -> None:
    pair = shared(PRIVATE, PRIVATE_POLICY)
    pair.customer.evaluate(
        """() => {
          document.body.append('canary-a1-x'); hidden.firstChild.data = 'canary-a2-x'
          hidden.title = 'canary-a3-x'; document.querySelector('input').value = 'canary-a4-x'
          document.body.insertAdjacentHTML('beforeend', '<p title=canary-a5-x>canary-a6-x</p>')
          sheet.insertRule('p::first-line{--x:"canary-a7-x"}')
          document.head.insertAdjacentHTML('beforeend', '<style>b::after{content:"canary-a8-x"}')
          host.shadowRoot.append('canary-a9-x')
          main.insertAdjacentHTML('beforeend', '<p id=late>Later</p>')
        }"""
    )
    pair.settle()
    assert leaked(pair) == []
    assert text_of(pair, "late") == "Later"
    # Revealed late, and no more.
    pair.customer.evaluate("classy.className = '', hidden.className = 'yes'")
    pair.settle()
    assert pair.in_mirror("mirror.querySelector('#hidden').textContent") == "canary-a2-x"
    assert "by class" not in html_of(pair)
    pair.customer.evaluate("shown.className = 'no', main.dataset.alongside = ''")
    pair.settle()
    assert "Shown" not in html_of(pair) and "a value" not in html_of(pair)


def test_the_mode_changes_while_the_page_is_shown(shared: Share) -> None:
    pair = shared(
        """<!doctype html><style>p::after{content:"written"}</style><body><p id=p>name</p>
        <b id=b data-alongside=reveal>revealed</b>"""
    )
    assert b"written" in pair.sent()
    pair.customer.evaluate("lab.sent.length = 0")
    pair.set_policy({"mode": "private"})
    pair.customer.evaluate("p.append('canary-01-x')")
    pair.agent.wait_for_function("lab.states.includes('unshared')")
    pair.agent.wait_for_function("lab.states.at(-1) === 'live'")
    pair.settle()
    assert leaked(pair) == []
    assert b"written" not in pair.sent()
    assert "name" not in html_of(pair) and text_of(pair, "b") == "revealed"
    pair.agent.evaluate("lab.states.length = 0")
    pair.set_policy({"mode": "open"})
    pair.agent.wait_for_function("lab.states.at(-1) === 'live'")
    pair.wait_in_mirror("mirror.getElementById('p')?.textContent === 'namecanary-01-x'")


# --- pages that are not shared --------------------------------------------------------------------

SECRET = """<!doctype html><title>canary-01-x</title><body><p id=p>canary-02-x</p>
<img src=/face.png><canvas id=canvas></canvas><input id=field>
<script>canvas.getContext('2d').fillRect(0, 0, 9, 9)</script>"""
UNSHARED = {"unshared": ["/account/*"]}


def sync_messages(pair: Pair) -> list[dict[str, Any]]:
    decoder, text, found = json.JSONDecoder(), pair.sent("sync").decode(), []
    while text:
        message, end = decoder.raw_decode(text)
        found.append(message)
        text = text[end:]
    return found


def settle_unshared(pair: Pair) -> None:
    """Two looks at everything (every 0.5 s), and what they find."""
    told = len(sync_messages(pair))
    pair.customer.wait_for_function(
        f"lab.sent.filter(s => s.channel === 'sync').length >= {told + 2}"
    )


def test_a_page_that_is_not_shared_from_the_first_moment_on(
    site: Site, pair_at: Callable[..., Pair]
) -> None:
    site.put("/face.png", b"\x89PNG-canary-03-x", "image/png")
    site.put("/account/cards", SECRET)
    pair = pair_at("/account/cards")
    pair.start(UNSHARED)
    pair.agent.wait_for_function("lab.states.at(-1) === 'unshared'")
    pair.customer.locator("#field").press_sequentially("canary-04-x")
    pair.customer.evaluate("p.append('canary-05-x')")
    pair.agent.evaluate(
        "lab.channels.sync.send(JSON.stringify({type: 'resync', grant: 7, reason: 'gap'}))"
    )
    settle_unshared(pair)
    assert pair.sent("mirror") == pair.sent("assets") == b""
    assert {json.dumps(message) for message in sync_messages(pair)} == {
        '{"type": "page", "shared": false, "grant": 7}'
    }
    assert pair.agent.evaluate("lab.paints") == 0
    assert pair.agent.locator("iframe").count() == 0


def test_a_route_to_a_page_that_is_not_shared_and_back(site: Site, shared: Share) -> None:
    site.put("/face.png", b"\x89PNG-canary-03-x", "image/png")
    pair = shared("<!doctype html><body><p id=p>shop</p>", UNSHARED)
    pair.settle()
    before = len(pair.sent("mirror"))
    pair.customer.evaluate(
        """() => { history.pushState({}, '', '/account/cards')
          document.body.innerHTML = '<p>canary-01-x</p><img src=/face.png><input id=field>' }"""
    )
    pair.agent.wait_for_function("lab.states.at(-1) === 'unshared'")
    assert pair.agent.locator("iframe").count() == 0
    pair.customer.locator("#field").press_sequentially("canary-02-x")
    settle_unshared(pair)
    assert len(pair.sent("mirror")) == before and pair.sent("assets") == b""
    pair.customer.evaluate(
        "document.body.innerHTML = '<p id=p>back in the shop</p>'; history.back()"
    )
    pair.agent.wait_for_function("lab.states.at(-1) === 'live'")
    pair.wait_in_mirror("mirror.getElementById('p')?.textContent === 'back in the shop'")
    pair.settle()
    assert leaked(pair) == []


# In a browser that does not tell of new addresses.
UNTOLD = "<script>Object.defineProperty(window, 'navigation', {value: undefined})</script>"


@pytest.mark.parametrize("script", ["", UNTOLD])
def test_an_address_that_changes_after_the_page_and_before_it_is_read(
    shared: Share, script: str
) -> None:
    pair = shared(f"<!doctype html>{script}<body><p id=p>shop</p>", UNSHARED)
    pair.customer.evaluate(
        """async () => { p.textContent = 'canary-01-x'; await Promise.resolve()
          history.replaceState({}, '', '/account') }"""
    )
    pair.agent.wait_for_function("lab.states.at(-1) === 'unshared'")
    settle_unshared(pair)
    assert leaked(pair) == []


def test_an_address_that_changes_alone_where_nobody_tells(shared: Share) -> None:
    pair = shared(f"<!doctype html>{UNTOLD}<body><p id=p>shop</p>", UNSHARED)
    pair.customer.evaluate("history.replaceState({}, '', '/account')")
    pair.agent.wait_for_function("lab.states.at(-1) === 'unshared'")


def test_a_page_becomes_unshared_by_a_new_policy(shared: Share) -> None:
    pair = shared("<!doctype html><body><p id=p>shop</p>")
    pair.set_policy({"unshared": ["/page"]})
    pair.customer.evaluate("p.append('canary-01-x')")
    pair.agent.wait_for_function("lab.states.at(-1) === 'unshared'")
    settle_unshared(pair)
    assert leaked(pair) == []
    pair.set_policy({})
    pair.wait_in_mirror("mirror.getElementById('p')?.textContent === 'shopcanary-01-x'")


def test_a_password_typed_on_a_page_that_is_not_shared_stays_secret(
    site: Site, pair_at: Callable[..., Pair]
) -> None:
    site.put("/account/login", "<!doctype html><body><input id=field type=password>")
    pair = pair_at("/account/login")
    pair.start(UNSHARED)
    pair.customer.locator("#field").press_sequentially("canary-01-x")
    pair.customer.evaluate("field.type = 'text'; history.pushState({}, '', '/shop')")
    pair.agent.wait_for_function("lab.states.at(-1) === 'live'")
    pair.settle()
    assert leaked(pair) == []
