"""The browser bundle. This is the only module that knows where it is."""

import base64
import hashlib
from pathlib import Path

import msgspec

from broker.names import Language

FOLDER = Path(__file__).parent / "static"
# The first of these is what websites embed; it loads the others, from beside it, and only as they
# were built with it: their hashes are in it.
SDK = (
    "alongside.js",
    "together.js",
    "calling.js",
    "chatting.js",
    "inviting.js",
    "looking.js",
    "playground.js",
)
# What the pages need; the build writes nothing else that is served.
NAMES = (
    *SDK,
    "preview.js",
    "dock.js",
    "chat.js",
    "document.js",
    "pdf_worker.js",
    "jbig2_nowasm_fallback.js",
    "openjpeg_nowasm_fallback.js",
    "agent.js",
    "admin.js",
    "charts.js",
    "alongside-agent.js",
    "join.js",
    "check.js",
    "account.js",
)
# The texts of one user interface in one language, for `signaling.texts`.
PARTS = ("customer", "chat", "dock", "agent", "admin", "join", "check", "account", "playground")
TEXTS = tuple(f"texts/{part}.{tag}.json" for part in PARTS for tag in Language)
CONTENT_TYPE = "text/javascript; charset=utf-8"  # RFC 9239 section 6.1.1
JSON = "application/json"
BUILD_COMMAND = "make bundle"


class BundleMissing(Exception):
    """The browser bundle has not been built; the server cannot start without it."""


class Asset(msgspec.Struct, frozen=True):
    """`etag`: a strong validator with its quotes (RFC 9110 section 8.8.3). `integrity`: for the
    `integrity` attribute of a script tag (W3C Subresource Integrity)."""

    name: str
    body: bytes
    content_type: str
    etag: str
    integrity: str


Assets = dict[str, Asset]


def load(folder: Path = FOLDER) -> Assets:
    """The bundle, by file name. Call it once, at start-up; raises `BundleMissing`."""
    missing = [name for name in (*NAMES, *TEXTS) if not (folder / name).is_file()]
    if missing:
        raise BundleMissing(
            f"The browser bundle is not built ({', '.join(missing)} missing in {folder}): "
            f"run `{BUILD_COMMAND}` in the source tree."
        )
    scripts = {name: asset(name, (folder / name).read_bytes()) for name in NAMES}
    texts = {name: asset(name, (folder / name).read_bytes(), JSON) for name in TEXTS}
    return scripts | texts


def asset(name: str, body: bytes, content_type: str = CONTENT_TYPE) -> Asset:
    digest = hashlib.sha384(body).digest()
    return Asset(
        name=name,
        body=body,
        content_type=content_type,
        etag=f'"{digest.hex()[:32]}"',
        integrity=f"sha384-{base64.b64encode(digest).decode()}",
    )
