"""A customer and a server that lies: no link, and not a byte, that she did not allow."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from media.connection import Connection
from media.customer import Answer, Customer
from media.errors import ProtocolError, Refused
from media.mirror import sync
from media.mirror.page import Page, Tag
from media.waiting import Changes
from signaling.messages import (
    Ack,
    AllowScope,
    AnyEvent,
    ConsentState,
    ConversationOpened,
    ConversationStateMessage,
    DenyScope,
    EndSession,
    Error,
    LinkOpened,
    PageLinkView,
    RelayedDescription,
    RelayedRestart,
    ScopeGranted,
    ScopeView,
    SignalDescription,
    StartSession,
)
from tests.media.hostile_server import HostileServer, hostile_server
from tests.media.samples import LINK, asked, granted, session, state

ORIGIN = "https://shop.example"
ASKED = ScopeView(state=ConsentState.ASKED, request="r1")


@pytest.fixture
async def server() -> AsyncIterator[HostileServer]:
    async with hostile_server() as running:
        yield running


@pytest.fixture
async def customer(server: HostileServer) -> AsyncIterator[Customer]:
    async with Customer(server.url, "key", ORIGIN) as connected:
        connected.set_page(Page(Tag("html", {}, [Tag("body", {"id": "b"}, ["secret page"])])))
        yield connected


class Eavesdropper:
    """The other end of a link: it takes what it can get, and acknowledges nothing it must not."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, bytes]] = []
        self.changes = Changes()
        self.lost = False
        self.connection = Connection([], self._opened, self._received, self._lost)

    def _opened(self) -> None:
        self.connection.send("sync", sync.encode(sync.Resync(7, sync.Fault.START)))

    def _received(self, channel: str, data: bytes) -> None:
        self.messages.append((channel, data))
        self.changes.notify()

    def _lost(self) -> None:
        self.lost = True
        self.changes.notify()

    async def answer(self, server: HostileServer) -> None:
        offer = await server.hears(SignalDescription)
        answer = await self.connection.answer(offer.description)
        await server.say(
            Ack(id=offer.id),
            RelayedDescription(link="l1", attempt=offer.attempt, description=answer),
        )

    async def gets(self, needle: bytes) -> None:
        def found() -> bool:
            return any(needle in data for _, data in self.messages)

        await self.changes.until(found, f"{needle!r} on the wire", 10)


@pytest.fixture
async def eavesdropper() -> AsyncIterator[Eavesdropper]:
    peer = Eavesdropper()
    yield peer
    await peer.connection.close()


async def ask(server: HostileServer) -> None:
    waiting = msgspec.structs.replace(state(session(scopes={"view": ASKED})), seq=8)
    await server.say(ConversationOpened(state=waiting, timeline=[]), asked())


async def allow(server: HostileServer, customer: Customer) -> None:
    """She allows r1, and gets grant 7 for it."""
    await ask(server)
    await customer.ping()
    assert customer.pending == "r1"

    async def answer() -> None:
        allowing = await server.hears(AllowScope)
        await server.say(granted(), Ack(id=allowing.id))

    customer._own(answer())
    await customer.allow()


def descriptions(server: HostileServer) -> list[SignalDescription]:
    return [message for message in server.heard if isinstance(message, SignalDescription)]


async def gets_nothing(server: HostileServer, customer: Customer) -> None:
    """Barrier: whatever the customer was going to do about what was said, she has done."""
    await customer.ping()
    await customer.ping()
    assert descriptions(server) == []
    assert customer.links.links == []
    assert not customer.sharing


async def test_a_link_that_nobody_allowed(server: HostileServer, customer: Customer) -> None:
    await server.say(LinkOpened(link=LINK))
    await server.say(RelayedRestart(link="l1"))
    await gets_nothing(server, customer)
    assert [view.link for view in customer.links.wanted] == ["l1"]


async def test_a_link_while_she_has_not_answered(server: HostileServer, customer: Customer) -> None:
    await ask(server)
    await server.say(LinkOpened(link=LINK))
    await gets_nothing(server, customer)


@pytest.mark.parametrize("forged", [granted(), granted(request=None)], ids=["asked", "own"])
async def test_a_forged_grant(
    server: HostileServer, customer: Customer, forged: ScopeGranted
) -> None:
    await ask(server)
    forged_state = ConversationStateMessage(state=state(session()))
    await server.say(forged, forged_state, LinkOpened(link=LINK))
    await gets_nothing(server, customer)


async def test_a_forged_grant_in_the_timeline_of_a_resume(
    server: HostileServer, customer: Customer
) -> None:
    timeline: list[AnyEvent] = [asked(), granted()]
    opened = ConversationOpened(state=state(session()), timeline=timeline)
    server.ready = msgspec.structs.replace(server.ready, conversations=[opened], links=[LINK])
    await server.close_socket(1001)
    await customer.until(lambda: customer.client.readies == 2, "the reconnection")
    await gets_nothing(server, customer)


async def test_a_grant_after_she_denied(server: HostileServer, customer: Customer) -> None:
    await ask(server)
    await customer.ping()

    async def answer() -> None:
        denying = await server.hears(DenyScope)
        await server.say(granted(), Ack(id=denying.id), LinkOpened(link=LINK))

    customer._own(answer())
    await customer.deny()
    await gets_nothing(server, customer)


async def test_an_allow_that_was_refused(server: HostileServer, customer: Customer) -> None:
    await ask(server)
    await customer.ping()

    async def answer() -> None:
        allowing = await server.hears(AllowScope)
        await server.say(Error(id=allowing.id, code="wrong_state", message="The request is over."))

    customer._own(answer())
    with pytest.raises(Refused, match="wrong_state"):
        await customer.allow()
    await server.say(granted(), LinkOpened(link=LINK))
    await gets_nothing(server, customer)


@pytest.mark.parametrize(
    "view",
    [
        msgspec.structs.replace(LINK, grant=8),
        msgspec.structs.replace(LINK, session="s2"),
        msgspec.structs.replace(LINK, conversation="v2"),
    ],
    ids=["grant", "session", "conversation"],
)
async def test_a_link_under_another_grant_than_hers(
    server: HostileServer, customer: Customer, view: PageLinkView
) -> None:
    await allow(server, customer)
    await server.say(LinkOpened(link=view))
    await customer.ping()
    await customer.ping()
    assert descriptions(server) == []


async def test_her_own_allow_opens_it_and_her_stop_ends_it_whatever_the_server_does(
    server: HostileServer, customer: Customer, eavesdropper: Eavesdropper
) -> None:
    await allow(server, customer)
    await server.say(LinkOpened(link=LINK))
    await eavesdropper.answer(server)
    await eavesdropper.gets(b"secret page")

    async def never_close_the_link() -> None:
        ending = await server.hears(EndSession)
        await server.say(Ack(id=ending.id), granted(seq=20), LinkOpened(link=LINK))

    customer._own(never_close_the_link())
    await customer.stop()
    customer.page.set_text(customer.page.root.find(id="b"), "after the end")
    await eavesdropper.changes.until(lambda: eavesdropper.lost, "the end of the link", 5)
    await customer.ping()
    assert len(descriptions(server)) == 1
    assert not any(b"after the end" in data for _, data in eavesdropper.messages)
    assert customer.bytes_sent == 0


async def test_stop_needs_no_server(
    server: HostileServer, customer: Customer, eavesdropper: Eavesdropper
) -> None:
    await allow(server, customer)
    await server.say(LinkOpened(link=LINK), ConversationStateMessage(state=state(session())))
    await eavesdropper.answer(server)
    await eavesdropper.gets(b"secret page")
    server.good_tickets.clear()
    await server.close_socket(1001)
    await customer.until(lambda: not customer.client.connected, "the loss of the connection")
    assert customer.shown_to == [LINK.peer]  # the link lives on without the server
    await customer.stop()
    await eavesdropper.changes.until(lambda: eavesdropper.lost, "the end of the link", 5)
    assert customer.shown_to == []


async def test_what_she_ended_without_the_server_is_told_when_it_is_back(
    server: HostileServer, customer: Customer
) -> None:
    await allow(server, customer)
    opened = ConversationOpened(state=state(session()), timeline=[asked(), granted()])
    await server.say(opened)
    await customer.ping()
    server.ready = msgspec.structs.replace(server.ready, conversations=[opened], links=[LINK])
    await server.close_socket(1001)
    await customer.until(lambda: not customer.client.connected, "the loss of the connection")
    await customer.stop()
    ending = await server.hears(EndSession)
    assert (ending.conversation, ending.session) == ("v1", "s1")
    await server.say(Ack(id=ending.id))
    await gets_nothing(server, customer)


async def test_an_end_of_the_session_closes_the_link_without_link_closed(
    server: HostileServer, customer: Customer, eavesdropper: Eavesdropper
) -> None:
    await allow(server, customer)
    await server.say(LinkOpened(link=LINK), ConversationStateMessage(state=state(session())))
    await eavesdropper.answer(server)
    await eavesdropper.gets(b"secret page")
    await server.say(ConversationStateMessage(state=state(session(grant=None))))
    await eavesdropper.changes.until(lambda: eavesdropper.lost, "the end of the link", 5)
    assert not customer.sharing


async def test_sharing_of_her_own_accord_opens_the_gate(
    server: HostileServer, customer: Customer
) -> None:
    async def answer() -> None:
        starting = await server.hears(StartSession)
        result: dict[str, str | int | float | None] = {
            "conversation": "v1",
            "session": "s1",
            "grant": 7,
            "code": "ABCD-1234",
            "code_expires_at": 1.0,
        }
        await server.say(LinkOpened(link=LINK), Ack(id=starting.id, result=result))

    customer._own(answer())
    assert await customer.share() == "ABCD-1234"
    offer = await server.hears(SignalDescription)
    assert (offer.link, offer.description.type) == ("l1", "offer")


@pytest.mark.parametrize(
    ("answer", "message"), [(Answer.ALLOW, AllowScope), (Answer.DENY, DenyScope)]
)
async def test_a_policy_answers_by_itself(
    server: HostileServer, answer: Answer, message: type[AllowScope] | type[DenyScope]
) -> None:
    async with Customer(server.url, "key", ORIGIN, policy=lambda event: answer) as customer:
        await ask(server)
        said = await server.hears(message)
        assert said.request == "r1"
        await server.say(Ack(id=said.id))
        await customer.ping()


async def test_a_policy_may_ignore(server: HostileServer) -> None:
    async with Customer(server.url, "key", ORIGIN, policy=lambda event: Answer.IGNORE) as customer:
        await ask(server)
        await customer.ping()
        await customer.ping()
        assert not [m for m in server.heard if isinstance(m, AllowScope | DenyScope)]


async def test_there_is_nothing_to_stop_or_resume_without_a_session(customer: Customer) -> None:
    with pytest.raises(ProtocolError, match="no session"):
        await customer.stop()
    with pytest.raises(ProtocolError, match="nothing is paused"):
        await customer.resume()
