"""A customer's side that lies: nothing of it runs, loads or breaks the console."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.client_js.mirror_lab import GRANT, Pair, Site
from tests.helpers.sampled import sampled

Batch = list[list[Any]]


@pytest.fixture
def hostile(site: Site, pair_at: Callable[..., Pair]) -> Pair:
    """An agent who watches, and a customer's end that sends what tests tell it to."""
    site.put("/page", "<!doctype html><body>no capture here")
    pair = pair_at("/page")
    pair.agent.evaluate("grant => lab.startView(grant)", GRANT)
    return pair


def send(pair: Pair, batch: Any, *, snapshot: bool = False, grant: int = GRANT) -> None:
    send = "([grant, batch, snapshot]) => lab.sendBatch(grant, batch, snapshot)"
    pair.customer.evaluate(send, [grant, batch, snapshot])


def page(*operations: list[Any]) -> Batch:
    """A snapshot: html 2, head 3, body 4, then these; new nodes have the ids 5, 6, ..."""
    return [
        ["start", 1, "standards"],
        ["view", 800, 600],
        ["c", 1, 0, 0, [["html", {}, [["head", {}], ["body", {}]]]]],
        *operations,
        ["ready", 1],
        ["whole", 1],
    ]


@pytest.fixture
def asked(hostile: Pair) -> Pair:
    """Counts what the view asks for."""
    hostile.customer.evaluate(
        """() => { lab.asked = []
          lab.channels.sync.addEventListener('message', ({data}) => {
            const message = JSON.parse(data)
            if (message.type === 'resync') lab.asked.push(message.reason) }) }"""
    )
    return hostile


def test_a_plain_page_is_shown(hostile: Pair) -> None:
    send(hostile, page(["c", 4, 0, 0, ["Hello ", ["b", {"class": "x"}]]]), snapshot=True)
    hostile.agent.wait_for_function("lab.paints === 1")
    assert hostile.in_mirror("mirror.body.innerHTML") == 'Hello <b class="x"></b>'


ATTRIBUTES = {
    "onclick": "parent.hacked = 1",
    "onload": "parent.hacked = 1",
    "ONERROR": "parent.hacked = 1",
    "srcdoc": "<script>parent.parent.hacked = 1</script>",
    "src": "EVIL/src.png",
    "srcset": "EVIL/srcset.png 1x",
    "href": "javascript:parent.hacked=1",
    "xlink:href": "EVIL/xlink.svg#a",
    "action": "EVIL/action",
    "formaction": "EVIL/formaction",
    "background": "EVIL/background.png",
    "poster": "EVIL/poster.png",
    "data": "EVIL/data",
    "ping": "EVIL/ping",
    "manifest": "EVIL/manifest",
    "style": "background:url(EVIL/style.png);list-style:image-set('EVIL/set.png' 1x)",
    "http-equiv": "refresh",
    "content": "0;url=EVIL/refresh",
    "__proto__": "x",
    "autofocus": "",
    "contenteditable": "true",
    "target": "_top",
    "name": "x",
    "popover": "",
    "tabindex": "1",
    "is": "x",
    "filter": "url(EVIL/filter.svg#f)",
    "fill": "url(EVIL/fill.svg#f)",
    "mask": "u\\72l(EVIL/mask.svg#f)",
    "attributeName": "href",
    "values": "javascript:parent.hacked=1",
}
PLAIN_TAGS = ["a", "div", "img", "form", "input", "button", "table", "body", "details", "my-tag"]
SVG_TAGS = ["svg", "use", "image", "a", "rect", "animateTransform", "filter", "foreignObject"]


def test_attributes_that_run_or_load(hostile: Pair, site: Site) -> None:
    evil = f"{site.foreign}/evil"
    attributes = {name: value.replace("EVIL", evil) for name, value in ATTRIBUTES.items()}
    items: list[Any] = [[tag, attributes] for tag in PLAIN_TAGS]
    items += [[f"svg:{tag}", attributes] for tag in SVG_TAGS]
    send(hostile, page(["c", 4, 0, 0, items]), snapshot=True)
    hostile.agent.wait_for_function("lab.paints === 1")
    later = [["a", 5 + n, attributes] for n in range(len(items))]
    send(hostile, [*later, ["c", 4, 18, 0, [["i", {}]]]])
    hostile.wait_in_mirror("mirror.querySelector('i') !== null")
    assert_inert(hostile, site)
    html = hostile.in_mirror("mirror.documentElement.outerHTML")
    assert "evil" not in html and "javascript" not in html and "hacked" not in html


def test_css_that_loads(hostile: Pair, site: Site) -> None:
    evil = f"{site.foreign}/evil"
    css = f"""@import '{evil}/1.css'; @import url({evil}/2.css); @\\69mport '{evil}/3.css';
      @charset "x"; @namespace url({evil}/4);
      body{{background:url({evil}/5.png)}} div{{background:u\\72l('{evil}/6.png')}}
      i{{background:image-set("{evil}/7.png" 1x)}} b{{--x:"{evil}/8.png";
      background:image-set(var(--x) 1x)}} u{{background:/**/url(/**/{evil}/9.png)}}
      @font-face{{font-family:x;src:url({evil}/10.woff2)}} a{{cursor:url({evil}/11.cur),auto}}
      s{{background:URL( "{evil}/12.png" )}} p::before{{content:url({evil}/13.png)}}
      q{{filter:url({evil}/14.svg#f);mask:url("{evil}/15.svg#f")}} body{{font-family:x}}
      em{{background:-webkit-image-set(url({evil}/16.png) 1x)}} </style><script>x</script>"""
    tags = ["div", "i", "b", "u", "a", "s", "p", "q", "em"]
    rules = [css, *css.replace(";", "}").split("}")]
    batch = page(
        ["c", 3, 0, 0, [["style", {}]]],
        ["y", 5, ""],
        ["r", 5, 0, 0, rules],
        ["y", -1, ""],
        ["r", -1, 0, 0, rules],
        ["l", 1, [-1]],
        ["c", 4, 0, 0, [[tag, {}, ["text"]] for tag in tags]],
    )
    send(hostile, batch, snapshot=True)
    hostile.agent.wait_for_function("lab.paints === 1")
    assert_inert(hostile, site)
    sheets = "[mirror.querySelector('style').sheet, ...mirror.adoptedStyleSheets]"
    text = hostile.in_mirror(f"{sheets}.flatMap(s => [...s.cssRules]).map(r => r.cssText).join()")
    # A string that nothing can use as a reference is left.
    assert text.count("evil") == text.count(f'--x: "{evil}/8.png"') > 0


FORBIDDEN: dict[str, list[Any]] = {
    name: ["c", 4, 0, 0, [[name, {"src": "/evil", "href": "/evil", "data": "/evil"}]]]
    for name in ("script", "object", "embed", "link", "meta", "base", "frame", "applet",
                 "noscript", "template", "video", "SCRIPT", "x y", "portal")
}  # fmt: skip
FORBIDDEN |= {
    "svg script": ["c", 4, 0, 0, [["svg:script", {}]]],
    "svg animate": ["c", 4, 0, 0, [["svg:animate", {}]]],
    "svg set": ["c", 4, 0, 0, [["svg:set", {}]]],
    "namespace": ["c", 4, 0, 0, [["xul:div", {}]]],
    "text in a style": ["c", 4, 0, 0, [["style", {}, ["@import 'x'"]]]],
    "text in a frame": ["c", 4, 0, 0, [["iframe", {}, ["x"]]]],
    "shadow in a frame": ["c", 4, 0, 0, [["iframe", {}, [], ["x"]]]],
    "a document in an element": ["h", 4, "standards", [["html", {}]]],
    "unknown definition": ["c", 4, 0, 0, [[99]]],
    "definition of a prototype": ["c", 4, 0, 0, [["__proto__"]]],
    "no attributes": ["c", 4, 0, 0, [["div"]]],
    "an item of nothing": ["c", 4, 0, 0, [[]]],
    "an item too long": ["c", 4, 0, 0, [["div", {}, [], [], []]]],
    "a null": ["c", 4, 0, 0, [None]],
    "rules of a body": ["r", 4, 0, 0, ["a{}"]],
    "rules of no sheet": ["r", -9, 0, 0, ["a{}"]],
    "a sheet of a body": ["y", 4, ""],
    "text splice too long": ["v", 4, 5, 5, "x"],
    "an unknown state of an element": ["u", 4, 2],
    "hover of a text": ["u", 0, 1],
    "too many nodes": ["c", 4, 0, 0, ["x"] * 4_097],
    "unknown operation": ["eval", "parent.hacked = 1"],
    "prototype key": ["__proto__", 1],
    "constructor": ["constructor", 1],
    "unknown id": ["c", 77, 0, 0, []],
    "unknown item": ["c", 4, 0, 0, [77]],
    "id zero": ["c", 4, 0, 0, [0]],
    "text as an id": ["c", "4", 0, 0, []],
    "negative": ["c", 4, -1, 0, []],
    "too many kept": ["c", 4, 5, 5, []],
    "itself as a child": ["c", 4, 0, 0, [4]],
    "a parent as a child": ["c", 4, 0, 0, [2]],
    "a cycle": ["c", 3, 0, 0, [2]],
    "the document": ["c", 4, 0, 0, [1]],
    "a second root element": ["c", 1, 1, 0, [["html", {}]]],
    "text beside the root": ["c", 1, 1, 0, ["text"]],
    "value of a body": ["v", 4, "x"],
    "text of an element": ["t", 4, "x"],
    "shadow of the document": ["h", 1, "", []],
    "shadow of an html": ["h", 2, "", []],
    "start twice": ["start", 2, "standards"],
    "long attribute": ["a", 4, {"class": "x" * 70_000}],
    "attribute no text": ["a", 4, {"class": {"toString": "x"}}],
    "scroll far": ["p", 4, "1e400", 1],
    "popover of a text": ["s", 1, 2],
    "unknown state": ["s", 4, 7],
    "huge viewport": ["view", 10**9, 10**9],
    "asset hash": ["m", 1, "../../x"],
    "unknown sheet": ["l", 1, [-44]],
    "numbers that end": ["e", [5, 3]],
    "number zero": ["e", [0]],
    "a run of none": ["e", [5, 0, 9]],
    "no numbers": ["e", []],
    "a number that is none": ["e", [1.5]],
}


def test_no_number_is_given_twice(asked: Pair) -> None:
    send(asked, page(["e", [9, 1, 7]], ["c", 4, 0, 0, ["nine", "seven"]]), snapshot=True)
    asked.agent.wait_for_function("lab.paints === 1")
    asked.wait_in_mirror("mirror.body.textContent === 'nineseven'")
    send(asked, [["t", 9, "9"], ["t", 7, "7"], ["c", 4, 2, 0, ["eight"]], ["t", 8, "8"]])
    asked.wait_in_mirror("mirror.body.textContent === '978'")
    # 9 is there.
    send(asked, [["c", 4, 3, 0, ["nine"]]])
    asked.customer.wait_for_function("lab.asked.includes('bad-message')")


def test_definitions_are_forgotten(asked: Pair) -> None:
    send(asked, page(["f"], ["c", 4, 0, 0, [["i", {}], [0]]]), snapshot=True)
    asked.agent.wait_for_function("lab.paints === 1")
    asked.wait_in_mirror("mirror.body.innerHTML === '<i></i><i></i>'")
    send(asked, [["f"], ["c", 4, 2, 0, [[0]]]])
    asked.customer.wait_for_function("lab.asked.includes('bad-message')")


@pytest.mark.parametrize("name", sampled(FORBIDDEN, 3))
def test_what_must_not_be_is_a_fault_and_heals(asked: Pair, site: Site, name: str) -> None:
    send(asked, page(), snapshot=True)
    asked.agent.wait_for_function("lab.paints === 1")
    operation = FORBIDDEN[name]
    send(asked, [operation])
    asked.customer.wait_for_function(
        "lab.asked.some(reason => ['bad-message', 'unknown-node'].includes(reason))"
    )
    assert_inert(asked, site)
    assert asked.in_mirror("mirror.body.childNodes.length") <= 1
    # What is sent on is ignored, until a snapshot comes.
    send(asked, [["c", 4, 0, 0, ["ignored"]]])
    send(asked, page(["c", 4, 0, 0, [["i", {}]]]), snapshot=True)
    asked.wait_in_mirror("mirror.querySelector('i') !== null")
    assert asked.in_mirror("mirror.body.textContent") == ""
    assert asked.agent.evaluate("lab.states.at(-1)") == "live"
    assert asked.agent.evaluate("lab.problems") == []


RAW = {
    "no json": b"[[",
    "no utf-8": b"\xff\xfe[]",
    "an object": b"{}",
    "null": b"null",
    "deep json": b"[" * 200_000,
    "numbers": b"[1,2,3]",
    "empty": b"",
}


@pytest.mark.parametrize("name", RAW)
def test_garbage(asked: Pair, name: str) -> None:
    send(asked, page(), snapshot=True)
    asked.agent.wait_for_function("lab.paints === 1")
    raw = "([grant, bytes]) => lab.sendRaw(grant, new Uint8Array(bytes), false)"
    asked.customer.evaluate(raw, [GRANT, list(RAW[name])])
    asked.customer.wait_for_function("lab.asked.includes('bad-message')")


def test_frames_of_another_grant_are_dropped(asked: Pair) -> None:
    send(asked, page(["c", 4, 0, 0, ["right"]]), snapshot=True)
    asked.agent.wait_for_function("lab.paints === 1")
    send(asked, page(["c", 4, 0, 0, ["wrong"]]), snapshot=True, grant=GRANT - 1)
    send(asked, [["c", 4, 1, 0, ["wrong"]]], grant=GRANT + 1)
    send(asked, [["c", 4, 1, 0, [" still"]]])
    asked.wait_in_mirror("mirror.body.textContent === 'right still'")


def test_a_gap_heals(asked: Pair) -> None:
    send(asked, page(), snapshot=True)
    asked.agent.wait_for_function("lab.paints === 1")
    asked.customer.evaluate(
        """grant => { const { mirror } = lab.channels; const send = mirror.send.bind(mirror)
          mirror.send = () => { mirror.send = send }
          lab.sendBatch(grant, [['c', 4, 0, 0, ['lost']]], false)
          lab.sendBatch(grant, [['t', 5, 'found']], false) }""",
        GRANT,
    )
    asked.customer.wait_for_function("lab.asked.includes('gap')")
    assert asked.agent.evaluate("lab.states.at(-1)") == "catching-up"


def test_depth_is_limited(asked: Pair) -> None:
    send(asked, page(), snapshot=True)
    asked.agent.wait_for_function("lab.paints === 1")
    send(asked, [["c", 4 + n, 0, 0, [["div", {}]]] for n in range(600)])
    asked.customer.wait_for_function("lab.asked.includes('bad-message')")
    asked.customer.evaluate("lab.asked = []")
    nested: Any = "deepest"
    for _ in range(70):
        nested = ["div", {}, [nested]]
    send(asked, page(["c", 4, 0, 0, [nested]]), snapshot=True)
    asked.customer.wait_for_function("lab.asked.includes('bad-message')")
    # By moving what is deep below what is deep as well.
    chains: Batch = []
    for first in (5, 406):
        chains.append(["c", 4, first // 406, 0, [["div", {}]]])
        chains += [["c", first + n, 0, 0, [["p", {}]]] for n in range(400)]
    send(asked, page(*chains), snapshot=True)
    asked.wait_in_mirror("mirror.body.children.length === 2")
    asked.customer.evaluate("lab.asked = []")
    send(asked, [["d", 4, [406]], ["c", 405, 0, 0, [406]]])
    asked.customer.wait_for_function("lab.asked.includes('bad-message')")


def test_nodes_are_limited(asked: Pair) -> None:
    asked.customer.evaluate(
        """grant => { const start = [['start', 1, 'standards'],
            ['c', 1, 0, 0, [['html', {}, [['body', {}]]]]]]
          const many = Array.from({length: 4000}, () => 'x')
          const all = Array.from({length: 51}, () => ['c', 3, 0, 0, many])
          lab.sendBatch(grant, [...start, ...all.map(([c, p], n) => [c, p, 4000 * n, 0, many])],
            true) }""",
        GRANT,
    )
    asked.customer.wait_for_function("lab.asked.includes('bad-message')", timeout=30_000)
    assert asked.agent.evaluate("1 + 1") == 2


def test_endless_faults_are_told_once(asked: Pair) -> None:
    for count in range(1, 6):
        send(asked, page(["eval"]), snapshot=True)
        asked.customer.wait_for_function(
            "n => lab.asked.filter(r => r === 'bad-message').length === n", arg=count
        )
    send(asked, page(["eval"]), snapshot=True)
    asked.agent.wait_for_function("lab.problems.length === 1")
    assert asked.agent.evaluate("lab.problems") == ["mirror.bad_message"]
    assert asked.agent.evaluate("lab.states.at(-1)") == "stale"
    assert asked.customer.evaluate("lab.asked.filter(r => r === 'bad-message').length") <= 5


def test_object_prototype_stays_clean(hostile: Pair) -> None:
    raw = '[["start",1,"standards"],["c",1,0,0,[["html",{"__proto__":"x"}]]],["ready",1]]'
    hostile.customer.evaluate(
        "([grant, raw]) => lab.sendRaw(grant, new TextEncoder().encode(raw), true)", [GRANT, raw]
    )
    hostile.agent.wait_for_function("lab.paints === 1")
    assert hostile.agent.evaluate("({}).x === undefined")


def test_no_field_of_the_mirror_takes_the_focus(hostile: Pair) -> None:
    fields = [["input", {"type": "password"}], ["a", {"href": "#"}]]
    send(hostile, page(["c", 4, 0, 0, fields]), snapshot=True)
    hostile.agent.wait_for_function("lab.paints === 1")
    box = hostile.agent.locator("iframe").bounding_box()
    assert box is not None
    hostile.agent.mouse.click(box["x"] + 40, box["y"] + 20)
    for _ in range(4):
        hostile.agent.keyboard.press("Tab")
    hostile.agent.keyboard.type("secret")
    assert hostile.in_mirror("mirror.querySelector('input').value") == ""
    assert hostile.in_mirror("mirror.activeElement === mirror.body")


def assert_inert(pair: Pair, site: Site) -> None:
    assert pair.agent.evaluate("window.hacked === undefined")
    assert pair.in_mirror("mirror.defaultView.hacked === undefined")
    elements = "script,object,embed,link,meta,base,frame,applet,video,template"
    assert pair.in_mirror(f"mirror.body.querySelector('{elements}') === null")
    assert [path for path in site.requests if "evil" in path] == []
    assert pair.agent.url.endswith("/console")
