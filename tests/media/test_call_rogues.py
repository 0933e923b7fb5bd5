"""Peers that do not keep to what was granted, against an honest one on a real server."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from media.agent import Agent
from media.call.media_connection import MediaConnection
from media.call.media_link import MediaLink
from media.call.sources import Source, TestPattern, Tone
from media.customer import Customer
from media.errors import Refused
from media.link import LinkState
from signaling.messages import Description, MediaLinkView, MediaSlot
from tests.media.conftest import talk
from tests.media.test_calls import RED, ring

CAMERA = MediaSlot.CAMERA


@pytest.fixture
async def calling(customer: Customer, agent: Agent) -> AsyncIterator[tuple[Customer, Agent]]:
    await talk(customer, agent)
    await ring(customer, agent)
    await agent.received.voice.tone(440)
    await customer.received.voice.tone(660)
    yield customer, agent


def the_link(peer: Customer | Agent) -> MediaLink:
    (link,) = peer.media_links
    return link


def directed(sdp: str, mid: str, direction: str) -> str:
    """`sdp` with another direction in the section `mid`."""
    sections = sdp.split("m=")
    for index, section in enumerate(sections):
        if f"a=mid:{mid}\r\n" in section:
            for old in ("sendrecv", "sendonly", "recvonly", "inactive"):
                section = section.replace(f"a={old}\r\n", f"a={direction}\r\n")
            sections[index] = section
    return "m=".join(sections)


def open_wide(monkeypatch: pytest.MonkeyPatch, peer: Customer | Agent) -> None:
    """The gates of this peer are gone, and its camera is on."""
    link = the_link(peer)
    monkeypatch.setattr(link, "may_send", lambda slot: slot in (MediaSlot.VOICE, CAMERA))
    monkeypatch.setattr(link, "may_receive", lambda slot: slot in (MediaSlot.VOICE, CAMERA))
    peer._call_end.show(CAMERA, TestPattern([RED]))


async def test_a_dock_that_offers_more_than_was_granted_is_refused(
    monkeypatch: pytest.MonkeyPatch, calling: tuple[Customer, Agent]
) -> None:
    customer, agent = calling
    open_wide(monkeypatch, customer)
    link = the_link(customer)
    link.changed(link.view)
    await customer.until(lambda: isinstance(link.problem, Refused), "the refusal")
    assert isinstance(link.problem, Refused) and link.problem.code == "media_not_consented"
    await agent.received.voice.frames(20)
    await agent.received.voice.tone(440)  # the call goes on as it was
    assert agent.received.camera.frames_received == 0


class DeafConnection(MediaConnection):
    """It reads the other's descriptions as if the camera were open, and writes its own as if it
    kept to the grant."""

    async def offer(self) -> Description:
        return _camera(await super().offer(), "inactive")

    async def answer(self, offer: Description) -> Description:
        return _camera(await super().answer(_camera(offer, "sendrecv")), "inactive")

    async def accept(self, answer: Description) -> None:
        await super().accept(_camera(answer, "sendrecv"))


def _camera(text: Description, direction: str) -> Description:
    return Description(type=text.type, sdp=directed(text.sdp, CAMERA.mid, direction))


class DeafLink(MediaLink):
    connection_type = DeafConnection

    def may_send(self, slot: MediaSlot) -> bool:
        return slot in (MediaSlot.VOICE, CAMERA)

    may_receive = may_send


@pytest.mark.parametrize("rogue", ["dock", "console"])
async def test_one_that_undoes_what_the_server_made_inactive_shows_nothing(
    monkeypatch: pytest.MonkeyPatch, customer: Customer, agent: Agent, rogue: str
) -> None:
    at, honest = (customer, agent) if rogue == "dock" else (agent, customer)
    end, source = at._call_end, at._call_end.source

    def make(view: MediaLinkView, delegate: object, *rest: Any) -> MediaLink:
        return (DeafLink if delegate is end else MediaLink)(view, delegate, *rest)  # type: ignore[arg-type]

    def camera_on(slot: MediaSlot) -> Source | None:
        return TestPattern([RED]) if slot is CAMERA else source(slot)

    monkeypatch.setattr("media.call.call_end.MediaLink", make)
    monkeypatch.setattr(end, "source", camera_on)
    await talk(customer, agent)
    await ring(customer, agent)
    await honest.received.voice.frames(50)
    assert (await at.packets(CAMERA))[0] > 0  # it really sends
    await honest.received.voice.frames(20)
    assert honest.received.camera.frames_received == 0
    assert (await honest.packets(CAMERA))[1] == 0


async def test_nonsense_on_the_channel_costs_nothing(calling: tuple[Customer, Agent]) -> None:
    customer, agent = calling
    link, listener = the_link(agent), customer.heard_state
    before = listener.state
    for data in ("", "{", '{"type":"state","muted":"no"}', "x" * 5000, b"\x00\xff"):
        link.send_raw(data)
    for _ in range(50):
        link.send_raw('{"type":"again"}')
    link.send_raw('{"type":"state","screen":"live","surface":"window"}')
    await customer.until(lambda: sum(listener.faults.values()) > 20, "the faults")
    assert {"format", "size", "rate"} <= set(listener.faults)
    assert listener.state == before and listener.asked_again <= 30
    assert the_link(customer).state is LinkState.OPEN
    await customer.received.voice.frames(20)
    await customer.received.voice.tone(660)


async def test_a_microphone_without_a_call_reaches_nobody(customer: Customer, agent: Agent) -> None:
    await talk(customer, agent)
    customer.use_microphone(Tone(440))
    await customer.open_dock()
    await customer.ping()
    assert customer.media_links == []
    assert (await customer.packets(MediaSlot.VOICE)) == (0, 0)
