"""A customer is forgotten, and what is old goes: nothing of it is left in the store, the audit log
verifies, and whoever was in it reads that it is over."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, select
from typer.testing import CliRunner

from broker.audit_check import Whole, check
from broker.events import ConversationMessaged, Person
from broker.names import Role
from signaling.auditing import export
from signaling.cli import cli
from signaling.keys import RETENTION, SETTINGS
from signaling.messages import verify_signed
from signaling.retention import DAY, Dropped, Retention
from signaling.signing import verify
from signaling.store import Conflict
from signaling.store.engine import Database
from signaling.store.tables import metadata
from signaling.system import keeping_of
from tests.helpers.broker import Broker, settings_for, start_broker
from tests.helpers.operator import BEARER, TOKEN, operate
from tests.helpers.server import free_port
from tests.helpers.wire import Refused, WireClient
from tests.signaling.scenes import Shared, shared

VERIFIER = Path(__file__).parents[2] / "docs" / "verify.mjs"
WORDS = "canary-words-of-hers"
GUEST = "Canary Guest"


@pytest.fixture
async def operated(tmp_path: Path, url: str) -> AsyncIterator[Broker]:
    settings = settings_for(
        tmp_path, operator_token=TOKEN, database_url=url, webhook_networks=("127.0.0.0/8",)
    )
    async with start_broker(settings) as broker:
        yield broker


class Scene:
    """A customer shares, writes and has invited a guest; a webhook waits for its receiver."""

    def __init__(self, broker: Broker, scene: Shared) -> None:
        self.broker = broker
        self.customer, self.agent = scene.customer, scene.agent
        self.conversation, self.session = scene.conversation, scene.session
        self.person: str = scene.customer.ready["person"]["id"]

    @property
    def canaries(self) -> list[str]:
        return [self.person, self.conversation, self.session, WORDS, GUEST]

    async def delete(self, query: str = "") -> tuple[int, Any]:
        return await operate(self.broker, "DELETE", f"/api/v1/customers/{self.person}{query}")

    async def left(self) -> list[str]:
        text = await dump(self.broker.settings.database_url)
        return [canary for canary in self.canaries if canary in text]

    async def log(self) -> bytes:
        pieces = export(self.broker.store, self.broker.site.id)
        return b"".join([piece async for piece in pieces])


async def scene(broker: Broker) -> Scene:
    # Nobody is there: what it would be told waits.
    await broker.webhooks.add(broker.site, f"https://127.0.0.1:{free_port()}/hook", [])
    made = Scene(broker, await shared(broker))
    ids = {"conversation": made.conversation, "session": made.session}
    await made.customer.request("conversation.message", conversation=made.conversation, text=WORDS)
    invited = await made.customer.request("participant.invite", **ids)
    guest = await broker.guest(invited["url"], GUEST)
    await guest.request("participant.ask", request="g1", **ids)
    await made.customer.request("participant.admit", conversation=made.conversation, request="g1")
    await guest.event("link.opened")
    assert await made.left() == made.canaries
    return made


async def dump(url: str) -> str:
    """All that is in all tables; of SQLite all bytes of its files, too."""

    def work(connection: Connection) -> str:
        return "\n".join(
            repr(tuple(row))
            for table in metadata.sorted_tables
            for row in connection.execute(select(table))
        )

    database = Database.connect(url)
    text = await database.read(work)
    await database.close()
    if database.is_sqlite:
        for file in Path(url.removeprefix("sqlite:///")).parent.iterdir():
            # The copies of the SDK are a folder.
            text += file.read_bytes().decode("latin-1") if file.is_file() else ""
    return text


def whole(log: bytes) -> Whole:
    result = check(log, verify, verify_signed, [])
    assert isinstance(result, Whole), result
    return result


def second_opinion(file: Path) -> str:
    command = ["node", str(VERIFIER), "audit", str(file)]
    return str(subprocess.run(command, capture_output=True, text=True, check=False).stdout)


async def test_all_of_a_customer_goes_while_she_shares(operated: Broker, tmp_path: Path) -> None:
    hers = await scene(operated)
    theirs = await operated.customer()
    started = await theirs.request("conversation.start", text="I stay.")
    before = whole(await hers.log())

    status, erased = await hers.delete()
    assert status == 200 and erased["conversations"] == 1
    assert erased["audit_rows"] >= before.rows - 4
    assert await hers.left() == []
    # Those who were there have read so; her pages come back as somebody new's.
    await hers.agent.event("session.ended")
    ended = await hers.agent.event("conversation.ended")
    assert ended["by"]["role"] == "operator"
    assert await hers.customer.closed() == 1001
    again = await operated.customer(hers.customer.token)
    assert again.ready["person"]["id"] != hers.person and again.ready["conversations"] == []
    # Nobody else's is touched.
    assert (await operated.store.streams.load(started["conversation"]))[1:]
    await theirs.request("conversation.message", conversation=started["conversation"], text="!")

    log = await hers.log()
    after = whole(log)
    assert after.erased == erased["audit_rows"] and after.rows > before.rows
    file = tmp_path / "audit.jsonl"
    file.write_bytes(log)
    assert await asyncio.to_thread(second_opinion, file) == "ok\n"
    # Another row cannot be passed off as one of those.
    lines = log.splitlines(keepends=True)
    place = next(n for n, line in enumerate(lines) if started["conversation"].encode() in line)
    head, rest = lines[place].split(b'"record":')
    lines[place] = head + b'"record":null,"hash":' + rest.rpartition(b'"hash":')[2]
    file.write_bytes(b"".join(lines))
    assert "no row says so" in await asyncio.to_thread(second_opinion, file)
    assert (await hers.delete())[0] == 404


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_nothing_is_said_of_her_any_more(operated: Broker) -> None:
    hers = await scene(operated)
    assert (await hers.delete())[0] == 200
    late = ConversationMessaged(
        conversation=hers.conversation,
        seq=99,
        at=1.0,
        by=Person(id=hers.person, role=Role.CUSTOMER),
        text=WORDS,
    )
    with pytest.raises(Conflict):
        await operated.store.streams.append(operated.site.id, [late])
    with pytest.raises(Refused) as refused:
        await hers.agent.request(
            "conversation.message", conversation=hers.conversation, text="Are you there?"
        )
    assert refused.value.code == "not_found"
    assert await hers.left() == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_the_proof_of_what_she_allowed_may_stay(operated: Broker) -> None:
    hers = await scene(operated)
    status, erased = await hers.delete("?audit=keep")
    assert status == 200 and erased == {"conversations": 1, "audit_rows": 0}
    assert await hers.left() == [hers.person, hers.conversation, hers.session]
    assert whole(await hers.log()).erased == 0


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_who_asks_wrongly_changes_nothing(operated: Broker) -> None:
    hers = await scene(operated)
    path = "/api/v1/customers/"
    for wrong in ("nobody", "customer_%25", "%00", "a" * 300, "..%2Fagents", "customer_", "%F0%9F"):
        assert (await operate(operated, "DELETE", path + wrong))[0] in (400, 404), wrong
    for query in ("?audit=drop", "?audit=keep&audit=keep", "?force=1", "?audit="):
        status, answer = await hers.delete(query)
        assert (status, answer["code"]) == (400, "bad_request"), query
    for token in (None, f"{BEARER}x", "Basic x"):
        status, answer = await operate(operated, "DELETE", path + hers.person, token=token)
        assert (status, answer["code"]) == (401, "bad_token")
    # An agent and a wildcard are no customers.
    agent = hers.agent.ready["person"]["id"]
    assert (await operate(operated, "DELETE", path + agent))[0] == 404
    assert await hers.left() == hers.canaries


def erase_by_command(url: str, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(
        cli, ["customer", "erase", *arguments], env={"ALONGSIDE_DATABASE_URL": url}
    )
    return done.exit_code, done.output


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_the_command_line_does_it_beside_a_running_server(operated: Broker) -> None:
    hers = await scene(operated)
    url = operated.settings.database_url
    code, _ = await asyncio.to_thread(erase_by_command, url, hers.person)
    assert code == 1 and await hers.left() == hers.canaries
    assert (await asyncio.to_thread(erase_by_command, url, "nobody", "--yes"))[0] == 1
    code, said = await asyncio.to_thread(erase_by_command, url, hers.person, "--yes")
    assert code == 0 and "Erased: conversations 1, audit records " in said
    # The server finds out by itself.
    await hers.agent.event("conversation.ended")
    assert await hers.customer.closed() == 1001
    await ping(hers.agent)
    assert await hers.left() == []
    # What it decides next is chained behind what the command line wrote.
    other = await operated.customer()
    await other.request("conversation.start", text="Hello?")
    assert whole(await hers.log()).erased > 0


async def ping(client: WireClient) -> None:
    await client.request("ping")


Days = Callable[[float, float, float], Retention]


@pytest.fixture
def keeping(operated: Broker) -> Days:
    def make(chat: float, conversations: float, audit: float) -> Retention:
        settings = replace(
            operated.app[SETTINGS],
            chat_days=chat,
            conversation_days=conversations,
            audit_days=audit,
        )
        return Retention(operated.store, lambda: keeping_of(settings), operated.clock)

    return make


async def test_what_is_old_goes_in_its_time(operated: Broker, keeping: Days) -> None:
    hers = await scene(operated)
    retention = keeping(1, 2, 3)
    operated.clock.advance(1.5 * DAY)
    # Nothing goes of what goes on.
    assert (await retention.drop()).words == 0
    # Not by the agent, whose sign-in may be over by now.
    status, _ = await operate(operated, "POST", f"/api/v1/conversations/{hers.conversation}/end")
    assert status == 200
    await operated.store.doors.sweep(operated.clock())
    assert await keeping(0, 0, 0).drop() == Dropped()
    assert (await retention.drop()) == Dropped()
    operated.clock.advance(1.2 * DAY)
    assert (await retention.drop()) == Dropped(words=1, audit=0)
    assert WORDS not in await hers.left()
    assert (await operated.store.streams.load(hers.conversation)) != []
    operated.clock.advance(1 * DAY)
    dropped = await retention.drop()
    assert dropped.conversations == 1 and dropped.audit > 0
    assert GUEST not in await hers.left()
    operated.clock.advance(2 * DAY)
    assert (await retention.drop()).audit > 0
    assert await hers.left() == []
    log = await hers.log()
    assert whole(log).erased > 0 and b"audit.erased" in log
    # Whoever knows all about it finds nothing to do.
    assert await retention.drop() == Dropped()


async def test_what_an_operator_sets_holds_without_a_restart(operated: Broker) -> None:
    """As the server runs it: each time it looks, by what is set then."""
    hers = await scene(operated)
    await hers.agent.request("conversation.close", conversation=hers.conversation)
    await operated.store.doors.sweep(operated.clock())
    retention = operated.app[RETENTION]
    operated.clock.advance(40 * DAY)
    assert await retention.drop() == Dropped()

    async def keep(**days: int | None) -> None:
        status, _ = await operate(operated, "PATCH", "/api/v1/settings", {"keeping": days})
        assert status == 200

    async def due(query: str) -> Any:
        return (await operate(operated, "GET", f"/api/v1/settings/due?{query}"))[1]

    # What would go is told before.
    assert await due("chat_days=41") == {"words": 0, "conversations": None}
    assert await due("chat_days=39&conversation_days=39") == {"words": 1, "conversations": 1}
    await keep(chat_days=41)
    assert await retention.drop() == Dropped()
    await keep(chat_days=39)
    assert await retention.drop() == Dropped(words=1)
    assert await due("chat_days=39&conversation_days=39") == {"words": 0, "conversations": 1}
    for query in ("chat_days=0", "chat_days=1e400", "chat_days=-1", "audit_days=30", "chat_days="):
        assert (await due(query))["code"] == "bad_request", query
    await keep(conversation_days=39, audit_days=30)
    dropped = await retention.drop()
    assert dropped.conversations == 1 and dropped.audit > 0
    # Those of operators' acts are among them.
    assert 0 < whole(await hers.log()).erased <= dropped.audit
