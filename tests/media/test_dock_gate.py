"""A customer's dock and a server that lies: no connection, and no sound, that she did not want."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from media.call.sources import Tone
from media.customer import Customer
from media.errors import Refused
from signaling.messages import (
    Ack,
    AllowScope,
    AskScope,
    ConsentState,
    ConversationOpened,
    ConversationStateMessage,
    Error,
    LinkChanged,
    LinkOpened,
    MediaLinkView,
    MediaSlot,
    RelayedRestart,
    RevokeScope,
    Scope,
    ScopeGranted,
    ScopeView,
    SignalDescription,
)
from tests.media.hostile_server import HostileServer, hostile_server
from tests.media.samples import AGENT, asked, granted, state

ORIGIN = "https://shop.example"
LINK = MediaLinkView(
    link="m1",
    conversation="v1",
    offerer=True,
    peer=AGENT,
    ice_servers=[],
    send=list(MediaSlot),
    receive=[MediaSlot.VOICE, MediaSlot.CAMERA],
)
ASKED = ScopeView(state=ConsentState.ASKED, request="r1", by=AGENT)
VOICE = granted(scope=Scope.VOICE, session=None, to=AGENT.id)


@pytest.fixture
async def server() -> AsyncIterator[HostileServer]:
    async with hostile_server() as running:
        yield running


@pytest.fixture
async def customer(server: HostileServer) -> AsyncIterator[Customer]:
    """In a conversation, with her dock open, and an agent who calls."""
    calling = msgspec.structs.replace(state(None), scopes={"voice": ASKED}, seq=8)
    opened = ConversationOpened(
        state=calling, timeline=[asked(scope=Scope.VOICE, session=None, seq=8)]
    )
    server.ready = msgspec.structs.replace(server.ready, conversations=[opened])
    async with Customer(server.url, "key", ORIGIN) as connected:
        connected.use_microphone(Tone(440))
        await connected.open_dock()
        yield connected


def offers(server: HostileServer) -> list[SignalDescription]:
    return [message for message in server.heard if isinstance(message, SignalDescription)]


async def offers_nothing(server: HostileServer, customer: Customer) -> None:
    """Barrier: whatever her dock was going to do about what was said, it has done."""
    assert customer.dock is not None
    await customer.dock.ping()
    await customer.dock.ping()
    assert offers(server) == [] and customer.media_links == [] and not customer.in_call


async def accept(server: HostileServer, customer: Customer, grant: ScopeGranted = VOICE) -> None:
    assert customer.dock is not None

    async def answer() -> None:
        allowing = await server.hears(AllowScope)
        await server.say(grant, Ack(id=allowing.id))

    customer.dock._own(answer())
    await customer.accept_call("r1")


@pytest.mark.parametrize(
    "grant",
    [VOICE, granted(scope=Scope.SCREEN), granted(scope=Scope.VOICE, session=None, request=None)],
    ids=["voice", "screen", "of her own accord"],
)
async def test_a_forged_grant(
    server: HostileServer, customer: Customer, grant: ScopeGranted
) -> None:
    forged = ScopeView(state=ConsentState.GRANTED, grant=7)
    on = msgspec.structs.replace(state(None), scopes={"voice": forged, "video": forged})
    await server.say(grant, ConversationStateMessage(state=on), LinkOpened(link=LINK))
    await server.say(LinkChanged(link=LINK), RelayedRestart(link="m1"))
    await offers_nothing(server, customer)


async def test_an_answer_that_was_refused(server: HostileServer, customer: Customer) -> None:
    assert customer.dock is not None

    async def refuse() -> None:
        allowing = await server.hears(AllowScope)
        await server.say(Error(id=allowing.id, code="wrong_state", message="It is over."))

    customer.dock._own(refuse())
    with pytest.raises(Refused, match="wrong_state"):
        await customer.accept_call("r1")
    await server.say(VOICE, LinkOpened(link=LINK))
    await offers_nothing(server, customer)


async def test_a_call_of_hers_that_was_refused(server: HostileServer, customer: Customer) -> None:
    assert customer.dock is not None

    async def refuse() -> None:
        asking = await server.hears(AskScope)
        await server.say(Error(id=asking.id, code="policy_forbids", message="No calls here."))

    customer.dock._own(refuse())
    with pytest.raises(Refused, match="policy_forbids"):
        await customer.request_call()
    asking = await server.hears(AskScope)
    await server.say(msgspec.structs.replace(VOICE, request=asking.request), LinkOpened(link=LINK))
    await offers_nothing(server, customer)


async def test_her_yes_to_voice_offers_voice_and_nothing_else(
    server: HostileServer, customer: Customer
) -> None:
    await accept(server, customer)
    await server.say(LinkOpened(link=LINK))
    offer = await server.hears(SignalDescription)
    sections = offer.description.sdp.split("m=")[1:]
    directions = [
        next(d for d in ("sendrecv", "sendonly", "recvonly", "inactive") if f"a={d}\r\n" in text)
        for text in sections[:4]
    ]
    assert directions == ["sendrecv", "inactive", "inactive", "inactive"]
    assert [text.split(" ")[0] for text in sections] == [
        "audio",
        "video",
        "video",
        "audio",
        "application",
    ]


async def test_hanging_up_needs_no_server(server: HostileServer, customer: Customer) -> None:
    assert customer.dock is not None
    await accept(server, customer)
    await server.say(LinkOpened(link=LINK))
    await server.hears(SignalDescription)

    async def insist() -> None:
        ending = await server.hears(RevokeScope)
        assert not customer.media_links
        again = msgspec.structs.replace(VOICE, seq=20, grant=8)
        await server.say(Ack(id=ending.id), again, LinkOpened(link=LINK))

    customer.dock._own(insist())
    await customer.hang_up()
    await customer.dock.ping()
    assert not customer.in_call and customer.media_links == []
    assert len(offers(server)) == 1
