"""What the customer has signed is what is decided, or nothing is; and it stays with that."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from broker.audit import record
from broker.audit_check import Found, Problem, Whole, check
from broker.audit_export import checkpoint_line, header_line
from broker.commands import (
    AdmitParticipant,
    AllowScope,
    AskScope,
    AskToJoin,
    EndSession,
    GiveScope,
    OpenEndpoint,
    PauseSession,
    ResumeSession,
    StartSession,
)
from broker.events import ScopeAsked, ScopeGranted, SessionJoined
from broker.names import ControlLimit, ControlMode, EndpointKind, Scope
from broker.policy import Policy
from broker.receipt_file import Bad, Good, write
from broker.receipt_file import check as check_receipt
from broker.receipts import Receipt, receipt
from broker.saying import Said
from broker.statement import Signed, SignedAct, Statement, statement_text
from media.signing import SigningKey
from signaling.messages import verify_signed
from signaling.receipts import iso
from signaling.signing import verify
from tests.broker.room import ANN, BOB, CARLA, EVERYTHING, Room
from tests.broker.test_receipts import ISSUER
from tests.helpers.audit_exports import SIGNER, SITE, chained_events, line_of, note_of

KEY = SigningKey()
NONCES = iter(range(1, 10**6))
INCLUDED = replace(EVERYTHING, control=ControlMode.INCLUDED)
SWITCHED = replace(EVERYTHING, control=ControlMode.SWITCHED)


def said(act: SignedAct, **more: Any) -> Statement:
    return Statement(act=act, customer="carla", at=1_000_000, nonce=f"{next(NONCES):032x}", **more)


def in_talk(act: SignedAct, **more: Any) -> Statement:
    return said(act, conversation="talk", **more)


def shares(policy: Policy = EVERYTHING, *scopes: Scope) -> tuple[Room, Said]:
    statement = said(SignedAct.START, scopes=scopes or (Scope.VIEW,))
    return Room(policy).queued(), StartSession(by=CARLA, session="s1", signed=KEY.sign(statement))


def allows_view(policy: Policy = EVERYTHING, *scopes: Scope) -> tuple[Room, Said]:
    statement = in_talk(
        SignedAct.ALLOW,
        session="s1",
        scopes=scopes or (Scope.VIEW,),
        request="look",
        person="ann",
    )
    room = Room(policy).asked()
    return room, AllowScope(by=CARLA, request="look", signed=KEY.sign(statement))


def allows_control() -> tuple[Room, Said]:
    room = Room(EVERYTHING).active()
    room.do(AskScope(by=ANN, scope=Scope.CONTROL, request="hands", session="s1"))
    room.now += 1
    statement = in_talk(
        SignedAct.ALLOW,
        session="s1",
        scopes=(Scope.CONTROL,),
        request="hands",
        person="ann",
        limit=ControlLimit.TYPING,
    )
    signed = KEY.sign(statement)
    return room, AllowScope(by=CARLA, request="hands", limit=ControlLimit.TYPING, signed=signed)


def gives_control() -> tuple[Room, Said]:
    statement = in_talk(SignedAct.GIVE, session="s1", scopes=(Scope.CONTROL,), person="ann")
    give = GiveScope(
        by=CARLA, session="s1", scope=Scope.CONTROL, to="ann", signed=KEY.sign(statement)
    )
    return Room(SWITCHED).active(), give


def calls() -> tuple[Room, Said]:
    room = Room(EVERYTHING).accepted()
    room.do(OpenEndpoint(by=CARLA, endpoint="dock", kind=EndpointKind.DOCK))
    scopes = (Scope.VIDEO, Scope.VOICE)
    statement = in_talk(SignedAct.ASK, scopes=scopes, request="ring")
    signed = KEY.sign(statement)
    return room, AskScope(by=CARLA, scope=Scope.VIDEO, request="ring", signed=signed)


def admits() -> tuple[Room, Said]:
    room = Room(EVERYTHING).active()
    room.do(AskToJoin(by=BOB, session="s1", request="knock"))
    statement = in_talk(SignedAct.ADMIT, session="s1", request="knock", person="bob")
    return room, AdmitParticipant(by=CARLA, request="knock", signed=KEY.sign(statement))


Case = Callable[[], tuple[Room, Said]]
CASES: list[Case] = [shares, allows_view, allows_control, gives_control, calls, admits]


@pytest.mark.parametrize("case", CASES)
def test_what_was_signed_stays_with_what_it_allowed(case: Case) -> None:
    room, command = case()
    room.do(command)
    carriers = [
        event
        for event in room.events
        if isinstance(event, ScopeAsked | ScopeGranted | SessionJoined) and event.signed
    ]
    assert [event.signed for event in carriers] == [command.signed]
    assert record(carriers[0]).signed == command.signed


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    "change",
    [
        {"act": SignedAct.START},
        {"act": SignedAct.ALLOW},
        {"act": SignedAct.GIVE},
        {"customer": "eve"},
        {"conversation": "other"},
        {"conversation": None},
        {"session": "s2"},
        {"session": None},
        {"scopes": ()},
        {"scopes": (Scope.SCREEN,)},
        {"scopes": (Scope.VIEW, Scope.SCREEN)},
        {"scopes": (Scope.CONTROL, Scope.VIEW)},
        {"request": "other"},
        {"request": None},
        {"person": "bob"},
        {"person": "ann"},
        {"person": None},
        {"limit": ControlLimit.REGION},
        {"limit": None},
    ],
)
def test_B07_a_signature_for_something_else_allows_nothing(
    case: Case, change: dict[str, Any]
) -> None:
    room, command = case()
    assert command.signed is not None
    statement = command.signed.statement
    other = replace(statement, **change)
    if other == statement:
        return
    code, text = room.refused(replace(command, signed=replace(command.signed, statement=other)))
    assert (code, "something else" in text) == ("bad_signature", True)


def test_B07_a_statement_is_good_once() -> None:
    room, command = gives_control()
    room.do(command)
    room.do(EndSession(by=CARLA, session="s1"))
    room.wait(1)
    _, start = shares()
    assert command.signed is not None and start.signed is not None
    used = replace(start.signed.statement, nonce=command.signed.statement.nonce)
    code, text = room.refused(
        replace(start, session="s2", signed=replace(start.signed, statement=used))
    )
    assert (code, "used before" in text) == ("bad_signature", True)


@pytest.mark.parametrize("case", [shares, allows_view])
def test_control_comes_with_the_view_only_where_she_signed_for_it(
    case: Callable[..., tuple[Room, Said]],
) -> None:
    room, command = case(INCLUDED)
    assert "scope.granted control" not in room.do(command)
    room, command = case(INCLUDED, Scope.VIEW, Scope.CONTROL)
    assert "scope.granted control" in room.do(command)
    control = room.session.granted(Scope.CONTROL)
    assert control is not None and control.signed == command.signed
    # It is hers again after a pause, by the same signature.
    room.do(PauseSession(by=CARLA, session="s1")) if room.session.state == "active" else None
    if room.session.state == "paused":
        assert "scope.granted control" in room.do(ResumeSession(by=CARLA, session="s1"))
        again = room.session.granted(Scope.CONTROL)
        assert again is not None and again.signed == command.signed


def test_she_may_sign_for_more_than_the_policy_includes() -> None:
    room, command = allows_view(EVERYTHING, Scope.VIEW, Scope.CONTROL)
    assert "scope.granted control" not in room.do(command)


def test_an_answer_to_her_call_carries_what_she_signed_when_she_called() -> None:
    room, command = calls()
    room.do(command)
    assert room.do(AllowScope(by=ANN, request="ring")) == [
        "scope.granted video",
        "scope.granted voice",
    ]
    for scope in (Scope.VIDEO, Scope.VOICE):
        granted = room.state.granted(scope)
        assert granted is not None and granted.signed == command.signed


def test_a_silent_call_is_not_made_of_what_she_did_not_sign() -> None:
    room, command = calls()
    assert command.signed is not None
    alone = replace(command.signed.statement, scopes=(Scope.VIDEO,))
    assert room.refused(replace(command, signed=KEY.sign(alone)))[0] == "bad_signature"


def test_what_an_agent_says_to_have_signed_is_nobodys() -> None:
    room, command = allows_view()
    ask = AskScope(by=ANN, scope=Scope.VOICE, request="ring", signed=command.signed)
    room.do(ask)
    assert isinstance(room.events[-1], ScopeAsked) and room.events[-1].signed is None


# --- afterwards -----------------------------------------------------------------------------------


def forged(signed: Signed, **change: Any) -> Signed:
    """By who has no key of hers."""
    return replace(signed, statement=replace(signed.statement, **change))


def ended(case: Case = allows_control) -> Room:
    room, command = case()
    room.do(command)
    room.do(EndSession(by=CARLA, session="s1"))
    return room


def exported(room: Room, change: Callable[[Signed], Signed] | None = None) -> bytes:
    """As who has the server's key would write it, with another statement in it."""
    events = []
    for event in room.events:
        if change is not None and isinstance(event, ScopeGranted) and event.signed:
            event = replace(event, signed=change(event.signed))
        events.append(event)
    rows = chained_events(events)
    lines = [line_of(number, row) for number, row in enumerate(rows, start=1)]
    note = checkpoint_line(note_of(rows, len(rows)))
    return b"".join([header_line(SITE, [SIGNER.key]), *lines, note])


def test_an_audit_export_is_checked_for_her_signatures() -> None:
    whole = check(exported(ended()), verify, verify_signed, [SIGNER.key])
    assert isinstance(whole, Whole)
    # The view was granted before, by nothing that was signed.
    assert (whole.signed, whole.unsigned) == (1, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"limit": None},
        {"person": "bob"},
        {"session": "s2"},
        {"conversation": "other"},
        {"scopes": (Scope.SCREEN,)},
        {"customer": "eve"},
        {"request": "other"},
        {"at": 5},
    ],
)
def test_not_even_the_server_can_write_a_yes_that_she_did_not_sign(change: dict[str, Any]) -> None:
    """With all hashes and checkpoints made anew by the server's own key."""
    export = exported(ended(), lambda signed: forged(signed, **change))
    found = check(export, verify, verify_signed, [SIGNER.key])
    assert isinstance(found, Found) and found.problem is Problem.BAD_CONSENT
    grants = [n for n, event in enumerate(ended().events, 1) if isinstance(event, ScopeGranted)]
    assert found.row == grants[1]


def test_another_statement_of_hers_is_no_yes_to_this() -> None:
    """A true signature, under something else."""
    other = KEY.sign(in_talk(SignedAct.ASK, scopes=(Scope.VOICE,), request="ring"))
    found = check(exported(ended(), lambda _: other), verify, verify_signed, [SIGNER.key])
    assert isinstance(found, Found) and found.problem is Problem.BAD_CONSENT


def written(room: Room, change: Callable[[Receipt], None] = lambda made: None) -> bytes:
    made = receipt(room.events, "s1", "carla", ISSUER, 2000.0, iso)
    change(made)
    return write(made, SIGNER.key, SIGNER.sign)


@pytest.mark.parametrize(("case", "signed"), [(shares, 1), (allows_view, 1), (admits, 0)])
def test_a_receipt_carries_her_signatures(case: Case, signed: int) -> None:
    good = check_receipt(written(ended(case)), verify, verify_signed, [SIGNER.key])
    assert isinstance(good, Good), good
    assert (good.signed, good.customer_key) == (signed, KEY.public)


@pytest.mark.parametrize("case", [allows_control, admits])
@pytest.mark.parametrize(
    "change", [{"customer": "eve"}, {"person": "eve"}, {"limit": ControlLimit.REGION}, {"at": 5}]
)
def test_a_receipt_with_a_false_signature_is_worth_nothing(
    case: Case, change: dict[str, Any]
) -> None:
    def forge(made: Receipt) -> None:
        for one in made.recipients:
            if one.signed is not None:
                one.signed = forged(one.signed, **change)
        for consent in made.consents:
            for step in consent.events:
                if step.signed is not None:
                    step.signed = forged(step.signed, **change)

    bad = check_receipt(written(ended(case), forge), verify, verify_signed, [SIGNER.key])
    assert isinstance(bad, Bad) and bad.problem == "bad_consent"


def test_two_keys_in_one_receipt_are_not_one_customer() -> None:
    def swap(made: Receipt) -> None:
        statement = said(SignedAct.START, scopes=(Scope.VIEW,))
        made.consents[0].events[1].signed = SigningKey().sign(statement)

    bad = check_receipt(written(ended(), swap), verify, verify_signed, [SIGNER.key])
    assert isinstance(bad, Bad) and bad.problem == "bad_consent"


def test_the_text_of_a_statement_is_what_people_can_read() -> None:
    _, command = allows_control()
    assert command.signed is not None
    text = statement_text(command.signed.statement).decode()
    assert "act: allow\ncustomer: carla\nconversation: talk\nsession: s1\nscopes: control\n" in text
