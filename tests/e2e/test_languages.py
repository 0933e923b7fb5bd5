"""R60: each person in the language that he or she reads, from right to left, too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.e2e.website import Website
from tests.e2e.words import Words

pytestmark = pytest.mark.english

GERMAN, ARABIC, ENGLISH = Words("de"), Words("ar"), Words("en")
HTML = "() => [document.documentElement.lang, document.documentElement.dir]"
# The widget's own element is the last one beside the body.
WIDGET = """() => {
    const { lang, dir } = document.documentElement.lastElementChild
    return [lang, dir]
}"""


@pytest.fixture
def website(server: DemoServer) -> Iterator[Website]:
    with Website(server) as made:
        yield made


def page_of(browser: Browser, url: str, locale: str) -> Page:
    size = {"width": 1100, "height": 750}
    page = browser.new_context(locale=locale, viewport=size).new_page()  # type: ignore[arg-type]
    page.goto(url)
    return page


def introduced(page: Page) -> dict[str, Any]:
    """What the page is told when it is loaded again."""
    with page.expect_response(lambda one: one.url.endswith("/api/v1/customers")) as told:
        page.reload()
    answer: dict[str, Any] = told.value.json()
    return answer


@pytest.mark.parametrize(
    ("language", "locale", "words", "direction"),
    [("", "de-AT", GERMAN, "ltr"), ("ar", "en-US", ARABIC, "rtl")],
    ids=["her browser's", "the page's"],
)
def test_R60_a_customer_goes_through_it_all_in_her_language(
    browser: Browser,
    website: Website,
    agent: Agent,
    language: str,
    locale: str,
    words: Words,
    direction: str,
) -> None:
    website.language = language
    page = page_of(browser, website.origin, locale)
    customer = Customer(page, words)
    customer.say("Guten Tag, مرحبا")
    assert page.evaluate(WIDGET) == [words.language, direction]
    assert page.evaluate(HTML) == [language, ""]
    agent.accept("Guten Tag")
    agent.say("Hello")
    customer.widget.wait_text("Alex Demo joined the conversation")
    agent.request()
    customer.allow()
    agent.sees("Home")
    customer.widget.wait_text("Alex Demo can see this page")
    agent.ask_for_control()
    customer.allow_control()
    agent.in_control()
    # What stands beside the customer's page changes with the rest; the page stays.
    agent.page.get_by_role("combobox", name="Language").select_option("fr")
    french = Words("fr")
    expect(agent.page.get_by_text("Fenêtre du client : ")).to_be_visible()
    title = french("Customer's page")
    expect(agent.page.locator(f'iframe[title="{title}"]')).to_have_count(1)
    expect(agent.page.get_by_role("button", name=french("Remote control"))).to_be_visible()
    agent.page.get_by_role("combobox", name=french("Language")).select_option("en")
    agent.in_control()
    customer.end_control()
    customer.stop()
    agent.sees_nothing()
    # What she did is told to the agent in the agent's language.
    expect(agent.log).to_contain_text("The customer ended the session")
    page.context.close()


def test_R60_she_chooses_for_this_session_and_loses_nothing(
    browser: Browser, website: Website
) -> None:
    page = page_of(browser, website.origin, "en-US")
    customer = Customer(page, ENGLISH)
    customer.open_support()
    customer.widget.fill("textbox", "Message", "half a sen")
    customer.widget.focus("combobox", "Language")
    page.keyboard.press("End")
    customer.widget.words = ARABIC
    customer.widget.wait("button", "Share this page")
    (message,) = customer.widget.nodes("textbox", "Message")
    assert message["value"]["value"] == "half a sen"
    assert page.evaluate(WIDGET) == ["ar", "rtl"]
    page.goto(f"{website.origin}/next")
    customer.widget.wait("button", "Share this page")
    # For this session: another tab of hers begins anew.
    other = page.context.new_page()
    other.goto(website.origin)
    Customer(other, ENGLISH).open_support()
    # What the site does not permit is not shown, and what it does not offer not spoken.
    website.change(language_choice=False, languages=["de", "fr"])
    # The server looks at what others change about every second.
    wait_until(other, lambda: not introduced(other)["language_choice"], "the new policy")
    german = Customer(other, GERMAN)
    german.widget.wait("button", "Share this page")
    assert not german.widget.exists("combobox")
    page.context.close()


def test_R60_texts_that_cannot_be_loaded_change_nothing(browser: Browser, website: Website) -> None:
    page = page_of(browser, website.origin, "en-US")
    page.route("**/sdk/v1/texts/**", lambda route: route.abort())
    customer = Customer(page, ENGLISH)
    customer.open_support()
    customer.widget.focus("combobox", "Language")
    page.keyboard.press("End")
    customer.widget.wait_text("The texts in this language could not be loaded. Please try again.")
    customer.widget.wait("button", "Share this page")
    (chosen,) = customer.widget.nodes("combobox", "Language")
    assert chosen["value"]["value"] == "English"
    # A language that her browser wants and that does not come is no reason to be silent.
    german = browser.new_context(locale="de-DE").new_page()
    german.route("**/sdk/v1/texts/**", lambda route: route.abort())
    website.language = ""
    german.goto(website.origin)
    Customer(german, ENGLISH).open_support()
    german.context.close()
    page.context.close()


def test_R60_agents_and_the_check_choose_and_are_remembered(
    browser: Browser, server: DemoServer
) -> None:
    page = page_of(browser, server.agent_console, "en-US")
    page.get_by_role("textbox", name="User name").fill(server.user_name)
    page.get_by_role("combobox", name="Language").select_option("de")
    # Nothing is lost, and all of it has changed.
    user_name = page.get_by_role("textbox", name=GERMAN("User name"))
    expect(user_name).to_have_value(server.user_name)
    page.get_by_label(GERMAN("Password")).fill(server.password)
    page.get_by_role("button", name=GERMAN("Sign in")).click()
    expect(page.get_by_role("list", name=GERMAN("Conversations"))).to_be_visible()
    page.get_by_role("combobox", name=GERMAN("Language")).select_option("ar")
    expect(page.get_by_role("list", name=ARABIC("Conversations"))).to_be_visible()
    wait_until(page, lambda: page.evaluate(HTML) == ["ar", "rtl"], "from right to left")
    page.reload()
    expect(page.get_by_role("list", name=ARABIC("Conversations"))).to_be_visible()
    page.goto(f"{server.origin}/check")
    expect(page.get_by_role("heading", name=ARABIC("Connection check"))).to_be_visible()
    page.get_by_role("combobox", name=ARABIC("Language")).select_option("en")
    expect(page.get_by_role("heading", name="Connection check")).to_be_visible()
    page.context.close()
