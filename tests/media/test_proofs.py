"""A headless agent stops where the server says that a customer allowed what she did not sign."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from media.errors import Unproved
from media.proofs import Proofs
from media.signing import SigningKey, Told, signed
from signaling.messages import (
    ConsentState,
    ConversationStateMessage,
    Description,
    LinkOpened,
    RelayedDescription,
    Scope,
    ScopeView,
    SignalDescription,
    Signed,
    SignedAct,
    Statement,
)
from tests.media.samples import AGENT, CUSTOMER, LINK, session, state

SDP = "v=0\r\na=fingerprint:sha-256 AA:BB\r\na=fingerprint:sha-512 CC\r\n"


def statement(**more: Any) -> Statement:
    fields: dict[str, Any] = {
        "act": SignedAct.ALLOW,
        "customer": "c1",
        "conversation": "v1",
        "session": "s1",
        "scopes": (Scope.VIEW,),
        "request": "r1",
        "person": "a1",
        "at": 1,
        "nonce": "0" * 32,
    }
    return Statement(**fields | more)


def told(signature: Signed | None, scope: Scope = Scope.VIEW) -> ConversationStateMessage:
    view = ScopeView(
        state=ConsentState.GRANTED, grant=1, by=CUSTOMER, asker=AGENT, to="a1", signed=signature
    )
    return ConversationStateMessage(state=state(session(scopes={scope.value: view})))


def test_what_she_signed_is_believed() -> None:
    proofs, key = Proofs(), SigningKey()
    proofs.check(told(key.sign(statement())))
    assert proofs.roots == {"v1": key.public}


@pytest.mark.parametrize(
    "more",
    [
        {"customer": "eve"},
        {"conversation": "v2"},
        {"session": "s2"},
        {"session": None},
        {"scopes": (Scope.CONTROL,)},
        {"scopes": ()},
        {"person": "bob"},
        {"act": SignedAct.START},
        {"act": SignedAct.ASK},
        {"act": SignedAct.ADMIT},
    ],
)
def test_what_she_signed_about_something_else_is_not(more: dict[str, Any]) -> None:
    with pytest.raises(Unproved):
        Proofs().check(told(SigningKey().sign(statement(**more))))


def test_nothing_signed_falsely_signed_or_with_another_key() -> None:
    proofs, key = Proofs(), SigningKey()
    good = key.sign(statement())
    for wrong in (None, replace(good, key=SigningKey().public), replace(good, signature="0" * 128)):
        with pytest.raises(Unproved):
            proofs.check(told(wrong))
    proofs.check(told(good))
    with pytest.raises(Unproved, match="another key"):
        proofs.check(told(SigningKey().sign(statement())))


Offer = Callable[[SigningKey], RelayedDescription]


def offered(key: SigningKey, sdp: str = SDP, link: str = "l1") -> RelayedDescription:
    message = SignalDescription(
        id="x", link=link, attempt=2, description=Description(type="offer", sdp=sdp)
    )
    full = signed(message, key, Told("c1", [], False), 0.0)
    assert isinstance(full, SignalDescription)
    return RelayedDescription(
        link=link, attempt=2, description=message.description, signed=full.signed
    )


def swapped(key: SigningKey) -> RelayedDescription:
    theirs = SDP.replace("AA", "DD")
    return replace(offered(key), description=Description(type="offer", sdp=theirs))


def with_one_more(key: SigningKey) -> RelayedDescription:
    theirs = f"{SDP}a=fingerprint:sha-256 EE\r\n"
    return replace(offered(key), description=Description(type="offer", sdp=theirs))


def of_another_attempt(key: SigningKey) -> RelayedDescription:
    return replace(offered(key), attempt=3)


def unsigned(key: SigningKey) -> RelayedDescription:
    return replace(offered(key), signed=None)


def by_another_key(_: SigningKey) -> RelayedDescription:
    return offered(SigningKey())


def of_another_link(key: SigningKey) -> RelayedDescription:
    return replace(offered(key, link="l2"), link="l1")


def believing(key: SigningKey) -> Proofs:
    """Who knows her key, and that a link to her is to be made."""
    proofs = Proofs()
    proofs.check(told(key.sign(statement())))
    link = replace(LINK, offerer=False, peer=CUSTOMER)
    proofs.check(LinkOpened(link=link))
    return proofs


def test_her_offer_is_taken() -> None:
    key = SigningKey()
    believing(key).check(offered(key))


@pytest.mark.parametrize(
    "offer", [swapped, with_one_more, of_another_attempt, unsigned, by_another_key, of_another_link]
)
def test_B18_an_offer_of_somebody_between_is_not(offer: Offer) -> None:
    key = SigningKey()
    with pytest.raises(Unproved):
        believing(key).check(offer(key))
