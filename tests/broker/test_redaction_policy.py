"""broker/redaction_policy.py: what operators may write, and what is refused."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from broker.errors import BadRedactionPolicy
from broker.redaction_policy import (
    LONGEST_TEXT,
    MOST_RULES,
    RedactionAction,
    RedactionAlias,
    RedactionMode,
    RedactionPolicy,
    read_policy,
)

ALIASES = Path(__file__).parents[2] / "client_js" / "src" / "mirror" / "capture" / "aliases.ts"


def read(**policy: Any) -> RedactionPolicy:
    return read_policy(json.dumps(policy).encode())


def test_nothing_said_hides_nothing_more() -> None:
    assert read() == RedactionPolicy()
    assert RedactionPolicy().mode is RedactionMode.OPEN


def test_everything_said() -> None:
    policy = read(
        mode="private",
        rules=[
            {"url": "/account/*", "selector": ".iban", "action": "mask"},
            {"selector": "main", "action": "reveal"},
        ],
        aliases=["rrweb", "hotjar"],
        unshared=["/login", "*", "https://shop.example/*", "http://shop.example/*"],
        asset_origins=["https://images.example", "https://[::1]:8443", "https://a.b-c.example:444"],
    )
    assert policy.mode is RedactionMode.PRIVATE
    assert policy.rules[0].action is RedactionAction.MASK
    assert policy.rules[1].url == "*"
    assert policy.aliases == (RedactionAlias.RRWEB, RedactionAlias.HOTJAR)
    assert read_policy(msgspec.json.encode(policy)) == policy


def rule(**changes: Any) -> dict[str, Any]:
    return {"url": "*", "selector": "p", "action": "mask"} | changes


@pytest.mark.parametrize(
    ("policy", "where"),
    [
        ({"mode": "secret"}, "$.mode"),
        ({"mdoe": "private"}, "mdoe"),
        ({"rules": {}}, "$.rules"),
        ({"rules": [rule(action="show")]}, "$.rules[0].action"),
        ({"rules": [{"selector": "p"}]}, "action"),
        ({"rules": [rule(more=1)]}, "more"),
        ({"rules": [rule(selector="")]}, "rules[0].selector"),
        ({"rules": [rule(selector=" \t")]}, "rules[0].selector"),
        ({"rules": [rule(), rule(selector="p" * (LONGEST_TEXT + 1))]}, "rules[1].selector"),
        ({"rules": [rule(selector="p\0")]}, "control characters"),
        ({"rules": [rule(selector="p\n.x")]}, "control characters"),
        ({"rules": [rule(selector="p\x85")]}, "control characters"),
        ({"rules": [rule(url="account")]}, "rules[0].url"),
        ({"rules": [rule(url="/a\x1b")]}, "control characters"),
        ({"rules": [rule()] * (MOST_RULES + 1)}, "more than 500"),
        ({"unshared": ["javascript:*"]}, "unshared[0]"),
        ({"unshared": ["/"] * 201}, "more than 200"),
        ({"aliases": ["nobody"]}, "$.aliases[0]"),
        ({"aliases": ["rrweb"] * 99}, "more than"),
        ({"asset_origins": ["https://images.example/"]}, "asset_origins[0]"),
        ({"asset_origins": ["http://images.example"]}, "asset_origins[0]"),
        ({"asset_origins": ["https://*.example"]}, "asset_origins[0]"),
        ({"asset_origins": ["https://Images.example"]}, "asset_origins[0]"),
        ({"asset_origins": ["https://images.example:443"]}, "asset_origins[0]"),
        ({"asset_origins": ["https://a.example; script-src *"]}, "asset_origins[0]"),
        ({"asset_origins": ["https://a.example\n"]}, "asset_origins[0]"),
        ({"asset_origins": ["https://user@a.example"]}, "asset_origins[0]"),
        ({"asset_origins": ["*"]}, "asset_origins[0]"),
        ({"asset_origins": ["https://a.example"] * 21}, "more than 20"),
    ],
)
def test_what_is_wrong_is_refused_and_named(policy: dict[str, Any], where: str) -> None:
    with pytest.raises(BadRedactionPolicy) as refused:
        read(**policy)
    assert refused.value.code == "bad_redaction_policy"
    assert where in str(refused.value)


@pytest.mark.parametrize("text", [b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"mode": "open"} x'])
def test_what_is_no_policy_at_all_is_refused(text: bytes) -> None:
    with pytest.raises(BadRedactionPolicy):
        read_policy(text)


def test_as_many_and_as_long_as_permitted() -> None:
    rules = [rule(selector="p" * LONGEST_TEXT, url="/" * LONGEST_TEXT)] * MOST_RULES
    assert len(read(rules=rules).rules) == MOST_RULES


def test_the_browser_knows_the_same_aliases() -> None:
    written = ALIASES.read_text()
    assert [alias for alias in RedactionAlias if f"\n  {alias.value}: [" not in written] == []
