"""`/api/v1/conversations`: a contact centre drives conversations, and nobody else does."""

import json
from typing import Any

from broker.policy import PRESETS
from tests.helpers.broker import SHOP, Broker
from tests.helpers.operator import BEARER, TOKEN
from tests.helpers.wire import WireClient
from tests.signaling.scenes import accepted, shared

ACTIONS = ("requeue", "deactivate", "activate", "end")


async def call(
    broker: Broker,
    method: str,
    path: str = "",
    body: object = None,
    *,
    raw: bytes | None = None,
    token: str | None = BEARER,
) -> tuple[int, Any]:
    """`raw`: the body, where it is no JSON."""
    url = f"{broker.base_url}/api/v1/conversations{path}"
    headers = {} if token is None else {"Authorization": token}
    data = raw if raw is not None else None if body is None else json.dumps(body).encode()
    async with broker.http.request(method, url, data=data, headers=headers) as response:
        return response.status, await response.json()


def person(client: WireClient) -> str:
    return str(client.ready["person"]["id"])


async def test_R32_a_contact_centre_opens_assigns_and_ends(operated: Broker) -> None:
    alice, bob, customer = (
        await operated.agent(),
        await operated.agent("bob"),
        (await operated.customer()),
    )
    wish = {"site": operated.site.key, "customer": person(customer)}
    status, made = await call(operated, "POST", "", wish)
    assert (status, made["state"], made["owner"], made["session"]) == (201, "queued", None, None)
    assert made["customer"] == {
        "id": person(customer),
        "name": "",
        "role": "customer",
        "present": True,
    }
    ids = {"conversation": made["conversation"]}
    one = f"/{made['conversation']}"
    assert (await customer.event("conversation.opened"))["state"]["state"] == "queued"
    await alice.state(lambda s: s["state"] == "queued")
    # Once more: she has one.
    assert await call(operated, "POST", "", wish | {"agent": "alice"}) == (
        200,
        await get(operated, made["conversation"]),
    )
    opened = await alice.event("conversation.opened")
    assert opened["timeline"][-1]["by"] == {
        "id": "operator",
        "role": "operator",
        "name": "Shop Ltd",
    }

    for agent in ("bob", person(bob), "BOB"):
        status, told = await call(operated, "POST", f"{one}/assign", {"agent": agent})
        assert (status, told["owner"]["name"]) == (200, "Bob")
    assert (await bob.event("conversation.opened"))["state"]["owner"]["name"] == "Bob"
    await alice.event("conversation.gone")
    for action, state in (
        ("deactivate", "inactive"),
        ("activate", "active"),
        ("requeue", "queued"),
        ("end", "ended"),
    ):
        for _ in range(2):
            status, told = await call(operated, "POST", f"{one}/{action}")
            assert (status, told["state"]) == (200, state), action
    ended = await customer.event("conversation.ended")
    assert (ended["by"]["role"], ended["conversation"]) == ("operator", ids["conversation"])
    assert told["ended_at"] == ended["at"] and not told["customer"]["present"]
    status, refusal = await call(operated, "POST", f"{one}/requeue")
    assert (status, refusal["code"]) == (409, "wrong_state")


async def get(broker: Broker, conversation: str) -> Any:
    status, told = await call(broker, "GET", f"/{conversation}")
    assert status == 200
    return told


async def test_R31_what_is_shared_ends_when_it_is_assigned_anew(operated: Broker) -> None:
    scene = await shared(operated)
    await operated.agent("bob")
    before = await get(operated, scene.conversation)
    assert before["session"]["state"] == "active"
    assert [one["name"] for one in before["session"]["agents"]] == ["Alice"]
    await scene.agent.request(
        "conversation.message", conversation=scene.conversation, text="secret words"
    )
    status, told = await call(operated, "POST", f"/{scene.conversation}/assign", {"agent": "bob"})
    assert (status, told["session"]["state"]) == (200, "ended")
    assert told["changed_at"] > before["changed_at"]
    assert (await scene.customer.event("session.ended"))["reason"] == "transferred"
    assert "secret words" not in json.dumps(told)


async def test_an_agent_must_be_there_and_the_policy_permit_it(operated: Broker) -> None:
    site = await operated.add_site("https://bank.example", PRESETS["write-mode"])
    agent, customer = await operated.agent(), await operated.customer(site=site)
    await operated.add_agent("bob")
    started = await customer.request("session.start")
    await agent.request("session.join", code=started["code"])
    one = f"/{started['conversation']}"
    for who, refusal in (
        ("bob", (409, "peer_absent")),
        ("nobody", (404, "not_found")),
        (person(customer), (404, "not_found")),
        ("operator", (404, "not_found")),
    ):
        status, answer = await call(operated, "POST", f"{one}/assign", {"agent": who})
        assert (status, answer["code"]) == refusal, who
    await operated.agent("bob")
    status, answer = await call(operated, "POST", f"{one}/assign", {"agent": "bob"})
    assert (status, answer["code"]) == (403, "policy_forbids")
    assert (await get(operated, started["conversation"]))["session"]["state"] == "active"


async def test_a_customer_is_one_of_this_site(operated: Broker) -> None:
    customer, agent = await operated.customer(), await operated.agent()
    other = await operated.add_site("https://other.example")
    key = operated.site.key
    for wish, refusal in (
        ({"site": other.key, "customer": person(customer)}, (404, "not_found")),
        ({"site": key, "customer": person(agent)}, (404, "not_found")),
        ({"site": key, "customer": "nobody"}, (404, "not_found")),
        ({"site": "nothing", "customer": person(customer)}, (404, "unknown_site")),
        ({"site": key, "customer": person(customer), "agent": "bob"}, (404, "not_found")),
    ):
        status, answer = await call(operated, "POST", "", wish)
        assert (status, answer["code"]) == refusal, wish
    assert len(operated.hub.rooms) == 0


async def test_a_customer_who_is_not_connected_finds_it_when_she_is(operated: Broker) -> None:
    known = await operated.customer_ticket()
    wish = {"site": operated.site.key, "customer": known["customer"]}
    status, made = await call(operated, "POST", "", wish)
    assert (status, made["customer"]["present"]) == (201, False)
    customer = await operated.customer(known["token"])
    (opened,) = customer.ready["conversations"]
    assert opened["state"]["conversation"] == made["conversation"]
    assert (await get(operated, made["conversation"]))["customer"]["present"]


async def test_a_link_makes_whoever_has_it_the_customer_once(operated: Broker) -> None:
    agent = await operated.agent()
    wish = {"site": operated.site.key, "agent": "alice", "page": f"{SHOP}/cart?id=7"}
    status, made = await call(operated, "POST", "", wish)
    assert (status, made["state"], made["owner"]["name"]) == (201, "active", "Alice")
    page, _, invitation = made["join_url"].partition("#alongside=")
    assert page == wish["page"]
    await agent.event("conversation.opened")

    async def introduce(origin: str = SHOP, **more: object) -> dict[str, Any]:
        site = operated.site if origin == SHOP else other
        _, answer = await operated.post(
            "/api/v1/customers", {"site": site.key, **more}, origin=origin
        )
        return answer

    other = await operated.add_site("https://other.example")
    hers = made["customer"]["id"]
    # It is no token, no invitation to another site, and nothing that opens a dock.
    assert (await introduce(token=invitation))["customer"] != hers
    assert (await introduce("https://other.example", invitation=invitation))["customer"] != hers
    dock = await introduce(invitation=invitation, dock=True)
    assert dock["code"] == "bad_token"
    before = await operated.customer_ticket()
    met = await introduce(invitation=invitation, token=before["token"])
    assert met["customer"] == hers and met["token"] not in (invitation, before["token"])
    # Once: who comes later with the same link is who they were, or somebody new.
    again = await introduce(invitation=invitation, token=before["token"])
    assert (again["customer"], again["token"]) == (before["customer"], before["token"])
    assert (await introduce(invitation=invitation))["customer"] not in (hers, before["customer"])

    customer = await operated.customer(met["token"])
    assert [one["state"]["owner"]["name"] for one in customer.ready["conversations"]] == ["Alice"]
    await customer.request(
        "conversation.message", conversation=made["conversation"], text="Here I am"
    )
    assert (await agent.event("conversation.messaged"))["text"] == "Here I am"


async def test_an_invitation_expires(operated: Broker) -> None:
    _, made = await call(operated, "POST", "", {"site": operated.site.key})
    assert made["join_url"].startswith(f"{SHOP}/#alongside=")
    invitation = made["join_url"].partition("=")[2]
    operated.clock.advance(operated.settings.customer_seconds + 1)
    _, answer = await operated.post(
        "/api/v1/customers", {"site": operated.site.key, "invitation": invitation}, origin=SHOP
    )
    assert answer["customer"] != made["customer"]["id"]


async def test_a_link_leads_to_pages_of_the_site_only(operated: Broker) -> None:
    for page in (
        "https://evil.example/",
        f"{SHOP}.evil.example/",
        f"{SHOP}@evil.example/",
        f"{SHOP}/#top",
        f"{SHOP}/\n",
        f"{SHOP}/<script>",
        f"{SHOP}/\N{SLICE OF PIZZA}",
        "javascript:alert(1)",
        "",
        SHOP + "/" + "x" * 2000,
    ):
        wish = {"site": operated.site.key, "page": page}
        status, answer = await call(operated, "POST", "", wish)
        assert (status, answer["code"]) == (400, "bad_request"), page
    customer = await operated.customer()
    wish = {"site": operated.site.key, "page": f"{SHOP}/", "customer": person(customer)}
    assert (await call(operated, "POST", "", wish))[0] == 400
    assert len(operated.hub.rooms) == 0


async def test_the_list_is_filtered_and_told_page_by_page(operated: Broker) -> None:
    agent = await operated.agent()
    other = await operated.add_site("https://other.example")
    made = []
    for number in range(5):
        customer = await operated.customer(site=other if number == 4 else None)
        made.append((await customer.request("conversation.start", text="x"))["conversation"])
    for number in (0, 1):
        await agent.request("conversation.accept", conversation=made[number])

    async def listed(query: str) -> list[str]:
        """All pages."""
        found, cursor = [], ""
        while True:
            status, page = await call(operated, "GET", f"?{query}{cursor}")
            assert status == 200, page
            found += [one["conversation"] for one in page["conversations"]]
            if page["next"] is None:
                return found
            cursor = f"&cursor={page['next']}"

    assert await listed("") == await listed("limit=2") == await listed("limit=5") == made
    assert await listed("state=queued&limit=1") == made[2:]
    assert await listed(f"site={other.key}") == made[4:]
    assert await listed("owner=alice") == await listed(f"owner={person(agent)}") == made[:2]
    assert await listed("state=ended") == []
    for conversation in (made[3], made[0]):
        await call(operated, "POST", f"/{conversation}/end")
    assert await listed("state=ended") == await listed("state=ended&limit=1") == [made[0], made[3]]
    assert await listed("state=ended&owner=alice&limit=1") == [made[0]]
    assert await listed(f"state=ended&site={other.key}") == []
    assert await listed("") == [made[1], made[2], made[4]]


BAD_QUERIES = [
    "state=open",
    "state=",
    "limit=0",
    "limit=101",
    "limit=-1",
    "limit=%D9%A3",
    "limit=" + "9" * 5000,
    "cursor=x",
    "cursor=W10%3D",
    "cursor=" + "WzEs" * 40,
    "owner=a&owner=b",
    "everything=1",
    "site=%00",
    "owner=" + "x" * 300,
]


async def test_a_list_that_cannot_be(operated: Broker) -> None:
    for query in BAD_QUERIES:
        status, answer = await call(operated, "GET", f"?{query}")
        assert (status, answer["code"]) == (400, "bad_request"), query


async def test_the_link_leads_an_agent_to_the_conversation(operated: Broker) -> None:
    _, _, conversation = await accepted(operated)
    status, answer = await call(operated, "GET", f"/{conversation}/link")
    assert status == 200
    assert answer == {"agent_url": f"{operated.base_url}/agent/?conversation={conversation}"}


BAD_TOKENS = [None, "", "Bearer", TOKEN, f"Basic {TOKEN}", f"{BEARER}x"]


async def test_nobody_else_reads_or_changes_anything(operated: Broker) -> None:
    _, agent, conversation = await accepted(operated)
    calls = [("GET", ""), ("POST", "")]
    for id in (conversation, "nothing"):
        calls += [("GET", f"/{id}"), ("GET", f"/{id}/link"), ("POST", f"/{id}/assign")]
        calls += [("POST", f"/{id}/{action}") for action in ACTIONS]
    for method, path in calls:
        for token in BAD_TOKENS:
            status, answer = await call(operated, method, path, {"agent": "alice"}, token=token)
            assert (status, answer["code"]) == (401, "bad_token"), path
    await agent.ping()
    assert (await get(operated, conversation))["state"] == "active"


async def test_without_the_setting_no_token_is_an_operators(broker: Broker) -> None:
    _, _, conversation = await accepted(broker)
    for method, path in (("GET", ""), ("POST", ""), ("GET", f"/{conversation}")):
        for token in (None, BEARER):
            status, answer = await call(broker, method, path, {}, token=token)
            assert (status, answer["code"]) == (401, "bad_token")


NO_IDS = ["nothing", "x'%20OR%20'1'='1", "%00", "%22", "..%2F..", "x" * 3000, "%F0%9F%8D%95", "$"]


async def test_ids_of_nothing(operated: Broker) -> None:
    for id in NO_IDS:
        for method, path in (("GET", ""), ("GET", "/link"), ("POST", "/assign"), ("POST", "/end")):
            status, answer = await call(operated, method, f"/{id}{path}")
            assert (status, answer["code"]) == (404, "not_found"), (id, path)


BAD_BODIES = [
    ("", b""),
    ("", b"{"),
    ("", b"[]"),
    ("", b"\xff"),
    ("", b"[" * 50_000),
    ("", b'{"site": 1, "customer": "c"}'),
    ("", b'{"customer": "c"}'),
    ("", b'{"site": "s", "customer": ""}'),
    ("", b'{"site": "s", "customer": "c\\u0000"}'),
    ("", b'{"site": "s", "customer": "c\\n"}'),
    ("", b'{"site": "s", "customer": "c", "owner": "x"}'),
    ("/ID/assign", b""),
    ("/ID/assign", b'{"agent": null}'),
    ("/ID/assign", b'{"agent": "' + b"x" * 65 + b'"}'),
    ("/ID/assign", b'{"agent": "bob\'; --"}'),
    ("/ID/assign", b'{"agent": "alice", "force": true}'),
    ("/ID/requeue", b'{"reason": "signed_out"}'),
    ("/ID/end", b"nonsense"),
    ("/ID/deactivate", b"[" * 50_000),
    ("/ID/end", b"null"),
]


async def test_hostile_bodies_change_nothing(operated: Broker) -> None:
    _, _, conversation = await accepted(operated)
    before = await get(operated, conversation)
    for path, body in BAD_BODIES:
        status, answer = await call(operated, "POST", path.replace("ID", conversation), raw=body)
        assert (status, answer["code"]) == (400, "bad_request"), (path, body[:50])
    assert await get(operated, conversation) == before


async def test_a_body_that_is_too_long_and_methods_that_are_none(operated: Broker) -> None:
    _, _, conversation = await accepted(operated)
    for path in ("", f"/{conversation}/assign", f"/{conversation}/end"):
        status, answer = await call(operated, "POST", path, raw=b" " * 70_000)
        assert (status, answer["code"]) == (413, "bad_request")
    for method, path in (
        ("DELETE", ""),
        ("PUT", f"/{conversation}"),
        ("GET", f"/{conversation}/end"),
    ):
        status, answer = await call(operated, method, path)
        assert (status, answer["code"]) == (405, "bad_request")
    assert (await get(operated, conversation))["state"] == "active"
