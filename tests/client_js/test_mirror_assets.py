"""Style sheets, pictures and fonts: what the customer's browser can read reaches the mirror."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

import pytest
from aiohttp import web

from tests.client_js.mirror_lab import Pair, Site

Share = Callable[..., Pair]

STYLED = """<!doctype html><head>
<style id=inline>#a{color:rgb(1,0,0)}</style>
<link rel=stylesheet href=/linked.css>
<style media=print>#c{color:rgb(9,9,9)}</style>
</head><body><p id=a>a</p><p id=b>b</p><p id=c>c</p><p id=d data-state=on>d</p><p id=e>e</p>"""


def colour(name: str) -> str:
    return f"getComputedStyle(mirror.getElementById('{name}')).color"


def by_id(name: str) -> str:
    return f"mirror.getElementById('{name}')"


def picture(width: int, height: int, rgb: tuple[int, int, int] = (255, 0, 0)) -> bytes:
    """A PNG in one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = (b"\0" + bytes(rgb) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def pixel(expression: str) -> str:
    """Colour of the middle of a picture of the mirror."""
    return f"""(() => {{ const image = {expression}; const c = document.createElement('canvas')
      if (!image.complete || image.naturalWidth === 0) return null
      c.width = c.height = 1; const d = c.getContext('2d')
      d.drawImage(image, 0, 0, 1, 1); return [...d.getImageData(0, 0, 1, 1).data].join() }})()"""


@pytest.fixture
def styled(site: Site, shared: Share) -> Pair:
    css = "@import '/imported.css' screen; #b{color:rgb(2,0,0)} [data-state=on]{color:rgb(4,0,0)}"
    site.put("/linked.css", css, "text/css")
    site.put("/imported.css", "#e{color:rgb(5,0,0)}", "text/css")
    return shared(STYLED)


def test_style_elements_and_links(styled: Pair) -> None:
    assert styled.in_mirror(colour("a")) == "rgb(1, 0, 0)"
    assert styled.in_mirror(colour("b")) == "rgb(2, 0, 0)"
    assert styled.in_mirror(colour("c")) == "rgb(0, 0, 0)"
    assert styled.in_mirror(colour("d")) == "rgb(4, 0, 0)"
    assert styled.in_mirror(colour("e")) == "rgb(5, 0, 0)"
    assert styled.in_mirror("mirror.querySelector('link') === null")


RULE_CHANGES = {
    "insertRule": "inline.sheet.insertRule('#c{color:rgb(3,0,0)}', 0)",
    "appended rule": "inline.sheet.insertRule('#c{color:rgb(3,0,0)}', 1)",
    "changed text": "inline.textContent = '#c{color:rgb(3,0,0)}'",
    "changed in place": "inline.sheet.cssRules[0].selectorText = '#c';"
    "inline.sheet.cssRules[0].style.color = 'rgb(3,0,0)'",
    "new element": "document.head.insertAdjacentHTML('beforeend',"
    "'<style>#c{color:rgb(3,0,0)}</style>')",
    "adopted": """(() => { const s = new CSSStyleSheet(); s.replaceSync('#c{color:rgb(3,0,0)}')
        document.adoptedStyleSheets.push(s) })()""",
    "adopted and changed": """(() => { const s = new CSSStyleSheet()
        s.replaceSync('#b{color:red}'); document.adoptedStyleSheets = [s]
        setTimeout(() => s.replaceSync('#c{color:rgb(3,0,0)}'), 300) })()""",
}


@pytest.mark.parametrize("name", RULE_CHANGES)
def test_changes_of_rules(styled: Pair, name: str) -> None:
    styled.customer.evaluate(RULE_CHANGES[name])
    styled.wait_in_mirror(f"{colour('c')} === 'rgb(3, 0, 0)'")


def test_sheet_switched_off(styled: Pair) -> None:
    styled.customer.evaluate("document.querySelector('link').disabled = true")
    styled.wait_in_mirror(f"{colour('b')} === 'rgb(0, 0, 0)'")
    styled.customer.evaluate("document.querySelector('link').disabled = false")
    styled.wait_in_mirror(f"{colour('b')} === 'rgb(2, 0, 0)'")


def test_sheet_of_a_shadow_root(shared: Share) -> None:
    pair = shared(
        """<!doctype html><body><div class=h></div><div class=h></div><script>
        const sheet = new CSSStyleSheet(); sheet.replaceSync('p{color:rgb(6,0,0)}')
        for (const host of document.querySelectorAll('.h')) {
          const root = host.attachShadow({mode:'open'}); root.innerHTML = '<p>x</p>'
          root.adoptedStyleSheets = [sheet] }
        </script>"""
    )
    inner = "[...mirror.querySelectorAll('.h')].map(h => h.shadowRoot.querySelector('p'))"
    colours = f"{inner}.map(p => getComputedStyle(p).color)"
    assert pair.in_mirror(colours) == ["rgb(6, 0, 0)"] * 2
    assert pair.sent().count(b"rgb(6, 0, 0)") == 1


def test_sheet_of_another_origin(site: Site, shared: Share) -> None:
    allowed = {"Access-Control-Allow-Origin": "*"}
    site.put("/cors.css", "#a{color:rgb(7,0,0)}", "text/css", allowed)
    site.put("/private.css", "#b{color:rgb(8,0,0)}", "text/css")
    links = "".join(
        f"<link rel=stylesheet href={site.foreign}/{name}.css>" for name in ("cors", "private")
    )
    pair = shared(f"<!doctype html><head>{links}</head><body><p id=a>a<p id=b>b")
    pair.wait_in_mirror(f"{colour('a')} === 'rgb(7, 0, 0)'")
    assert pair.in_mirror(colour("b")) == "rgb(0, 0, 0)"


def test_shorthand_with_variables_is_not_lost(shared: Share) -> None:
    pair = shared(
        """<!doctype html><style>:root{--x:3px 5px} #a{padding:var(--x);padding-top:9px}</style>
        <p id=a>a"""
    )
    padding = "getComputedStyle(mirror.getElementById('a')).padding"
    assert pair.in_mirror(padding) == "9px 5px 3px"


def test_images_travel_once_per_content(site: Site, shared: Share) -> None:
    for name in ("one", "two"):
        site.put(f"/{name}.png", picture(30, 20), "image/png")
    pair = shared("<!doctype html><body><img id=a src=/one.png><img id=b src=/two.png>")
    for name in ("a", "b"):
        pair.wait_in_mirror(f"{pixel(by_id(name))} === '255,0,0,255'")
    assert pair.in_mirror("mirror.getElementById('a').src.startsWith('blob:')")
    assert pair.sent("assets").count(b"\x89PNG") == 1
    site.put("/three.png", picture(5, 5, (0, 0, 255)), "image/png")
    pair.customer.evaluate("a.src = '/three.png'")
    pair.wait_in_mirror(f"{pixel(by_id('a'))} === '0,0,255,255'")


def test_image_behind_a_cookie(site: Site, shared: Share) -> None:
    async def guarded(request: web.Request) -> web.StreamResponse:
        if request.cookies.get("who") != "ann":
            return web.Response(status=403)
        return web.Response(body=picture(8, 8), content_type="image/png")

    site.put("/private.png", guarded)
    pair = shared(
        """<!doctype html><body><script>document.cookie = 'who=ann'
        document.body.innerHTML = '<img id=a src=/private.png>'</script>"""
    )
    pair.wait_in_mirror(f"{pixel(by_id('a'))} === '255,0,0,255'")


def test_image_that_cannot_be_read_keeps_its_place(site: Site, shared: Share) -> None:
    site.put("/other.png", picture(120, 45), "image/png")
    pair = shared(f"<!doctype html><body><img id=a src={site.foreign}/other.png>")
    pair.settle()
    size = "(r => [r.width, r.height])(mirror.getElementById('a').getBoundingClientRect())"
    pair.wait_in_mirror("mirror.getElementById('a').complete")
    assert pair.in_mirror(size) == [120, 45]
    assert pair.in_mirror("mirror.getElementById('a').src").startswith("data:image/svg")


def test_images_that_are_made_in_the_page(site: Site, shared: Share) -> None:
    site.put("/one.png", picture(30, 20), "image/png")
    pair = shared(
        """<!doctype html><body><img id=a><canvas id=c width=40 height=30></canvas><script>
        fetch('/one.png').then(r => r.blob()).then(b => { a.src = URL.createObjectURL(b) })
        const d = c.getContext('2d'); d.fillStyle = 'rgb(0,128,0)'; d.fillRect(0, 0, 40, 30)
        </script>"""
    )
    pair.wait_in_mirror(f"{pixel(by_id('a'))} === '255,0,0,255'")
    drawn = "mirror.querySelectorAll('img')[1]"
    pair.wait_in_mirror(f"{pixel(drawn)} === '0,128,0,255'")
    pair.customer.evaluate("d.fillStyle = 'rgb(0,0,200)', d.fillRect(0, 0, 40, 30)")
    pair.wait_in_mirror(f"{pixel(drawn)} === '0,0,200,255'")
    assert pair.in_mirror(f"{drawn}.getBoundingClientRect().width") == 40


def test_backgrounds_and_fonts(site: Site, shared: Share) -> None:
    fonts = "startbootstrap-sb-admin-2/vendor/fontawesome-free/webfonts"
    site.put("/one.png", picture(30, 20), "image/png")
    site.put("/css/a.css", "#a{background:url(../one.png);height:20px}", "text/css")
    pair = shared(
        f"""<!doctype html><link rel=stylesheet href=/css/a.css>
        <style>@font-face{{font-family:Icons;src:url(/npm/{fonts}/fa-solid-900.eot?#iefix),
        url(/npm/{fonts}/fa-solid-900.woff2) format("woff2");font-weight:900}}
        #b{{font:900 40px Icons}} #never{{background:url(/never.png)}}</style>
        <div id=a></div><span id=b>&#xf007;</span>
        <i id=c style="background:url('/one.png')">i</i>"""
    )
    background = "getComputedStyle(mirror.getElementById('%s')).backgroundImage"
    pair.wait_in_mirror(f"{background % 'a'}.startsWith('url(\"blob:')")
    pair.wait_in_mirror(f"{background % 'c'}.startsWith('url(\"blob:')")
    wide = "document.getElementById('b').getBoundingClientRect().width"
    width = pair.customer.evaluate(wide)
    pair.wait_in_mirror(f"mirror.{wide.removeprefix('document.')} === {width}")
    # Of what the page itself has not loaded nothing is asked for.
    assert "/never.png" not in site.requests


def test_what_is_not_shown_is_a_box_of_the_same_size(site: Site, shared: Share) -> None:
    site.put("/inner", "<!doctype html>INSIDE")
    pair = shared(
        f"""<!doctype html><body style="margin:0">
        <iframe src="{site.foreign}/inner" width=300 height=120></iframe>
        <video style="width:50%;height:80px;display:block"></video><object data=/inner></object>
        <div style="position:relative;height:90px"><iframe src="{site.foreign}/inner"
          style="position:absolute;inset:0;width:100%;height:100%"></iframe></div>"""
    )
    sizes = "[...D.querySelectorAll(Q)].map(e => e.getBoundingClientRect()).map(r => [r.x, r.y,"
    sizes += " r.width, r.height])"
    page = sizes.replace("D", "document", 1).replace("Q", "'iframe,video,object'")
    mirror = sizes.replace("D", "mirror", 1).replace("Q", "'alongside-box,img'")
    assert pair.in_mirror(mirror) == pair.customer.evaluate(page)
    reasons = "[...mirror.querySelectorAll('alongside-box')].map(e => e.getAttribute('reason'))"
    assert pair.in_mirror(reasons) == ["frame", "plugin", "frame"]
    assert "INSIDE" not in pair.sent().decode()
