"""The browser bundle. This is the only module that knows where it is."""

import base64
import hashlib
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent / "static"
# What the pages need; the build writes nothing else that is served.
NAMES = (
    "alongside.js",
    "together.js",
    "calling.js",
    "preview.js",
    "dock.js",
    "document.js",
    "pdf_worker.js",
    "jbig2_nowasm_fallback.js",
    "openjpeg_nowasm_fallback.js",
    "agent.js",
    "check.js",
)
CONTENT_TYPE = "text/javascript; charset=utf-8"  # RFC 9239 section 6.1.1
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
    missing = [name for name in NAMES if not (folder / name).is_file()]
    if missing:
        raise BundleMissing(
            f"The browser bundle is not built ({', '.join(missing)} missing in {folder}): "
            f"run `{BUILD_COMMAND}` in the source tree."
        )
    return {name: _asset(folder / name) for name in NAMES}


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    digest = hashlib.sha384(body).digest()
    return Asset(
        name=path.name,
        body=body,
        content_type=CONTENT_TYPE,
        etag=f'"{digest.hex()[:32]}"',
        integrity=f"sha384-{base64.b64encode(digest).decode()}",
    )
