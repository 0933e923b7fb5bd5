import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.errors import BadImport, BadRedactionPolicy
from broker.foreign_marks import ATTRIBUTES, CLASSES
from broker.redaction_policy import MOST_PATTERNS, MOST_RULES, RedactionAlias, read_policy
from broker.rule_import import MOST_SKIPPED, Imported, Why, imported

ALIASES = Path(__file__).parents[2] / "client_js/src/mirror/capture/aliases.ts"


def rules(found: Imported) -> list[tuple[str, str]]:
    return [(rule.selector, rule.action.value) for rule in found.rules]


def skipped(found: Imported) -> dict[str, Why]:
    return {one.text: one.why for one in found.skipped}


def test_every_mark_that_counts_is_known_by_its_product() -> None:
    source = ALIASES.read_text()
    table = source[source.index("export const ALIASES") :]
    known = {**ATTRIBUTES, **CLASSES}
    for product, presets in re.findall(r"^  (\w+): \[(.*?)\],$", table, re.MULTILINE | re.DOTALL):
        marks = re.findall(r"\.([\w-]+)|\[(data-[\w-]+)", presets)
        for mark in (one or other for one, other in marks):
            assert known[mark] is RedactionAlias(product), mark
    assert {alias.value for alias in known.values()} == set(RedactionAlias)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            ".iban\n#address, [data-x='a,b']",
            [(".iban", "mask"), ("#address, [data-x='a,b']", "mask")],
        ),
        ("block: .chart\nignore: .ads", [(".chart", "block"), (".ads", "ignore")]),
        ("/* ours */ .a { color: red }\n.b {}", [(".a", "mask"), (".b", "mask")]),
        ("user-name account_no", [(".user-name", "mask"), (".account_no", "mask")]),
        ("input", [("input", "mask")]),
        ("table td:nth-child(2)", [("table td:nth-child(2)", "mask")]),
        ("my-element > p", [("my-element > p", "mask")]),
        ('[".a", ".b"]', [(".a", "mask"), (".b", "mask")]),
        ("[data-cc]", [("[data-cc]", "mask")]),
        ('{"maskTextSelector": ".a", "block_selector": ".b"}', [(".a", "mask"), (".b", "block")]),
        ('{"blockClass": "x y", "maskAllInputs": true}', [(".x", "block"), (".y", "block")]),
        ('{"replay": {"mask": [".a"], "block": ["video"]}}', [(".a", "mask"), ("video", "block")]),
        ('[{"selector": ".a", "action": "Block", "url": "/pay*"}]', [(".a", "block")]),
        ('{"rules": [{"selector": ".a", "type": "exclude"}]}', [(".a", "block")]),
    ],
)
def test_selectors_are_found_in(text: str, expected: list[tuple[str, str]]) -> None:
    found = imported(text)
    assert rules(found)[: len(expected)] == expected
    assert found.skipped == ()


def test_a_recorders_settings() -> None:
    settings = {
        "maskAllText": True,
        "maskAllInputs": True,
        "unmask": [".public"],
        "ignore": [".rr-ignore"],
        "networkDetailAllowUrls": ["/x"],
        "unshared": ["/login", "login"],
    }
    found = imported(json.dumps(settings))
    assert (found.mode, found.unshared, found.aliases) == ("private", ("/login",), ("rrweb",))
    assert rules(found) == [("input, textarea, select", "mask")]
    assert skipped(found) == {
        "unmask": Why.SHOWS,
        "networkDetailAllowUrls": Why.UNKNOWN,
        "login": Why.NO_PATTERN,
    }


def test_marks_in_a_page_are_told_by_product_and_the_unknown_are_named() -> None:
    found = imported(
        '<!doctype html><p class="fs-mask big">x</p><p DATA-HJ-SUPPRESS>y<p data-dd-privacy=allow>'
        '<p class="sentry-unmask"><b data-alongside="mask"><i data-acme-redact="1" data-id=3>'
    )
    assert found.aliases == ("fullstory", "hotjar")
    assert found.rules == ()
    assert skipped(found) == {
        '[data-dd-privacy="allow"]': Why.SHOWS,
        "sentry-unmask": Why.SHOWS,
        "data-alongside": Why.OURS,
        "[data-acme-redact]": Why.UNKNOWN,
    }


def test_products_are_known_by_their_names_and_their_own_policy_is_read() -> None:
    assert imported("Hotjar\nLog Rocket, sentry.io").aliases == ("hotjar", "logrocket", "sentry")
    ours: dict[str, Any] = {
        "mode": "open",
        "rules": [{"url": "/a/*", "selector": ".a", "action": "readonly"}],
        "aliases": ["rrweb"],
        "unshared": ["/b"],
    }
    found = imported(json.dumps(ours))
    assert found.mode == "open" and found.unshared == ("/b",) and found.aliases == ("rrweb",)
    assert [(r.url, r.selector, r.action) for r in found.rules] == [("/a/*", ".a", "readonly")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "{}",
        "[]",
        "null",
        "Lorem ipsum dolor sit amet",
        "alert(1)//",
        "<script>alert(1)</script>",
        "<p class=big>nothing here</p>",
        "\x00\x01\x02",
        "SELECT * FROM sites",
        '{"__proto__": {"x": 1}}',
        "[" * 40_000,
        "{" * 40_000,
        '{"a":' * 20_000,
        "[" * 30_000 + "]" * 30_000,
        "PK\x03\x04 zip",
        '[{"selector": 5}]',
    ],
)
def test_garbage_is_refused(text: str) -> None:
    with pytest.raises(BadImport):
        imported(text)


def test_what_is_wrong_in_settings_is_told_with_its_reason() -> None:
    settings = {
        "rules": [
            {"selector": ".a", "url": "account"},
            {"selector": ".b", "action": "show"},
            {"selector": ".c", "when": "later"},
            {"selector": ".d", "url": 5},
            5,
        ],
        "mask": [".ok", ".\ud800", 7],
        "maskAllInputs": False,
        "maskAllText": False,
    }
    found = imported(json.dumps(settings))
    assert rules(found) == [(".ok", "mask")] and found.mode is None
    assert sorted(one.why for one in found.skipped) == [
        *(Why.NO_PATTERN, Why.NO_SELECTOR),
        *[Why.UNKNOWN] * 4,
    ]
    # Whatever was given, what is told can be sent.
    msgspec.json.encode(found)


def test_classes_of_products_among_others_and_ids_in_a_page() -> None:
    found = imported("fs-mask user-name rr-block")
    assert found.aliases == ("fullstory", "rrweb")
    assert rules(found) == [(".user-name", "mask")]
    assert imported('<p id="mask" class="rr-mask" hidden>').aliases == ("rrweb",)


def test_too_many_pages_are_told() -> None:
    found = imported(json.dumps({"unshared": [f"/{n}" for n in range(MOST_PATTERNS + 1)]}))
    assert len(found.unshared) == MOST_PATTERNS
    assert found.skipped[0].why is Why.TOO_MANY


def test_what_is_too_much_or_too_long_is_told() -> None:
    found = imported("\n".join(f".r{n}" for n in range(MOST_RULES + 60)))
    assert len(found.rules) == MOST_RULES
    assert (len(found.skipped), found.more) == (MOST_SKIPPED, 10)
    assert {one.why for one in found.skipped} == {Why.TOO_MANY}
    found = imported(f".a\n.{'x' * 600}")
    assert len(found.rules) == 1 and len(found.skipped[0].text) < 130


NAMES = st.sampled_from(["mask", "block", "rules", "selector", "action", "unshared"]) | st.text()
SETTINGS = st.recursive(
    st.none() | st.booleans() | st.text(), lambda one: st.lists(one) | st.dictionaries(NAMES, one)
)


@given(st.text(max_size=300) | SETTINGS.map(json.dumps))
def test_whatever_comes_out_is_a_policy_that_may_be_drafted(text: str) -> None:
    try:
        found = imported(text)
    except BadImport:
        return
    body = {
        "mode": found.mode or "open",
        "rules": [{"url": r.url, "selector": r.selector, "action": r.action} for r in found.rules],
        "aliases": found.aliases,
        "unshared": found.unshared,
    }
    try:
        read_policy(json.dumps(body).encode())
    except BadRedactionPolicy as refused:  # pragma: no cover
        raise AssertionError(str(refused)) from None
