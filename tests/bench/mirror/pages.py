"""The pages that are mirrored: generated, the same in every run, and two from npm packages."""

from __future__ import annotations

import struct
import zlib
from random import Random

from tests.client_js.mirror_lab import Site

# Generated pages have these: `bench-probe` is first in the body, `bench-rows` is a table to insert
# rows into, `bench-field` a text field and `bench-cell` the elements whose text and title change.
TOP = "<p class=bench-probe>tick-0</p><input class=bench-field><table class=bench-rows><tbody>"
TOP += "<tr><td>first</td></tr></tbody></table>"

GENERATED = {
    "form": "/form",
    "products": "/products",
    "table": "/table",
    "mixed": "/mixed",
}
TEMPLATES = {
    "shop": "/npm/startbootstrap-shop-homepage/dist/index.html",
    "admin": "/npm/startbootstrap-sb-admin-2/tables.html",
}
PATHS = {**GENERATED, **TEMPLATES}

WORDS = (
    "order parcel return invoice address street delivery voucher account season cotton wool green "
    "blue small large stock basket price total change update contact letter phone number city"
).split()


def serve(site: Site) -> None:
    site.put("/form", form())
    site.put("/form.css", stylesheet(), "text/css")
    site.put("/products", products())
    site.put("/table", table())
    site.put("/mixed", mixed())
    site.put("/fuzz", fuzz())
    for number in range(12):
        site.put(f"/image/{number}.png", noise(16, number), "image/png")


def form() -> str:
    """About 2,700 nodes, 170 controls, 60 KB of CSS."""
    random = Random(1)
    links = "".join(f"<li><a href=#{n}>{_words(random, 2)}</a></li>" for n in range(60))
    rows = "".join(_field(random, number) for number in range(169))
    texts = "".join(f"<p>{_words(random, 30)} <em>{_words(random, 3)}</em></p>" for _ in range(60))
    css = "<link rel=stylesheet href=/form.css>"
    return _page("Form", f"{TOP}<ul>{links}</ul><form>{rows}</form>{texts}", css)


def products() -> str:
    """About 10,000 nodes."""
    random = Random(2)
    cards = "".join(
        f'<article class="card kind-{n % 7}"><h3>{_words(random, 3)}</h3>'
        f'<img src=/image/{n % 12}.png alt="{_words(random, 2)}" width=64 height=64>'
        f"<p>{_words(random, 14)}</p><ul>"
        + "".join(f"<li>{_words(random, 2)}</li>" for _ in range(3))
        + f"</ul><span class=bench-cell>{random.randrange(9_000)} EUR</span>"
        f'<a href="/item/{n}">{_words(random, 2)}</a><button>{_words(random, 1)}</button>'
        f"<small>{_words(random, 4)}</small></article>"
        for n in range(478)
    )
    css = (
        "<style>main{display:grid;grid-template-columns:repeat(4,1fr);gap:8px}"
        ".card{border:1px solid #ccc;padding:6px}.card h3{font-size:14px}</style>"
    )
    return _page("Products", f"{TOP}<main>{cards}</main>", css)


def table() -> str:
    """About 54,000 nodes."""
    random = Random(3)
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{' class=bench-cell' if column == 0 and row < 400 else ''}>"
            f"{random.choice(WORDS)} {random.randrange(100_000)}</td>"
            for column in range(8)
        )
        + "</tr>"
        for row in range(3_175)
    )
    css = "<style>td{border:1px solid #ddd;padding:2px}</style>"
    return _page("Table", f"{TOP}<table><tbody>{rows}</tbody></table>", css)


def mixed() -> str:
    """Shadow roots, nested same-origin iframes, canvases, SVG, controls."""
    random = Random(4)
    shadows = "".join(
        f"<my-card><template shadowrootmode=open><style>b{{color:#0{n % 10}6}}</style>"
        f"<b>{_words(random, 3)}</b><slot></slot></template>"
        f"<span class=bench-cell>{_words(random, 4)}</span></my-card>"
        for n in range(60)
    )
    inner = f"<p>{_words(random, 5)}</p><iframe srcdoc='<p>{_words(random, 5)}</p>'></iframe>"
    frames = "".join(
        f'<iframe srcdoc="<style>p{{color:red}}</style>{inner}"></iframe>' for _ in range(4)
    )
    charts = "".join(_chart(random) for _ in range(6))
    canvases = "<canvas width=200 height=100></canvas>" * 4
    draw = """<script>for (const canvas of document.querySelectorAll('canvas')) {
      const context = canvas.getContext('2d')
      for (let i = 0; i < 40; i++) { context.fillStyle = `hsl(${i * 9} 80% 50%)`
        context.fillRect(i * 5, 100 - i * 2, 4, i * 2) } }</script>"""
    rest = (
        "<details open><summary>More</summary><p>text</p></details><textarea>words</textarea>"
        "<div contenteditable>edit <b>this</b></div><select multiple><option selected>a"
        "<option selected>b<option>c</select>"
    )
    return _page("Mixed", f"{TOP}{shadows}{frames}{charts}{canvases}{rest}{draw}")


def fuzz() -> str:
    """What random changes begin with."""
    card = "<my-card><template shadowrootmode=open><u>shadow</u><i>root</i></template></my-card>"
    return _page("Fuzz", f"<div><p>one</p><ul><b>two</b></ul>{card}</div>" * 6)


def stylesheet() -> str:
    """60 KB in 1,200 rules."""
    random = Random(5)
    return "\n".join(
        f".c{n} .d{n % 90}{{color:#{random.randrange(0x1000000):06x};padding:{n % 17}px}}"
        for n in range(1_250)
    )


def noise(side: int, seed: int) -> bytes:
    """A PNG image that does not compress, of `side` x `side` pixels."""
    random = Random(seed)
    rows = b"".join(b"\0" + random.randbytes(3 * side) for _ in range(side))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)


def _page(title: str, body: str, head: str = "") -> str:
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>{head}"
        f"</head><body>{body}</body></html>"
    )


def _words(random: Random, count: int) -> str:
    return " ".join(random.choice(WORDS) for _ in range(count))


def _field(random: Random, number: int) -> str:
    return (
        f'<div class="c{number} row"><label for=f{number}>{_words(random, 2)}</label>'
        f"{_control(random, number)}<span class=bench-cell>{_words(random, 5)}</span>"
        f"<div class=d{number % 90}><b>{_words(random, 1)}</b><i>{_words(random, 2)}</i></div>"
        "</div>"
    )


def _control(random: Random, number: int) -> str:
    match number % 5:
        case 0:
            options = "".join(f"<option>{_words(random, 1)}</option>" for _ in range(5))
            return f"<select id=f{number}>{options}</select>"
        case 1:
            return f"<input id=f{number} type=checkbox>"
        case 2:
            return f"<textarea id=f{number}>{_words(random, 6)}</textarea>"
        case _:
            return f'<input id=f{number} value="{_words(random, 2)}">'


def _chart(random: Random) -> str:
    points = " ".join(f"{x * 8},{random.randrange(100)}" for x in range(50))
    bars = "".join(
        f'<rect x="{x * 10}" y="{100 - y}" width="8" height="{y}" fill="#36c"/>'
        for x, y in enumerate(random.sample(range(100), 40))
    )
    return f'<svg width="400" height="100">{bars}<polyline points="{points}" fill="none"/></svg>'
