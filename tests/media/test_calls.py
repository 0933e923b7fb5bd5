"""Calls and screens, a headless customer and a headless agent on a real server."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from media.agent import Agent
from media.call.channel import Shown
from media.call.sources import TestPattern, Tone
from media.customer import Answer, Customer
from media.errors import NotConsented, Refused
from signaling.messages import (
    DockState,
    MediaSlot,
    Reason,
    ScopeDenied,
    ScopeGranted,
    ScopeRevoked,
    Surface,
)
from tests.media.conftest import Place, talk, watch

RED, GREEN, BLUE = (220, 30, 30), (30, 200, 30), (30, 30, 220)


async def ring(customer: Customer, agent: Agent) -> None:
    """She calls, the agent answers; tones at both ends."""
    customer.use_microphone(Tone(440))
    agent.use_microphone(Tone(660))
    async with asyncio.TaskGroup() as both:
        both.create_task(customer.call())
        both.create_task(agent.accept_call())


async def packets(customer: Customer, agent: Agent, slot: MediaSlot) -> tuple[int, ...]:
    return await customer.packets(slot) + await agent.packets(slot)


async def test_a_call_by_the_customer_carries_both_voices(customer: Customer, agent: Agent) -> None:
    await talk(customer, agent)
    await ring(customer, agent)
    await agent.received.voice.tone(440)
    await customer.received.voice.tone(660)
    for slot in (MediaSlot.CAMERA, MediaSlot.SCREEN, MediaSlot.SOUND):
        assert await packets(customer, agent, slot) == (0, 0, 0, 0)
    assert agent.conversation.dock is DockState.CONNECTED


async def test_a_call_by_the_agent_with_video_carries_both_cameras(
    customer: Customer, agent: Agent
) -> None:
    await talk(customer, agent)
    agent.use_microphone(Tone(660))
    async with asyncio.TaskGroup() as both:
        both.create_task(agent.video_call())
        both.create_task(customer.accept_call())
    await customer.until(lambda: customer.in_video and customer.in_call, "voice with the video")
    await customer.received.voice.tone(660)
    assert (await packets(customer, agent, MediaSlot.CAMERA))[0] == 0  # nobody has switched on yet
    customer.show_camera(TestPattern([RED, GREEN]))
    agent.show_camera(TestPattern([BLUE]))
    await agent.received.camera.stripes([RED, GREEN])
    await customer.received.camera.colour(BLUE)
    state = agent.heard_state
    await agent.until(lambda: state.state and state.state.camera, "word of her camera")

    customer.hide_camera()
    await agent.received.camera.frozen()
    assert customer.received.camera.frames_received
    await agent.end_video()
    await customer.until(lambda: not customer.in_video, "the end of video")
    await customer.received.voice.tone(660)
    with pytest.raises(NotConsented):
        customer.show_camera(TestPattern([RED]))


async def test_mute_and_another_microphone_need_no_negotiation(
    customer: Customer, agent: Agent
) -> None:
    await talk(customer, agent)
    await ring(customer, agent)
    await agent.received.voice.tone(440)
    customer.mute()
    await agent.received.voice.silence(0.6)
    state = agent.heard_state
    await agent.until(lambda: state.state and state.state.muted, "word of the mute")
    customer.use_microphone(Tone(550))
    customer.mute(False)
    await agent.received.voice.tone(550)
    (link,) = customer.media_links
    assert link.attempt == 1


@pytest.mark.parametrize("by_customer", [True, False], ids=["customer", "agent"])
async def test_hanging_up_ends_it_at_both_ends(
    customer: Customer, agent: Agent, by_customer: bool
) -> None:
    await talk(customer, agent)
    await ring(customer, agent)
    await agent.received.voice.tone(440)
    await customer.received.voice.tone(660)
    await (customer if by_customer else agent).hang_up()
    await customer.until(lambda: not customer.media_links, "her links to go")
    await agent.until(lambda: not agent.media_links, "the agent's links to go")
    before = agent.received.frames, customer.received.frames
    await agent.received.voice.silence(0.5)
    assert (agent.received.frames, customer.received.frames) == before
    ended = next(event for event in agent.timeline if isinstance(event, ScopeRevoked))
    assert ended.reason is (Reason.BY_CUSTOMER if by_customer else Reason.BY_AGENT)


async def test_a_call_that_is_declined(customer: Customer, agent: Agent) -> None:
    await talk(customer, agent)
    async with asyncio.TaskGroup() as both:
        answer = both.create_task(agent.call())
        both.create_task(customer.decline_call())
    assert isinstance(answer.result(), ScopeDenied)
    assert not customer.in_call and customer._call_end.links.wanted == []


async def test_the_screen_is_shown_while_it_is_allowed(customer: Customer, agent: Agent) -> None:
    await watch(customer, agent)
    async with asyncio.TaskGroup() as both:
        both.create_task(agent.ask_screen())
        both.create_task(customer.allow_screen(TestPattern([GREEN, BLUE]), surface=Surface.WINDOW))
    await agent.received.screen.stripes([GREEN, BLUE])
    said = agent.heard_state
    await agent.until(lambda: said.state and said.state.surface is Surface.WINDOW, "the surface")
    assert (await packets(customer, agent, MediaSlot.VOICE)) == (0, 0, 0, 0)
    agent.ask_for_another_surface()
    await customer.until(lambda: customer.heard_state.asked_again, "the wish for another")
    customer.pick(TestPattern([RED]), surface=Surface.MONITOR)
    await agent.received.screen.colour(RED)
    await customer.stop_screen("denied_by_device")
    await agent.until(lambda: not agent.media_links, "the end of the screen")
    ended = next(event for event in reversed(agent.timeline) if isinstance(event, ScopeRevoked))
    assert ended.reason is Reason.DENIED_BY_DEVICE
    assert agent.viewing  # the mirror has stayed


async def test_what_the_policy_says_of_screens_is_kept(
    place: Place, peers: AsyncExitStack, agent: Agent
) -> None:
    server = place.server
    customer = Customer(server.base_url, place.tabs_only_site_key, server.origin)
    await peers.enter_async_context(customer)
    await watch(customer, agent)
    request = await agent.request_screen()
    with pytest.raises(NotConsented, match="does not let a monitor"):
        await customer.allow_screen(TestPattern([RED]), surface=Surface.MONITOR)
    await agent.answer_to(request)
    said = agent.heard_state
    await agent.until(
        lambda: said.state and said.state.screen is Shown.FORBIDDEN, "word of what is forbidden"
    )
    assert agent.received.screen.frames_received == 0
    customer.pick(TestPattern([GREEN]), sound=Tone(520))
    await agent.received.screen.colour(GREEN)
    await agent.received.sound.tone(520)
    assert agent.received.voice.frames_received == 0


async def test_a_screen_that_is_denied(customer: Customer, agent: Agent) -> None:
    await watch(customer, agent)
    async with asyncio.TaskGroup() as both:
        answer = both.create_task(agent.ask_screen())
        both.create_task(customer.deny_screen())
    assert isinstance(answer.result(), ScopeDenied)
    with pytest.raises(NotConsented):
        customer.pick(TestPattern([RED]))


async def test_a_policy_of_hers_takes_calls(
    place: Place, peers: AsyncExitStack, agent: Agent
) -> None:
    server = place.server
    customer = Customer(server.base_url, server.site_key, server.origin, lambda asked: Answer.ALLOW)
    await peers.enter_async_context(customer)
    await talk(customer, agent)
    customer.use_microphone(Tone(440))
    assert isinstance(await agent.call(), ScopeGranted)
    await agent.received.voice.tone(440)


async def test_the_agent_gives_the_screen_back_and_the_call_goes_on(
    customer: Customer, agent: Agent
) -> None:
    await watch(customer, agent)
    await ring(customer, agent)
    await agent.received.voice.tone(440)
    async with asyncio.TaskGroup() as both:
        both.create_task(agent.ask_screen())
        both.create_task(customer.allow_screen(TestPattern([GREEN])))
    await agent.received.screen.colour(GREEN)
    (link,) = customer.media_links
    assert link.attempt == 1  # in place
    await agent.release_screen()
    await customer.until(lambda: customer._call_end.shown is Shown.OFF, "the end of the screen")
    sent = (await customer.packets(MediaSlot.SCREEN))[0]
    await agent.received.voice.tone(440)
    await agent.received.voice.frames(20)
    assert (await customer.packets(MediaSlot.SCREEN))[0] == sent


async def test_a_pause_holds_the_call(customer: Customer, agent: Agent) -> None:
    await watch(customer, agent)
    await ring(customer, agent)
    await agent.received.voice.tone(440)
    await customer.pause()
    assert not customer.in_call
    await agent.until(lambda: not agent.media_links, "the link to go")
    frames = agent.received.frames
    await agent.received.voice.silence(0.5)
    assert agent.received.frames == frames
    await customer.resume()
    await agent.received.voice.frames(20)
    await agent.received.voice.tone(440)
    await customer.received.voice.tone(660)


async def test_a_call_outlives_a_reload_of_the_page_and_of_the_dock(
    customer: Customer, agent: Agent
) -> None:
    await talk(customer, agent)
    await ring(customer, agent)
    await agent.received.voice.tone(440)
    await customer.reload()
    await agent.received.voice.frames(10)
    assert customer.dock is not None
    await customer.dock.reload()
    await agent.received.voice.frames(50)
    await agent.received.voice.tone(440)


async def test_a_call_outlives_a_lost_websocket_of_the_dock(
    customer: Customer, agent: Agent
) -> None:
    await talk(customer, agent)
    await ring(customer, agent)
    await agent.received.voice.tone(440)
    dock = await customer.open_dock()
    await dock.client.break_connection()
    await agent.received.voice.frames(20)
    await dock.until(lambda: dock.client.readies == 2, "the reconnection")
    async with asyncio.TaskGroup() as both:
        both.create_task(agent.video_call())
        both.create_task(customer.accept_call())
    agent.show_camera(TestPattern([BLUE]))
    await customer.received.camera.colour(BLUE)
    (link,) = customer.media_links
    assert link.attempt == 1


async def test_a_dock_that_closes_ends_the_call(customer: Customer, agent: Agent) -> None:
    await talk(customer, agent)
    await ring(customer, agent)
    await agent.received.voice.tone(440)
    await customer.close_dock()
    frames = agent.received.frames
    await agent.received.voice.silence(0.5)
    assert agent.received.frames == frames
    assert not customer.in_call


async def test_another_agent_hears_nothing_before_joining_the_call(
    customer: Customer, agent: Agent, place: Place
) -> None:
    await talk(customer, agent)
    code = await customer.share()
    await ring(customer, agent)
    await agent.received.voice.tone(440)
    async with Agent(place.server.base_url, "second", place.second_password) as second:
        await second.join(code)
        await second.until(lambda: second._call_end.links.wanted, "a link that is not opened yet")
        await second.ping()
        assert second.media_links == []
        second.use_microphone(Tone(880))
        second.join_call()
        await second.received.voice.tone(440)
        await customer.received_from(second.person.id).voice.tone(880)
        await customer.until(
            lambda: customer._call_end.listener(second.person.id).joined, "word of the second"
        )


async def test_nothing_is_called_without_a_conversation_or_a_grant(
    customer: Customer, agent: Agent
) -> None:
    await talk(customer, agent)
    with pytest.raises(NotConsented):
        await agent.hang_up()
    with pytest.raises(Refused, match="not_found"):
        await agent.request_screen()
    assert not [event for event in agent.timeline if isinstance(event, ScopeGranted)]
