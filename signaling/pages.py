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
from signaling.shells import (
    ADMIN,
    ADMIN_POLICY,
    CAPTURING,
    CHAT,
    CHAT_POLICY,
    CHECK,
    CONSOLE,
    CONSOLE_POLICY,
    DECODERS,
    DOCK,
    DOCK_POLICY,
    DOCUMENT,
    DOCUMENT_POLICY,
    FOR_DOCUMENTS,
    JOIN,
    JOIN_POLICY,
    MIRROR,
    MIRROR_CACHE,
    MIRROR_POLICY,
    NO_CHAT,
    NO_CHAT_POLICY,
    NO_DOCK,
    NO_DOCK_POLICY,
    PREVIEW,
    PREVIEW_POLICY,
)
from signaling.store.sites import Site

DEMO_FOLDER = Path(__file__).parent / "demo"
DEMO_KEY = "{{SITE_KEY}}"
REVALIDATE = "public, max-age=0, must-revalidate"


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
        allowed = hmac.compare_digest(given.encode(errors="replace"), token.encode())
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
