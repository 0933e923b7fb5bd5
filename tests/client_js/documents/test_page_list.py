"""R40: the list of pages of a document, which each side opens for itself."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.client_js.documents.console import Console
from tests.e2e.documents import pdf
from tests.e2e.test_accessibility import violations

# A frame is no page of its own.
OF_PAGES = ("page-has-heading-one", "region")
PAINTED = ".small canvas"


def at(console: Console, page: int) -> Locator:
    """That page is on view, and marked in the list."""
    expect(console.frame.locator(f".sheet[data-page='{page}'] .paper")).to_be_visible()
    option = console.frame.get_by_role("option", name=str(page), exact=True)
    expect(option).to_have_attribute("aria-selected", "true")
    expect(option).to_be_in_viewport()
    expect(console.frame.locator("[aria-selected=true]")).to_have_count(1)
    return option


def test_R40_the_pages_of_a_document_are_listed(console: Console) -> None:
    page = console.page
    page.set_viewport_size({"width": 1000, "height": 700})
    assert console.open("long.pdf", pdf([str(at + 1) for at in range(400)]))["pages"] == 400
    assert console.painted() is None
    button = page.get_by_role("button", name="Page list")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    frame = console.frame
    pages = frame.get_by_role("listbox", name="Page list")
    expect(pages.get_by_role("option")).to_have_count(400)
    at(console, 1)
    expect(frame.locator(PAINTED).nth(3)).to_be_visible()
    # Those in sight, and what is next to them.
    assert frame.locator(PAINTED).count() < 30
    found = [each for each in violations(frame) if not any(rule in each for rule in OF_PAGES)]
    assert found == []

    pages.get_by_role("option", name="3", exact=True).click()
    at(console, 3).focus()
    for key, expected in {
        "ArrowDown": 4,
        "ArrowUp": 3,
        "End": 400,
        "PageUp": 395,
        "ArrowRight": 396,
        "Home": 1,
    }.items():
        page.keyboard.press(key)
        expect(at(console, expected)).to_be_focused()
    # From outside, as the other side turns it.
    page.evaluate("lab.turn(200)")
    expect(at(console, 200).locator("canvas")).to_be_visible()
    page.keyboard.press("Escape")
    expect(pages).to_be_hidden()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_R40_where_it_is_narrow_the_list_lies_over_the_page(console: Console) -> None:
    page = console.page
    page.set_viewport_size({"width": 360, "height": 700})
    console.open("three.pdf", pdf())
    assert console.painted() is None
    room = console.frame.locator("main")
    wide = room.evaluate("room => room.offsetWidth")
    page.get_by_role("button", name="Page list").click()
    expect(at(console, 1)).to_be_focused()
    assert room.evaluate("room => room.offsetWidth") == wide
    # She has found it: it makes way.
    console.frame.get_by_role("option", name="2", exact=True).click()
    expect(console.frame.get_by_role("listbox")).to_have_count(0)
    expect(page.get_by_label("Page", exact=True)).to_have_value("2")
    # A picture is its only page.
    console.open("a.pdf", pdf(["one"]))
    assert console.painted() is None
    expect(page.get_by_role("button", name="Page list")).to_have_count(0)
