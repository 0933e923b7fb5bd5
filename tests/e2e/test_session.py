"""One customer, one agent, one page: everything a session does, at the real UI."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import DemoServer
from tests.e2e.people import Agent, Customer
from tests.helpers.sampled import sampled


def test_R2_agent_asks_and_customer_allows(talking: None, customer: Customer, agent: Agent) -> None:
    agent.sees_nothing()
    agent.request()
    customer.widget.wait("alertdialog", "Share this page?")
    prompt = customer.widget.text()
    assert "Alex Demo" in prompt
    assert "Demo shop" in prompt
    agent.sees_nothing()
    customer.allow()
    agent.sees(customer.page.locator("h1").inner_text())


def test_R2_denied_is_told_and_shows_nothing(
    talking: None, customer: Customer, agent: Agent
) -> None:
    agent.request()
    customer.deny()
    expect(agent.log).to_contain_text(re.compile("denied", re.IGNORECASE))
    agent.sees_nothing()
    assert not customer.widget.exists("region", "Shared session")


def test_R5_customer_shares_and_agent_joins_by_session_id(customer: Customer, agent: Agent) -> None:
    code = customer.share()
    agent.sees_nothing()
    agent.join(code)
    agent.sees(customer.page.locator("h1").inner_text())
    customer.widget.wait("region", "Shared session")


def test_R5_a_wrong_session_id_is_refused_in_plain_words(agent: Agent) -> None:
    agent.join("0000-0000")
    message = agent.page.get_by_text(re.compile("session ID", re.IGNORECASE))
    expect(
        message.filter(has_text=re.compile("not|expired|wrong", re.IGNORECASE)).first
    ).to_be_visible()
    agent.sees_nothing()


def test_the_mirror_follows_the_page(sharing: None, customer: Customer, agent: Agent) -> None:
    customer.page.evaluate(
        """() => {
            const note = document.createElement('p')
            note.textContent = 'Fresh from the customer'
            document.querySelector('main').append(note)
        }"""
    )
    agent.sees("Fresh from the customer")


def test_the_mirror_follows_navigation(sharing: None, customer: Customer, agent: Agent) -> None:
    customer.page.goto(customer.page.url.rstrip("/") + "/checkout.html")
    customer.widget.wait("region", "Shared session")
    agent.sees(customer.page.locator("h1").inner_text())


def test_R50_what_is_secret_stays_and_the_rest_follows(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    customer.page.goto(customer.page.url.rstrip("/") + "/checkout.html")
    agent.sees(customer.page.locator("h1").inner_text())
    fields = {
        "input[type=password]": "hunter2-canary",
        "input[autocomplete=cc-number]": "4111111111111111",
        "input[autocomplete=one-time-code]": "987654",
    }
    for selector, value in fields.items():
        customer.page.locator(selector).first.fill(value)
    customer.page.locator("input[autocomplete=name]").first.fill("Ada Lovelace")
    mirrored = agent.mirror.locator("input")
    read = "(inputs) => inputs.map((input) => input.value)"
    wait_until(agent.page, lambda: "Ada Lovelace" in mirrored.evaluate_all(read), "what she types")
    values = mirrored.evaluate_all(read)
    html = agent.mirror.locator("html").evaluate("(root) => root.outerHTML")
    for value in fields.values():
        assert value not in values
        assert value not in html
    for redacted in customer.page.locator(".cobrowse-redacted").all():
        assert redacted.inner_text().strip() not in html


def test_R17_customer_stops_and_both_are_told(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    customer.stop()
    agent.sees_nothing()
    expect(agent.log).to_contain_text(re.compile("customer (ended|stopped)", re.IGNORECASE))
    customer.widget.wait_text("You ended the shared session")


def test_R8_agent_ends_and_both_are_told(sharing: None, customer: Customer, agent: Agent) -> None:
    agent.end()
    agent.sees_nothing()
    customer.widget.wait_gone("region", "Shared session")
    customer.widget.wait_text("Alex Demo ended the shared session")


def test_R18_R19_chat_goes_on_and_a_second_session_can_start(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    customer.stop()
    agent.sees_nothing()
    agent.say("Still here if you need me")
    customer.open_support()
    customer.widget.wait_text("Still here if you need me")
    agent.request()
    customer.allow()
    agent.sees(customer.page.locator("h1").inner_text())


def test_R27_reload_keeps_the_session(sharing: None, customer: Customer, agent: Agent) -> None:
    customer.page.reload()
    customer.widget.wait("region", "Shared session")
    customer.page.evaluate("() => { document.querySelector('h1').textContent = 'After reload' }")
    agent.sees("After reload")


def test_customer_closes_her_tab_and_the_agent_is_told_within_5_s(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    customer.page.close()
    away = agent.page.get_by_text(re.compile("away|left|gone", re.IGNORECASE))
    expect(away.first).to_be_visible(timeout=5_000)


def test_agent_closes_the_console_and_the_customer_is_told_within_5_s(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    agent.page.close()
    told = customer.widget.words.of("notice.agent_lost", agent="Alex Demo")
    wait_until(
        customer.page,
        lambda: told in customer.widget.text(),
        "the customer told that the agent vanished",
        patience=5.0,
    )


def test_server_killed_and_restarted_during_a_session(
    sharing: None, customer: Customer, agent: Agent, server: DemoServer
) -> None:
    expect(agent.path("Direct")).to_be_visible()
    server.kill()
    customer.page.evaluate(
        "() => { document.querySelector('h1').textContent = 'While the server is dead' }"
    )
    agent.sees("While the server is dead")
    server.start()
    customer.say("Are you there?")
    # The console is connected again, too: it does not take a message before.
    expect(agent.log).to_contain_text("Are you there?")
    agent.say("Back again")
    customer.widget.wait_text("Back again")
    customer.page.evaluate("() => { document.querySelector('h1').textContent = 'And after' }")
    agent.sees("And after")
    customer.stop()
    agent.sees_nothing()


def test_customer_stops_while_the_server_is_dead(
    sharing: None, customer: Customer, agent: Agent, server: DemoServer
) -> None:
    server.kill()
    customer.stop()
    customer.page.evaluate("() => { document.querySelector('h1').textContent = 'Private again' }")
    server.start()
    agent.sees_nothing()
    expect(agent.log).to_contain_text(re.compile("customer (ended|stopped)", re.IGNORECASE))


@pytest.mark.parametrize(
    "words", sampled(["<img src=x onerror=alert(1)>", "‮evil", "{curly} 'quotes'"], 3)
)
def test_hostile_chat_is_text(customer: Customer, agent: Agent, words: str) -> None:
    customer.say(words)
    agent.accept(words)
    expect(agent.log.get_by_text(words).first).to_be_visible()
    assert agent.log.locator("img").count() == 0
