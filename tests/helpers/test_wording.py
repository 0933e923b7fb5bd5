"""How the tests find in another language what they name in English."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.helpers import in_language, wording
from tests.helpers.chromium import FLAGS, HEADLESS
from tests.helpers.wording import Wording

TEXTS = {
    "en": {
        "allow": "Allow",
        "again": "Allow",
        "asks": "{agent} asks {customer} for control.",
        "preview": "{name}: {text}",
        "zoom": "{percent} %",
        "unread": "{count, plural, =0 {nothing new} one {# message} other {# messages}}",
        "link": "Customer's page (live)",
        "way": "By the server.{cause, select, none {} refused { No way.} other { Broken.}}",
        "share": "You may share {surfaces} here.",
        "tab": "a tab",
        "window": "a window",
    },
    "de": {
        "allow": "Zulassen",
        "again": "Ja",
        "asks": "{customer} wird von {agent} um Steuerung gebeten.",
        "preview": "{name}: {text}",
        "unread": "{count, plural, =0 {nichts Neues} one {# Nachricht} other {# Nachrichten}}",
        "zoom": "{percent}%",
        "link": "Seite des Kunden (live)",
        "way": "Über den Server.{cause, select, none {} refused { Kein Weg.} other { Defekt.}}",
        "share": "Hier dürfen Sie {surfaces} teilen.",
        "tab": "einen Tab",
        "window": "ein Fenster",
    },
}


@pytest.fixture(autouse=True)
def texts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(wording, "catalogue", TEXTS.__getitem__)
    wording._english.cache_clear()
    yield
    wording._english.cache_clear()


@pytest.mark.parametrize(
    ("english", "german", "others"),
    [
        ("Allow", ["Zulassen", "Ja"], ["Allow", "Zulassen?"]),
        ("Ana asks Bo for control.", ["Bo wird von Ana um Steuerung gebeten."], ["Bo wird von"]),
        ("2 messages", ["7 Nachrichten", "1 Nachricht"], ["messages", "Nachrichten"]),
        ("156 %", ["156%"], ["156 %"]),
        ("nothing new", ["nichts Neues"], ["nothing new"]),
        ("Customer's page (live)", ["Seite  des\N{NO-BREAK SPACE}Kunden (live)"], ["Seite live"]),
        (
            "You may share a tab or a window here.",
            ["Hier dürfen Sie einen Tab oder ein Fenster teilen."],
            ["Hier dürfen Sie teilen.", "Hier dürfen Sie ein Fenster teilen."],
        ),
    ],
)
def test_a_whole_text(english: str, german: list[str], others: list[str]) -> None:
    said = Wording("de").of(english, exact=True)
    assert said is not None
    assert [text for text in german if re.fullmatch(said, text)] == german
    assert [text for text in others if re.fullmatch(said, text)] == []


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("asks Bo for", True),
        ("Ana asks", True),
        ("for control", True),
        ("Ana asks Bo", True),
        ("Allow", False),
        ("Carl asks", False),
    ],
)
def test_a_part_of_a_text(part: str, found: bool) -> None:
    said = Wording("de").of(part, exact=False)
    assert said is not None
    assert bool(re.search(said, "Bo wird von Ana um Steuerung gebeten.")) is found


@pytest.mark.parametrize("text", ["My parcel is late", "Ana: hello", ""])
def test_what_no_user_interface_says_stays(text: str) -> None:
    assert Wording("de").of(text, exact=True) is None
    if text:
        assert Wording("de").of(text, exact=False) is None


def test_an_expression_finds_the_texts_that_it_finds_in_english() -> None:
    said = Wording("de").like(re.compile("Alex Demo asks Customer .* for"))
    assert said is not None and re.search(said, "Kunde 1 wird von Alex Demo um Steuerung gebeten.")
    assert Wording("de").like(re.compile("nowhere")) is None


def test_what_an_expression_finds_in_one_case_only_is_found_in_that_case_only() -> None:
    said = Wording("de").like(re.compile(r"server\. No way"))
    assert said is not None and re.search(said, "Über den Server. Kein Weg.")
    assert not re.search(said, "Über den Server.") and not re.search(said, "Server. Defekt.")
    said = Wording("de").like(re.compile("By the server"))
    assert said is not None and re.fullmatch(said, "Über den Server.")


def test_what_is_read_is_compared_with_english() -> None:
    read = Wording("de").said("Zulassen")
    assert read == "Allow" and read != "Deny" and "llow" in read and "Deny" not in read
    assert read == "Zulassen" == Wording("de").said("Zulassen") == "Allow"


def test_inserted_names_may_be_isolated() -> None:
    said = Wording("de").of("Ana asks Bo for control.", exact=True)
    assert said is not None
    assert re.fullmatch(said, "\u2068Bo\u2069 wird von Ana um Steuerung gebeten.")


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=HEADLESS, args=FLAGS)
        yield chromium
        chromium.close()


def test_what_is_ours_in_the_page_of_another_product_speaks_and_what_it_mirrors_does_not(
    browser: Browser,
) -> None:
    """Nothing is waited for: what is looked into need not be there."""
    page = browser.new_page()
    page.set_content("<main></main>")
    pane = page.frame_locator("alongside-agent iframe")
    assert in_language._speaks(pane) and in_language._speaks(pane.get_by_text("Allow").first)
    inside = pane.frame_locator("iframe")
    assert not in_language._speaks(inside) and not in_language._speaks(inside.locator("h1"))
    other = page.frame_locator("iframe")
    assert not in_language._speaks(other) and not in_language._speaks(other.get_by_role("button"))


def test_browsers_read_the_expressions_alike(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        "<button>Seite des\N{NO-BREAK SPACE}Kunden (live)</button><p>7 Nachrichten</p>"
    )
    for english in ("Customer's page (live)", "3 messages"):
        said = Wording("de").of(english, exact=True)
        assert said is not None
        expect(page.get_by_text(re.compile(rf"^\s*{said}\s*$"))).to_be_visible()
