"""The customer's widget among the scripts and dialogs of a page that is not ours."""

from __future__ import annotations

from tests.e2e.closed_shadow import wait_until
from tests.e2e.people import Agent, Customer

REMOVE_HOST = """() => {
    for (const element of document.documentElement.children) {
        if (element !== document.head && element !== document.body) element.remove()
    }
}"""
OPEN_MODAL = """() => {
    const dialog = document.createElement('dialog')
    dialog.textContent = 'A dialog of the page'
    // A transform would carry along what is fixed to the window.
    dialog.style.transform = 'translateX(-40px)'
    document.body.append(dialog)
    dialog.showModal()
}"""


def test_a_page_that_removes_the_widget_gets_it_back(customer: Customer) -> None:
    customer.open_support()
    customer.page.evaluate(REMOVE_HOST)
    customer.widget.wait("dialog", "Support")
    customer.say("Still here")


def test_a_removed_prompt_comes_back_and_still_blocks_the_page(
    talking: None, customer: Customer, agent: Agent
) -> None:
    agent.request()
    customer.widget.wait("alertdialog", "Share this page?")
    customer.page.evaluate(REMOVE_HOST)
    customer.widget.wait("alertdialog", "Share this page?")
    customer.page.evaluate("() => document.querySelector('main a').focus()")
    # Inert: what is behind a modal dialog cannot take the focus.
    assert customer.page.evaluate("() => document.activeElement.closest('main')") is None
    customer.deny()


def test_stop_is_within_reach_behind_a_modal_dialog_of_the_page(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    customer.page.evaluate(OPEN_MODAL)
    customer.stop()
    agent.sees_nothing()


def test_the_widget_survives_the_dialog_it_had_moved_into(
    sharing: None, customer: Customer, agent: Agent
) -> None:
    customer.page.evaluate(OPEN_MODAL)
    wait_until(
        customer.page,
        lambda: customer.page.evaluate("() => document.querySelector('dialog > div') !== null"),
        "the widget inside of the page's dialog",
    )
    customer.page.evaluate("() => document.querySelector('dialog').remove()")
    customer.widget.wait("region", "Shared session")
    customer.stop()
    agent.sees_nothing()


def test_the_page_cannot_share_by_script(customer: Customer, agent: Agent) -> None:
    customer.page.evaluate("() => Alongside.start()")
    customer.widget.wait("button", "Share this page")
    # Also a click that a script makes on whatever has the focus.
    customer.page.evaluate("() => document.activeElement.click()")
    customer.say("Nothing is shared")
    agent.accept("Nothing is shared")
    agent.sees_nothing()
    assert customer.page.evaluate("() => Alongside.session") is None


def test_a_script_may_stop(sharing: None, customer: Customer, agent: Agent) -> None:
    customer.page.evaluate("() => Alongside.stop()")
    customer.widget.wait_gone("region", "Shared session")
    agent.sees_nothing()


def test_calls_before_the_script_are_carried_out(customer: Customer) -> None:
    customer.page.add_init_script(
        "window.Alongside = [['on', 'widget.opened', () => { window.heard = true }], ['open']]"
    )
    customer.page.reload()
    customer.widget.wait("dialog", "Support")
    assert customer.page.evaluate("() => window.heard") is True
