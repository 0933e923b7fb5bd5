"""PDFs that lie about themselves, go round in circles, or cost more than they are worth."""

from __future__ import annotations

from tests.client_js.documents.corpus import ANY, VIEW, Case, Make, same
from tests.client_js.documents.pdf_parts import MEGABYTE, drawing, one_page, packed, stream
from tests.e2e.documents import encrypted, pdf, written

CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>"
BOXES = {
    "huge": "[0 0 1000000000 1000000000]",
    "a-line": "[0 0 1000000000 1]",
    "a-column": "[0 0 1 1000000000]",
    "nothing": "[0 0 0 0]",
    "turned-round": "[612 792 0 0]",
    "no-numbers": "[(a) /b null]",
    "beyond-numbers": "[0 0 1e308 1e308]",
    "tiny": "[0 0 0.0000001 0.0000001]",
}
FORM = "/Type /XObject /Subtype /Form /BBox [0 0 612 792]"
IMAGE = "/Type /XObject /Subtype /Image"


def tree(pages: str, *more: str) -> Make:
    return same(written([CATALOGUE, pages.encode(), *(each.encode() for each in more)], ""))


def deep_tree(levels: int) -> bytes:
    nodes = [f"<< /Type /Pages /Kids [{at + 3} 0 R] /Count 1 >>".encode() for at in range(levels)]
    return written([CATALOGUE, *nodes, PAGE.encode()], "")


def painting(resources: str, content: bytes, *objects: bytes, filters: str = "") -> Make:
    return lambda _sink: one_page(
        page=drawing(resources), objects=objects, content=content, filters=filters
    )


def image(entries: str, content: bytes = b"\0") -> Make:
    return painting("/XObject << /P 6 0 R >>", b"/P Do", stream(content, f"{IMAGE} {entries}"))


def bomb(megabytes: int, rounds: int = 1) -> Make:
    """The content of a page that unpacks to so much, after so many rounds."""

    def make(_sink: str) -> bytes:
        content = packed(b" " * MEGABYTE, megabytes)
        for _ in range(rounds - 1):
            content = packed(content)
        return one_page(content=content, filters=f"/Filter [{'/FlateDecode ' * rounds}]")

    return make


def with_tables(table: str) -> Make:
    """An own end of the file, after the one that is right."""
    return lambda _sink: pdf() + table.encode()


def object_stream(entries: str, content: bytes = b"1 0 ") -> Make:
    return lambda _sink: one_page(
        page="/Resources 7 0 R", objects=[stream(content, f"/Type /ObjStm {entries}")]
    )


LIES: dict[str, tuple[Make, str]] = {
    "encrypted": (same(encrypted()), "encrypted"),
    "encrypted-in-no-way": (lambda _: pdf(trailer="/Encrypt << /Filter /Foo >>"), ANY),
    "counts-too-many": (tree("<< /Type /Pages /Kids [3 0 R] /Count 2001 >>", PAGE), ANY),
    "counts-millions": (tree("<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>", PAGE), ANY),
    "counts-less-than-none": (tree("<< /Type /Pages /Kids [3 0 R] /Count -1 >>", PAGE), ANY),
    "no-pages": (tree("<< /Type /Pages /Kids [] /Count 0 >>"), ANY),
    "pages-of-itself": (tree("<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"), ANY),
    "pages-in-a-circle": (
        tree(
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 3 0 R >>",
        ),
        ANY,
    ),
    "parents-in-a-circle": (
        tree(
            "<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 2 0 R >>",
            "<< /Type /Page /Parent 2 0 R >>",
        ),
        ANY,
    ),
    "a-deep-tree": (lambda _: deep_tree(20_000), ANY),
    "two-thousand-pages": (lambda _: pdf([str(at) for at in range(2_000)]), VIEW),
    "more-pages-than-that": (lambda _: pdf([str(at) for at in range(2_001)]), "pages"),
    "tables-in-a-circle": (
        lambda _: pdf(trailer="/Prev 9 /XRefStm 9"),
        ANY,
    ),
    "table-at-the-end": (with_tables("startxref\n99999999999\n%%EOF\n"), VIEW),
    "table-before-the-beginning": (with_tables("startxref\n-1\n%%EOF\n"), ANY),
    "table-of-millions": (
        with_tables("xref\n0 99999999\ntrailer\n<< /Size 99999999 >>\nstartxref\n0\n%%EOF\n"),
        ANY,
    ),
    "objects-in-themselves": (object_stream("/N 1 /First 4 /Extends 6 0 R"), ANY),
    "objects-by-the-million": (object_stream("/N 1000000000 /First 2000000000"), ANY),
    "length-of-itself": (
        same(pdf().replace(b"<< /Length 36 >>", b"<< /Length 5 0 R>>")),
        ANY,
    ),
    "arrays-in-arrays": (lambda _: one_page(f"/Deep {'[' * 200_000}"), ANY),
    "names-without-end": (lambda _: one_page(f"/{'N' * 1_000_000} 1"), VIEW),
    "truncated": (lambda _: pdf()[:-200], "damaged"),
    "nothing-but-the-ends": (same(b"%PDF-1.7\nstartxref\n0\n%%EOF\n"), "damaged"),
}

COSTS: dict[str, tuple[Make, str]] = {
    "a-bomb": (bomb(512), ANY),
    "a-bomb-in-a-bomb": (bomb(256, rounds=3), ANY),
    "a-bomb-of-hexadecimals": (
        lambda _: one_page(
            content=packed(b"20" * MEGABYTE, 64), filters="/Filter [/FlateDecode /ASCIIHexDecode]"
        ),
        ANY,
    ),
    "thousands-of-filters": (
        lambda _: one_page(filters=f"/Filter [{'/ASCIIHexDecode ' * 5_000}]"),
        ANY,
    ),
    "a-form-in-itself": (
        painting("", b"/P Do", stream(b"/P Do", f"{FORM} {drawing('/XObject << /P 6 0 R >>')}")),
        VIEW,
    ),
    "forms-that-double": (
        painting(
            "/XObject << /P 6 0 R >>",
            b"/P Do",
            *(
                stream(b"/P Do " * 10, f"{FORM} /Resources << /XObject << /P {at + 7} 0 R >> >>")
                for at in range(9)
            ),
            stream(b"0 0 1 1 re f", FORM),
        ),
        ANY,
    ),
    "a-pattern-in-itself": (
        painting(
            "/Pattern << /P 6 0 R >>",
            b"/Pattern cs /P scn 0 0 612 792 re f",
            stream(
                b"/Pattern cs /P scn 0 0 9 9 re f",
                "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] "
                f"/XStep 9 /YStep 9 {drawing('/Pattern << /P 6 0 R >>')}",
            ),
        ),
        ANY,
    ),
    "a-pattern-of-nothing": (
        painting(
            "/Pattern << /P 6 0 R >>",
            b"/Pattern cs /P scn 0 0 612 792 re f",
            stream(
                b"0 0 1 1 re f",
                "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] "
                "/XStep 0.0000001 /YStep 0.0000001 /Resources << >>",
            ),
        ),
        ANY,
    ),
    "states-without-end": (painting("", b"q " * 2_000_000), ANY),
    "a-million-shapes": (
        lambda _: one_page(
            content=packed(b"0 0 612 792 re f\n" * 10_000, 300), filters="/Filter /FlateDecode"
        ),
        ANY,
    ),
    "a-million-letters": (
        lambda _: one_page(
            content=packed(b"BT /F1 9 Tf (" + b"A" * 8_000_000 + b") Tj ET"),
            filters="/Filter /FlateDecode",
        ),
        ANY,
    ),
    "a-program-of-a-colour": (
        painting(
            "/Shading << /P << /ShadingType 1 /ColorSpace /DeviceRGB /Domain [0 1 0 1] "
            "/Matrix [612 0 0 792 0 0] /Function 6 0 R >> >>",
            b"/P sh",
            stream(
                b"{" + b"dup mul sqrt " * 100_000 + b"0 0 }",
                "/FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1]",
            ),
        ),
        ANY,
    ),
    "samples-by-the-million": (
        painting(
            "/ColorSpace << /C [/Separation /A /DeviceRGB 6 0 R] >>",
            b"/C cs 1 scn 0 0 99 99 re f",
            stream(
                b"\0",
                "/FunctionType 0 /Domain [0 1] /Range [0 1 0 1 0 1] /Size [2000000000] "
                "/BitsPerSample 32",
            ),
        ),
        ANY,
    ),
    "a-picture-of-tape": (
        image(
            "/Width 65000 /Height 65000 /BitsPerComponent 1 /ColorSpace /DeviceGray "
            "/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 65000 /Rows 65000 >>"
        ),
        ANY,
    ),
    "a-picture-without-end": (
        image("/Width 2000000000 /Height 2000000000 /BitsPerComponent 8 /ColorSpace /DeviceRGB"),
        ANY,
    ),
    "a-picture-that-masks-itself": (
        image("/Width 9 /Height 9 /BitsPerComponent 8 /ColorSpace /DeviceGray /SMask 6 0 R"),
        ANY,
    ),
    "a-picture-of-garbage": (
        image(
            "/Width 9 /Height 9 /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /JPXDecode",
            b"\0\0\0\x0cjP  \r\n\x87\n" + b"\xff" * 200,
        ),
        ANY,
    ),
    "a-picture-of-bits": (
        image(
            "/Width 60000 /Height 60000 /BitsPerComponent 1 /ColorSpace /DeviceGray "
            "/Filter /JBIG2Decode",
            bytes.fromhex("0000000030000100000013ffffffffffffffff000000000000000000000000"),
        ),
        ANY,
    ),
    "letters-of-all-codes": (
        lambda _: one_page(
            page="/Resources << /Font << /F1 << /Type /Font /Subtype /Type0 /BaseFont /A "
            "/Encoding 6 0 R /ToUnicode 6 0 R /DescendantFonts [<< /Type /Font "
            "/Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (A) /Ordering (B) "
            "/Supplement 0 >> >>] >> >> >>",
            objects=[
                stream(
                    b"begincmap 1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange "
                    b"1 begincidrange <00000000> <FFFFFFFF> 0 endcidrange "
                    b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange endcmap",
                    "/Type /CMap /CMapName /A /UseCMap 6 0 R",
                )
            ],
        ),
        ANY,
    ),
    "a-letter-in-itself": (
        lambda _: one_page(
            page="/Resources << /Font << /F1 6 0 R >> >>",
            objects=[
                "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] "
                "/FirstChar 67 /LastChar 67 /Widths [9] /Encoding << /Differences [67 /C] >> "
                "/CharProcs << /C 7 0 R >> /Resources << /Font << /F1 6 0 R >> >> >>",
                stream(b"9 0 0 0 9 9 d1 BT /F1 1 Tf (C) Tj ET"),
            ],
        ),
        ANY,
    ),
    "outlines-in-a-circle": (
        lambda _: one_page(
            "/Outlines << /First 6 0 R >>", objects=["<< /Title (a) /Next 6 0 R /First 6 0 R >>"]
        ),
        VIEW,
    ),
    "names-in-a-circle": (
        lambda _: one_page(
            "/Names << /Dests 6 0 R >> /PageLabels 6 0 R", objects=["<< /Kids [6 0 R] >>"]
        ),
        VIEW,
    ),
}

LONG = {
    "a-million-shapes",
    "states-without-end",
    "a-program-of-a-colour",
    "forms-that-double",
    "a-million-letters",
    "a-bomb-in-a-bomb",
    "a-bomb-of-hexadecimals",
    "a-deep-tree",
}

CASES = [
    *(Case(f"pdf-box-{name}", same(one_page(box=box)), ANY) for name, box in BOXES.items()),
    *(
        Case(f"pdf-{name}", make, outcome, long=name in LONG)
        for name, (make, outcome) in (LIES | COSTS).items()
    ),
]
