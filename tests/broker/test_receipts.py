"""What a receipt says of what happened, and how it is checked."""

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker import jose
from broker.checkpoints import PublicKey
from broker.commands import (
    AdmitParticipant,
    AllowScope,
    AnyCommand,
    AskScope,
    AskToJoin,
    DenyScope,
    EndConversation,
    EndSession,
    LeaveSession,
    PostMessage,
    RefuseParticipant,
    ReleaseScope,
    RevokeScope,
    WithdrawScope,
)
from broker.errors import UnknownThing, WrongState
from broker.events import ScopeExpired, SessionEnded
from broker.names import Reason, Scope
from broker.policy_changes import version
from broker.receipt_file import Bad, Good, Problem, check, write
from broker.receipts import CONTEXT, Issuer, receipt
from signaling.messages import verify_signed
from signaling.receipts import iso
from signaling.signing import verify
from tests.broker.room import ANN, BOB, CARLA, EVERYTHING, Room
from tests.helpers.audit_exports import OTHER, SIGNER

ISSUER = Issuer(organisation="Shop Ltd", site="key_1", site_name="Shop", server="https://b.example")
VERIFIER = Path(__file__).parents[2] / "docs" / "verify.mjs"


def told(room: Room, session: str = "s1", customer: str = "carla") -> dict[str, Any]:
    made = receipt(room.events, session, customer, ISSUER, 2000.0, iso)
    fields: dict[str, Any] = msgspec.to_builtins(made)
    return fields


def steps(fields: dict[str, Any], scope: str) -> list[tuple[str, str | None, str | None]]:
    (consent,) = (one for one in fields["consents"] if one["scope"] == scope)
    return [
        (one["event_state"].removeprefix("dpv:Consent"), one.get("entity_id"), one.get("reason"))
        for one in consent["events"]
    ]


def ask(scope: Scope, request: str) -> AskScope:
    return AskScope(by=ANN, scope=scope, request=request, session="s1")


def stop(by: Any = CARLA) -> EndSession:
    return EndSession(by=by, session="s1")


def test_who_asked_what_was_allowed_and_who_ended_it() -> None:
    room = Room(EVERYTHING).active()
    room.now = 1010.5
    room.do(stop())
    fields = told(room)
    assert (fields["@type"], fields["@context"]) == ("dpv:ConsentReceipt", CONTEXT)
    assert fields["receipt_id"] == "s1.2000000"
    assert fields["pii_controller"] == msgspec.to_builtins(ISSUER)
    assert fields["pii_principal_id"] == "carla" and fields["conversation"] == "talk"
    assert fields["policy_version"] == version(EVERYTHING) and len(fields["policy_version"]) == 16
    assert fields["started_at"] == "1970-01-01T00:16:40.000+00:00"
    assert fields["ended_at"] == "1970-01-01T00:16:50.500+00:00"
    assert (fields["ended_by"], fields["ended_because"]) == ("carla", "by_customer")
    assert {"entity_id": "ann", "role": "agent", "name": "Ann"} in fields["parties"]
    assert fields["recipients"][0]["entity_id"] == "ann" and fields["recipients"][0]["joined_at"]
    assert steps(fields, "view") == [
        ("Requested", "ann", None),
        ("Given", "carla", None),
        ("Withdrawn", "carla", "session_ended"),
    ]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (DenyScope(by=CARLA, request="drive"), ("Refused", "carla", None)),
        (WithdrawScope(by=ANN, request="drive"), ("RequestDeferred", "ann", None)),
        (60.0, ("RequestDeferred", None, None)),
        (stop(ANN), ("RequestDeferred", "ann", "session_ended")),
    ],
)
def test_what_was_asked_and_not_allowed(
    answer: AnyCommand | float, expected: tuple[str, str | None, str | None]
) -> None:
    room = Room(EVERYTHING).active()
    room.do(ask(Scope.CONTROL, "drive"))
    if isinstance(answer, float):
        room.wait(answer)
    else:
        room.do(answer)
    if room.session.is_open:
        room.do(stop())
    assert steps(told(room), "control") == [("Requested", "ann", None), expected]


@pytest.mark.parametrize("by", [CARLA, ANN])
def test_control_that_was_given_and_ended(by: Any) -> None:
    room = Room(EVERYTHING).active()
    room.do(ask(Scope.CONTROL, "drive"))
    room.do(AllowScope(by=CARLA, request="drive"))
    granted = room.session.granted(Scope.CONTROL)
    assert granted is not None
    kind = RevokeScope if by is CARLA else ReleaseScope
    room.do(kind(by=by, scope=Scope.CONTROL, grant=granted.grant))
    room.do(stop())
    fields = told(room)
    (control,) = (one for one in fields["consents"] if one["scope"] == "control")
    assert control["recipient"] == "ann" and control["of"] == "session"
    assert steps(fields, "control")[2][:2] == (
        "Withdrawn" if by is CARLA else "Revoked", by.id
    )  # fmt: skip


def test_a_grant_whose_time_was_over() -> None:
    room = Room(EVERYTHING).active()
    last = room.events[-1]
    over = ScopeExpired(
        conversation="talk", seq=last.seq + 1, at=1001.0, session="s1", scope=Scope.VIEW, grant=1
    )
    end = SessionEnded(
        conversation="talk", seq=last.seq + 2, at=1002.0, session="s1", reason=Reason.EXPIRED
    )
    room.events += [over, end]
    fields = told(room)
    assert steps(fields, "view")[-1] == ("Expired", None, None)
    assert "ended_by" not in fields


def test_a_page_shared_of_her_own_accord_is_for_all_agents() -> None:
    room = Room(EVERYTHING).shared()
    room.do(EndConversation(by=ANN))
    fields = told(room)
    (view,) = fields["consents"]
    assert "recipient" not in view and fields["started_by"] == "carla"
    state, by, reason = steps(fields, "view")[-1]
    assert (state, by) == ("Revoked", "ann" if reason == "session_ended" else None)


def test_calls_count_while_the_page_was_shared() -> None:
    room = Room(EVERYTHING).accepted()
    room.dock()
    for request, end in (("before", True), ("during", False)):
        room.do(AskScope(by=ANN, scope=Scope.VOICE, request=request))
        room.do(AllowScope(by=CARLA, request=request))
        voice = room.state.granted(Scope.VOICE)
        assert voice is not None
        if end:
            room.now += 1
            room.do(RevokeScope(by=CARLA, scope=Scope.VOICE, grant=voice.grant))
    room.now += 60
    room.do(ask(Scope.VIEW, "look"))
    room.do(AllowScope(by=CARLA, request="look"))
    room.now += 60
    room.do(stop())
    voices = [one for one in told(room)["consents"] if one["scope"] == "voice"]
    assert [one["of"] for one in voices] == ["conversation"]
    assert len(voices[0]["events"]) == 2
    room.now += 60
    room.do(AskScope(by=ANN, scope=Scope.VIDEO, request="after"))
    assert [one["scope"] for one in told(room)["consents"]] == ["voice", "view"]


def test_agents_who_came_and_went() -> None:
    room = Room(EVERYTHING).active()
    for request in ("in", "again"):
        room.do(AskToJoin(by=BOB, session="s1", request=request))
        answer = RefuseParticipant if request == "in" else AdmitParticipant
        room.do(answer(by=CARLA, request=request))
        room.now += 60
    room.do(LeaveSession(by=BOB, session="s1"))
    room.do(stop())
    (ann, bob, again) = told(room)["recipients"]
    assert again["entity_id"] == "bob" and again["joined_at"] and again["left_at"]
    assert ann["joined_at"] and "refused_because" not in ann
    assert bob["asked_at"] and bob["refused_because"] == Reason.DENIED and "joined_at" not in bob
    assert {one["entity_id"] for one in told(room)["parties"]} == {"ann", "bob", "carla"}


def test_nothing_that_was_said_is_in_it() -> None:
    room = Room(EVERYTHING).active()
    room.do(PostMessage(by=CARLA, text="my card is 4111"))
    room.do(stop())
    assert "4111" not in json.dumps(told(room))


def test_each_session_has_its_own() -> None:
    room = Room(EVERYTHING).asked()
    room.do(DenyScope(by=CARLA, request="look"))
    room.now += 60
    room.do(AskScope(by=ANN, scope=Scope.VIEW, request="again", session="s2"))
    room.do(AllowScope(by=CARLA, request="again"))
    room.do(AskScope(by=ANN, scope=Scope.CONTROL, request="drive", session="s2"))
    room.wait(60)
    room.do(EndSession(by=CARLA, session="s2"))
    assert [one["scope"] for one in told(room, "s2")["consents"]] == ["view", "control"]
    denied = told(room)
    assert [state for state, _, _ in steps(denied, "view")] == ["Requested", "Refused"]
    assert (denied["ended_because"], denied["ended_by"]) == ("denied", "carla")


def test_whose_it_is_not_and_what_goes_on() -> None:
    room = Room(EVERYTHING).active()
    with pytest.raises(WrongState):
        told(room)
    room.do(stop())
    for session, customer in (("s2", "carla"), ("s1", "eve"), ("s1", "ann"), ("", "carla")):
        with pytest.raises(UnknownThing):
            told(room, session, customer)
    with pytest.raises(UnknownThing):
        receipt([], "s1", "carla", ISSUER, 1.0, iso)


# --- the file -----------------------------------------------------------------------------------


def ended() -> Room:
    room = Room(EVERYTHING).active()
    room.do(stop())
    return room


MADE = receipt(ended().events, "s1", "carla", ISSUER, 2000.0, iso)
FILE = write(MADE, SIGNER.key, SIGNER.sign)


def problem(file: bytes, *trusted: PublicKey) -> Problem:
    result = check(file, verify, verify_signed, trusted)
    assert isinstance(result, Bad) and result.text.endswith(".")
    return result.problem


def test_a_file_is_readable_and_whole() -> None:
    assert json.loads(FILE)["receipt"] == msgspec.to_builtins(MADE)
    for trusted in ((), (SIGNER.key,), (OTHER.key, SIGNER.key)):
        good = check(FILE, verify, verify_signed, trusted)
        assert good == Good(msgspec.to_builtins(MADE), SIGNER.key, 0, 1, None)
    assert problem(FILE, OTHER.key) is Problem.UNKNOWN_KEY
    # Another tool may have laid it out anew.
    assert isinstance(check(json.dumps(json.loads(FILE)).encode(), verify, verify_signed, ()), Good)


def test_what_was_changed() -> None:
    shown = FILE.replace(b'"name": "Ann"', b'"name": "Bob"', 1)
    assert problem(shown) is Problem.CHANGED
    members = json.loads(FILE)
    payload = jose.encode(jose.decode(members["payload"], "").replace(b"Ann", b"Bob"))
    assert problem(json.dumps(members | {"payload": payload}).encode()) is Problem.BAD_SIGNATURE
    short = json.dumps(members | {"signature": "AAAA"}).encode()
    assert problem(short) is Problem.BAD_SIGNATURE
    twice = FILE.replace(b'"receipt": {', b'"receipt": {}, "receipt": {', 1)
    assert problem(twice) is Problem.NOT_A_RECEIPT


@pytest.mark.parametrize(
    "changes",
    [
        {"payload": 1},
        {"protected": "!"},
        {"signature": "A"},
        {"signature": "AB"},
        {"protected": "e30"},
        {"protected": jose.encode(b"[]")},
        {"protected": jose.encode(b'{"alg":"none","typ":"consent-receipt+json","jwk":{}}')},
        {"protected": jose.encode(b'{"alg":"EdDSA","typ":"consent-receipt+json","jwk":{}}')},
        {"protected": jose.encode(b'{"alg":"EdDSA","typ":"consent-receipt+json","jwk":{"x":"A"}}')},
        {
            "protected": jose.encode(
                b'{"alg":"EdDSA","typ":"consent-receipt+json","jwk":{"x":"AAAA"}}'
            )
        },
        {"more": 1},
    ],
)
def test_what_is_no_receipt(changes: dict[str, Any]) -> None:
    file = json.dumps(json.loads(FILE) | changes).encode()
    assert problem(file) is Problem.NOT_A_RECEIPT


@pytest.mark.parametrize("file", [b"", b"\xff", b"[]", b"{}", b"[" * 100_000, b'"x"', b"\x00" * 99])
def test_hostile_files(file: bytes) -> None:
    assert problem(file) is Problem.NOT_A_RECEIPT


def test_another_version_and_another_signed_thing() -> None:
    later = msgspec.structs.replace(MADE, schema_version="alongside-receipt/2")
    assert problem(write(later, SIGNER.key, SIGNER.sign)) is Problem.NOT_A_RECEIPT


@given(st.integers(0, len(FILE) - 1), st.integers(0, 255))
def test_no_byte_can_be_changed_but_white_space(place: int, byte: int) -> None:
    changed = bytearray(FILE)
    changed[place] = byte
    if isinstance(check(bytes(changed), verify, verify_signed, ()), Good):
        assert json.loads(bytes(changed)) == json.loads(FILE)


def test_g04_a_second_implementation_agrees(tmp_path: Path) -> None:
    """docs/verify.mjs, of which half of the receipts are tampered with."""
    dice = random.Random(7)
    files, expected = [], []
    for number in range(400):
        made = receipt(ended().events, "s1", "carla", ISSUER, 2000.0 + number, iso)
        signer = SIGNER if number % 7 else OTHER
        file = bytearray(write(made, signer.key, signer.sign))
        if number % 2:
            file[dice.randrange(len(file))] = dice.randrange(32, 127)
        path = tmp_path / f"{number}.json"
        path.write_bytes(file)
        files.append(str(path))
        expected.append(isinstance(check(bytes(file), verify, verify_signed, [SIGNER.key]), Good))
    done = subprocess.run(
        ["node", str(VERIFIER), "receipt", *files, SIGNER.key.text],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert [line == "ok" for line in done.stdout.splitlines()] == expected
    assert 100 < sum(expected) < 300 and done.returncode == 1
