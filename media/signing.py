"""How a headless customer signs what she says yes to; docs/protocol.md, "Signed consent"."""

import secrets
from collections.abc import Sequence
from typing import assert_never

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec.structs import replace

from media.errors import ProtocolError
from signaling.messages import (
    AdmitParticipant,
    AllowScope,
    AnyEvent,
    AskScope,
    GiveScope,
    ParticipantAsked,
    Request,
    Scope,
    ScopeAsked,
    SignalDescription,
    Signature,
    Signed,
    SignedAct,
    StartSession,
    Statement,
    Voucher,
    fingerprints_of,
    offer_text,
    statement_text,
    voucher_text,
)

Says = StartSession | AllowScope | GiveScope | AskScope | AdmitParticipant
HALF_BYTES = 32


class SigningKey:
    """A key of P-256 that is not told to anybody. `voucher`: of a dock, whose key its page answers
    for."""

    def __init__(self, voucher: Voucher | None = None) -> None:
        self._private = generate_private_key(SECP256R1())
        raw = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public = raw.hex()
        self.voucher = voucher

    def sign(self, statement: Statement) -> Signed:
        return Signed(
            statement=statement,
            key=self.public,
            signature=self._sign(statement_text(statement)),
            voucher=self.voucher,
        )

    def under(self, text: bytes) -> Signature:
        """Of what is no statement."""
        return Signature(key=self.public, signature=self._sign(text), voucher=self.voucher)

    def vouch(self, customer: str, key: str, at: int) -> Voucher:
        """This page's key answers for the dock's `key`. `at`: milliseconds since the epoch."""
        signature = self._sign(voucher_text(customer, key, at))
        return Voucher(key=self.public, at=at, signature=signature)

    def _sign(self, message: bytes) -> str:
        r, s = decode_dss_signature(self._private.sign(message, ECDSA(SHA256())))
        return (r.to_bytes(HALF_BYTES) + s.to_bytes(HALF_BYTES)).hex()


class Told(msgspec.Struct, frozen=True):
    """What she was told. `timeline`: of the conversation that it is about. `control_included`:
    whoever shares a page lets agents use it, too."""

    customer: str
    timeline: Sequence[AnyEvent]
    control_included: bool

    def asked(self, request: str) -> ScopeAsked:
        """Raises ProtocolError."""
        for event in self.timeline:
            if isinstance(event, ScopeAsked) and event.request == request:
                return event
        raise ProtocolError("she does not know that question")

    def knock(self, request: str) -> ParticipantAsked:
        """Raises ProtocolError."""
        for event in self.timeline:
            if isinstance(event, ParticipantAsked) and event.request == request:
                return event
        raise ProtocolError("she does not know who that is")

    def with_view(self) -> tuple[Scope, ...]:
        return (Scope.VIEW, Scope.CONTROL) if self.control_included else (Scope.VIEW,)


def signed(request: Request, key: SigningKey, told: Told, now: float) -> Request:
    """`request` with what she signs for it; as it is where she signs nothing, or has signed. `now`:
    by the server's clock. Raises ProtocolError for a question that she does not know."""
    if isinstance(request, SignalDescription):
        return _with_offer(request, key, told.customer)
    if not isinstance(request, Says) or request.signed is not None:
        return request
    return replace(request, signed=key.sign(statement(request, told, now)))


def _with_offer(message: SignalDescription, key: SigningKey, customer: str) -> SignalDescription:
    description = message.description
    if description.type != "offer" or message.signed is not None:
        return message
    found = fingerprints_of(description.sdp)
    text = offer_text(customer, message.link, message.attempt, found)
    return replace(message, signed=key.under(text))


def conversation_of(request: Request) -> str | None:
    """What a yes is about, if it is one."""
    return request.conversation if isinstance(request, Says) else None


def statement(request: Says, told: Told, now: float) -> Statement:
    """What `request` says. Raises ProtocolError."""
    said = Statement(
        act=SignedAct.START,
        customer=told.customer,
        scopes=told.with_view(),
        at=round(now * 1000),
        nonce=secrets.token_hex(16),
    )
    if isinstance(request, StartSession):
        return said
    said = replace(said, conversation=request.conversation)
    match request:
        case AskScope(scope=scope, request=id):
            return replace(said, act=SignedAct.ASK, scopes=_with(scope), request=id)
        case GiveScope(session=session, scope=scope, to=to):
            return replace(said, act=SignedAct.GIVE, session=session, scopes=(scope,), person=to)
        case AllowScope(request=id, limit=limit):
            asked = told.asked(id)
            is_view = asked.scope is Scope.VIEW
            return replace(
                said,
                act=SignedAct.ALLOW,
                session=asked.session,
                scopes=told.with_view() if is_view else _with(asked.scope),
                request=id,
                person=asked.by.id,
                limit=limit,
            )
        case AdmitParticipant(request=id):
            knock = told.knock(id)
            return replace(
                said,
                act=SignedAct.ADMIT,
                session=knock.session,
                scopes=(),
                request=id,
                person=knock.person.id,
            )
        case _:
            assert_never(request)


def _with(scope: Scope) -> tuple[Scope, ...]:
    return (Scope.VIDEO, Scope.VOICE) if scope is Scope.VIDEO else (scope,)
