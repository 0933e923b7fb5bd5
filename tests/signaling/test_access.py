"""Who may call what (A-10): every route with every kind of caller, every message with everybody
whom it does not concern. The cells come from the route table and the list of messages, so that a
new one is in it before anybody thinks of it.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from broker.names import Role
from broker.policy import PRESETS
from signaling.rest.gate import TABLE, Access
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.operator import BEARER, TOKEN
from tests.helpers.wire import Message, Refused, WireClient
from tests.signaling.scenes import Shared, shared
from tests.signaling.test_bad_input import VALID, with_ids

ELSEWHERE = "https://desk.example"


class Caller(NamedTuple):
    """Somebody with all that they could present, at once. `passes`: what lets them in; `reads`:
    what more does as long as it is only asked for."""

    headers: dict[str, str]
    passes: frozenset[Access]
    reads: frozenset[Access] = frozenset()


OPEN = frozenset({Access.ANYBODY, Access.SITE, Access.TICKET})
# What the gate says, and no handler that got so far.
CLOSED = {
    (401, "bad_token"),
    (401, "not_signed_in"),
    (403, "origin_not_allowed"),
    (403, "not_allowed"),
}


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Broker]:
    settings = settings_for(tmp_path, operator_token=TOKEN, embed_origins=(ELSEWHERE,))
    async with start_broker(settings) as broker:
        yield broker


async def callers(broker: Broker) -> dict[str, Caller]:
    own = {"Origin": broker.base_url}
    customer = (await broker.customer_ticket())["token"]
    alice, sue = await cookie(broker, "alice"), await cookie(broker, "sue", Role.SUPERVISOR)
    olga = await cookie(broker, "olga", Role.OPERATOR)
    agent, operator = {Access.ACCOUNT, Access.AGENT}, {Access.ACCOUNT, Access.OPERATOR}
    agents = OPEN | agent
    return {
        "nobody": Caller({}, OPEN),
        "a page of ours": Caller(own, OPEN | {Access.OWN_PAGE}),
        "a page of a site": Caller({"Origin": broker.site.origins[0]}, OPEN),
        "a page that may frame": Caller({"Origin": ELSEWHERE}, OPEN),
        "a sandboxed page": Caller({"Origin": "null"}, OPEN),
        "a customer's token": Caller({**own, **bearer(customer)}, OPEN | {Access.OWN_PAGE}),
        "a made-up token": Caller({**own, **bearer("x" * 43)}, OPEN | {Access.OWN_PAGE}),
        "an agent": Caller({**own, **alice}, agents | {Access.OWN_PAGE}),
        "an agent without a cookie": Caller(
            {**own, **bearer(alice["Cookie"].partition("=")[2])}, agents | {Access.OWN_PAGE}
        ),
        "a supervisor": Caller({**own, **sue}, agents | {Access.OWN_PAGE}),
        # Other sites make a browser send the cookie: it reads, where nobody reads the answer.
        "an agent from elsewhere": Caller({"Origin": ELSEWHERE, **alice}, OPEN, frozenset(agent)),
        "an agent without an origin": Caller(alice, OPEN, frozenset(agent)),
        "an operator": Caller({**own, **olga}, OPEN | operator | {Access.OWN_PAGE}),
        "an operator from elsewhere": Caller(
            {"Origin": ELSEWHERE, **olga}, OPEN, frozenset(operator)
        ),
        "an operator without an origin": Caller(olga, OPEN, frozenset(operator)),
        # As a token of the server's it is none.
        "an operator without a cookie": Caller(
            {**own, **bearer(olga["Cookie"].partition("=")[2])},
            OPEN | {Access.OWN_PAGE, Access.ACCOUNT},
        ),
        "an operator with a wrong token": Caller(
            {**own, **olga, **bearer("x" * 43)}, OPEN | {Access.OWN_PAGE}
        ),
        "the operator": Caller(bearer(TOKEN), OPEN | {Access.OPERATOR}),
        "the operator, nearly": Caller(bearer(TOKEN[:-1]), OPEN),
        "the operator, more than": Caller(bearer(TOKEN + "x"), OPEN),
        "the operator, basic": Caller({"Authorization": BEARER.replace("Bearer", "Basic")}, OPEN),
    }


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def cookie(broker: Broker, user_name: str, role: Role = Role.AGENT) -> dict[str, str]:
    await broker.add_agent(user_name, role)
    cookies = await broker.sign_in(user_name)
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}


async def test_A10_every_route_asks_every_caller(guarded: Broker) -> None:
    table = guarded.app[TABLE]
    everybody = await callers(guarded)
    wrong = []
    for (method, pattern), access in table.items():
        for name, caller in everybody.items():
            if pattern == "/api/v1/agents/sign-out":
                # It works, and would be the last that this caller does.
                continue
            path = filled(pattern)
            async with guarded.http.request(
                method, guarded.base_url + path, headers=caller.headers, allow_redirects=False
            ) as answer:
                code = ""
                if answer.content_type == "application/json" and method != "HEAD":
                    code = (await answer.json()).get("code", "")
            may = access in caller.passes or (method == "GET" and access in caller.reads)
            # Behind the gate a site's page still has to be one of the site that it names.
            passed = (answer.status, code) not in CLOSED or access in {Access.SITE, Access.TICKET}
            if may != passed:
                wrong.append((name, method, pattern, access, answer.status, code))
    assert wrong == []
    assert len(table) * len(everybody) > 900


def filled(pattern: str) -> str:
    return "/".join("nothing" if "{" in part else part for part in pattern.split("/"))


async def test_A10_a_route_outside_of_the_table_is_closed(guarded: Broker) -> None:
    """Whoever forgets to say what it asks has built nothing."""
    table = guarded.app[TABLE]
    assert all(
        (route.method, route.resource.canonical) in table
        for route in guarded.app.router.routes()
        if route.resource is not None
    )
    forgotten = table.pop(("GET", "/healthz"))
    async with guarded.http.get(f"{guarded.base_url}/healthz") as answer:
        assert (answer.status, (await answer.json())["code"]) == (404, "not_found")
    table["GET", "/healthz"] = forgotten


async def test_A10_without_the_setting_no_token_is_an_operators(broker: Broker) -> None:
    for (method, pattern), access in broker.app[TABLE].items():
        if access is not Access.OPERATOR:
            continue
        for token in ("", TOKEN):
            url = broker.base_url + filled(pattern)
            async with broker.http.request(method, url, headers=bearer(token)) as answer:
                assert (answer.status, (await answer.json())["code"]) == (401, "bad_token")


async def strangers(broker: Broker, scene: Shared) -> dict[str, WireClient]:
    """Everybody who has no part in what goes on in `scene`."""
    other = await broker.add_site("https://other.example", PRESETS["standard"])
    theirs = await broker.customer(site=other)
    second = await broker.customer()
    carol = await broker.agent("carol")
    conversation = (await second.request("conversation.start", text="Hello?"))["conversation"]
    await carol.request("conversation.accept", conversation=conversation)
    await carol.request("scope.ask", conversation=conversation, scope="view", request="v")
    await second.request("scope.allow", conversation=conversation, request="v")
    state = await carol.state(lambda s: s["session"] and s["session"]["state"] == "active")
    ids = {"conversation": conversation, "session": state["session"]["session"]}
    guest = await broker.guest((await second.request("participant.invite", **ids))["url"])
    await guest.request("participant.ask", request="g1", **ids)
    await second.request("participant.admit", conversation=conversation, request="g1")
    await guest.event("conversation.opened")
    return {
        "a customer of another site": theirs,
        "another customer": second,
        "her call window": await broker.dock(second),
        "her chat window": await broker.chat_window(second),
        "an agent with a session of their own": carol,
        "an idle agent": await broker.agent("bob"),
        "a guest of another session": guest,
        "a supervisor": await broker.supervisor(),
    }


# What somebody may do who has no part in it yet.
MAY = {
    # The id of a session is its key: test_joining.py.
    ("an agent with a session of their own", "participant.ask"),
    ("an idle agent", "participant.ask"),
    ("a supervisor", "participant.ask"),
    ("a supervisor", "conversation.take_over"),
    ("a supervisor", "conversation.transfer"),
    ("a supervisor", "conversation.requeue"),
    ("a supervisor", "conversation.close"),
}
# Not of a conversation at all.
OF_NOBODY = {"ping", "conversation.start"}


REFUSED = {"not_found", "no_such_link", "not_allowed", "wrong_state"}


async def test_A10_every_message_from_everybody_whom_it_does_not_concern(broker: Broker) -> None:
    scene = await shared(broker)
    link = (await scene.link(scene.agent))["link"]
    ids = {
        "conversation": scene.conversation,
        "session": scene.session,
        "request": "q1",
        "grant": scene.grant,
        "link": link,
        "person": scene.agent.ready["person"]["id"],
    }
    everybody = await strangers(broker, scene)
    room = await broker.hub.rooms.get(scene.conversation)
    before = len(room.events)
    cells, wrong = 0, []
    for name, client in everybody.items():
        for kind, fields in VALID.items():
            if kind in OF_NOBODY or (name, kind) in MAY:
                continue
            code = await refusal(client, kind, with_ids(fields, ids))
            assert len(room.events) == before, (name, kind)
            if code not in REFUSED:
                wrong.append((name, kind, code))
            cells += 1
    assert wrong == []
    assert cells > 200
    for client in everybody.values():
        await client.ping()


async def refusal(client: WireClient, kind: str, fields: Message) -> str | None:
    try:
        await client.request(kind, **fields)
    except Refused as refused:
        return refused.code
    return None
