"""The gate for what customers say yes to: nothing of it passes that is not signed in her browser.

Whether what was signed is what is being decided is the broker's to judge (broker/saying.py). What
this proves, and what not: SECURITY.md.
"""

from broker.errors import BadSignature
from broker.names import EndpointKind, Role
from broker.statement import Signed, is_signed
from signaling import messages
from signaling.messages import ClientMessage, verify_signed
from signaling.peer import Peer

SIGNED = (
    messages.StartSession,
    messages.AllowScope,
    messages.GiveScope,
    messages.AskScope,
    messages.AdmitParticipant,
)
# Between her click and now: clocks differ, and connections are slow.
LONGEST_SECONDS = 300


def require_signed(peer: Peer, request: ClientMessage, now: float) -> None:
    """Raises BadSignature for a customer's yes without the signature of her endpoint."""
    if not isinstance(request, SIGNED):
        return
    if peer.person.role is Role.CUSTOMER:
        _require(peer, request.signed, now)
    elif request.signed is not None:
        raise BadSignature(why="nobody else signs")


def _require(peer: Peer, signed: Signed | None, now: float) -> None:
    if signed is None:
        raise BadSignature(why="the signature is missing")
    if signed.key != peer.signing_key:
        raise BadSignature(why="it is of another key than the one that `hello` told")
    if (signed.voucher is not None) is not (peer.kind is EndpointKind.DOCK):
        raise BadSignature(why="a dock has a voucher of the page that opened it, and only a dock")
    if abs(signed.statement.at / 1000 - now) > LONGEST_SECONDS:
        raise BadSignature(why="it was signed at another time")
    if not is_signed(signed, verify_signed):
        raise BadSignature(why="the signature is not of this key")
