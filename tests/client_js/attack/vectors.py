"""The hostile markup in vectors/*.txt: one vector a line, `#` begins a comment, `\\n` is a line
feed.

`{URL}` and `{HOST}` are the vector's own, `{RUN}` is script that leaves the vector's number in
`top.ran`.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "vectors"
DOMAIN = "evil.test"
KINDS = ("script", "urls", "svg", "markup", "clobber")


class Vector(NamedTuple):
    number: int
    kind: str
    markup: str

    @property
    def name(self) -> str:
        return f"{self.kind} {self.number}: {self.markup[:80]}"


def load() -> list[Vector]:
    written = [
        *((kind, text) for kind in KINDS for text in _lines(kind)),
        *(("events", _handler(name)) for line in _lines("events") for name in line.split()),
        *(("css_declarations", _declaration(text)) for text in _lines("css_declarations")),
        *(("css_sheets", _sheet(text)) for text in _lines("css_sheets")),
    ]
    return [Vector(n, kind, _own(text, n)) for n, (kind, text) in enumerate(written)]


def _lines(kind: str) -> list[str]:
    lines = (FOLDER / f"{kind}.txt").read_text().splitlines()
    return [line.replace("\\n", "\n") for line in lines if line and not line.startswith("#")]


def _own(text: str, number: int) -> str:
    host = f"v{number}.{DOMAIN}"
    return (
        text.replace("{URL}", f"http://{host}/x")
        .replace("{HOST}", host)
        .replace("{RUN}", f"top.ran=[top.ran,{number}]")
    )


def _handler(event: str) -> str:
    attribute = f'on{event}="{{RUN}}"'
    tags = ("div", "img", "input", "button", "details", "form", "marquee", "x-any", "body")
    elements = "".join(f"<{tag} {attribute} tabindex=0 src=x></{tag}>" for tag in tags)
    return f"{elements}<svg {attribute}><g {attribute}></g><a {attribute}></a></svg>"


def _declaration(text: str) -> str:
    quoted = text.replace("&", "&amp;").replace('"', "&quot;")
    return (
        f'<div style="{quoted}" title="//{{HOST}}/x" data-x="//{{HOST}}/x"></div>'
        f"<style>*{{{text}}}</style>"
    )


def _sheet(text: str) -> str:
    return f"<style>{text}</style><i>text</i>"
