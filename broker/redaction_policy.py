"""What agents may see of a site's pages: data only. It is carried out in the customer's browser
(client_js/src/mirror/capture/), which never sends what it hides.

`read_policy` is the one gate for what operators write. Whether a selector is one, only a browser
can tell; where it is none, the pages it is for are not shown.
"""

import re
import unicodedata
from enum import StrEnum

import msgspec

from broker.errors import BadRedactionPolicy

MOST_RULES = 500
MOST_PATTERNS = 200
MOST_ORIGINS = 20
LONGEST_TEXT = 500
# As a browser writes it: lower case, no default port, no path.
_ORIGIN = re.compile(
    r"https://(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:]{2,39}\])(?::[1-9][0-9]{0,4})?"
)
PATTERN_BEGINS = ("/", "*", "https://", "http://")


class RedactionMode(StrEnum):
    """`open`: what nobody marked is shown. `private`: only what is marked `reveal` is."""

    OPEN = "open"
    PRIVATE = "private"


class RedactionAction(StrEnum):
    """`reveal` matters in mode `private` only; the last two are about control, not sight."""

    MASK = "mask"
    BLOCK = "block"
    IGNORE = "ignore"
    REVEAL = "reveal"
    READONLY = "readonly"
    NOSUBMIT = "nosubmit"


class RedactionAlias(StrEnum):
    """Products whose marks in a page's markup count like ours."""

    CLARITY = "clarity"
    COBROWSE = "cobrowse"
    DATADOG = "datadog"
    FULLSTORY = "fullstory"
    HOTJAR = "hotjar"
    LOGROCKET = "logrocket"
    OPENREPLAY = "openreplay"
    POSTHOG = "posthog"
    RRWEB = "rrweb"
    SENTRY = "sentry"
    UPSCOPE = "upscope"


class RedactionRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On pages that match `url` (docs/mirror.md, "Patterns of pages"), `action` holds for the
    elements that the CSS `selector` names and for all that is in them."""

    url: str = "*"
    selector: str
    action: RedactionAction


class RedactionPolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`unshared`: patterns of pages of which nothing is shown. `asset_origins`: where the agent's
    browser may load pictures and fonts itself that the customer's cannot read."""

    mode: RedactionMode = RedactionMode.OPEN
    rules: tuple[RedactionRule, ...] = ()
    aliases: tuple[RedactionAlias, ...] = ()
    unshared: tuple[str, ...] = ()
    asset_origins: tuple[str, ...] = ()


def read_policy(text: bytes) -> RedactionPolicy:
    """The policy in a JSON text. Raises BadRedactionPolicy, which says what is wrong and where."""
    try:
        policy = msgspec.json.decode(text, type=RedactionPolicy)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRedactionPolicy(why=str(error)) from None
    _check_most("rules", policy.rules, MOST_RULES)
    _check_most("unshared", policy.unshared, MOST_PATTERNS)
    _check_most("aliases", policy.aliases, len(RedactionAlias))
    _check_most("asset_origins", policy.asset_origins, MOST_ORIGINS)
    for index, rule in enumerate(policy.rules):
        _check_text(f"rules[{index}].selector", rule.selector)
        _check_pattern(f"rules[{index}].url", rule.url)
    for index, pattern in enumerate(policy.unshared):
        _check_pattern(f"unshared[{index}]", pattern)
    for index, origin in enumerate(policy.asset_origins):
        if _ORIGIN.fullmatch(origin) is None or origin.endswith(":443"):
            why = f"asset_origins[{index}] is no origin such as https://images.example"
            raise BadRedactionPolicy(why=why)
    return policy


def _check_most(name: str, values: tuple[object, ...], most: int) -> None:
    if len(values) > most:
        raise BadRedactionPolicy(why=f"{name} has more than {most} entries")


def _check_pattern(name: str, pattern: str) -> None:
    _check_text(name, pattern)
    if not pattern.startswith(PATTERN_BEGINS):
        raise BadRedactionPolicy(why=f"{name} begins with none of {' '.join(PATTERN_BEGINS)}")


def _check_text(name: str, text: str) -> None:
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise BadRedactionPolicy(why=f"{name} has not 1 to {LONGEST_TEXT} characters")
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise BadRedactionPolicy(why=f"{name} has control characters in it")
