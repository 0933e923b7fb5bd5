"""A PDF of one page, with whatever a case needs in it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from tests.e2e.documents import written

TEXT = b"BT /F1 48 Tf 72 650 Td (Contract) Tj ET"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def stream(content: bytes, entries: str = "") -> bytes:
    return f"<< {entries} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


MEGABYTE = 1 << 20


def packed(block: bytes, times: int = 1) -> bytes:
    """So many of this block, as zlib packs them: it is packed once, and repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(times):
        check = zlib.adler32(block, check)
    return b"\x78\xda" + one * times + packer.flush() + check.to_bytes(4, "big")


def one_page(
    catalogue: str = "",
    page: str = "",
    objects: Sequence[str | bytes] = (),
    *,
    content: bytes = TEXT,
    filters: str = "",
    box: str = "[0 0 612 792]",
    trailer: str = "",
) -> bytes:
    """`catalogue`, `page`, `trailer`: more entries of theirs. `objects`: the sixth and those after.
    `filters`: of the page's content."""
    if "/Resources" not in page:
        page += " /Resources << /Font << /F1 5 0 R >> >>"
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents 4 0 R {page} >>".encode(),
        stream(content, filters),
        FONT,
        *(each.encode() if isinstance(each, str) else each for each in objects),
    ]
    return written(bodies, trailer)


def annotation(entries: str) -> str:
    return f"/Annots [<< /Type /Annot /Rect [0 0 612 792] {entries} >>]"


def drawing(resources: str) -> str:
    return f"/Resources << /Font << /F1 5 0 R >> {resources} >>"
