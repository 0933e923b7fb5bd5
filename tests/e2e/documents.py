"""Files for the tests of shared documents, made here: what they hold is known to the byte."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from fractions import Fraction

import av

WORDS = ("Contract", "Delivery", "Signature")


def pdf(
    pages: Sequence[str] = WORDS, *, extra: str = "", font: str = "", trailer: str = ""
) -> bytes:
    """A PDF with one line of text on each page. `extra`: into its catalogue."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {extra} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica {font} >>",
    ]
    for number, text in enumerate(pages):
        content = f"BT /F1 48 Tf 72 650 Td ({text}) Tj ET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    return written([text.encode() for text in objects], trailer)


def written(objects: Sequence[bytes], trailer: str) -> bytes:
    """The file of these objects; the first is the catalogue."""
    body = b"%PDF-1.7\n"
    places = []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n".encode() + text + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n"
    end += f"<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + end.encode()


def scan(width: int = 64, height: int = 48) -> bytes:
    """A PDF with a red picture on all of its page, in JPEG 2000, which browsers do not decode."""
    encoder = av.CodecContext.create("jpeg2000", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "rgb24"
    encoder.time_base = Fraction(1, 25)
    frame = av.VideoFrame(width, height, "rgb24")
    plane = frame.planes[0]
    plane.update(b"\xc8\x14\x1e" * (plane.buffer_size // 3) + b"\0" * (plane.buffer_size % 3))
    data = b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])
    sizes = f"/Width {width} /Height {height} /ColorSpace /DeviceRGB /BitsPerComponent 8"
    picture = f"/Type /XObject /Subtype /Image {sizes} /Filter /JPXDecode /Length {len(data)}"
    content = "q 612 0 0 792 0 0 cm /P Do Q"
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
        b"/Resources << /XObject << /P 5 0 R >> >> /Contents 4 0 R >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream".encode(),
        f"<< {picture} >>\nstream\n".encode() + data + b"\nendstream",
    ]
    return written(bodies, "")


def encrypted() -> bytes:
    """With a password for reading it, which nobody knows."""
    key = "00" * 32
    extra = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >>"
    return pdf(trailer=f"{extra} /ID [<00> <00>]")


def png(width: int = 400, height: int = 300, claims: tuple[int, int] | None = None) -> bytes:
    """A red picture; `claims`: the sizes that its header has instead."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    sizes = struct.pack(">IIBBBBB", *(claims or (width, height)), 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\xc8\x14\x1e" * width) * height
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", sizes)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
