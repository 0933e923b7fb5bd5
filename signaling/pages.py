"""What browsers load: the console's shell, the mirror's blank document, the customer's preview and
her call window, the bundle, the demo shop; and what operators ask: health, readiness, metrics. All
from memory.
"""

import hmac
import mimetypes
from collections.abc import Iterable
from pathlib import Path

import msgspec
from aiohttp import web

from signaling.assets import Asset, Assets
from signaling.errors import NoSuchPage, NotSignedIn
from signaling.keys import METRICS, ORIGINS, SETTINGS, SOURCES, STORE, TEXTS
from signaling.store.sites import Site

DEMO_FOLDER = Path(__file__).parent / "demo"
DEMO_KEY = "{{SITE_KEY}}"
REVALIDATE = "public, max-age=0, must-revalidate"

CONSOLE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Alongside</title>
<link rel="icon" href="data:,">{check}
<link rel="stylesheet" href="/look.css">
</head>
<body>
<script type="module" src="/static/agent.js"></script>
<noscript>The agent console needs JavaScript.</noscript>
</body>
</html>
"""
CONSOLE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self' data:; frame-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors {framers}"
)

# What operators do is text and forms: nothing is framed, no picture comes from elsewhere.
ADMIN = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Alongside</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/look.css">
</head>
<body>
<script type="module" src="/static/admin.js"></script>
<noscript>The admin console needs JavaScript.</noscript>
</body>
</html>
"""
ADMIN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types lit-html"
)

CHECK = '\n<link rel="help" href="/check">'

MIRROR = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Mirror</title></head>
<body></body>
</html>
"""
# design.md section 5: whatever a customer's page may hold, here it loads and runs nothing.
MIRROR_POLICY = (
    "default-src 'none'; img-src data: blob:{origins}; media-src blob:; style-src 'unsafe-inline'; "
    "font-src data: blob:{origins}; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'{framers}"
)

# In a frame of the customer's page: what leaves that page for an agent, shown to her.
PREVIEW = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>What the agent sees</title>
</head>
<body><script type="module" src="/static/preview.js"></script></body>
</html>
"""
PREVIEW_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; frame-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'{framers}"
)

# Where a shared document is decoded and painted, in a frame of the call window or the console. It
# has no origin, loads its two scripts and nothing else, and reaches only the window around it.
DOCUMENT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Document</title>
<style>
  html, body { height: 100%; margin: 0; background: #d7dbe2; }
  body { position: relative; display: flex; }
  main { box-sizing: border-box; flex: 1; min-width: 0; height: 100%; padding: 12px;
    overflow: auto; outline-offset: -3px; }
  .pages { box-sizing: border-box; flex: none; width: 140px; height: 100%; padding: 8px;
    overflow: hidden auto; border-right: 1px solid #9aa3b2; background: #e9ecf1; color: #1d2430;
    font: 13px/1.4 system-ui, sans-serif; text-align: center; }
  .pages.right { order: 1; border: 0; border-left: 1px solid #9aa3b2; }
  .pages [role='option'] { padding: 6px; border-radius: 6px; cursor: pointer; }
  .pages [aria-selected='false']:hover { background: #d7dbe2; }
  .pages [aria-selected='true'] { background: #cfdcfb; font-weight: 600; }
  .pages [role='option']:focus-visible { outline: 3px solid #1d4ed8; outline-offset: -3px; }
  .small { display: grid; place-content: center; min-height: 124px; margin-bottom: 2px; }
  .small canvas { display: block; max-width: 96px; border: 1px solid #9aa3b2; background: #fff; }
  @media (max-width: 560px) {
    .pages { position: absolute; inset: 0 auto 0 0; z-index: 1;
      box-shadow: 0 0 18px rgb(0 0 0 / 40%); }
    .pages.right { inset: 0 0 0 auto; }
  }
  .sheet { position: relative; margin: 0 auto; background: #fff;
    box-shadow: 0 1px 6px rgb(0 0 0 / 30%); touch-action: pan-x pan-y; }
  .paper { position: absolute; inset: 0; width: 100%; height: 100%; }
  .drawings { position: absolute; inset: 0; overflow: hidden; pointer-events: none; }
  .drawings svg { position: absolute; inset: 0; width: 100%; height: 100%; }
  polyline { fill: none; stroke-width: 3px; stroke-linecap: round; stroke-linejoin: round;
    vector-effect: non-scaling-stroke; }
  .pointer, .laser, .found { position: absolute; }
  .pointer { width: 14px; height: 14px; margin: -9px; border: 2px solid #fff; border-radius: 50%;
    background: currentcolor; box-shadow: 0 0 0 2px currentcolor; }
  .laser { width: 10px; height: 10px; margin: -5px; border-radius: 50%; background: currentcolor;
    box-shadow: 0 0 10px 3px currentcolor; }
  .found { background: #ffd54a; mix-blend-mode: multiply; }
  [data-tool='pen'] .sheet { cursor: crosshair; touch-action: none; }
  [data-tool='laser'] .sheet { cursor: cell; touch-action: none; }
  [hidden] { display: none !important; }
  @media (prefers-color-scheme: dark) {
    html, body { background: #2a2f38; }
    .pages { border-color: #566072; background: #1f242c; color: #e8ecf3; }
    .pages [aria-selected='false']:hover { background: #2f3641; }
    .pages [aria-selected='true'] { background: #274690; }
    .pages [role='option']:focus-visible { outline-color: #9cc0ff; }
  }
  @media (forced-colors: active) {
    .pages [aria-selected='true'] { outline: 2px solid Highlight; outline-offset: -2px; }
  }
</style>
</head>
<body><script src="/static/document.js"></script></body>
</html>
"""
DOCUMENT_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'self'; worker-src blob:; "
    "style-src 'unsafe-inline'; img-src blob:; font-src data: blob:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'{framers}"
)
# What a document without an origin may load of ours; pdf.js imports the decoders as modules, which
# browsers let it read only where everybody may.
DECODERS = frozenset({"jbig2_nowasm_fallback.js", "openjpeg_nowasm_fallback.js"})
FOR_DOCUMENTS = frozenset({"document.js", "pdf_worker.js"}) | DECODERS

# The customer's call window, opened or framed by a page of the site. Without a
# Cross-Origin-Opener-Policy: it has to talk with its opener.
DOCK = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Support call</title>
<link rel="icon" href="data:,">{check}
<script type="application/json" id="site">{site}</script>
</head>
<body><script type="module" src="/static/dock.js"></script></body>
</html>
"""
DOCK_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; "
    "connect-src 'self' {sockets}; frame-src 'self'; media-src blob: mediastream:; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'{framers}"
)
CAPTURING = "camera=(self), microphone=(self), display-capture=(self)"
NO_DOCK = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Support call</title>
<link rel="icon" href="data:,">
</head>
<body><p>This call cannot be opened: the website is not known here.</p></body>
</html>
"""
NO_DOCK_POLICY = "default-src 'none'; img-src data:; frame-ancestors *"


# The customer's chat in a window of its own, opened by a page of the site: as the dock, it has to
# talk with its opener.
CHAT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Support</title>
<link rel="icon" href="data:,">
<script type="application/json" id="site">{site}</script>
</head>
<body><script type="module" src="/static/chat.js"></script></body>
</html>
"""
CHAT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; "
    "connect-src 'self' {sockets}; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types lit-html"
)
NO_CHAT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Support</title>
<link rel="icon" href="data:,">
</head>
<body><p>This chat cannot be opened: the website is not known here.</p></body>
</html>
"""
NO_CHAT_POLICY = "default-src 'none'; img-src data:; frame-ancestors 'none'"


# Where an invitation leads: its secret is in the fragment, which no browser sends. It shows the
# customer's page in the mirror, as the console does, and loads what that lets through.
JOIN = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Join</title>
<link rel="icon" href="data:,">
</head>
<body>
<script type="module" src="/static/join.js"></script>
<noscript>Joining needs JavaScript.</noscript>
</body>
</html>
"""
JOIN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self' {sockets}; img-src 'self' data: blob:; font-src 'self' data:; "
    "frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types lit-html"
)


# Every page of the customer's is built in a new one: it must not cost a round trip each time.
MIRROR_CACHE = "private, max-age=60"


class WindowSite(msgspec.Struct, frozen=True):
    """What a call or chat window knows of its site before it is connected."""

    site: str
    name: str
    organisation: str
    origins: tuple[str, ...]


class Demo(msgspec.Struct, frozen=True):
    """The demo shop's files by path, the site key filled in."""

    files: dict[str, bytes]


def load_demo(site_key: str, folder: Path = DEMO_FOLDER) -> Demo:
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            body = path.read_bytes()
            if path.suffix == ".html":
                body = body.replace(DEMO_KEY.encode(), site_key.encode())
            files[path.relative_to(folder).as_posix()] = body
    return Demo(files)


async def to_folder(request: web.Request) -> web.Response:
    raise web.HTTPFound(f"{request.path}/")


async def console(request: web.Request) -> web.Response:
    headers = {
        "Content-Security-Policy": CONSOLE_POLICY.format(framers="'none'"),
        "Cross-Origin-Opener-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Permissions-Policy": CAPTURING,
    }
    text = CONSOLE.format(check=check_link(request))
    return web.Response(text=text, content_type="text/html", headers=headers)


async def admin(request: web.Request) -> web.Response:
    """The same for everybody: what somebody may do, its calls decide (rest/gate.py)."""
    headers = {
        "Content-Security-Policy": ADMIN_POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
    }
    return web.Response(text=ADMIN, content_type="text/html", headers=headers)


async def mirror(request: web.Request) -> web.Response:
    """`?site=ID`: what this site's policy lists (`asset_origins`) may be loaded, too. Within the
    agent pane it is within the page around that."""
    return _mirror(await _site(request), framers=request.app[SETTINGS].embed_origins)


async def preview(request: web.Request) -> web.Response:
    """`?site=ID`: only pages of this site may frame it."""
    site = await _site(request)
    framers = () if site is None else site.origins
    policy = PREVIEW_POLICY.format(framers=_listed(framers))
    headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
    return web.Response(text=PREVIEW, content_type="text/html", headers=headers)


async def preview_mirror(request: web.Request) -> web.Response:
    """As `mirror`, within the preview, which is within a page of the site."""
    site = await _site(request)
    return _mirror(site, framers=() if site is None else site.origins)


async def dock(request: web.Request) -> web.Response:
    """`?site=ID`: only pages of this site may frame it, and it talks with them only; it finds them
    in its own document."""
    site = await _site(request)
    if site is None:
        # Framed by whom it may: people should read why there is no call.
        headers = {"Content-Security-Policy": NO_DOCK_POLICY}
        return web.Response(status=404, text=NO_DOCK, content_type="text/html", headers=headers)
    policy = DOCK_POLICY.format(
        sockets=request.app[SETTINGS].origin.replace("http", "ws", 1),
        framers=_listed(site.origins),
    )
    headers = {
        "Content-Security-Policy": policy,
        "Permissions-Policy": CAPTURING,
        "Referrer-Policy": "no-referrer",
        # A website that is cross-origin isolated frames nothing else.
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    text = DOCK.format(site=_written(site), check=check_link(request))
    return web.Response(text=text, content_type="text/html", headers=headers)


async def document(request: web.Request) -> web.Response:
    """`?site=ID`: where a call window is a frame of this site's page, it is framed by that, too; in
    the agent pane by the page around that."""
    site = await _site(request)
    around = request.app[SETTINGS].embed_origins if site is None else site.origins
    policy = DOCUMENT_POLICY.format(framers=_listed(around))
    headers = {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cache-Control": MIRROR_CACHE,
    }
    return web.Response(text=DOCUMENT, content_type="text/html", headers=headers)


async def chat(request: web.Request) -> web.Response:
    """`?site=ID`: a window of its own, which nobody frames; it talks with pages of this site."""
    site = await _site(request)
    if site is None:
        headers = {"Content-Security-Policy": NO_CHAT_POLICY}
        return web.Response(status=404, text=NO_CHAT, content_type="text/html", headers=headers)
    sockets = request.app[SETTINGS].origin.replace("http", "ws", 1)
    headers = {
        "Content-Security-Policy": CHAT_POLICY.format(sockets=sockets),
        "Referrer-Policy": "no-referrer",
    }
    text = CHAT.format(site=_written(site))
    return web.Response(text=text, content_type="text/html", headers=headers)


async def join(request: web.Request) -> web.Response:
    """The same for everybody: who is invited to what, only the fragment tells."""
    sockets = request.app[SETTINGS].origin.replace("http", "ws", 1)
    headers = {
        "Content-Security-Policy": JOIN_POLICY.format(sockets=sockets),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
    }
    return web.Response(text=JOIN, content_type="text/html", headers=headers)


def _written(site: Site) -> str:
    """As JSON in a script element, which nothing in it may end."""
    known = WindowSite(
        site=site.id, name=site.name, organisation=site.organisation, origins=site.origins
    )
    return msgspec.json.encode(known).decode().replace("<", "\\u003c")


def check_link(request: web.Request) -> str:
    """Where the page finds the one that tells what a network lets through."""
    return CHECK if request.app[SETTINGS].check_page else ""


async def _site(request: web.Request) -> Site | None:
    return await request.app[ORIGINS].by_id(request.query.get("site", ""))


def _mirror(site: Site | None, framers: tuple[str, ...]) -> web.Response:
    listed = () if site is None else site.redaction.asset_origins
    policy = MIRROR_POLICY.format(origins=_listed(listed), framers=_listed(framers))
    headers = {"Content-Security-Policy": policy, "Cache-Control": MIRROR_CACHE}
    return web.Response(text=MIRROR, content_type="text/html", headers=headers)


def _listed(origins: Iterable[str]) -> str:
    """As more sources in a policy; checked when the site was registered."""
    return "".join(f" {origin}" for origin in origins)


class Bundle:
    """Serves the browser bundle. The SDK, `alongside.js` and what it loads for a session, is for
    all origins, the rest for our own."""

    def __init__(self, assets: Assets) -> None:
        self._assets = assets

    async def sdk(self, request: web.Request) -> web.Response:
        name = request.path.rpartition("/")[2]
        return for_all_origins(answer_asset(request, self._assets[name]))

    async def static(self, request: web.Request) -> web.Response:
        asset = self._assets.get(request.match_info["name"])
        if asset is None:
            raise NoSuchPage
        response = answer_asset(request, asset)
        if asset.name in FOR_DOCUMENTS:
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if asset.name in DECODERS:
            response.headers["Access-Control-Allow-Origin"] = "*"
        return response


async def texts(request: web.Request) -> web.Response:
    """What a user interface says in a language; for the SDK, too."""
    found = request.app[TEXTS].file(request.match_info["name"])
    return for_all_origins(answer_asset(request, found))


class DemoPages:
    """The demo shop: an ordinary website that embeds the SDK."""

    def __init__(self, demo: Demo) -> None:
        self._demo = demo

    async def page(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        if path == "" or path.endswith("/"):
            path += "index.html"
        body = self._demo.files.get(path) or self._demo.files.get(f"{path}.html")
        if body is None:
            raise NoSuchPage
        kind = "text/html" if path.endswith(".html") or "." not in path else None
        kind = kind or mimetypes.guess_type(path)[0] or "application/octet-stream"
        charset = "utf-8" if kind.startswith("text/") else None
        # A shop has no reason to be as strict as a console; it may not be framed all the same.
        headers = {"Content-Security-Policy": "frame-ancestors 'self'"}
        return web.Response(body=body, content_type=kind, charset=charset, headers=headers)

    async def home(self, request: web.Request) -> web.Response:
        raise web.HTTPFound("/demo/")


async def healthz(request: web.Request) -> web.Response:
    """This process answers."""
    return web.json_response({"status": "ok"})


async def readyz(request: web.Request) -> web.Response:
    """It can do its work: the store answers too."""
    if await request.app[STORE].answers():
        return web.json_response({"status": "ready"})
    return web.json_response({"status": "store unavailable"}, status=503)


async def metrics(request: web.Request) -> web.Response:
    token = request.app[SETTINGS].metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token:
        allowed = hmac.compare_digest(given.encode(), token.encode())
    else:
        allowed = request.app[SOURCES].is_this_machine(request)
    if not allowed:
        raise NotSignedIn
    body = request.app[METRICS].render()
    return web.Response(body=body, headers={"Content-Type": "text/plain; version=0.0.4"})


def for_all_origins(response: web.Response) -> web.Response:
    """What the SDK loads, it loads from within the pages of any website."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def answer_asset(request: web.Request, asset: Asset) -> web.Response:
    headers = {"ETag": asset.etag, "Cache-Control": REVALIDATE}
    if asset.etag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    headers["Content-Type"] = asset.content_type
    return web.Response(body=asset.body, headers=headers)
