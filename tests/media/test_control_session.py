"""A headless agent in control of a headless customer's page, on a real server."""

from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager

import msgspec
import pytest

from media.agent import Agent
from media.control.board import Pointed
from media.control.input import (
    ChooseInput,
    KeyInput,
    Modifier,
    NavigateInput,
    PasteInput,
    Phase,
    PointerInput,
    RefusalCode,
    TabAct,
    TabInput,
    TextInput,
    To,
    ValueInput,
)
from media.control.wire import NodeRef, Spot, encode
from media.customer import Customer
from media.errors import ControlRefused, NotConsented, Refused
from media.mirror.page import Page, Tag
from media.mirror.tree import Element
from signaling.messages import ControlLimit, JoinSession, Scope, ScopeDenied, ScopeGranted
from tests.media.conftest import Place, talk, watch


def order_form() -> Page:
    options = [Tag("option", {}, [name]) for name in ("Tea", "Coffee")]
    body = Tag(
        "body",
        {},
        [
            Tag("h1", {}, ["Your order"]),
            Tag("label", {}, ["Full name", Tag("input", {"id": "who"}, value="")]),
            Tag("label", {}, ["Card", Tag("input", {"id": "card", "autocomplete": "cc-number"})]),
            Tag("label", {}, ["What", Tag("select", {"id": "what"}, [*options])]),
            Tag("p", {"id": "offer"}, [Tag("a", {"href": "/tea"}, ["More tea"])]),
            Tag("button", {"type": "button"}, ["Later"]),
            Tag("button", {"type": "submit"}, ["Pay"]),
        ],
    )
    return Page(Tag("html", {}, [Tag("head"), body]))


async def take_control(customer: Customer, agent: Agent, limit: ControlLimit | None = None) -> None:
    customer.set_page(order_form())
    await watch(customer, agent)
    request = await agent.request_control()
    await customer.allow_control(limit)
    assert isinstance(await agent.answer_to(request), ScopeGranted)


@contextmanager
def refused(code: RefusalCode) -> Iterator[None]:
    with pytest.raises(ControlRefused) as caught:
        yield
    assert caught.value.code == code


def on(agent: Agent, tag: str, text: str | None = None, **attributes: str) -> Element:
    found = agent.page.find(tag, text=text, **attributes)
    assert found is not None
    return found


def field(agent: Agent, label: str) -> Element:
    found = agent.page.field(label)
    assert found is not None
    return found


def tag(customer: Customer, **attributes: str) -> Tag:
    return customer.page.root.find(**attributes)


async def test_a_click_arrives_at_its_element(customer: Customer, agent: Agent) -> None:
    await take_control(customer, agent)
    outcome = await agent.click(on(agent, "button", text="Later"), 0.25, 0.75)
    assert outcome.asked is None
    move, down, up = customer.together.inputs
    assert move.by == agent.person
    assert down.target is tag(customer, type="button")
    assert isinstance(down.input, PointerInput)
    assert (down.input.phase, down.input.buttons, down.input.clicks) == (Phase.DOWN, 1, 1)
    assert (down.input.spot.x, down.input.spot.y) == (0.25, 0.75)
    assert isinstance(up.input, PointerInput) and up.input.phase is Phase.UP
    assert customer.together.dropped.total() == 0


async def test_what_is_typed_arrives_where_the_focus_is(customer: Customer, agent: Agent) -> None:
    await take_control(customer, agent)
    await agent.click(field(agent, "Full name"))
    customer.together.inputs.clear()
    await agent.type_text("Zo\u00eb 1\n")
    await agent.key("a", Modifier.CONTROL)
    await agent.paste("pasted")
    inputs = [applied.input for applied in customer.together.inputs]
    keys = [input for input in inputs if isinstance(input, KeyInput)]
    assert [key.key for key in keys if key.phase is Phase.DOWN] == [*"Zo", " ", "1", "Enter", "a"]
    assert (keys[0].code, keys[0].keys) == ("KeyZ", Modifier.SHIFT)
    assert (keys[-1].code, keys[-1].keys) == ("KeyA", Modifier.CONTROL)
    assert [input.text for input in inputs if isinstance(input, TextInput)] == ["\u00eb"]
    assert [input.text for input in inputs if isinstance(input, PasteInput)] == ["pasted"]
    typed = tag(customer, id="who")
    assert all(applied.target is typed for applied in customer.together.inputs)


async def test_the_other_kinds_of_input_arrive(customer: Customer, agent: Agent) -> None:
    await take_control(customer, agent)
    select = field(agent, "What")
    await agent.hover(select)
    await agent.double_click(select)
    await agent.drag(select, on(agent, "h1"))
    customer.together.inputs.clear()
    await agent.wheel(select, dy=120.5)
    await agent.choose(select, ["Coffee"])
    await agent.set_value(select, "2026-12-24")
    targets = [applied.target for applied in customer.together.inputs]
    assert targets == [tag(customer, id="what")] * 3
    await agent.navigate("back")
    await agent.navigate("/cart")
    await agent.open_tab("/tea")
    await agent.show_tab("e1")
    await agent.close_tab("e2")
    grant = agent.control
    assert grant is not None
    target = NodeRef(agent.page.generation, select.id)
    coffee = on(agent, "option", text="Coffee").id
    inputs = [msgspec.structs.replace(done.input, seq=1) for done in customer.together.inputs]
    assert inputs[1:] == [
        ChooseInput(target, [coffee], grant=grant, seq=1),
        ValueInput(target, "2026-12-24", grant=grant, seq=1),
        NavigateInput(To.BACK, grant=grant, seq=1),
        NavigateInput(To.ADDRESS, "/cart", grant=grant, seq=1),
        TabInput(TabAct.OPEN, address="/tea", grant=grant, seq=1),
        TabInput(TabAct.SHOW, tab="e1", grant=grant, seq=1),
        TabInput(TabAct.CLOSE, tab="e2", grant=grant, seq=1),
    ]
    assert customer.together.dropped.total() == 0


async def test_refusals_say_why(customer: Customer, agent: Agent) -> None:
    await take_control(customer, agent)
    customer.together.judge = lambda applied: (
        RefusalCode.LEAVES_SITE if isinstance(applied.input, NavigateInput) else None
    )
    with refused(RefusalCode.SUBMIT):
        await agent.click(on(agent, "button", text="Pay"))
    with refused(RefusalCode.SECRET_FIELD):
        await agent.click(field(agent, "Card"))
    assert (await agent.navigate("https://elsewhere.example/")).asked == "control.leaves_site"
    gone = on(agent, "h1")
    customer.set_page(order_form())
    await agent.until(lambda: agent.page.nodes.get(gone.id) is not gone, "the other page")
    with refused(RefusalCode.GONE):
        await agent.click(gone)


async def test_control_is_denied(customer: Customer, agent: Agent) -> None:
    customer.set_page(order_form())
    await watch(customer, agent)
    request = await agent.request_control()
    await customer.deny_control()
    assert isinstance(await agent.answer_to(request), ScopeDenied)
    assert agent.control is None and customer.control is None
    with pytest.raises(NotConsented):
        await agent.click(on(agent, "button", text="Later"))
    with pytest.raises(Refused, match="too_soon"):
        await agent.ask_control()


async def test_typing_only(customer: Customer, agent: Agent) -> None:
    await take_control(customer, agent, limit=ControlLimit.TYPING)
    await agent.click(field(agent, "Full name"))
    await agent.type_text("Ada")
    with refused(RefusalCode.LIMITED):
        await agent.click(on(agent, "button", text="Later"))
    with refused(RefusalCode.LIMITED):
        await agent.navigate("back")


async def test_a_region_only(customer: Customer, agent: Agent) -> None:
    customer.set_page(order_form())
    region = tag(customer, id="offer")
    await watch(customer, agent)
    request = await agent.request_control()
    await customer.allow_control(ControlLimit.REGION, region)
    await agent.answer_to(request)
    await agent.click(on(agent, "a", text="More tea"))
    with refused(RefusalCode.LIMITED):
        await agent.click(field(agent, "Full name"))


async def test_either_side_ends_control_and_the_view_goes_on(
    customer: Customer, agent: Agent
) -> None:
    await take_control(customer, agent)
    await customer.end_control()
    await agent.until(lambda: agent.control is None, "the end of control")
    assert agent.viewing
    request = await agent.request_control()
    await customer.allow_control()
    assert isinstance(await agent.answer_to(request), ScopeGranted)
    await agent.click(on(agent, "button", text="Later"))
    await agent.release_control()
    await customer.until(lambda: customer.control is None, "the end of control")
    assert agent.viewing


@pytest.mark.parametrize("how", ["pause", "stop", "reload", "the session"])
async def test_control_ends_with(how: str, customer: Customer, agent: Agent) -> None:
    await take_control(customer, agent)
    match how:
        case "pause":
            await customer.pause()
        case "stop":
            await customer.stop()
        case "reload":
            await customer.reload()
        case _:
            await agent.end()
            await customer.until(lambda: customer.control is None, "the end of control")
    assert customer.control is None


async def test_a_second_agent_has_no_part_in_it(
    customer: Customer, agent: Agent, place: Place, peers: AsyncExitStack
) -> None:
    customer.set_page(order_form())
    await talk(customer, agent)
    code = await customer.share()
    second = Agent(place.server.base_url, "second", place.second_password)
    await peers.enter_async_context(second)
    await second.join(code)
    await agent.request(own_session(agent))
    for each in (agent, second):
        await each.wait_view()
    request = await agent.request_control()
    await customer.allow_control()
    await agent.answer_to(request)
    number = await second.until(lambda: forged(second), "the first one's control")
    assert second.control is None

    spot = Spot(second.page.generation, on(second, "button", text="Later").id, 0.5, 0.5)
    for seq, phase in enumerate((Phase.DOWN, Phase.MOVE, Phase.UP), start=1):
        drag = PointerInput(phase, spot, 0, 1, 1, 0, grant=number, seq=seq)
        second.send_raw("input", encode(drag))
    await second.until(lambda: len(second.answers) == 3, "what became of it")
    assert customer.together.inputs == []
    assert customer.together.dropped == {RefusalCode.NO_GRANT: 3}

    await second.point(on(second, "h1"))
    await agent.until(lambda: second.person.id in agent.pointers, "the second one's pointer")
    await second.draw(on(second, "h1"), [(0, 0), (1, 1)])
    await agent.until(lambda: agent.board.strokes, "the second one's drawing")
    await agent.clear()
    await agent.click(on(agent, "button", text="Later"))
    assert list(customer.together.board.strokes) == list(agent.board.strokes)


def own_session(agent: Agent) -> JoinSession:
    session = agent.session
    assert session is not None
    conversation = agent.conversation.conversation
    return JoinSession(id=agent.client.new_id(), conversation=conversation, session=session.session)


def forged(agent: Agent) -> int | None:
    """The number of the grant for control, whose ever it is."""
    session = agent.session
    control = None if session is None else session.scopes.get(Scope.CONTROL)
    return None if control is None else control.grant


async def test_control_that_comes_with_the_view_and_returns_after_a_pause(
    agent: Agent, place: Place, peers: AsyncExitStack
) -> None:
    customer = await customer_of(place, place.equal_site_key, peers)
    await watch(customer, agent)
    await agent.until(lambda: agent.control, "control")
    await agent.click(on(agent, "button", text="Later"))
    await customer.pause()
    assert customer.control is None
    await customer.resume()
    await customer.until(lambda: customer.control, "control after the pause")
    await agent.wait_view()
    await agent.click(on(agent, "button", text="Later"))
    await customer.end_control()
    await customer.pause()
    await customer.resume()
    await agent.wait_view()
    await customer.ping()
    assert customer.control is None  # what she has ended stays ended


async def test_control_that_the_customer_gives_and_takes(
    agent: Agent, place: Place, peers: AsyncExitStack
) -> None:
    customer = await customer_of(place, place.customer_led_site_key, peers)
    await agent.join(await customer.share())
    await agent.wait_view()
    with pytest.raises(NotConsented):
        await agent.click(on(agent, "button", text="Later"))
    await customer.give_control(agent.person.id)
    await customer.until(lambda: customer.control, "the grant")
    await agent.until(lambda: agent.control, "control")
    await agent.click(on(agent, "button", text="Later"))
    await customer.end_control()
    await agent.until(lambda: agent.control is None, "the end of control")


async def customer_of(place: Place, site_key: str, peers: AsyncExitStack) -> Customer:
    customer = Customer(place.server.base_url, site_key, place.server.origin)
    customer.set_page(order_form())
    return await peers.enter_async_context(customer)


async def test_pointers_clicks_and_drawings_go_both_ways(customer: Customer, agent: Agent) -> None:
    customer.set_page(order_form())
    await watch(customer, agent)
    button, together = on(agent, "button", text="Later"), customer.together
    there = tag(customer, type="button")
    await agent.point(button, 0.25, 0.75, laser=True)
    me = agent.person.id
    await customer.until(lambda: together.pointers.get(me), "the agent's pointer")
    assert together.pointers[me] == Pointed(there, 0.25, 0.75, laser=True)
    await agent.press(button)
    stroke = await agent.draw(button, [(0, 0), (1, 0.5)])
    await customer.until(lambda: together.board.strokes, "the drawing")
    assert together.board.presses == [(me, Pointed(there, 0.5, 0.5))]
    assert together.board.strokes[me, stroke].points == (0, 0, 1, 0.5)
    await agent.clear()
    await customer.until(lambda: not together.board.strokes, "an empty page")
    await agent.clear(all=True)  # the policy does not let
    await customer.until(lambda: together.dropped["ink"], "a refusal")

    customer.point(there, 0.1, 0.2)
    customer.press(there)
    she = customer.person.id
    await agent.until(lambda: agent.pointers.get(she), "her pointer")
    assert agent.pointers[she] == Pointed(button, 0.1, 0.2)
    await agent.until(lambda: agent.board.presses, "her click")
    assert agent.board.presses == [(she, Pointed(button, 0.5, 0.5))]
    customer.point(None)
    await agent.until(lambda: she not in agent.pointers, "her pointer away")
