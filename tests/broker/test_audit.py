import json
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker import audit, events
from broker.audit import GENESIS, AuditRecord, ChainedRecord, canonical, chain, record, verify
from broker.events import Event, Person
from broker.names import Reason, Role, Scope

KINDS: tuple[type[Event], ...] = get_args(events.AnyEvent)
ANA = Person(id="p-ana", role=Role.CUSTOMER, name="Ana Secret")


def rows(count: int = 6) -> list[ChainedRecord]:
    chained: list[ChainedRecord] = []
    for seq in range(1, count + 1):
        event = events.PageShown(conversation="c-1", seq=seq, at=float(seq), endpoint="e-1")
        chained.append(chain(chained[-1].hash if chained else GENESIS, record(event)))
    return chained


class TestRecord:
    def test_who_what_and_when(self) -> None:
        event = events.ScopeGranted(
            conversation="c-1",
            seq=7,
            at=1700000000.1239,
            session="s-1",
            scope=Scope.VIEW,
            grant=3,
            by=ANA,
            request="r-1",
            until=1700000060.0,
        )
        assert record(event) == AuditRecord(
            conversation="c-1",
            seq=7,
            type="scope.granted",
            at=1700000000124,
            by="p-ana",
            role="customer",
            session="s-1",
            scope="view",
            grant=3,
            request="r-1",
            until=1700000060000,
        )

    def test_nobody_where_a_rule_decided(self) -> None:
        event = events.SessionEnded(
            conversation="c-1", seq=2, at=1.0, session="s-1", reason=Reason.CUSTOMER_GONE
        )
        kept = record(event)
        assert kept.by is None and kept.role is None and kept.reason == "customer_gone"

    def test_whom_it_is_about_where_nobody_acted(self) -> None:
        event = events.SessionLeft(
            conversation="c-1", seq=2, at=1.0, session="s-1", person=ANA, reason=Reason.AGENT_GONE
        )
        assert record(event).by == "p-ana"

    def test_words_of_people_stay_out(self) -> None:
        event = events.ConversationMessaged(
            conversation="c-1", seq=2, at=1.0, by=ANA, text="my card is 4111"
        )
        text = canonical(record(event)).decode()
        assert json.loads(text) == {
            "conversation": "c-1",
            "seq": 2,
            "at": 1000,
            "type": "conversation.messaged",
            "by": "p-ana",
            "role": "customer",
        }

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
    def test_somebody_has_decided_about_every_field_of_every_event(self, kind: type[Event]) -> None:
        names = {field.name for field in msgspec.structs.fields(kind)}
        known = {"conversation", "seq", audit.OWNER, *audit.PERSONS, *audit.DETAILS, *audit.TIMES}
        assert names - known == ({kind.content_field} if kind.content_field else set())
        assert len(names.intersection(audit.PERSONS)) <= 1

    def test_every_detail_has_its_place_in_the_record(self) -> None:
        names = {field.name for field in msgspec.structs.fields(AuditRecord)}
        assert names == {
            "conversation", "seq", "type", "by", "role", "owner", "erased", "what",
            *audit.DETAILS, *audit.TIMES
        }  # fmt: skip


@given(
    st.builds(
        AuditRecord,
        # Lone surrogates are no text: they cannot come in through JSON.
        conversation=st.text(st.characters(exclude_categories=["Cs"])),
        at=st.integers(0, 2**53 - 1),
    )
)
def test_canonical_json_is_what_another_implementation_writes(kept: AuditRecord) -> None:
    text = json.dumps(
        msgspec.to_builtins(kept), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert canonical(kept) == text.encode()


def test_a_hash_that_never_changes() -> None:
    """Logs that exist must verify with every later version."""
    assert rows(1)[0].hash == "85851e29510dfd61781e5c2e6d8161257c02404dda0ba2a184fa2ba0eff75f6d"


class TestVerify:
    def test_a_whole_chain(self) -> None:
        assert verify([]) is None
        assert verify(rows()) is None
        assert verify(rows()[3:], previous_hash=rows()[2].hash) is None

    def test_a_stored_row_is_the_same_row(self) -> None:
        stored = [msgspec.json.encode(row) for row in rows()]
        assert verify(msgspec.json.decode(row, type=ChainedRecord) for row in stored) is None

    @pytest.mark.parametrize("index", range(6))
    @pytest.mark.parametrize("field", ["previous_hash", "record", "hash"])
    def test_an_edited_row(self, index: int, field: str) -> None:
        chained = rows()
        row = chained[index]
        value = {
            "previous_hash": "f" * 64,
            "record": msgspec.structs.replace(row.record, at=row.record.at + 1),
            "hash": "not even a hash",
        }[field]
        chained[index] = msgspec.structs.replace(row, **{field: value})
        assert verify(chained) == index

    @pytest.mark.parametrize("index", range(5))
    def test_an_edited_row_with_a_new_hash(self, index: int) -> None:
        chained = rows()
        row = chained[index]
        forged = msgspec.structs.replace(row.record, by="p-mallory")
        chained[index] = chain(row.previous_hash, forged)
        assert verify(chained) == index + 1

    @pytest.mark.parametrize("index", range(5))
    def test_a_deleted_row(self, index: int) -> None:
        chained = rows()
        del chained[index]
        assert verify(chained) == index

    @pytest.mark.parametrize("index", range(5))
    def test_reordered_rows(self, index: int) -> None:
        chained = rows()
        chained[index], chained[index + 1] = chained[index + 1], chained[index]
        assert verify(chained) == index

    @pytest.mark.parametrize("index", range(6))
    def test_a_repeated_row(self, index: int) -> None:
        chained = rows()
        chained.insert(index, chained[index])
        assert verify(chained) == index + 1

    def test_a_chain_of_somewhere_else(self) -> None:
        assert verify(rows(), previous_hash=rows()[0].hash) == 0

    def test_a_cut_end_shows_in_the_last_hash_only(self) -> None:
        chained = rows()
        assert verify(chained[:-1]) is None
        assert chained[-2].hash != chained[-1].hash
