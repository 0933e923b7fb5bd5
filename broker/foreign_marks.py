"""How other products mark in a page, and name in their settings, what is not to be seen. The marks
are those that count where a site's `aliases` have the product
(client_js/src/mirror/capture/aliases.ts; a test compares them).
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from broker.redaction_policy import RedactionAction, RedactionAlias

ATTRIBUTES: Mapping[str, RedactionAlias] = MappingProxyType(
    {
        "data-clarity-mask": RedactionAlias.CLARITY,
        "data-dd-privacy": RedactionAlias.DATADOG,
        "data-hj-suppress": RedactionAlias.HOTJAR,
        "data-private": RedactionAlias.LOGROCKET,
        "data-openreplay-obscured": RedactionAlias.OPENREPLAY,
        "data-openreplay-masked": RedactionAlias.OPENREPLAY,
        "data-openreplay-hidden": RedactionAlias.OPENREPLAY,
        "data-openreplay-htmlmasked": RedactionAlias.OPENREPLAY,
        "data-sentry-mask": RedactionAlias.SENTRY,
        "data-sentry-ignore": RedactionAlias.SENTRY,
        "data-sentry-block": RedactionAlias.SENTRY,
    }
)
CLASSES: Mapping[str, RedactionAlias] = MappingProxyType(
    {
        "cobrowse-hidden": RedactionAlias.COBROWSE,
        "dd-privacy-mask": RedactionAlias.DATADOG,
        "dd-privacy-mask-user-input": RedactionAlias.DATADOG,
        "dd-privacy-hidden": RedactionAlias.DATADOG,
        "fs-mask": RedactionAlias.FULLSTORY,
        "fs-mask-without-consent": RedactionAlias.FULLSTORY,
        "fs-exclude": RedactionAlias.FULLSTORY,
        "fs-exclude-without-consent": RedactionAlias.FULLSTORY,
        "data-hj-suppress": RedactionAlias.HOTJAR,
        "ph-no-capture": RedactionAlias.POSTHOG,
        "rr-mask": RedactionAlias.RRWEB,
        "rr-ignore": RedactionAlias.RRWEB,
        "rr-block": RedactionAlias.RRWEB,
        "sentry-mask": RedactionAlias.SENTRY,
        "sentry-ignore": RedactionAlias.SENTRY,
        "sentry-block": RedactionAlias.SENTRY,
        "no-upscope": RedactionAlias.UPSCOPE,
    }
)
# Marks and settings that show what others hide.
SHOWING = re.compile(r"unmask|unblock|privacy-allow|hj-allow|whitelist|allowlist")
# Count whatever the policy says.
OURS = re.compile(r"data-alongside|alongside-\w+|cobrowse-redacted")
# Names of marks that nobody has told us of.
LOOKS_LIKE_A_MARK = re.compile(
    r"mask|redact|privat|sensitiv|suppress|obscur|confidential|no-?(capture|record|track|replay)"
)

_MASK, _BLOCK = RedactionAction.MASK, RedactionAction.BLOCK
# Names of settings, by their letters only; what lists selectors.
SETTINGS: Mapping[str, RedactionAction] = MappingProxyType(
    {
        **dict.fromkeys(("mask", "masked", "maskselector", "maskselectors"), _MASK),
        **dict.fromkeys(("maskedselectors", "maskedelements", "masktextselector"), _MASK),
        **dict.fromkeys(("maskinputselector", "redact", "redacted", "redactselectors"), _MASK),
        **dict.fromkeys(("redactedselectors", "suppress", "obscure", "privateselectors"), _MASK),
        # Of a recorder this leaves out what is typed; the texts around it are masked with us, too.
        **dict.fromkeys(("ignore", "ignoreselector", "ignoreselectors"), _MASK),
        **dict.fromkeys(("block", "blocked", "blockselector", "blockselectors"), _BLOCK),
        **dict.fromkeys(("blockedselectors", "exclude", "excluded", "excludeselectors"), _BLOCK),
        **dict.fromkeys(("hide", "hidden", "hideselectors", "hiddenselectors"), _BLOCK),
    }
)
# What lists classes.
CLASS_SETTINGS: Mapping[str, RedactionAction] = MappingProxyType(
    {"masktextclass": _MASK, "maskclass": _MASK, "ignoreclass": _MASK, "blockclass": _BLOCK}
)
PAGES = frozenset({"unshared", "unsharedpages", "blacklist", "blocklist", "excludedurls"})
EVERY_FIELD = "input, textarea, select"
