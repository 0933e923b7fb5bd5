import asyncio
from collections.abc import AsyncIterator

import aiohttp
import msgspec
import pytest

from media.errors import ConnectionLost, ProtocolError, Refused, TimedOut
from media.signaling_client import SignalingClient
from media.tickets import CustomerTickets
from signaling.messages import (
    Ack,
    CloseCode,
    ConversationGone,
    Error,
    Hello,
    Ping,
    PostMessage,
    Ready,
    ServerMessage,
)
from tests.media.hostile_server import HostileServer, hostile_server

ORIGIN = "https://shop.example"


@pytest.fixture
async def server() -> AsyncIterator[HostileServer]:
    async with hostile_server() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def messages() -> list[ServerMessage]:
    return []


@pytest.fixture
async def client(
    server: HostileServer, http: aiohttp.ClientSession, messages: list[ServerMessage]
) -> AsyncIterator[SignalingClient]:
    tickets = CustomerTickets(http, server.url, "key", ORIGIN)
    async with SignalingClient(http, server.url, tickets, messages.append) as connected:
        yield connected


def post(client: SignalingClient) -> PostMessage:
    return PostMessage(id=client.new_id(), conversation="v1", text="hello")


async def test_hello_comes_first_and_ready_is_kept(
    server: HostileServer, client: SignalingClient
) -> None:
    assert isinstance(server.heard[0], Hello)
    assert client.ready.endpoint == "e1"
    assert client.welcome.limits.resume_seconds == 30


async def test_messages_are_told_in_order(
    server: HostileServer, client: SignalingClient, messages: list[ServerMessage]
) -> None:
    gone = [ConversationGone(conversation=f"v{number}") for number in range(5)]
    await server.say(*gone)
    await client.ping()
    assert [message for message in messages if isinstance(message, ConversationGone)] == gone


async def test_a_request_returns_the_result_of_its_ack(
    server: HostileServer, client: SignalingClient
) -> None:
    asking = asyncio.create_task(client.request(post(client)))
    request = await server.hears(PostMessage)
    await server.say(Ack(id="another"), Ack(id=request.id, result={"n": 1}))
    assert await asking == {"n": 1}


async def test_an_error_is_raised_with_its_code(
    server: HostileServer, client: SignalingClient
) -> None:
    asking = asyncio.create_task(client.request(post(client)))
    request = await server.hears(PostMessage)
    await server.say(Error(id=request.id, code="wrong_state", message="The session is ended."))
    with pytest.raises(Refused, match="The session is ended") as refused:
        await asking
    assert refused.value.code == "wrong_state"


async def test_a_request_without_an_answer_times_out(client: SignalingClient) -> None:
    with pytest.raises(TimedOut, match="PostMessage"):
        await client.request(post(client), seconds=0.05)


async def test_a_request_under_way_fails_with_the_connection(
    server: HostileServer, client: SignalingClient
) -> None:
    asking = asyncio.create_task(client.request(post(client)))
    await server.hears(PostMessage)
    await server.close_socket(CloseCode.GOING_AWAY)
    with pytest.raises(ConnectionLost, match="1001"):
        await asking


async def test_it_comes_back_with_the_resume_ticket(
    server: HostileServer, client: SignalingClient
) -> None:
    await server.close_socket(CloseCode.GOING_AWAY)
    await client.wait_for(Ready, lambda ready: ready.resume_ticket == "resume-2")
    assert server.tickets == ["fresh-1", "resume-1"]
    assert client.readies == 2
    await client.ping()


async def test_a_resume_ticket_that_is_no_longer_good_is_replaced(
    server: HostileServer, client: SignalingClient
) -> None:
    server.good_tickets.remove("resume-1")
    await server.close_socket(CloseCode.GOING_AWAY)
    await client.wait_for(Ready, lambda ready: ready.resume_ticket == "resume-2")
    assert server.tickets == ["fresh-1", "resume-1", "fresh-2"]


@pytest.mark.parametrize("code", [CloseCode.REPLACED, CloseCode.SIGNED_OUT])
async def test_after_a_final_close_code_it_does_not_come_back(
    server: HostileServer, client: SignalingClient, code: int
) -> None:
    await server.close_socket(code)
    with pytest.raises(ConnectionLost, match=str(code)):
        await client.wait_for(Ready, since=client.mark)
    with pytest.raises(ConnectionLost):
        await client.request(post(client))
    assert server.tickets == ["fresh-1"]


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[", '{"type":"no.such.thing"}', '{"type":"ack"}', '{"type":"ack","id":7}', "\x00"],
)
async def test_what_is_not_of_the_protocol_is_reported(
    server: HostileServer, client: SignalingClient, text: str
) -> None:
    mark = client.mark
    await server.say_raw(text)
    with pytest.raises(ProtocolError, match="cannot go on"):
        await client.wait_for(Ack, since=mark)


async def test_unknown_keys_are_ignored(server: HostileServer, client: SignalingClient) -> None:
    await server.say_raw('{"type":"conversation.gone","conversation":"v9","later":{"x":1}}')
    assert await client.wait_for(ConversationGone) == ConversationGone(conversation="v9")


async def test_a_wait_can_leave_out_what_has_been(
    server: HostileServer, client: SignalingClient
) -> None:
    await server.say(ConversationGone(conversation="v1"))
    await client.wait_for(ConversationGone)
    with pytest.raises(TimedOut, match="ConversationGone"):
        await client.wait_for(ConversationGone, since=client.mark, seconds=0.05)


async def test_who_is_not_wanted_is_told_so(
    server: HostileServer, http: aiohttp.ClientSession
) -> None:
    server.good_tickets.clear()
    tickets = CustomerTickets(http, server.url, "key", ORIGIN)
    with pytest.raises(Refused, match="http_401"):
        async with SignalingClient(http, server.url, tickets, lambda message: None):
            pass


async def test_no_server_at_all_is_a_lost_connection(
    server: HostileServer, http: aiohttp.ClientSession
) -> None:
    nobody = "http://127.0.0.1:9"
    tickets = CustomerTickets(http, server.url, "key", ORIGIN)
    with pytest.raises(ConnectionLost):
        async with SignalingClient(http, nobody, tickets, lambda message: None):
            pass


async def test_ids_are_unique_and_pings_are_answered(client: SignalingClient) -> None:
    assert client.new_id() != client.new_id()
    assert await client.request(Ping(id=client.new_id())) == {}


def test_the_structs_of_the_protocol_survive_the_wire() -> None:
    message = ConversationGone(conversation="v1")
    assert msgspec.json.decode(msgspec.json.encode(message), type=ServerMessage) == message
