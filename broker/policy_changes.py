"""What operators write to change a site's policy: a JSON object with the fields to change, and a
`preset` to begin with. `changed` is the one gate for it.
"""

import hashlib
from typing import Any

import msgspec
from msgspec.structs import asdict

from broker.errors import BadPolicy
from broker.names import Scope, Surface
from broker.policy import PRESETS, Policy

# What the product carries out so far.
AVAILABLE = frozenset(Scope) - {Scope.RECORDING}
MOST_SECONDS = 86_400
# The operator sets it for all sites (docs/operators.md, "Settings").
OF_THE_SERVER = "resume_seconds"


def changed(policy: Policy, text: bytes) -> Policy:
    """`policy` with the changes in a JSON text; what they do not say stays, or is as in their
    `preset`. Raises BadPolicy, which says what is wrong; nothing of them counts then."""
    try:
        changes = msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadPolicy(why=str(error)) from None
    preset = changes.pop("preset", None)
    if preset is not None:
        if not isinstance(preset, str) or preset not in PRESETS:
            raise BadPolicy(why=f"preset is none of {', '.join(PRESETS)}")
        policy = PRESETS[preset]
    for name in changes:
        if name not in Policy.__struct_fields__ or name == OF_THE_SERVER:
            raise BadPolicy(why=f"there is no field {name[:40]!r}")
    try:
        wanted = msgspec.convert({**asdict(policy), **changes}, Policy)
    except msgspec.ValidationError as error:
        raise BadPolicy(why=str(error)) from None
    _check(wanted)
    return wanted


def shown(policy: Policy) -> bytes:
    """`policy` as `changed` takes it, in JSON."""
    fields = {name: value for name, value in asdict(policy).items() if name != OF_THE_SERVER}
    # A set has no order of its own, and must not look different each time.
    fields["scopes"] = [scope for scope in Scope if scope in policy.scopes]
    fields["screen_surfaces"] = [one for one in Surface if one in policy.screen_surfaces]
    return msgspec.json.format(msgspec.json.encode(fields), indent=2)


def version(policy: Policy) -> str:
    """Says under which policy something was decided: the beginning of the SHA-256 of what
    `alongside site policy` prints."""
    return hashlib.sha256(shown(policy) + b"\n").hexdigest()[:16]


def _check(policy: Policy) -> None:
    for name, value in asdict(policy).items():
        if name.endswith("_seconds") and not 0 <= value <= MOST_SECONDS:
            raise BadPolicy(why=f"{name} is not between 0 and {MOST_SECONDS}")
    if not policy.scopes <= AVAILABLE:
        raise BadPolicy(why=f"scopes has more than {', '.join(sorted(AVAILABLE))}")
    if Scope.VIDEO in policy.scopes and Scope.VOICE not in policy.scopes:
        raise BadPolicy(why="scopes has video, which includes voice, without voice")
    if Scope.SCREEN in policy.scopes and not policy.screen_surfaces:
        raise BadPolicy(why="scopes has screen, and screen_surfaces nothing to show of it")
    if len(set(policy.languages)) < len(policy.languages):
        raise BadPolicy(why="languages has one of them twice")
