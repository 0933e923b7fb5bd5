"""Pictures that lie, files that are two things at once, and names that are not what they seem."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib

import av

from tests.client_js.documents.corpus import ANY, Case, same
from tests.client_js.documents.pdf_parts import MEGABYTE, one_page, packed
from tests.e2e.documents import pdf, png

HTML = b"<!doctype html><script>self.hit=1;fetch('SINK/html')</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="self.hit=1"><image href="SINK/svg"/></svg>'


def archive() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as writer:
        writer.writestr("a.class", b"\xca\xfe\xba\xbe")
    return held.getvalue()


def coded(name: str, width: int = 64, height: int = 48) -> bytes:
    """A picture as the codec of this name writes it."""
    encoder = av.CodecContext.create(name, "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height = width, height
    encoder.pix_fmt = "yuvj420p" if name == "mjpeg" else "yuv420p"
    frame = av.VideoFrame(width, height, encoder.pix_fmt)
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])


def chunk(kind: bytes, data: bytes) -> bytes:
    checked = kind + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))


def png_with(*chunks: bytes) -> bytes:
    """After its header."""
    whole = png()
    return whole[:33] + b"".join(chunks) + whole[33:]


def gif(
    width: int = 9, height: int = 9, frames: int = 1, *, screen: tuple[int, int] = (9, 9)
) -> bytes:
    image = struct.pack("<BHHHHB", 0x2C, 0, 0, width, height, 0) + b"\x02\x02\x44\x01\0"
    head = b"GIF89a" + struct.pack("<HHBBB", *screen, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    return head + image * frames + b";"


def jpeg_of(width: int, height: int) -> bytes:
    """Says so in its header only."""
    whole = coded("mjpeg")
    at = whole.index(b"\xff\xc0")
    return whole[: at + 5] + struct.pack(">HH", height, width) + whole[at + 9 :]


def jpeg_with(comment: bytes) -> bytes:
    return b"\xff\xd8\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + coded("mjpeg")[2:]


def webp(body: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def lossless(width: int, height: int) -> bytes:
    bits = (width - 1) | (height - 1) << 14
    return b"VP8L" + struct.pack("<IBI", 10, 0x2F, bits) + b"\0\0\0\0\0"


def extended(width: int, height: int, inner: bytes) -> bytes:
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return webp(b"VP8X" + struct.pack("<II", 10, 0) + sizes + inner)


POLYGLOTS = [
    Case("html-then-pdf", lambda sink: HTML.replace(b"SINK", sink.encode()) + pdf(), "type"),
    Case("pdf-then-html", same(pdf() + HTML * 3), "mixed"),
    Case(
        "html-in-the-head-of-a-pdf",
        same(pdf().replace(b"%PDF-1.7\n", b"%PDF-1.7\n%" + HTML + b"\n")),
        "mixed",
    ),
    Case(
        "html-deep-in-a-pdf",
        lambda sink: one_page(
            objects=["% " + "x" * 3000 + HTML.decode().replace("SINK", sink) + "\nnull"]
        ),
    ),
    Case("pdf-then-zip", same(pdf() + archive()), "mixed"),
    Case("zip-then-pdf", same(archive() + pdf()), "type"),
    Case(
        "zip-in-the-middle-of-a-pdf", same(pdf() + archive() + b"\nstartxref\n0\n%%EOF\n"), "mixed"
    ),
    Case(
        "gif-then-script", same(b"GIF89a/*" + gif()[8:-1] + b"*/=1;self.hit=1;"), "damaged", "a.gif"
    ),
    Case("gif-then-zip", same(gif() + archive()), "mixed", "a.gif"),
    Case("png-then-html", same(png() + HTML), "damaged", "a.png"),
    Case(
        "png-with-html-in-its-text", same(png_with(chunk(b"tEXt", b"a\0" + HTML))), "mixed", "a.png"
    ),
    Case("png-then-pdf", same(png() + pdf()), "damaged", "a.png"),
    Case("png-then-zip", same(png() + archive()), "mixed", "a.png"),
    Case("jpeg-with-html-in-a-comment", same(jpeg_with(HTML)), "mixed", "a.jpg"),
    Case("jpeg-with-a-pdf-in-a-comment", same(jpeg_with(pdf())), "mixed", "a.jpg"),
    Case("jpeg-then-zip", same(coded("mjpeg") + archive()), "mixed", "a.jpg"),
    Case("svg-as-png", same(SVG), "type", "a.png"),
    Case("svg-with-a-mark-of-order", same(b"\xef\xbb\xbf" + SVG), "type", "a.png"),
    Case("svg-in-wide-letters", same(SVG.decode().encode("utf-16")), "type", "a.svg"),
    Case("html-as-pdf", same(HTML), "type"),
    Case("program-as-pdf", same(b"MZ" + bytes(500)), "type"),
    Case("postscript", same(b"%!PS-Adobe-3.0\n%PDF-1.7\n"), "type"),
    Case("office-file", same(archive()), "type", "a.docx"),
    Case("packed-pdf", same(gzip.compress(pdf())), "type"),
    Case("blanks-then-pdf", same(b"\n" * 9 + pdf()), "type"),
    Case("nothing", same(b""), "empty"),
    Case("zeros", same(bytes(1000)), "type"),
    Case("one-byte", same(b"%"), "type"),
]

PICTURES = [
    Case("png-called-pdf", same(png())),
    Case("pdf-called-png", same(pdf()), name="file.png"),
    Case("jpeg", same(coded("mjpeg")), name="a.jpg"),
    Case("gif", same(gif()), name="a.gif"),
    Case("png-too-wide", same(png(claims=(65_001, 1))), "pixels"),
    Case("png-too-high", same(png(claims=(1, 65_001))), "pixels"),
    Case("png-bomb", same(png(claims=(60_000, 60_000))), "pixels"),
    Case("png-of-all-bits", same(png(claims=(0xFFFF_FFFF, 0xFFFF_FFFF))), "pixels"),
    Case("png-of-no-size", same(png(claims=(0, 9))), "damaged"),
    Case("png-larger-than-its-pixels", same(png(claims=(8_000, 8_000))), ANY),
    Case("png-just-allowed", lambda _: png(8_000, 8_000), long=True),
    Case(
        "png-with-a-bomb-in-its-text",
        lambda _: png_with(chunk(b"zTXt", b"a\0\0" + packed(bytes(MEGABYTE), 512))),
    ),
    Case(
        "png-with-a-bomb-in-its-profile",
        lambda _: png_with(chunk(b"iCCP", b"a\0\0" + packed(bytes(MEGABYTE), 512))),
    ),
    Case(
        "png-with-a-bomb-of-pixels",
        lambda _: png()[:33] + chunk(b"IDAT", packed(bytes(MEGABYTE), 512)) + png()[-12:],
    ),
    Case(
        "png-that-claims-to-move",
        same(png_with(chunk(b"acTL", struct.pack(">II", 0x7FFF_FFFF, 0)))),
        ANY,
    ),
    Case(
        "png-chunk-without-end", same(png()[:33] + b"\xff\xff\xff\xffIDAT" + png()[33:]), "damaged"
    ),
    Case("png-truncated", same(png()[:-40]), "damaged"),
    Case("png-of-garbage", same(png()[:33] + chunk(b"IDAT", b"\xff" * 99) + png()[-12:]), ANY),
    Case("jpeg-too-wide", same(jpeg_of(65_001, 9)), "pixels"),
    Case("jpeg-bomb", same(jpeg_of(60_000, 60_000)), "pixels"),
    Case("jpeg-larger-than-its-pixels", same(jpeg_of(8_000, 8_000)), ANY, long=True),
    Case("jpeg-truncated", same(coded("mjpeg")[:-99]), "damaged"),
    Case("gif-too-wide", same(gif(screen=(65_001, 9))), "pixels"),
    Case("gif-larger-than-its-screen", same(gif(65_001, 9)), "pixels"),
    Case("gif-of-too-many-pictures", same(gif(frames=2_001)), "damaged"),
    Case("gif-of-many-pictures", same(gif(frames=2_000))),
    Case("gif-truncated", same(gif()[:-3]), "damaged"),
    Case("webp-too-wide", same(extended(65_001, 1, b"")), "pixels"),
    Case("webp-bomb", same(webp(lossless(16_384, 16_384))), "pixels"),
    Case("webp-larger-within", same(extended(9, 9, lossless(16_384, 16_384))), ANY),
    Case("webp-of-garbage", same(webp(lossless(9, 9))), ANY),
    Case("webp-truncated", same(webp(lossless(9, 9))[:-5]), "damaged"),
    Case("riff-of-sound", same(b"RIFF\x04\0\0\0WAVE"), "type"),
    Case("bitmap", same(b"BM" + bytes(99)), "type"),
    Case("icon", same(b"\0\0\1\0" + bytes(99)), "type"),
    Case("avif", same(b"\0\0\0\x20ftypavif" + bytes(99)), "type"),
]

# What becomes of others is in documents.test.ts.
NAMES = [
    ("turned-round", "../invoice\u202efdp.exe", "invoicefdp.exe"),
    ("of-markup", "<img src=x onerror=self.hit=1>.pdf", "<img src=x onerror=self.hit=1>.pdf"),
    ("of-nothing", "\u200b\ufeff\u2066", ""),
]

CASES = [
    *POLYGLOTS,
    *PICTURES,
    *(Case(f"name-{title}", same(png()), name=name, shown=shown) for title, name, shown in NAMES),
]
