"""What is redacted never leaves: every byte that capture sends is searched for canaries."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload

from tests.client_js.mirror_lab import Pair, Site
from tests.helpers.sampled import sampled

Share = Callable[..., Pair]

# Batches of changes; checks are made at any time.
CHANGES_SENT = """lab.sent.filter(({channel, bytes}) => channel === 'mirror' &&
  String.fromCharCode(...bytes.slice(12, 17)) !== '[["q"').length"""
MASK = "\u2022" * 8

# Each place has its own canary: C01, C02, ... written as canary-01-x.
PLACES = """<!doctype html>
<html><head><title>canary-01-x</title>
<meta name=description content="canary-02-x">
<base target="canary-03-x">
<script>/* canary-04-x */ window.a = 'canary-05-x'</script>
<script type="application/json">{"token": "canary-06-x"}</script>
<noscript>canary-07-x</noscript>
<link rel=canonical href="/canary-08-x">
<link rel=preload as=image href="/canary-09-x.png">
</head><body onload="'canary-10-x'" data-users="canary-11-x">
<!-- canary-12-x -->
<template>canary-13-x</template>
<a href="https://shop.example/canary-14-x?token=canary-15-x" ping="/canary-16-x">link</a>
<a href="mailto:canary-17-x@shop.example">mail</a>
<form action="/canary-18-x" onsubmit="'canary-19-x'"><input name="canary-20-x"></form>
<button onclick="'canary-21-x'" formaction="/canary-22-x" value="canary-23-x">b</button>
<iframe class=alongside-mask srcdoc="<p>canary-24-x" name="canary-25-x"></iframe>
<iframe class=alongside-mask src="/frame?canary-26-x" title=f></iframe>
<object data="/canary-27-x"><p>canary-28-x</p></object>
<embed src="/canary-29-x">
<video src="/canary-30-x" poster="/canary-31-x"><track src="/canary-32-x"></video>
<input type=hidden value="canary-33-x" name="canary-34-x">
<input type=password value="canary-35-x" id=password>
<input type=text autocomplete=cc-number value="canary-36-x">
<input autocomplete="section-a billing cc-csc" value="canary-37-x">
<input autocomplete=one-time-code value="canary-38-x" data-copy="canary-39-x">
<input type=radio value="canary-40-x"><input type=checkbox value="canary-41-x">
<input type=file id=file>
<select autocomplete=cc-exp-month><option value="canary-42-x" label="canary-43-x">
  <option selected>canary-44-x</select>
<datalist id=dl><option value="canary-45-x"></datalist>
<img src="/missing.png?canary-46-x" srcset="/canary-47-x 2x" alt=plain>
<textarea autocomplete=cc-name>canary-48-x</textarea>

<div class="cobrowse-redacted" title="canary-50-x" aria-label="canary-51-x" id="canary-52-x"
   data-note="canary-53-x" style="--note:'canary-54-x';background:url(/canary-55-x.png)">
  canary-56-x <b title="canary-57-x">canary-58-x</b>
  <a href="/canary-59-x">canary-60-x</a>
  <input value="canary-61-x" placeholder="canary-62-x" title="canary-63-x">
  <textarea placeholder="canary-64-x">canary-65-x</textarea>
  <select title="canary-66-x"><option value="canary-67-x">canary-68-x
    <optgroup label="canary-69-x"><option label="canary-70-x">x</select>
  <button value="canary-71-x">canary-72-x</button>
  <input type=submit value="canary-73-x"><input type=range min=0 max=9999 value=4711>
  <input type=date value="2001-02-03"><input type=checkbox checked value="canary-74-x">
  <img src="/face.png" alt="canary-75-x" title="canary-76-x">
  <svg><title>canary-77-x</title><text>canary-78-x</text><a href="#canary-79-x"></a></svg>
  <style>.x::after{content:"canary-80-x"}</style>
  <canvas id=canvas width=50 height=20>canary-81-x</canvas>
  <div id=host>canary-82-x</div>
  <iframe class=alongside-mask srcdoc="canary-83-x"></iframe>
  <progress value=47.11 max=100></progress><meter value=0.4711></meter>
  <math><mi>canary-84-x</mi></math>
  <my-field value="canary-85-x" label="canary-86-x">canary-87-x</my-field>
  <div data-alongside=reveal>canary-88-x</div>
  <details><summary>canary-89-x</summary>canary-90-x</details>
</div>
<div data-alongside=block title="canary-91-x" style="width:90px;height:40px">canary-92-x
  <input value="canary-93-x"></div>
<p class="alongside-block">canary-94-x</p>
<p data-alongside=ignore>canary-95-x</p>
<p class="alongside-mask">canary-96-x</p>
<p data-alongside="mask">canary-97-x</p>
<p data-alongside="msak">canary-98-x</p>
<p id=marker>not masked</p>
<style>[data-note]{color:red} [data-user]::before{content:attr(data-copy)}
 p::before{content:attr(data-copy)}</style>
<script>
  host.attachShadow({mode:'open'}).innerHTML = '<style>p::after{content:"canary-a1-x"}</style>' +
    '<p title="canary-a2-x">canary-a3-x<slot></slot></p><input value="canary-a4-x">'
  const sheet = new CSSStyleSheet(); sheet.replaceSync('p{--x:"canary-a5-x"}')
  host.shadowRoot.adoptedStyleSheets = [sheet]
  canvas.getContext('2d').fillText('secret', 5, 15)
</script></body></html>"""


def leaked(pair: Pair) -> list[str]:
    text = b"".join(pair.sent(channel) for channel in ("mirror", "assets", "sync"))
    return sorted({found.decode() for found in re.findall(rb"canary-\w\w-x", text)})


def strings_in_mirror(pair: Pair) -> str:
    return str(pair.in_mirror("mirror.documentElement.outerHTML"))


@pytest.fixture
def canaries(site: Site, shared: Share) -> Pair:
    site.put("/face.png", b"\x89PNG-canary-a6-x", "image/png")
    site.put("/frame", "<p>canary-a7-x")
    return shared(PLACES)


def test_nothing_of_a_hundred_places_is_sent(canaries: Pair) -> None:
    canaries.settle()
    assert leaked(canaries) == []
    assert len(set(re.findall(r"canary-\w\w-x", PLACES))) >= 90
    sent = canaries.sent()
    assert b"not masked" in sent
    for value in (b"4711", b"47.11", b"2001-02-03"):
        assert value not in sent
    assert canaries.in_mirror("mirror.getElementById('password').value") == MASK


def test_nothing_after_changes_and_a_resync(canaries: Pair) -> None:
    canaries.customer.evaluate(
        """() => {
          const masked = document.querySelector('.cobrowse-redacted')
          masked.append('canary-b1-x')
          masked.querySelector('b').firstChild.data = 'canary-b2-x'
          masked.querySelector('b').title = 'canary-b3-x'
          masked.querySelector('b').setAttribute('data-note', 'canary-b4-x')
          masked.querySelector('input').value = 'canary-b5-x'
          masked.querySelector('img').src = '/canary-b6-x.png'
          masked.insertAdjacentHTML('beforeend',
            '<p title="canary-b7-x">canary-b8-x<input value="canary-b9-x">')
          host.shadowRoot.querySelector('p').append('canary-c1-x')
          host.shadowRoot.append(document.createElement('style'))
          host.shadowRoot.lastChild.textContent = 'p::after{content:"canary-c2-x"}'
          sheet.replaceSync('p{--x:"canary-c3-x"}')
          password.setAttribute('value', 'canary-c4-x'); password.value = 'canary-c5-x'
          document.querySelector('[type=hidden]').value = 'canary-c6-x'
          document.querySelector('[data-alongside=block]').append('canary-c7-x')
          document.querySelector('[data-alongside=block]').style.cssText += ';--c:canary-c8-x'
          document.querySelector('[data-alongside=ignore]').textContent = 'canary-c9-x'
          document.querySelector('iframe').contentDocument.body.append('canary-d1-x')
          document.querySelector('template').content.append('canary-d2-x')
          document.title = 'canary-d3-x'
          history.pushState({}, '', '/page?canary-d4-x#canary-d5-x')
          document.querySelector('select').value = 'canary-44-x'
          const frame = document.createElement('iframe')
          frame.className = 'alongside-mask'; frame.srcdoc = 'canary-d6-x'
          document.body.append(frame)
          document.body.insertAdjacentHTML('beforeend',
            '<input autocomplete=cc-number value=canary-d7-x><!-- canary-d8-x -->')
        }"""
    )
    canaries.settle()
    canaries.agent.evaluate(
        "lab.channels.sync.send(JSON.stringify({type: 'resync', grant: 7, reason: 'gap'}))"
    )
    # A second snapshot: its first fragment has the flag 4.
    starts = "lab.sent.filter(s => s.channel === 'mirror' && (s.bytes[1] & 5) === 5).length"
    canaries.customer.wait_for_function(f"{starts} === 2")
    canaries.settle()
    assert leaked(canaries) == []
    assert MASK in strings_in_mirror(canaries)


def test_moved_out_of_a_masked_region_is_shown_moved_in_is_not(shared: Share) -> None:
    pair = shared(
        """<!doctype html><body><div id=m class=cobrowse-redacted><p id=in>canary-01-x</div>
        <div id=open><p id=out>open text<b id=deep>deep</b></p></div>"""
    )
    pair.customer.evaluate(
        "m.append(out), deep.append('canary-02-x'), out.title = 'canary-03-x',"
        "out.append('canary-04-x')"
    )
    pair.settle()
    assert leaked(pair) == []
    assert "open text" not in strings_in_mirror(pair)
    pair.customer.evaluate("document.getElementById('open').append(out)")
    pair.settle()
    assert "open text" in strings_in_mirror(pair)
    assert leaked(pair) == ["canary-02-x", "canary-03-x", "canary-04-x"]


LATE = {
    "class": "p.className = 'cobrowse-redacted'",
    "class on an ancestor": "section.classList.add('alongside-mask')",
    "attribute": "p.setAttribute('data-alongside', 'mask')",
    "block": "p.setAttribute('data-alongside', 'block')",
    "ignore": "p.setAttribute('data-alongside', 'ignore')",
    "class on the body": "document.body.className = 'cobrowse-redacted'",
}


@pytest.mark.parametrize("name", sampled(LATE, 2))
def test_marked_later(shared: Share, name: str) -> None:
    pair = shared(
        "<!doctype html><body><section id=section><p id=p>shown at first <b>and deep</b></section>"
    )
    assert "shown at first" in strings_in_mirror(pair)
    # Marked and filled in one go, then filled again.
    pair.customer.evaluate(f"() => {{ {LATE[name]}; p.append('canary-01-x') }}")
    pair.settle()
    assert "shown at first" not in strings_in_mirror(pair)
    assert "and deep" not in strings_in_mirror(pair)
    pair.customer.evaluate("p.append('canary-02-x'), p.title = 'canary-03-x'")
    pair.settle()
    assert leaked(pair) == []


def test_mark_set_within_the_frame_in_which_the_text_came(shared: Share) -> None:
    pair = shared("<!doctype html><body><p id=p></p>")
    pair.customer.evaluate(
        """async () => { p.textContent = 'canary-01-x'
          await Promise.resolve(); p.className = 'cobrowse-redacted' }"""
    )
    pair.settle()
    pair.customer.evaluate(
        """() => new Promise(done => { const q = document.createElement('p')
          q.textContent = 'canary-02-x'; document.body.append(q)
          requestAnimationFrame(() => { q.className = 'cobrowse-redacted'; done() }) })"""
    )
    pair.settle()
    assert leaked(pair) == []


def test_mark_taken_away(shared: Share) -> None:
    pair = shared("<!doctype html><body><p id=p class=cobrowse-redacted>now you see it</p>")
    assert b"now you" not in pair.sent()
    pair.customer.evaluate("p.className = ''")
    pair.settle()
    assert pair.in_mirror("mirror.getElementById('p').textContent") == "now you see it"


TOGGLES = {
    "type": "p.type = 'text'",
    "attribute": "p.setAttribute('type', 'text')",
    "removed attribute": "p.removeAttribute('type')",
    "replaced": """(() => { const n = document.createElement('input'); n.id = 'p'
        n.value = p.value; p.replaceWith(n) })()""",
    "copied": """(() => { const c = document.createElement('span'); c.textContent = p.value
        document.body.append(c); other.value = p.value; other.title = p.value })()""",
    "to and fro": "(() => { p.type = 'text'; p.type = 'password'; p.type = 'text' })()",
    "cloned": """(() => { const c = p.cloneNode(); c.type = 'text'
        document.body.append(c) })()""",
}


@pytest.mark.parametrize("name", sampled(TOGGLES, 3))
def test_show_password_does_not_show_it_here(shared: Share, name: str) -> None:
    pair = shared("<!doctype html><body><input id=other><input id=p type=password>")
    pair.customer.locator("#p").press_sequentially("canary-01-x")
    pair.customer.evaluate(TOGGLES[name])
    pair.settle()
    assert leaked(pair) == []
    if name not in ("copied", "cloned"):
        pair.customer.locator("#p").press_sequentially("canary-02-x")
        pair.settle()
    assert leaked(pair) == []


def test_password_shown_before_anything_was_shared(
    site: Site, pair_at: Callable[..., Pair]
) -> None:
    site.put("/page", "<!doctype html><body><input id=p type=password>")
    pair = pair_at("/page")
    pair.customer.locator("#p").press_sequentially("canary-01-x")
    pair.customer.evaluate("p.type = 'text'")
    pair.share()
    pair.settle()
    assert leaked(pair) == []
    assert pair.in_mirror("mirror.getElementById('p').value") == MASK


def test_a_card_field_that_no_longer_says_so(shared: Share) -> None:
    pair = shared("<!doctype html><body><input id=p autocomplete=cc-number>")
    pair.customer.locator("#p").press_sequentially("canary-01-x")
    pair.customer.evaluate("p.autocomplete = 'off'")
    pair.customer.locator("#p").press_sequentially("canary-02-x")
    pair.settle()
    assert leaked(pair) == []


def test_a_secret_shown_elsewhere_in_another_form(shared: Share) -> None:
    pair = shared(
        "<!doctype html><body><input id=p type=password><p id=card></p><p id=words></p><p id=plain>"
    )
    pair.customer.locator("#p").press_sequentially("4242424242424242")
    pair.customer.evaluate("card.textContent = '4242 4242-4242 4242'")
    pair.customer.evaluate("words.textContent = 'Your number: 4242424242424242!'")
    pair.customer.evaluate("plain.textContent = 'Order 4711'")
    pair.settle()
    texts = pair.in_mirror("[...mirror.querySelectorAll('p')].map(p => p.textContent)")
    assert texts == [MASK, MASK, "Order 4711"]


SLOTTED = """<!doctype html><body><div id=host><b slot=in>canary-01-x</b>canary-02-x</div>
<script>host.attachShadow({mode: 'open'}).innerHTML =
 '<div class=MARK><p><slot name=in></slot></p><slot></slot></div>'</script>"""


@pytest.mark.parametrize("mark", ["cobrowse-redacted", "alongside-block", "alongside-ignore"])
def test_slotted_into_a_marked_part(shared: Share, mark: str) -> None:
    pair = shared(SLOTTED.replace("MARK", mark))
    pair.settle()
    assert leaked(pair) == []


def test_slotted_into_a_part_that_is_marked_later(shared: Share) -> None:
    pair = shared(SLOTTED.replace("class=MARK", "id=part").replace("canary-0", "shown-"))
    assert "shown-1-x" in strings_in_mirror(pair)
    pair.customer.evaluate("host.shadowRoot.getElementById('part').className = 'alongside-mask'")
    pair.settle()
    pair.customer.evaluate("host.append('canary-03-x')")
    pair.settle()
    assert leaked(pair) == []
    assert "shown-" not in strings_in_mirror(pair)


def test_type_changed_before_the_agent_came(site: Site, pair_at: Callable[..., Pair]) -> None:
    site.put("/page", "<!doctype html><body><input id=p type=password value=canary-01-x>")
    pair = pair_at("/page")
    pair.customer.evaluate("lab.startCapture(7)")
    pair.customer.evaluate("p.type = 'text'")
    pair.customer.evaluate("p.value = 'canary-02-x'")
    pair.agent.evaluate("lab.startView(7)")
    pair.agent.wait_for_function("lab.paints === 1")
    pair.settle()
    assert leaked(pair) == []
    assert pair.in_mirror("mirror.getElementById('p').value") == MASK


def test_masks_have_one_length(shared: Share) -> None:
    fields = "".join(f"<input type=password value={'x' * n}>" for n in range(1, 50))
    texts = "".join(f"<p class=cobrowse-redacted>{'y' * n}</p>" for n in range(1, 50))
    pair = shared(f"<!doctype html><body>{fields}{texts}<input type=password id=empty>")
    values = "[...mirror.querySelectorAll('input')].slice(0, -1).map(i => i.value)"
    assert pair.in_mirror(values) == [MASK] * 49
    assert (
        pair.in_mirror("[...mirror.querySelectorAll('p')].map(p => p.textContent)") == [MASK] * 49
    )
    # Typing on tells nothing: not even that it goes on.
    pair.customer.locator("#empty").press_sequentially("abc")
    pair.settle()
    before = pair.customer.evaluate(CHANGES_SENT)
    pair.customer.locator("#empty").press_sequentially("defghijk")
    pair.customer.evaluate("new Promise(r => requestAnimationFrame(() => setTimeout(r, 100)))")
    assert pair.customer.evaluate(CHANGES_SENT) == before


def test_file_names_stay(shared: Share) -> None:
    pair = shared("<!doctype html><body><input type=file id=f>")
    file: FilePayload = {
        "name": "canary-01-x.txt",
        "mimeType": "text/plain",
        "buffer": b"canary-02-x",
    }
    pair.customer.set_input_files("#f", files=[file])
    pair.settle()
    assert leaked(pair) == []


def test_pictures_of_masked_regions_are_not_even_read(site: Site, shared: Share) -> None:
    site.put("/face.png", b"\x89PNG-canary-01-x", "image/png")
    site.put(
        "/open.svg",
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
        "image/svg+xml",
    )
    pair = shared(
        """<!doctype html><body><div class=cobrowse-redacted>
        <img src=/face.png><div style="background:url(/face.png);height:9px"></div></div>
        <img id=open src=/open.svg>"""
    )
    pair.wait_in_mirror("mirror.getElementById('open').src.startsWith('blob:')")
    assert pair.sent("assets").count(b'"type"') == 1


def test_what_is_blocked_keeps_its_size(shared: Share) -> None:
    pair = shared(
        """<!doctype html><body style="margin:0"><div id=b data-alongside=block
        style="margin:10px;padding:5px;width:200px">text<br>text</div><p id=after>after"""
    )
    top = "getElementById('after').getBoundingClientRect().top"
    assert pair.in_mirror(f"mirror.{top}") == pair.customer.evaluate(f"document.{top}")
    box = pair.in_mirror("mirror.querySelector('alongside-box').outerHTML")
    assert "padding" not in box and json.dumps("text") not in box


def test_when_a_masked_text_is_written_cannot_be_seen(shared: Share) -> None:
    """Also where a script replaces it by a new text each time."""
    pair = shared("<!doctype html><p class=cobrowse-redacted id=m>first</p><p id=plain>open</p>")
    before = pair.customer.evaluate(CHANGES_SENT)
    pair.customer.evaluate(
        """async () => { for (let i = 0; i < 10; i++) {
          m.textContent = 'typed ' + 'x'.repeat(i)
          await new Promise(r => requestAnimationFrame(() => setTimeout(r, 50))) } }"""
    )
    assert pair.customer.evaluate(CHANGES_SENT) == before
    pair.customer.evaluate("plain.textContent = 'changed'")
    pair.wait_in_mirror("mirror.querySelector('#plain').textContent === 'changed'")
    assert pair.customer.evaluate(CHANGES_SENT) > before
