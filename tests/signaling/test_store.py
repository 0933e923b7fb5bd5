"""The store, in SQLite and in PostgreSQL: durable together, refused alone, chained."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, insert

from broker.audit import verify
from broker.events import (
    AnyEvent,
    ConversationEnded,
    ConversationMessaged,
    ConversationQueued,
    Person,
)
from broker.names import EndpointKind, Reason, Role
from broker.policy import PRESETS
from signaling.auth.tokens import hash_token
from signaling.store import Conflict, Store, StoreUnavailable
from signaling.store.doors import Code, CodeSpent, Ticket, TicketKind
from signaling.store.engine import Database
from signaling.store.sites import Site
from signaling.store.tables import secrets
from tests.helpers.databases import sql, sqlite_url

CUSTOMER = Person(id="c1", role=Role.CUSTOMER)


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    store = await Store.open(url)
    await store.sites.add(
        Site(
            id="s1",
            key="k1",
            name="Shop",
            organisation="Shop Ltd",
            origins=("https://shop.example",),
            policy=PRESETS["write-mode"],
            created_at=1.0,
        )
    )
    yield store
    await store.close()


def queued(conversation: str) -> ConversationQueued:
    return ConversationQueued(
        conversation=conversation, seq=1, at=1.5, site="s1", customer=CUSTOMER
    )


def said(conversation: str, seq: int, text: str = "Hello?") -> ConversationMessaged:
    return ConversationMessaged(conversation=conversation, seq=seq, at=2.5, by=CUSTOMER, text=text)


async def test_events_come_back_as_they_were(store: Store) -> None:
    events: list[AnyEvent] = [queued("a"), said("a", 2, "Grüße \N{SLICE OF PIZZA}")]
    await store.streams.append("s1", events)
    assert await store.streams.load("a") == events
    assert await store.streams.load("b") == []
    assert await store.streams.site_of("a") == "s1"


async def test_words_of_people_are_kept_apart_from_the_payload(store: Store, url: str) -> None:
    await store.streams.append("s1", [queued("a"), said("a", 2, "my secret")])
    assert "my secret" not in sql(url, "SELECT payload FROM events")
    assert sql(url, "SELECT content FROM events WHERE seq = 2") == "my secret"
    assert "my secret" not in sql(url, "SELECT record FROM audit")
    sql(url, "UPDATE events SET content = NULL")
    # Erased words leave the stream and the chain whole.
    assert await store.streams.load("a") == [queued("a"), said("a", 2, "")]
    assert verify(await store.trail.rows("s1")) is None


async def test_of_two_who_write_the_same_number_one_gets_a_conflict(store: Store) -> None:
    await store.streams.append("s1", [queued("a")])
    results = await asyncio.gather(
        *(store.streams.append("s1", [said("a", 2, str(number))]) for number in range(5)),
        return_exceptions=True,
    )
    assert [type(result) for result in results].count(Conflict) == 4
    kept = await store.streams.load("a")
    assert [event.seq for event in kept] == [1, 2]
    assert verify(await store.trail.rows("s1")) is None
    assert len(await store.trail.rows("s1")) == 2


async def test_one_conflict_does_not_harm_the_others_of_the_batch(store: Store) -> None:
    await store.streams.append("s1", [queued("a")])
    results = await asyncio.gather(
        store.streams.append("s1", [said("a", 1)]),
        *(store.streams.append("s1", [queued(f"b{number}")]) for number in range(10)),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [Conflict] + [type(None)] * 10
    assert sorted(await store.streams.open_conversations()) == ["a"] + [
        f"b{number}" for number in range(10)
    ]
    assert verify(await store.trail.rows("s1")) is None


async def test_what_arrives_together_is_committed_together(url: str) -> None:
    batches: list[int] = []
    store = await Store.open(url, lambda size, seconds: batches.append(size))
    await asyncio.gather(*(store.secrets.get(f"s{number}") for number in range(50)))
    await store.close()
    assert sum(batches) == 50
    assert len(batches) < 10


async def test_ended_conversations_are_not_open(store: Store) -> None:
    await store.streams.append("s1", [queued("a")])
    await store.streams.append("s1", [queued("b")])
    ended = ConversationEnded(conversation="a", seq=2, at=3.0, reason=Reason.BY_CUSTOMER)
    await store.streams.append("s1", [ended])
    assert await store.streams.open_conversations() == ["b"]


async def test_g03_the_chain_names_the_row_that_was_touched(store: Store, url: str) -> None:
    await store.streams.append("s1", [queued("a"), *(said("a", seq) for seq in range(2, 12))])
    sql(url, "UPDATE audit SET record = replace(record, 'c1', 'c2') WHERE number = 5")
    assert verify(await store.trail.rows("s1")) == 4


async def test_the_chain_goes_on_after_a_restart(url: str, store: Store) -> None:
    await store.streams.append("s1", [queued("a")])
    again = await Store.open(url)
    await again.streams.append("s1", [said("a", 2)])
    rows = await again.trail.rows("s1")
    await again.close()
    assert len(rows) == 2
    assert verify(rows) is None


def ticket(endpoint: str, kind: TicketKind, expires_at: float = 100.0) -> Ticket:
    return Ticket(
        kind=kind,
        endpoint=endpoint,
        endpoint_kind=EndpointKind.PAGE,
        person=CUSTOMER,
        site="s1",
        expires_at=expires_at,
    )


async def test_a03_tickets_are_redeemed_once_and_in_time(store: Store) -> None:
    hashed = hash_token("x")
    kept = ticket("e1", TicketKind.CONNECT)
    await store.doors.add_ticket(hashed, kept)
    assert await store.doors.redeem_ticket(hashed, 99.0) == kept
    assert await store.doors.redeem_ticket(hashed, 99.0) is None
    await store.doors.add_ticket(hashed, kept)
    assert await store.doors.redeem_ticket(hashed, 100.0) is None
    assert await store.doors.redeem_ticket(hashed, 99.0) is None


async def test_a_new_resume_ticket_replaces_the_old_one(store: Store) -> None:
    await store.doors.add_ticket(b"1", ticket("e1", TicketKind.RESUME))
    await store.doors.add_ticket(b"2", ticket("e1", TicketKind.RESUME))
    assert await store.doors.redeem_ticket(b"1", 1.0) is None
    assert await store.doors.redeem_ticket(b"2", 1.0) is not None


async def test_the_time_to_resume_counts_from_the_loss(store: Store) -> None:
    await store.doors.add_ticket(b"1", ticket("e1", TicketKind.RESUME))
    await store.doors.add_ticket(b"2", ticket("e2", TicketKind.RESUME))
    await store.doors.add_ticket(b"3", ticket("e1", TicketKind.CONNECT))
    await store.doors.limit_resume(10.0, "e1")
    assert await store.doors.redeem_ticket(b"1", 11.0) is None
    assert await store.doors.redeem_ticket(b"2", 11.0) is not None
    assert await store.doors.redeem_ticket(b"3", 11.0) is not None


async def test_a06_a_thousand_races_for_a_code_have_one_winner_each(store: Store, url: str) -> None:
    code = Code(conversation="a", session="x", site="s1", expires_at=100.0)
    for race in range(1_000 if url.startswith("sqlite") else 20):
        hashed = hash_token(str(race))
        await store.writer.run(store.doors.adding_code(hashed, code))
        assert await store.doors.find_code(hashed, 1.0) == code
        spend = store.doors.spending_code(hashed)
        results = await asyncio.gather(
            *(store.writer.run(spend) for _ in range(2)), return_exceptions=True
        )
        assert sorted(map(repr, results)) == ["CodeSpent()", "None"]
        assert await store.doors.find_code(hashed, 1.0) is None


async def test_a_code_in_use_is_not_given_twice(store: Store) -> None:
    code = Code(conversation="a", session="x", site="s1", expires_at=100.0)
    await store.writer.run(store.doors.adding_code(b"1", code))
    with pytest.raises(Conflict):
        await store.writer.run(store.doors.adding_code(b"1", code))


async def test_a_code_is_written_with_the_decision_or_not_at_all(store: Store) -> None:
    code = Code(conversation="a", session="x", site="s1", expires_at=100.0)
    add, spend = store.doors.adding_code(b"1", code), store.doors.spending_code(b"1")
    await store.streams.append("s1", [queued("a")], add)
    with pytest.raises(Conflict):
        await store.streams.append("s1", [queued("a")], spend)
    assert await store.doors.find_code(b"1", 1.0) == code
    await store.streams.append("s1", [said("a", 2)], spend)
    with pytest.raises(CodeSpent):
        await store.streams.append("s1", [said("a", 3)], spend)
    assert [event.seq for event in await store.streams.load("a")] == [1, 2]


async def test_sweeping_forgets_what_has_expired(store: Store, url: str) -> None:
    await store.doors.add_ticket(b"1", ticket("e1", TicketKind.CONNECT, 10.0))
    await store.doors.add_ticket(b"2", ticket("e2", TicketKind.CONNECT, 20.0))
    await store.customers.add("c1", b"t", "s1", 10.0)
    await store.doors.sweep(15.0)
    assert sql(url, "SELECT endpoint FROM tickets") == "e2"
    assert sql(url, "SELECT count(*) FROM customers") == "0"


async def test_sites_come_back_as_they_were(store: Store) -> None:
    site = await store.sites.by_key("k1")
    assert site is not None
    assert site.policy == PRESETS["write-mode"]
    assert site.origins == ("https://shop.example",)
    await store.sites.describe(replace(site, origins=("https://new.example",)))
    assert (await store.sites.all())[0].origins == ("https://new.example",)


async def test_secrets_stay_the_same(store: Store, url: str) -> None:
    first = await store.secrets.get("x")
    assert len(first) == 32
    assert await store.secrets.get("x") == first
    again = await Store.open(url)
    assert await again.secrets.get("x") == first
    await again.close()


async def test_a_failing_job_fails_alone(store: Store) -> None:
    def bad(connection: Connection) -> None:
        connection.execute(insert(secrets).values(name="half", value=b"x"))
        raise RuntimeError("a bug")

    results = await asyncio.gather(
        store.writer.run(bad), store.secrets.get("y"), return_exceptions=True
    )
    assert isinstance(results[0], RuntimeError)
    assert isinstance(results[1], bytes)
    # The half that was written before the bug is gone.
    assert await store.secrets.find("half") is None


async def test_sqlite_is_durable_against_power_cuts(tmp_path: Path) -> None:
    database = await Database.open(sqlite_url(tmp_path))

    def pragmas(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    # 2 is FULL.
    assert await database.read(pragmas) == await database.write(pragmas) == ["wal", 2, 1]
    await database.close()


@pytest.mark.parametrize(
    "bad", ["nonsense", "mysql://x/y", "postgresql://x@127.0.0.1:1/y", "sqlite:////dev/null/x"]
)
async def test_a_store_that_cannot_be_opened_is_one_sentence(bad: str) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        await Store.open(bad)
    assert str(refused.value).endswith(".")


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "test.sqlite3").write_text("this is a letter, not a database" * 100)
    with pytest.raises(StoreUnavailable):
        await Store.open(sqlite_url(tmp_path))


async def test_a_closed_store_takes_nothing(url: str) -> None:
    store = await Store.open(url)
    assert await store.answers()
    await store.close()
    with pytest.raises(StoreUnavailable):
        await store.secrets.get("x")
