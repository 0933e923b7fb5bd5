"""What a website needs to embed the SDK: the tag, and what its content security policy has to
permit. The one source of both, for the admin console and for docs/integrators.md.
"""

from html import escape

import msgspec

from signaling.config import Settings
from signaling.sdk_copies.one import url_of
from signaling.sdk_copies.service import SdkCopies

SCRIPT = "alongside.js"


class Directive(msgspec.Struct, frozen=True):
    """`sources`: with `{http}` and `{ws}` for the server's origin. `note`: more of it, for
    developers."""

    name: str
    sources: str
    note: str = ""


DIRECTIVES = (
    Directive("script-src", "{http}", ", or the `nonce` of your tag"),
    Directive("connect-src", "{http} {ws}"),
    Directive("frame-src", "{http}", ", for **What the agent sees** and for [calls](#calls)"),
    Directive("trusted-types", "lit-html", ", where `require-trusted-types-for 'script'` is set"),
)


class Installation(msgspec.Struct, frozen=True):
    """`pinned`: the tag that runs this very build of the SDK and no other, also not the next one;
    `lasts`: the next version of the server has that build, too. `policy`: a line for each
    directive."""

    tag: str
    pinned: str
    lasts: bool
    policy: list[str]


def installation(settings: Settings, copies: SdkCopies, key: str) -> Installation:
    source, present = f"{settings.origin}/sdk/v1/{SCRIPT}", copies.present
    own = url_of(settings.origin, present, SCRIPT)
    integrity = present.files[SCRIPT].integrity
    end = f' data-site="{escape(key)}"></script>'
    return Installation(
        tag=_begin(source) + end,
        pinned=f'{_begin(own)} integrity="{integrity}" crossorigin="anonymous"{end}',
        lasts=copies.are_kept,
        policy=[line(directive, settings.origin) for directive in DIRECTIVES],
    )


def _begin(source: str) -> str:
    return f'<script async src="{escape(source)}"'


def line(directive: Directive, origin: str) -> str:
    return f"{directive.name} {sources(directive, origin)}"


def sources(directive: Directive, origin: str) -> str:
    return directive.sources.format(http=origin, ws=origin.replace("http", "ws", 1))
