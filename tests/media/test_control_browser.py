"""A headless agent in control at the demo shop's checkout, in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, expect

from media.agent import Agent
from media.control.gate import Applied
from media.control.input import (
    AnyInput,
    ChooseInput,
    InputRefused,
    KeyInput,
    PointerInput,
    RefusalCode,
    ValueInput,
    WheelInput,
)
from media.control.wire import NodeRef, Spot, encode
from media.customer import Customer
from media.errors import ControlRefused, LinkLost
from media.mirror.tree import Element
from signaling.messages import ScopeGranted
from tests.e2e import people
from tests.e2e.closed_shadow import wait_until
from tests.e2e.demo_server import DemoServer
from tests.media.background import PATIENCE, Background, ask_and_watch, background
from tests.media.conftest import site_key, tea_shop
from tests.media.control_samples import every_input


@pytest.fixture
def peers() -> Iterator[Background]:
    with background() as running:
        yield running


@pytest.fixture
def agent(peers: Background, shop: DemoServer, visitor: people.Customer) -> Agent:
    """Sees the visitor at the checkout."""
    visitor.page.goto(visitor.page.url.partition("?")[0].rstrip("/") + "/checkout.html")
    agent = peers.agent(shop.origin, shop.user_name, shop.password)
    ask_and_watch(peers, agent, visitor)
    peers.run(agent.sees("Your details"))
    return agent


def take_control(
    peers: Background, agent: Agent, visitor: people.Customer, button: str = "Allow"
) -> None:
    request = peers.run(agent.request_control())
    visitor.allow_control(button)
    assert isinstance(peers.run(agent.answer_to(request)), ScopeGranted)


def field(agent: Agent, label: str) -> Element:
    found = agent.page.field(label)
    assert found is not None, label
    return found


def on(agent: Agent, tag: str, text: str) -> Element:
    found = agent.page.find(tag, text=text)
    assert found is not None, text
    return found


async def refusal(agent: Agent, node: Element) -> str:
    """Why `node` may not be clicked."""
    with pytest.raises(ControlRefused) as caught:
        await agent.click(node)
    return caught.value.code


def test_it_fills_in_what_the_customer_lets_it(
    peers: Background, agent: Agent, visitor: people.Customer
) -> None:
    take_control(peers, agent, visitor)

    async def fill_in() -> None:
        await agent.click(field(agent, "Full name"))
        await agent.type_text("Zo\u00eb Lovelace")
        await agent.key("Tab")
        await agent.type_text("zoe@example.org")
        await agent.choose(field(agent, "Country"), ["Italy"])
        await agent.click(field(agent, "By bicycle"))
        await agent.click(field(agent, "It is a present"))
        await agent.click(field(agent, "A few words on the card"))
        await agent.paste("For you.\nZ.")

    peers.run(fill_in())
    page = visitor.page
    expect(page.get_by_label("Full name")).to_have_value("Zo\u00eb Lovelace")
    expect(page.get_by_label("Email")).to_have_value("zoe@example.org")
    expect(page.get_by_role("combobox", name="Country")).to_have_value("IT")
    expect(page.get_by_role("radio", name="By bicycle")).to_be_checked()
    expect(page.get_by_label("It is a present")).to_be_checked()
    expect(page.get_by_label("A few words on the card")).to_have_value("For you.\nZ.")


def test_it_submits_nothing_and_reads_why(
    peers: Background, agent: Agent, visitor: people.Customer
) -> None:
    take_control(peers, agent, visitor)
    there = visitor.page.url
    order = on(agent, "button", "Place the order")
    assert peers.run(refusal(agent, order)) == RefusalCode.SUBMIT
    for label in ("Card number", "Security code", "Choose a password"):
        assert peers.run(refusal(agent, field(agent, label))) == RefusalCode.SECRET_FIELD
    assert visitor.page.url == there


def test_it_follows_links_of_the_site(
    peers: Background, agent: Agent, visitor: people.Customer
) -> None:
    take_control(peers, agent, visitor)
    # The page may be gone before it has said what became of the click.
    with suppress(LinkLost):
        peers.run(agent.click(on(agent, "a", "Table")))
    visitor.page.wait_for_url("**/?kind=table")
    peers.run(agent.until(lambda: where(agent).endswith("/"), "the address of that page"))


def where(agent: Agent) -> str:
    """The address that the agent reads; never with what is asked for in it."""
    assert agent.whereabouts is not None
    assert "?" not in agent.whereabouts.address
    return agent.whereabouts.address


def test_typing_only(peers: Background, agent: Agent, visitor: people.Customer) -> None:
    take_control(peers, agent, visitor, "Allow typing only")
    peers.run(agent.click(field(agent, "Full name")))
    peers.run(agent.type_text("Ada"))
    expect(visitor.page.get_by_label("Full name")).to_have_value("Ada")
    assert peers.run(refusal(agent, field(agent, "By bicycle"))) == RefusalCode.LIMITED


# Whatever input would set off, of which the page's own handlers hear.
WATCH = """() => {
    window.heard = []
    const types = ['pointerdown', 'pointerup', 'mousemove', 'click', 'wheel', 'keydown', 'keyup',
      'beforeinput', 'input', 'change', 'paste', 'focusin', 'submit', 'scroll', 'pagehide']
    for (const type of types) window.addEventListener(type, () => heard.push(type), true)
}"""


def test_B01_B07_no_kind_of_input_has_an_effect_without_the_live_grant(
    peers: Background, agent: Agent, visitor: people.Customer
) -> None:
    box = field(agent, "It is a present")
    take_control(peers, agent, visitor)
    peers.run(agent.click(field(agent, "Full name")))
    over = agent.control
    assert over is not None
    visitor.end_control()
    visitor.page.evaluate(WATCH)
    stale = [at(agent, box, input) for input in every_input(grant=over, seq=100)]
    assert peers.run(codes(agent, stale)) == {RefusalCode.NO_GRANT}
    take_control(peers, agent, visitor)
    visitor.page.evaluate("heard.length = 0")
    assert peers.run(codes(agent, stale)) == {RefusalCode.NO_GRANT}
    assert visitor.page.evaluate("heard") == []
    peers.run(agent.click(box))
    assert "click" in visitor.page.evaluate("heard")


def at(agent: Agent, node: Element, input: AnyInput) -> AnyInput:
    """The same, at this element."""
    page = agent.page.generation
    if isinstance(input, PointerInput):
        return replace(input, spot=Spot(page, node.id, 0.5, 0.5), caret=None)
    if isinstance(input, WheelInput):
        return replace(input, spot=Spot(page, node.id, 0.5, 0.5))
    if isinstance(input, ChooseInput | ValueInput):
        return replace(input, target=NodeRef(page, node.id))
    return input


async def codes(agent: Agent, inputs: list[AnyInput]) -> set[str]:
    """What is answered to them."""
    agent.answers.clear()
    for input in inputs:
        agent.send_raw("input", encode(input))
    last = inputs[-1].seq
    await agent.until(lambda: [told for told in agent.answers if told.seq == last], "the answers")
    return {
        told.code if isinstance(told, InputRefused) else type(told).__name__
        for told in agent.answers
    }


def test_B11_what_is_under_way_when_she_ends_control_is_not_applied(
    peers: Background, agent: Agent, visitor: people.Customer
) -> None:
    take_control(peers, agent, visitor)
    peers.run(agent.click(field(agent, "Full name")))
    typing = peers.start(typing_on(agent))
    name = visitor.page.get_by_label("Full name")
    expect(name).not_to_have_value("")
    visitor.end_control()
    typed = name.input_value()
    assert typing.result(PATIENCE) == RefusalCode.NO_GRANT
    assert name.input_value() == typed


async def typing_on(agent: Agent) -> str:
    """Until it is refused: why."""
    try:
        while True:
            await agent.type_text("abcdefghij")
    except ControlRefused as refused:
        return refused.code


def test_pointing_and_drawing_need_no_control(
    peers: Background, agent: Agent, visitor: people.Customer
) -> None:
    heading, page = on(agent, "h2", "Delivery"), visitor.page
    drawn = len(drawings(visitor))
    peers.run(agent.point(heading))
    peers.run(agent.draw(heading, [(0, 0), (0.5, 0.5), (1, 0)]))
    wait_until(page, lambda: len(drawings(visitor)) > drawn, "the drawing")
    peers.run(agent.clear())
    wait_until(page, lambda: len(drawings(visitor)) == drawn, "the page without it")

    name = page.get_by_label("Full name")
    name.click(position={"x": 20, "y": 10})
    element, x, _ = peers.run(clicked(agent))
    assert element is field(agent, "Full name")
    box = name.bounding_box()
    assert box is not None
    assert x == pytest.approx(20 / box["width"], abs=0.02)


async def clicked(agent: Agent) -> tuple[Element, float, float]:
    """Where the customer has clicked, which is waited for; her pointer is there too."""
    presses = await agent.until(lambda: agent.board.presses, "her click")
    she, pressed = presses[-1]
    await agent.until(lambda: agent.pointers.get(she) == pressed, "her pointer")
    return pressed.element, pressed.x, pressed.y


def drawings(visitor: people.Customer) -> list[str]:
    """The paths in closed shadow roots of the customer's page."""
    devtools = visitor.page.context.new_cdp_session(visitor.page)
    try:
        document = devtools.send("DOM.getDocument", {"depth": -1, "pierce": True})
    finally:
        devtools.detach()
    found: list[str] = []
    waiting = [(document["root"], False)]
    while waiting:
        node, hidden = waiting.pop()
        if hidden and node["nodeName"] == "path":
            found.append(str(node["nodeId"]))
        for root in node.get("shadowRoots", []):
            waiting.append((root, root.get("shadowRootType") == "closed"))
        waiting += [(child, hidden) for child in node.get("children", [])]
    return found


def test_the_console_controls_the_page_of_a_headless_customer(
    peers: Background, shop: DemoServer, browser: Browser
) -> None:
    customer = peers.customer(shop.origin, site_key(shop), shop.origin)
    customer.set_page(tea_shop())
    console = people.Agent.sign_in(browser, shop)
    peers.run(customer.start_conversation("Please do it for me"))
    console.accept("Please do it for me")
    console.say("May I see your page?")
    console.request()
    peers.run(customer.allow())
    console.sees("12 EUR")
    console.ask_for_control()
    peers.run(customer.allow_control())
    console.in_control()
    box = console.mirror.locator("#who").bounding_box()
    assert box is not None
    console.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    console.page.keyboard.type("x")
    peers.run(customer.until(lambda: keys(customer), "the key"))
    who = customer.page.root.find(id="who")
    assert {applied.target for applied in keys(customer)} == {who}
    assert customer.together.pointers
    peers.run(customer.end_control())
    console.not_in_control()
    console.page.context.close()


def keys(customer: Customer) -> list[Applied]:
    """The keys that the agent has pressed."""
    return [done for done in customer.together.inputs if isinstance(done.input, KeyInput)]
