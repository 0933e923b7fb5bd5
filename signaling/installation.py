"""What a website needs to embed the SDK: the tag, and what its content security policy has to
permit. The one source of both, for the admin console and for docs/integrators.md.
"""

from html import escape

import msgspec

from signaling.assets import Assets
from signaling.config import Settings

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
    """`pinned`: the tag that runs this very build of the SDK and no other, also not the next one.
    `policy`: a line for each directive."""

    tag: str
    pinned: str
    policy: list[str]


def installation(settings: Settings, assets: Assets, key: str) -> Installation:
    source = f"{settings.origin}/sdk/v1/{SCRIPT}"
    begin, end = f'<script async src="{escape(source)}"', f' data-site="{escape(key)}"></script>'
    integrity = assets[SCRIPT].integrity
    return Installation(
        tag=begin + end,
        pinned=f'{begin} integrity="{integrity}" crossorigin="anonymous"{end}',
        policy=[line(directive, settings.origin) for directive in DIRECTIVES],
    )


def line(directive: Directive, origin: str) -> str:
    return f"{directive.name} {sources(directive, origin)}"


def sources(directive: Directive, origin: str) -> str:
    return directive.sources.format(http=origin, ws=origin.replace("http", "ws", 1))
